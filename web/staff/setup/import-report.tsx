import { Check, CircleCheck, TriangleAlert } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { cn } from '../../kit/class-names.ts';
import { day, decimal, useFormats } from '../../kit/format.ts';
import { MoneyField } from '../../kit/money-field.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { currency as currencyOf } from '../../../src/foundation/money/currency.ts';
import { formatDecimal, parseDecimal } from '../../../src/foundation/money/money.ts';
import { importWords } from './import-words.ts';
import { diagnosisSentence, problemSentence, rowKeptWord } from './problem-words.ts';
import type { Import, ImportKind, Report, Settings, SuggestionCode } from './use-import.ts';

type Words = (typeof importWords)['en'];

/** What an import would do: good rows, those with a problem, what they add up to, and every kind of problem with its remedy. */
export function ImportReport({ state, kind, currency }: { readonly state: Import; readonly kind: ImportKind; readonly currency: string }): ReactNode {
  const words = useWords(importWords);
  const report = state.trial.data;
  return (
    <div className="grid gap-4" aria-live="polite">
      {state.trial.error && <ProblemNote>{sentenceOf(state.trial.error)}</ProblemNote>}
      {state.trial.isFetching && <p role="status">{words.checking}</p>}
      {report && (
        <>
          <Counts report={report} kind={kind} currency={currency} />
          <Diagnosis report={report} onChange={state.change} />
          <Problems report={report} accept={state.accept} onFollow={state.follow} onShow={state.show} />
        </>
      )}
    </div>
  );
}

function Counts({ report, kind, currency }: { readonly report: Report; readonly kind: ImportKind; readonly currency: string }): ReactNode {
  const words = useWords(importWords);
  const { count, money } = useFormats();
  const updated = 'updated' in report ? report.updated : 0;
  const good = report.rows.new + updated;
  const all = good + report.rows.withProblem;
  const line = (label: string, value: string, bad = false): ReactNode => (
    <div className="flex justify-between gap-3">
      <dt className="text-mute">{label}</dt>
      <dd className={cn('figure font-medium', bad && 'text-bad')}>{value}</dd>
    </div>
  );
  return (
    <section className="rounded-card border border-line bg-panel p-4">
      <p className="flex items-center gap-2">
        <CircleCheck aria-hidden className="size-5 text-good" />
        <span className="text-figure font-semibold tabular-nums">{count(good)}</span> <span className="text-mute">{words.goodRows(good)}</span>
      </p>
      <div aria-hidden className="my-3 flex h-1.5 overflow-hidden rounded-full bg-raised">
        <span className="bg-good" style={{ width: `${all === 0 ? 0 : (good / all) * 100}%` }} />
        <span className="bg-bad" style={{ width: `${all === 0 ? 0 : (report.rows.withProblem / all) * 100}%` }} />
      </div>
      <dl className="grid gap-1">
        {line(words.withProblem, count(report.rows.withProblem), report.rows.withProblem > 0)}
        {kind === 'customers' ? line(words.updated, count(updated)) : line(words.alreadyThere, count(report.rows.alreadyThere))}
        {report.rows.noted > 0 && line(words.noted, count(report.rows.noted))}
      </dl>
      {report.totals.map(({ currency: unit, new: fresh, withProblem, alreadyThere, all: everything }) => (
        <dl key={unit} className="mt-3 grid gap-1 border-t border-line pt-3">
          {line(words.goodSum, money(fresh.open, unit))}
          {withProblem.rows > 0 && line(words.problemSum, money(withProblem.open, unit))}
          {alreadyThere.rows > 0 && line(words.knownSum, money(alreadyThere.open, unit))}
          {withProblem.rows + alreadyThere.rows > 0 && line(words.allSum, money(everything.open, unit))}
        </dl>
      ))}
      {kind === 'invoices' && report.totals.length > 0 && <LedgerTotal report={report} currency={currency} />}
    </section>
  );
}

