/** How everything that floats looks; `data-popup` on an open one tells keys of the screen to wait (popupIsOpen). */
export const FLOATING =
  'rounded-[10px] border border-line bg-panel text-fg shadow-float outline-none transition-[opacity,transform] duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0';

/** A row of a menu, a list of choices or the palette. */
export const CHOICE =
  'flex min-h-8 cursor-default items-center gap-2 rounded-control px-2 py-1 outline-none select-none data-highlighted:bg-accent-soft data-disabled:text-mute';

/** The edge and the size of what is typed into. Its edge has 3:1 against what lies behind. */
export const INPUT =
  'h-8 w-full min-w-0 rounded-control border border-strong bg-panel px-2.5 text-fg placeholder:text-mute focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 aria-invalid:border-bad disabled:opacity-55 read-only:bg-raised';

/** Whether a dialog, menu or list of choices is open: keys then belong to it. */
export function popupIsOpen(): boolean {
  return document.querySelector('[data-popup][data-open]') !== null;
}

/** Whether what is pressed in `target` is text, so that no letter may be taken as a command. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'range', 'file'].includes(target.type);
}

/** The button at the end of a date field. */
export const DATE_TRIGGER = 'absolute top-1 right-1 grid size-6 place-items-center rounded text-mute hover:bg-raised hover:text-fg';
