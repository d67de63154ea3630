import { CalendarDays } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { readDay, writeDay } from './day-text.ts';
import { Field, TextInput, type FieldProps } from './field.tsx';
import { DATE_TRIGGER } from './floating.ts';
import { useFormats } from './format.ts';
import { KIT } from './kit-words.ts';
import { useLanguage, useWords } from './words.ts';

const DatePopover = lazy(async () => ({ default: (await import('./date-popover.tsx')).DatePopover }));

/** Today where the browser is. */
export function localToday(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())).toISOString().slice(0, 10);
}

export type DateFieldProps = FieldProps & {
  /** An ISO day, or null for none. */
  readonly value: string | null;
  /** The day that was read, on leaving the field, on Enter or from the calendar; null when it was emptied or can't be read (then the field says so). */
  readonly onChange: (day: string | null) => void;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  /** The company's day; without it the browser's. */
  readonly today?: string | undefined;
  readonly off?: boolean;
};

/** A day, typed the person's way (`28.11.`, `28/11/2026`, `heute`, `+7`) or picked from a calendar. */
export function DateField(props: DateFieldProps): ReactNode {
  const { value, onChange, min, max, today = localToday(), off = false, hint, error, className, label, labelHidden, required } = props;
  const words = useWords(KIT);
  const language = useLanguage();
  const { day, longDay } = useFormats();
  const [known, setKnown] = useState(value);
  /** What is being typed; null while the value is shown. */
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  /** The calendar is loaded when it is first asked for. */
  const [wanted, setWanted] = useState(false);
  const show = (): void => {
    setWanted(true);
    setOpen(true);
  };
  const button = (
    <button type="button" aria-label={`${words.openCalendar}: ${label}`} aria-haspopup="dialog" disabled={off} onClick={show} className={DATE_TRIGGER}>
      <CalendarDays aria-hidden className="size-4" />
    </button>
  );
  if (known !== value) {
    setKnown(value);
    if (value !== null) {
      setTyped(null);
      setWrong(null);
    }
  }
  const read = typed === null || typed.trim() === '' ? null : readDay(typed, { today, min, max });
  const problemOf = (at: string | null): string | null => {
    if (at === null) return words.dayUnread;
    if (min !== undefined && at < min) return words.dayTooEarly(day(min));
    return max !== undefined && at > max ? words.dayTooLate(day(max)) : null;
  };
  const settle = (): void => {
    if (typed === null) return;
    const empty = typed.trim() === '';
    const problem = empty ? null : problemOf(read);
    setWrong(problem);
    if (problem === null) setTyped(null);
    const next = empty || problem !== null ? null : read;
    setKnown(next);
    if (next !== value) onChange(next);
  };
  const pick = (at: string): void => {
    setOpen(false);
    setTyped(null);
    setWrong(null);
    setKnown(at);
    if (at !== value) onChange(at);
  };
  return (
    <Field {...{ label, labelHidden, required, className }} hint={hint} error={wrong ?? error}>
      <span className="relative block">
        <TextInput
          inputMode="text"
          disabled={off}
          value={typed ?? (value === null ? '' : writeDay(value, language))}
          placeholder={writeDay(today, language)}
          onChange={(text) => {
            setTyped(text);
            setWrong(null);
          }}
          onBlur={settle}
          onKeyDown={(event) => {
            if (event.key === 'Enter') settle();
            if (event.key === 'ArrowDown' && !event.altKey) {
              event.preventDefault();
              settle();
              show();
            }
          }}
          className="pr-9 tabular-nums"
        />
        {read !== null && (
          <span aria-hidden className="pointer-events-none absolute inset-y-0 right-9 flex items-center text-second text-mute">
            {day(read)}
          </span>
        )}
        <span aria-live="polite" className="sr-only">
          {read !== null && longDay(read)}
        </span>
        {wanted ? (
          <Suspense fallback={button}>
            <DatePopover {...{ label, value, today, min, max, open }} onOpenChange={setOpen} onPick={pick} />
          </Suspense>
        ) : (
          button
        )}
      </span>
    </Field>
  );
}
