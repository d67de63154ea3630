import { Popover } from '@base-ui/react/popover';
import { CalendarDays } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Calendar } from './calendar.tsx';
import { cn } from './class-names.ts';
import { readDay, writeDay } from './day-text.ts';
import { Field, TextInput, type FieldProps } from './field.tsx';
import { FLOATING } from './floating.ts';
import { useFormats } from './format.ts';
import { KIT } from './kit-words.ts';
import { useLanguage, useWords } from './words.ts';

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
      <Popover.Root open={open} onOpenChange={setOpen}>
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
                setOpen(true);
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
          <Popover.Trigger
            aria-label={`${words.openCalendar}: ${label}`}
            disabled={off}
            className="absolute top-1 right-1 grid size-6 place-items-center rounded text-mute hover:bg-raised hover:text-fg"
          >
            <CalendarDays aria-hidden className="size-4" />
          </Popover.Trigger>
        </span>
        <Popover.Portal>
          <Popover.Positioner align="end" sideOffset={6} className="z-50 outline-none">
            <Popover.Popup
              data-popup
              aria-label={words.calendar}
              initialFocus={() => document.querySelector<HTMLElement>('[data-popup][data-open] table [tabindex="0"]')}
              className={cn(FLOATING, 'p-2.5')}
            >
              <Calendar value={value} today={today} min={min} max={max} onPick={pick} />
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </Field>
  );
}
