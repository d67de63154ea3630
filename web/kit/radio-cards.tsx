import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';
import { Field, useField, type FieldProps } from './field.tsx';

export type RadioCard<T extends string> = {
  readonly value: T;
  readonly title: string;
  readonly description?: ReactNode;
  readonly icon?: ReactNode;
  /** Why it can't be chosen, in words. */
  readonly off?: string | undefined;
};

export type RadioCardsProps<T extends string> = FieldProps & {
  readonly value: T | null;
  readonly cards: readonly RadioCard<T>[];
  readonly onChange: (value: T) => void;
  readonly columns?: 1 | 2 | 3;
};

const COLUMNS = { 1: 'grid-cols-1', 2: 'grid-cols-2', 3: 'grid-cols-3' } as const;

/** One of a few, each with what it means. */
export function RadioCards<T extends string>(props: RadioCardsProps<T>): ReactNode {
  const { label, labelHidden, hint, error, required, className, ...rest } = props;
  return (
    <Field group {...{ label, labelHidden, hint, error, required, className }}>
      <Cards {...rest} />
    </Field>
  );
}

function Cards<T extends string>({ value, cards, onChange, columns = 1 }: Omit<RadioCardsProps<T>, keyof FieldProps>): ReactNode {
  return (
    <RadioGroup<T | null>
      {...useField()}
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
      className={cn('grid gap-2', COLUMNS[columns])}
    >
      {cards.map((card) => (
        <label
          key={card.value}
          className={cn(
            'flex items-start gap-2.5 rounded-card border bg-panel p-3',
            card.value === value ? 'border-accent ring-1 ring-accent' : 'border-line',
            card.off === undefined ? 'cursor-pointer hover:bg-raised' : 'cursor-not-allowed',
          )}
        >
          <Radio.Root
            value={card.value}
            disabled={card.off !== undefined}
            className="mt-[1.5px] grid size-4 shrink-0 place-items-center rounded-full border border-strong bg-panel data-checked:border-accent data-disabled:opacity-55"
          >
            <Radio.Indicator className="size-2 rounded-full bg-accent" />
          </Radio.Root>
          <span className="min-w-0 flex-1">
            <span className={cn('flex items-center gap-1.5 font-medium [&>svg]:size-4', card.off !== undefined && 'text-mute')}>
              {card.icon}
              {card.title}
            </span>
            {card.description !== undefined && <span className="mt-0.5 block text-second text-mute">{card.description}</span>}
            {card.off !== undefined && <span className="mt-0.5 block text-second text-warn">{card.off}</span>}
          </span>
        </label>
      ))}
    </RadioGroup>
  );
}
