import { Switch as Base } from '@base-ui/react/switch';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

export type SwitchProps = {
  readonly label: string;
  readonly labelHidden?: boolean;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly off?: boolean;
  readonly className?: string;
};

/** On or off, at once. */
export function Switch({ label, labelHidden = false, hint, checked, onChange, off = false, className }: SwitchProps): ReactNode {
  return (
    <label className={cn('flex items-start gap-3', className)}>
      <span className={labelHidden ? 'sr-only' : 'min-w-0 flex-1'}>
        {label}
        {hint !== undefined && <span className="block text-second text-mute">{hint}</span>}
      </span>
      <Base.Root
        checked={checked}
        disabled={off}
        onCheckedChange={(next) => onChange(next)}
        className="relative flex h-5 w-8.5 shrink-0 items-center rounded-full! border border-strong bg-raised p-px transition-colors data-checked:border-accent data-checked:bg-accent data-disabled:opacity-55"
      >
        <Base.Thumb className="size-4 rounded-full bg-strong transition-transform data-checked:translate-x-3.5 data-checked:bg-accent-fg" />
      </Base.Root>
    </label>
  );
}
