import { X } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { cn } from './class-names.ts';
import { popupIsOpen } from './floating.ts';
import { KIT } from './kit-words.ts';
import { useWords } from './words.ts';

export type SidePanelProps = {
  readonly title: ReactNode;
  readonly sub?: ReactNode;
  /** Buttons under the title. */
  readonly actions?: ReactNode;
  /** Stands at the foot while the content scrolls. */
  readonly footer?: ReactNode;
  readonly onClose: () => void;
  readonly wide?: boolean;
  /** Whose content it is: when it changes (j and k in the list), the content starts at its top again. */
  readonly of: string;
  /** False: focus stays where it is when the panel opens. */
  readonly takesFocus?: boolean;
  readonly children: ReactNode;
};

/** A panel at the right over a list that stays usable under it. Render it while something is open; Esc closes it wherever focus is, and focus goes back to where it was. */
export function SidePanel(props: SidePanelProps): ReactNode {
  const { title, sub, actions, footer, onClose, wide = false, of, takesFocus = true, children } = props;
  const words = useWords(KIT);
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    const from = document.activeElement;
    const here = panel.current;
    if (takesFocus) here?.focus({ preventScroll: true });
    return () => {
      const now = document.activeElement;
      // Whoever went on working in the list stays there.
      if (from instanceof HTMLElement && from.isConnected && (now === document.body || now === null || here?.contains(now)))
        from.focus({ preventScroll: true });
    };
  }, [takesFocus]);
  useEffect(() => {
    content.current?.scrollTo({ top: 0 });
  }, [of]);
  useEffect(() => {
    let taken = false;
    // Looked at before anyone closes: an Esc that closes a menu or dialog is not for the panel.
    const before = (): void => void (taken = popupIsOpen());
    const after = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !taken && !event.defaultPrevented) close.current();
    };
    window.addEventListener('keydown', before, true);
    window.addEventListener('keydown', after);
    return () => {
      window.removeEventListener('keydown', before, true);
      window.removeEventListener('keydown', after);
    };
  }, []);
  return (
    <div
      ref={panel}
      role="dialog"
      aria-labelledby={id}
      tabIndex={-1}
      className={cn(
        'fixed inset-y-0 right-0 z-30 flex max-w-full flex-col border-l border-line bg-panel shadow-float outline-none starting:translate-x-2 starting:opacity-0 transition-[transform,opacity] duration-150',
        wide ? 'w-[560px]' : 'w-[440px]',
      )}
    >
      <div className="flex shrink-0 items-start gap-3 px-5 pt-4 pb-3">
        <div className="min-w-0 flex-1">
          <h2 id={id} className="truncate text-heading font-semibold tracking-tight" title={typeof title === 'string' ? title : undefined}>
            {title}
          </h2>
          {sub !== undefined && <div className="truncate text-mute">{sub}</div>}
        </div>
        <button
          type="button"
          aria-label={words.closePanel}
          title={`${words.close} (Esc)`}
          onClick={onClose}
          className="-mr-1 grid size-8 shrink-0 place-items-center rounded-control text-mute hover:bg-raised hover:text-fg"
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
      {actions !== undefined && <div className="flex shrink-0 flex-wrap gap-2 px-5 pb-3">{actions}</div>}
      <div ref={content} tabIndex={0} className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5 -outline-offset-2">
        {children}
      </div>
      {footer !== undefined && <div className="flex shrink-0 items-center gap-2 border-t border-line px-5 py-3">{footer}</div>}
    </div>
  );
}
