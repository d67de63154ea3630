import { Bot, UserRound } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { cn } from './class-names.ts';
import { useFormats } from './format.ts';
import { useWords, wordsOf } from './words.ts';

const WORDS = wordsOf({
  en: {
    person: 'By a person',
    machine: 'Automatic',
    people: 'people',
    automatic: 'automatic',
    more: 'Show older',
    loading: 'Loading…',
    filter: 'Show only',
    nothing: 'Nothing of this kind yet.',
    now: 'now',
    minutes: (count: string) => `${count} min`,
    hours: (count: string) => `${count} h`,
    days: (count: string) => `${count} d`,
    years: (count: string) => `${count} y`,
  },
  de: {
    person: 'Von einem Menschen',
    machine: 'Automatisch',
    people: 'Menschen',
    automatic: 'automatisch',
    more: 'Ältere zeigen',
    loading: 'Lädt…',
    filter: 'Nur zeigen',
    nothing: 'Davon gibt es noch nichts.',
    now: 'jetzt',
    minutes: (count: string) => `${count} Min.`,
    hours: (count: string) => `${count} Std.`,
    days: (count: string) => `${count} T.`,
    years: (count: string) => `${count} J.`,
  },
});

export type TimelineEntry = {
  readonly id: string;
  readonly icon: ReactNode;
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  /** An instant. */
  readonly at: string;
  readonly by: 'person' | 'machine';
  /** An entry that someone must look at. */
  readonly tone?: 'warn' | 'bad';
  /** Below the detail: an action, a link to the message. */
  readonly more?: ReactNode;
};

export type TimelineFilter = { readonly id: string; readonly label: string; readonly count?: number };

export type TimelineProps = {
  readonly label: string;
  readonly entries: readonly TimelineEntry[];
  readonly onMore?: (() => void) | undefined;
  readonly loading?: boolean;
  /** Chips above the entries; the screen filters, so that older ones are asked from the server. */
  readonly filters?: readonly TimelineFilter[];
  readonly filter?: string | undefined;
  readonly onFilter?: (id: string | undefined) => void;
  /** Explains the two marks. */
  readonly legend?: boolean;
  readonly empty?: ReactNode;
};

/** The time now, anew every minute, so that ages stay true on a screen that is left open. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function Age({ at, now }: { readonly at: string; readonly now: number }): ReactNode {
  const words = useWords(WORDS);
  const { count, moment } = useFormats();
  const minutes = Math.max(0, Math.floor((now - Date.parse(at)) / 60_000));
  const days = Math.floor(minutes / 1_440);
  const text =
    minutes < 1
      ? words.now
      : minutes < 60
        ? words.minutes(count(minutes))
        : minutes < 1_440
          ? words.hours(count(Math.floor(minutes / 60)))
          : days < 730
            ? words.days(count(days))
            : words.years(count(Math.floor(days / 365)));
  return (
    <time dateTime={at} title={moment(at)} className="ml-auto shrink-0 text-second text-mute tabular-nums">
      {text}
    </time>
  );
}

function Mark({ by }: { readonly by: TimelineEntry['by'] }): ReactNode {
  const words = useWords(WORDS);
  const Icon = by === 'person' ? UserRound : Bot;
  return (
    <>
      <Icon aria-hidden className="mt-[3px] size-3 shrink-0" />
      <span className="sr-only">{by === 'person' ? words.person : words.machine}: </span>
    </>
  );
}

/** What the marks of people and automations mean; stands at the end of the heading's line. */
export function TimelineLegend(): ReactNode {
  const words = useWords(WORDS);
  return (
    <span className="flex items-center gap-3 text-second font-normal text-mute">
      <span className="flex items-center gap-1">
        <UserRound aria-hidden className="size-3" />
        {words.people}
      </span>
      <span className="flex items-center gap-1">
        <Bot aria-hidden className="size-3" />
        {words.automatic}
      </span>
    </span>
  );
}

function Chips({ filters, filter, onFilter }: Pick<TimelineProps, 'filters' | 'filter' | 'onFilter'>): ReactNode {
  const words = useWords(WORDS);
  const { count } = useFormats();
  return (
    <div role="group" aria-label={words.filter} className="mb-3 flex flex-wrap gap-1.5">
      {filters?.map(({ id, label, count: many }) => (
        <button
          key={id}
          type="button"
          aria-pressed={filter === id}
          onClick={() => onFilter?.(filter === id ? undefined : id)}
          className="inline-flex h-6.5 items-center gap-1.5 rounded-full border border-line px-2.5 text-second text-mute hover:bg-raised aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
        >
          {label}
          {many !== undefined && <span className="tabular-nums">{count(many)}</span>}
        </button>
      ))}
    </div>
  );
}

/** What happened, newest first: icon, title, detail, age, and whether a person or an automation did it. */
export function Timeline(props: TimelineProps): ReactNode {
  const { label, entries, onMore, loading = false, filters, filter, onFilter, legend = false, empty } = props;
  const words = useWords(WORDS);
  const now = useNow();
  return (
    <div>
      {legend && (
        <div className="mb-2 flex justify-end">
          <TimelineLegend />
        </div>
      )}
      {filters !== undefined && filters.length > 0 && <Chips filters={filters} filter={filter} onFilter={onFilter} />}
      <ol aria-label={label} aria-busy={loading} className="ml-[11px] border-l border-line">
        {entries.map((entry) => (
          <li key={entry.id} className="relative pb-3.5 pl-5 last:pb-1">
            <span
              aria-hidden
              className={cn(
                'absolute -left-[11px] grid size-[22px] place-items-center rounded-full border border-line bg-panel [&>svg]:size-3',
                entry.tone === 'bad' ? 'text-bad' : entry.tone === 'warn' ? 'text-warn' : 'text-mute',
              )}
            >
              {entry.icon}
            </span>
            <div className="flex items-baseline gap-2">
              <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{entry.title}</span>
              <Age at={entry.at} now={now} />
            </div>
            <div className="flex gap-1.5 text-second text-mute">
              <Mark by={entry.by} />
              <span className="min-w-0 [overflow-wrap:anywhere]">{entry.detail}</span>
            </div>
            {entry.more}
          </li>
        ))}
      </ol>
      {entries.length === 0 && !loading && (empty ?? <p className="text-mute">{words.nothing}</p>)}
      {onMore && (
        <Button kind="ghost" className="mt-1" off={loading} onClick={onMore}>
          {loading ? words.loading : words.more}
        </Button>
      )}
    </div>
  );
}