/** The total of one's own ledger, typed to be compared: rows with a problem belong to it as well. */
function LedgerTotal({ report, currency }: { readonly report: Report; readonly currency: string }): ReactNode {
  const words = useWords(importWords);
  const { money } = useFormats();
  const [ledger, setLedger] = useState<string | null>('');
  const open = report.totals.find((total) => total.currency === currency)?.all.open ?? '0';
  const difference = ledger === '' || ledger === null ? null : differenceOf(open, ledger, currency);
  const told = (by: bigint): string => {
    const sum = money(formatDecimal(by < 0n ? -by : by, currencyOf(currency)), currency);
    return by < 0n ? words.fileLess(sum) : words.fileMore(sum);
  };
  return (
    <div className="mt-3 border-t border-line pt-3">
      <MoneyField label={words.ledger} hint={words.ledgerHint} currency={currency} value={ledger ?? ''} onChange={setLedger} negative />
      {difference !== null && (
        <p className={cn('mt-1.5 flex items-center gap-1.5', difference === 0n ? 'text-good' : 'text-warn')}>
          {difference === 0n ? <Check aria-hidden className="size-4" /> : <TriangleAlert aria-hidden className="size-4" />}
          {difference === 0n ? words.adds : told(difference)}
        </p>
      )}
    </div>
  );
}

function differenceOf(open: string, ledger: string, currency: string): bigint | null {
  const [a, b] = [parseDecimal(open, currencyOf(currency)), parseDecimal(ledger, currencyOf(currency))];
  return a.ok && b.ok ? a.minor - b.minor : null;
}

/** The one cause behind most problems, with the setting that mends it. */
function Diagnosis({ report, onChange }: { readonly report: Report; readonly onChange: (part: Settings) => void }): ReactNode {
  const words = useWords(importWords);
  const { diagnosis } = report;
  if (diagnosis === null) return null;
  const { remedy } = diagnosis;
  const mends = Object.keys(remedy).length > 0;
  return (
    <section className="rounded-card border border-warn/40 bg-warn-soft p-4 text-warn" role="alert">
      <h2 className="font-semibold">{words.diagnosis}</h2>
      <p className="mt-1">{diagnosisSentence(diagnosis)}</p>
      {mends && (
        <Button
          className="mt-3"
          onClick={() =>
            onChange({
              ...(remedy.dateOrder ? { dateOrder: remedy.dateOrder } : {}),
              ...(remedy.decimalMark ? { decimalMark: remedy.decimalMark } : {}),
              ...(remedy.columns ? { columns: remedy.columns } : {}),
            })
          }
        >
          {words.applyRemedy}
        </Button>
      )}
    </section>
  );
}

function Problems(props: {
  readonly report: Report;
  readonly accept: readonly SuggestionCode[];
  readonly onFollow: (code: SuggestionCode, on: boolean) => void;
  readonly onShow: (line: number) => void;
}): ReactNode {
  const { report, accept, onFollow, onShow } = props;
  const words = useWords(importWords);
  const { count } = useFormats();
  if (report.problemKinds.length === 0) return <p className="text-mute">{words.noProblems}</p>;
  return (
    <section>
      <h2 className="mb-2 font-semibold">
        {words.problems} <span className="font-normal text-mute">{words.kinds(report.problemKinds.length)}</span>
      </h2>
      <ul className="rounded-card border border-line bg-panel">
        {report.problemKinds.slice(0, 30).map(({ code, column, field, rows, rowKept, first }) => {
          const { suggestion, line } = first;
          const place = line === null ? first.where : words.place(count(line), column ?? '');
          return (
            <li key={`${code}${field}${column}${first.where}`} className="border-b border-line px-3 py-2 last:border-0">
              <div className="flex gap-2 text-second text-mute">
                {line === null ? (
                  <span className="min-w-0 flex-1 truncate">{place}</span>
                ) : (
                  <button type="button" className="min-w-0 flex-1 truncate text-left hover:underline" onClick={() => onShow(line)}>
                    {place}
                  </button>
                )}
                <span className="figure">{words.rows(count(rows))}</span>
              </div>
              <p className="font-medium [overflow-wrap:anywhere]">{problemSentence(first)}</p>
              {rowKept && <p className="text-mute">{rowKeptWord(code)}</p>}
              {suggestion &&
                (accept.includes(suggestion.code) ? (
                  <button type="button" className="text-good hover:underline" onClick={() => onFollow(suggestion.code, false)}>
                    ✓ {words.following}
                  </button>
                ) : (
                  <button type="button" className="text-left font-medium text-accent hover:underline" onClick={() => onFollow(suggestion.code, true)}>
                    {suggestionWord(suggestion, words)}
                  </button>
                ))}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What was probably meant, written as the reader writes days and amounts. */
function suggestionWord(suggestion: { readonly code: SuggestionCode; readonly value: string }, words: Words): string {
  const { code, value } = suggestion;
  if (code === 'create_customer') return words.createCustomer(value);
  if (code === 'other_decimal_mark') return words.readAs(decimal(value, value.split('.')[1]?.length ?? 0));
  return code === 'last_day_of_month' ? words.useSuggestion(day(value)) : words.readAs(day(value));
}
