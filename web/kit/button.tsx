import type { ComponentProps, ReactNode } from 'react';
import { cn } from './class-names.ts';

const KINDS = {
  /** One a screen. */
  primary: 'bg-accent text-accent-fg hover:brightness-110',
  secondary: 'border border-line bg-panel hover:bg-raised',
  ghost: 'text-mute hover:bg-raised hover:text-fg',
  danger: 'border border-bad/40 bg-panel text-bad hover:bg-bad-soft',
} as const;

export type ButtonProps = Omit<ComponentProps<'button'>, 'disabled'> & {
  readonly kind?: keyof typeof KINDS;
  /** Why it cannot be done now, in words: the button stays focusable and says so. `true`: no reason needs telling (it is under way). */
  readonly off?: string | boolean | undefined;
  readonly icon?: ReactNode;
  readonly square?: boolean;
};

/** Buttons that do something once: the second press of a double click is meant for what stood there at the first. */
function isEcho(kind: keyof typeof KINDS, type: string | undefined, presses: number): boolean {
  return presses > 1 && (kind === 'primary' || kind === 'danger' || type === 'submit');
}

/** A button. One that is off keeps its place in the order of keys, tells why as a tooltip and to screen readers, and does nothing. */
export function Button({ kind = 'secondary', off, icon, square = false, className, children, onClick, ...rest }: ButtonProps): ReactNode {
  const disabled = off !== undefined && off !== false;
  return (
    <button
      type="button"
      {...rest}
      {...(disabled ? { 'aria-disabled': true } : {})}
      {...(typeof off === 'string' ? { title: off } : {})}
      onClick={(event) => {
        if (disabled || isEcho(kind, rest.type, event.detail)) event.preventDefault();
        else onClick?.(event);
      }}
      className={cn(
        'inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-control font-medium whitespace-nowrap select-none aria-disabled:cursor-not-allowed aria-disabled:opacity-55',
        square ? 'w-8' : 'px-2.5',
        KINDS[kind],
        className,
      )}
    >
      {icon}
      {children}
      {typeof off === 'string' && <span className="sr-only">({off})</span>}
    </button>
  );
}
