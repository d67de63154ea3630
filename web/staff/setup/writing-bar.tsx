import { CircleAlert, FileSpreadsheet, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '../../kit/class-names.ts';
import { useFormats } from '../../kit/format.ts';
import { Select } from '../../kit/select.tsx';
import { useWords } from '../../kit/words.ts';
import { importWords } from './import-words.ts';
import type { Import, Inspection } from './use-import.ts';

const ENCODINGS = ['utf-8', 'windows-1252', 'iso-8859-15', 'utf-16le', 'utf-16be', 'cp850', 'macroman'] as const;

/** How the file is written, as it was told from the file; each can be changed, and the rows below are read anew. */
export function WritingBar(props: { readonly state: Import; readonly seen: Inspection; readonly file: File | null }): ReactNode {
  const { state, seen, file } = props;
  const words = useWords(importWords);
  const { count } = useFormats();
  const { writing } = seen;
  const encodings = [...new Set([...ENCODINGS, writing.encoding.value])];
  return (
    <>
      <div className="flex flex-wrap items-center gap-3 rounded-card border border-line bg-panel px-4 py-3">
        <FileSpreadsheet aria-hidden className="size-5 text-mute" />
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium">{file?.name}</p>
          <p className="text-second text-mute">
            {[
              words.rows(count(seen.rows)),
              words.columns(seen.columns.length),
              `${count(Math.ceil(seen.sizeBytes / 1024))} KB`,
              ...(seen.keptProfile === null ? [] : [words.kept(seen.keptProfile)]),
            ].join(' · ')}
          </p>
        </div>
        <div className="ml-auto flex flex-wrap gap-2">
          <Select
            inline
            label={words.text}
            value={writing.encoding.value}
            options={encodings.map((value) => ({ value, label: value.toUpperCase() }))}
            onChange={(encoding) => state.change({ encoding })}
          />
          <Select
            inline
            label={words.separator}
            value={writing.delimiter.value}
            options={[
              { value: ';', label: words.semicolon },
              { value: ',', label: words.comma },
              { value: '\t', label: words.tab },
              { value: '|', label: words.bar },
            ]}
            onChange={(delimiter) => state.change({ delimiter })}
          />
          <Select
            inline
            label={words.decimals}
            value={writing.decimalMark.value}
            options={[
              { value: ',' as const, label: '1.234,56' },
              { value: '.' as const, label: '1,234.56' },
            ]}
            onChange={(decimalMark) => state.change({ decimalMark })}
          />
          {writing.dateOrder.reason !== 'no_dates' && (
            <Select
              inline
              label={words.dates}
              value={writing.dateOrder.value}
              options={(['dmy', 'mdy', 'ymd'] as const).map((value) => ({ value, label: words[value] }))}
              onChange={(dateOrder) => state.change({ dateOrder })}
            />
          )}
        </div>
      </div>
      <DateEvidence state={state} seen={seen} />
    </>
  );
}

/** Against the evidence: the order of dates that is set cannot be right for dates that were counted. */
function datesAgainst({ writing }: Inspection): boolean {
  const { value, firstOver12, secondOver12 } = writing.dateOrder;
  return (value === 'mdy' && firstOver12 > 0) || (value === 'dmy' && secondOver12 > 0);
}

/** No date at all speaks for the order that is set, and some against it: those that could be read would be wrong days. */
export function datesContradict(seen: Inspection): boolean {
  const { firstOver12, secondOver12 } = seen.writing.dateOrder;
  return datesAgainst(seen) && Math.min(firstOver12, secondOver12) === 0 && firstOver12 + secondOver12 > 1;
}

/** Why the dates are read in this order: counts, and what follows for due days. */
function DateEvidence({ state, seen }: { readonly state: Import; readonly seen: Inspection }): ReactNode {
  const words = useWords(importWords);
  const { count } = useFormats();
  const { value, firstOver12, secondOver12, either, reason, sure } = seen.writing.dateOrder;
  if (reason === 'no_dates' || value === 'ymd') return null;
  const told =
    firstOver12 > 0 && secondOver12 > 0
      ? words.mixed(count(firstOver12), count(secondOver12))
      : firstOver12 > 0
        ? words.dayFirst(count(firstOver12))
        : secondOver12 > 0
          ? words.monthFirst(count(secondOver12))
          : words.bothWays(count(either));
  const due = seen.checks.dueAfterIssued.find(({ dateOrder }) => dateOrder === value);
  const follows =
    due === undefined || due.both === 0 ? '' : due.dueOnOrAfter === due.both ? words.dueAfter : words.dueSome(count(due.dueOnOrAfter), count(due.both));
  const against = datesAgainst(seen);
  const calm = !against && (sure || firstOver12 + secondOver12 > 0);
  return (
    <p className={cn('flex items-start gap-2', calm ? 'text-mute' : against ? 'text-bad' : 'text-warn')}>
      {calm ? <Info aria-hidden className="mt-0.5 size-4 shrink-0" /> : <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />}
      <span>
        {told} {follows}
      </span>
      {against && (
        <button
          type="button"
          className="shrink-0 font-medium text-accent hover:underline"
          onClick={() => state.change({ dateOrder: value === 'mdy' ? 'dmy' : 'mdy' })}
        >
          {value === 'mdy' ? words.readDayFirst : words.readMonthFirst}
        </button>
      )}
    </p>
  );
}
