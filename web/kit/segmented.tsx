import type { ReactNode } from 'react';
import { cn } from './class-names.ts';
import { KIT } from './kit-words.ts';
import { useWords } from './words.ts';

export type Rung<T extends string> = {
  readonly value: T;
  readonly label: string;
  /** Filled with the accent when it is the one: the mode that acts by itself. */
  readonly strong?: boolean;
  /** Why it can't be chosen now, in words. */
  readonly off?: string | undefined;
};

export type SegmentedProps<T extends string> = {
  readonly label: string;
  readonly value: T;
  readonly rungs: readonly Rung<T>[];
  /** Without it the ladder is only looked at. */
  readonly onChange?: ((value: T) => void) | undefined;
  /** Drawn dashed; red when it lies below the value. */
  readonly recommended?: T | null | undefined;
  readonly className?: string;
};

/** A ladder of modes: solid is now, dashed is recommended, red steps down. Also a plain choice of a few words. */
export function Segmented<T extends string>({ label, value, rungs, onChange, recommended, className }: SegmentedProps<T>): ReactNode {
  const words = useWords(KIT);
  const now = rungs.findIndex((rung) => rung.value === value);
  return (
    <div role="group" aria-label={label} className={cn('inline-flex gap-0.5 rounded-[8px] bg-raised p-0.5', className)}>
      {rungs.map((rung, index) => {
        const is = index === now;
        const advised = !is && rung.value === recommended;
        const look = cn(
          'inline-flex h-6.5 items-center rounded-control border px-2 text-second whitespace-nowrap',
          is &&
            (rung.strong === true
              ? 'border-transparent bg-accent font-semibold text-accent-fg'
              : 'border-transparent bg-panel font-semibold text-fg shadow-sm dark:bg-line'),
          advised && (index < now ? 'border-dashed border-bad text-bad' : 'border-dashed border-accent text-accent'),
          !is && !advised && 'border-transparent text-mute',
          onChange !== undefined && !is && rung.off === undefined && 'hover:text-fg',
          rung.off !== undefined && 'aria-disabled:cursor-not-allowed',
        );
        const inside = (
          <>
            {rung.label}
            {advised && <span className="sr-only"> ({words.recommended})</span>}
            {rung.off !== undefined && <span className="sr-only"> ({rung.off})</span>}
          </>
        );
        if (onChange === undefined) {
          return (
            <span key={rung.value} aria-current={is ? 'true' : undefined} className={look}>
              {inside}
            </span>
          );
        }
        return (
          <button
            key={rung.value}
            type="button"
            aria-pressed={is}
            aria-disabled={rung.off !== undefined || undefined}
            title={rung.off}
            onClick={() => {
              if (!is && rung.off === undefined) onChange(rung.value);
            }}
            className={look}
          >
            {inside}
          </button>
        );
      })}
    </div>
  );
}
