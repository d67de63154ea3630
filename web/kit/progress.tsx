import { useState, type ReactNode } from 'react';
import { cn } from './class-names.ts';
import { count } from './format.ts';
import { KIT } from './kit-words.ts';
import { secondsLeft, withSample, type Sample } from './time-left.ts';
import { useLanguage, useWords } from './words.ts';

export type ProgressProps = {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** What it is at now: "Reading Kunden.csv". */
  readonly text?: ReactNode;
  /** How long it takes still, from the rate so far. Default: shown. */
  readonly timeLeft?: boolean;
  readonly tone?: 'accent' | 'good' | 'bad';
  readonly className?: string;
};

const TONES = { accent: 'bg-accent', good: 'bg-good', bad: 'bg-bad' } as const;

/** How far something is: bar, count of total, and about how long still. */
export function Progress({ label, done, total, text, timeLeft = true, tone = 'accent', className }: ProgressProps): ReactNode {
  const words = useWords(KIT);
  const language = useLanguage();
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  if (samples.at(-1)?.done !== done) setSamples(withSample(samples, { at: performance.now(), done }));
  const seconds = timeLeft && done < total ? secondsLeft(samples, total) : null;
  const left =
    seconds === null
      ? null
      : seconds < 55
        ? words.secondsLeft(Math.max(1, seconds < 10 ? Math.ceil(seconds) : Math.ceil(seconds / 5) * 5))
        : seconds < 5_400
          ? words.minutesLeft(Math.max(1, Math.round(seconds / 60)))
          : words.hoursLeft(Math.round(seconds / 3_600));
  const of = words.progressOf(count(done, language), count(total, language));
  return (
    <div className={className}>
      <div className="mb-1.5 flex items-baseline gap-3">
        <span className="min-w-0 truncate font-medium">{label}</span>
        <span className="ml-auto whitespace-nowrap text-mute tabular-nums">{of}</span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={Math.min(done, total)}
        aria-valuetext={left === null ? of : `${of}, ${left}`}
        className="h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div
          className={cn('h-full rounded-full transition-[width] duration-200', TONES[tone])}
          style={{ width: `${total > 0 ? Math.min(100, (done / total) * 100) : 0}%` }}
        />
      </div>
      {(text !== undefined || timeLeft) && (
        <div className="mt-1 flex min-h-[1lh] items-baseline gap-3 text-second text-mute">
          <span className="min-w-0 truncate">{text}</span>
          <span className="ml-auto whitespace-nowrap tabular-nums">{left}</span>
        </div>
      )}
    </div>
  );
}
