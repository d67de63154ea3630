import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { cn } from './class-names.ts';
import { plusDays, plusMonths, weekday, weeksOf } from './day-text.ts';
import { useFormats } from './format.ts';
import { KIT } from './kit-words.ts';
import { useLanguage, useWords } from './words.ts';

export type CalendarProps = {
  readonly value: string | null;
  readonly today: string;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly onPick: (day: string) => void;
};

const STEPS: Readonly<Record<string, (day: string) => string>> = {
  ArrowLeft: (day) => plusDays(day, -1),
  ArrowRight: (day) => plusDays(day, 1),
  ArrowUp: (day) => plusDays(day, -7),
  ArrowDown: (day) => plusDays(day, 7),
  Home: (day) => plusDays(day, -weekday(day)),
  End: (day) => plusDays(day, 6 - weekday(day)),
  PageUp: (day) => plusMonths(day, -1),
  PageDown: (day) => plusMonths(day, 1),
};

const STEP_BUTTON = 'grid size-7 place-items-center rounded-control text-mute hover:bg-raised hover:text-fg';

/** A month of days, weeks from Monday. Arrows step days and weeks, Page keys months, Home and End the week; Enter picks. */
export function Calendar({ value, today, min, max, onPick }: CalendarProps): ReactNode {
  const words = useWords(KIT);
  const language = useLanguage();
  const { longDay } = useFormats();
  const [at, setAt] = useState(value ?? (min !== undefined && today < min ? min : max !== undefined && today > max ? max : today));
  const [steered, setSteered] = useState(false);
  const grid = useRef<HTMLTableElement>(null);
  useEffect(() => {
    if (steered) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [at, steered]);
  const locale = language === 'de' ? 'de-DE' : 'en-GB';
  const monthName = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(`${at}T00:00:00Z`));
  const weekdayNames = (weekdayStyle: 'short' | 'long'): string[] =>
    (weeksOf(at)[0] ?? []).map((day) => new Intl.DateTimeFormat(locale, { weekday: weekdayStyle, timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`)));
  const long = weekdayNames('long');
  const outside = (day: string): boolean => (min !== undefined && day < min) || (max !== undefined && day > max);
  const steer = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    setSteered(true);
    setAt(step(at));
  };
  const turn = (months: number): void => {
    setSteered(false);
    setAt(plusMonths(at, months));
  };
  return (
    <div className="w-60">
      <div className="mb-1 flex items-center">
        <span className="flex-1 pl-1.5 font-semibold" aria-live="polite">
          {monthName}
        </span>
        <button type="button" aria-label={words.lastMonth} onClick={() => turn(-1)} className={STEP_BUTTON}>
          <ChevronLeft aria-hidden className="size-4" />
        </button>
        <button type="button" aria-label={words.nextMonth} onClick={() => turn(1)} className={STEP_BUTTON}>
          <ChevronRight aria-hidden className="size-4" />
        </button>
      </div>
      <table ref={grid} role="grid" aria-label={monthName} className="w-full table-fixed border-collapse" onKeyDown={steer}>
        <thead>
          <tr>
            {weekdayNames('short').map((name, index) => (
              <th key={name} scope="col" abbr={long[index]} className="h-7 text-badge font-medium text-mute">
                {name.slice(0, 2)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(at).map((week) => (
            <tr key={week[0]}>
              {week.map((day) => {
                const off = outside(day);
                return (
                  <td key={day} role="gridcell" aria-selected={day === value} className="p-0">
                    <button
                      type="button"
                      tabIndex={day === at ? 0 : -1}
                      aria-label={longDay(day)}
                      aria-current={day === today ? 'date' : undefined}
                      aria-disabled={off || undefined}
                      onClick={() => {
                        if (!off) onPick(day);
                      }}
                      className={cn(
                        'grid h-7.5 w-full place-items-center rounded-control tabular-nums aria-disabled:cursor-not-allowed aria-disabled:line-through',
                        day === value ? 'bg-accent font-semibold text-accent-fg' : 'not-aria-disabled:hover:bg-raised',
                        day !== value && (day.slice(0, 7) !== at.slice(0, 7) || off) && 'text-mute',
                        day === today && 'font-semibold underline decoration-2 underline-offset-4',
                      )}
                    >
                      {Number(day.slice(8))}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
