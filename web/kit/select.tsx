import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';
import { Field, useField, type FieldProps } from './field.tsx';
import { CHOICE, FLOATING } from './floating.ts';

export type Option<T> = { readonly value: T; readonly label: string; readonly hint?: string | undefined; readonly off?: boolean | undefined };

type Common<T> = {
  readonly label: string;
  readonly value: T | null;
  readonly options: readonly Option<T>[];
  readonly onChange: (value: T) => void;
  readonly placeholder?: string | undefined;
  readonly off?: boolean | undefined;
};

export type SelectProps<T> = Common<T> &
  Omit<FieldProps, 'label'> & { /** The label stands inside the button: "Days late **is any**". */ readonly inline?: boolean };

/** One of a few. By keyboard: arrows, Home, End, first letters, Enter, Esc. For many or searched choices see Combobox. */
export function Select<T>(props: SelectProps<T>): ReactNode {
  const { inline = false, hint, error, required, labelHidden, className, ...common } = props;
  if (inline) return <Chooser {...common} inline className={className} />;
  return (
    <Field {...{ label: props.label, hint, error, required, labelHidden, className }}>
      <Chooser {...common} />
    </Field>
  );
}

function Chooser<T>(props: Common<T> & { readonly inline?: boolean; readonly className?: string | undefined }): ReactNode {
  const { label, value, options, onChange, placeholder, off = false, inline = false, className } = props;
  const wiring = useField();
  return (
    <Base.Root<T>
      items={options as { label: ReactNode; value: T }[]}
      value={value}
      disabled={off}
      modal={false}
      onValueChange={(next) => {
        if (next !== null || options.some((option) => option.value === null)) onChange(next as T);
      }}
    >
      <Base.Trigger
        {...(inline ? { 'aria-label': label } : wiring)}
        className={cn(
          'inline-flex h-8 items-center gap-1.5 rounded-control border bg-panel px-2.5 whitespace-nowrap select-none hover:bg-raised aria-invalid:border-bad data-disabled:opacity-55 data-popup-open:bg-raised',
          inline ? 'shrink-0 border-line' : 'w-full justify-between border-strong',
          className,
        )}
      >
        {inline && <span className="text-mute">{label}</span>}
        <Base.Value className={cn('min-w-0 truncate data-placeholder:text-mute', inline && 'font-medium')} placeholder={placeholder ?? ' '} />
        <Base.Icon className="shrink-0 text-mute">
          <ChevronDown aria-hidden className="size-3.5" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="start" alignItemWithTrigger={false} className="z-50 outline-none">
          <Base.Popup data-popup className={cn(FLOATING, 'max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto p-1')}>
            <Base.List>
              {options.map((option) => (
                <Base.Item key={String(option.value)} value={option.value} disabled={option.off ?? false} className={cn(CHOICE, 'pr-3')}>
                  <span className="grid size-4 shrink-0 place-items-center text-accent">
                    <Base.ItemIndicator>
                      <Check aria-hidden className="size-4" />
                    </Base.ItemIndicator>
                  </span>
                  <span className="min-w-0">
                    <Base.ItemText>{option.label}</Base.ItemText>
                    {option.hint !== undefined && <span className="block text-second text-mute">{option.hint}</span>}
                  </span>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
