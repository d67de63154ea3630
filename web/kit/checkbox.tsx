import { Checkbox as Base } from '@base-ui/react/checkbox';
import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

export type CheckboxProps = {
  readonly label: string;
  /** The label is for screen readers alone: in rows of a table. */
  readonly labelHidden?: boolean;
  readonly hint?: ReactNode;
  /** `mixed`: some of what it stands for. */
  readonly checked: boolean | 'mixed';
  /** `shift`: with the Shift key, for a range. */
  readonly onChange: (checked: boolean, shift: boolean) => void;
  readonly off?: boolean;
  readonly className?: string;
};

/** Yes or no, or some. */
export function Checkbox({ label, labelHidden = false, hint, checked, onChange, off = false, className }: CheckboxProps): ReactNode {
  const box = (
    <Base.Root
      checked={checked === true}
      indeterminate={checked === 'mixed'}
      disabled={off}
      aria-label={labelHidden ? label : undefined}
      onCheckedChange={(next, { event }) => onChange(next, 'shiftKey' in event && event.shiftKey === true)}
      className="grid size-4 shrink-0 place-items-center rounded border border-strong bg-panel text-accent-fg data-checked:border-accent data-checked:bg-accent data-disabled:opacity-55 data-indeterminate:border-accent data-indeterminate:bg-accent"
    >
      <Base.Indicator>
        {checked === 'mixed' ? <Minus aria-hidden strokeWidth={3} className="size-3" /> : <Check aria-hidden strokeWidth={3} className="size-3" />}
      </Base.Indicator>
    </Base.Root>
  );
  // Around a hidden label, a larger place to hit.
  if (labelHidden) return <span className={cn('grid size-6 place-items-center', className)}>{box}</span>;
  return (
    <label className={cn('flex items-start gap-2', className)}>
      <span className="mt-[1.5px] flex">{box}</span>
      <span className="min-w-0">
        {label}
        {hint !== undefined && <span className="block text-second text-mute">{hint}</span>}
      </span>
    </label>
  );
}
