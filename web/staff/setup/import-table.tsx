import type { ReactNode } from 'react';
import { Button } from '../../kit/button.tsx';
import { cn } from '../../kit/class-names.ts';
import { useFormats } from '../../kit/format.ts';
import { Select } from '../../kit/select.tsx';
import { useWords } from '../../kit/words.ts';
import { fieldName, importWords } from './import-words.ts';
import type { Import, Inspection } from './use-import.ts';

/** No field of ours has this name. */
const SKIP = '-';
const SHOWN = 14;

/** The rows as they stand in the file, under what each column is taken for; cells with a problem are marked. */
export function ImportTable({ state, seen }: { readonly state: Import; readonly seen: Inspection }): ReactNode {
  const words = useWords(importWords);
  const { count } = useFormats();
  const columns = (seen.profile['columns'] ?? {}) as Readonly<Record<string, string>>;
  const fieldOf = new Map(Object.entries(columns).map(([field, column]) => [column, field]));
  const told = (state.trial.data?.problems ?? []).filter(({ line }) => line !== null);
  const cellsOf = (kept: boolean): ReadonlySet<string> =>
    new Set(told.filter(({ rowKept }) => rowKept === kept).map(({ line, column }) => `${line}|${column}`));
  const [marked, doubtful] = [cellsOf(false), cellsOf(true)];
  const assign = (column: string, field: string): void => {
    const next = Object.fromEntries(Object.entries(columns).filter(([known, name]) => known !== field && name !== column));
    state.change({ columns: field === SKIP ? next : { ...next, [field]: column } });
  };
  const shown = seen.sample.slice(0, SHOWN);
  const [first, last] = [shown[0]?.line, shown.at(-1)?.line];
  const following = seen.sample[SHOWN]?.line;
  return (
    <section className="min-w-0 overflow-hidden rounded-card border border-line bg-panel" aria-label={words.columns(seen.columns.length)}>
      <div className="overflow-auto" tabIndex={0} role="region" aria-label={words.line}>
        <table className="w-full">
          <thead>
            <tr className="border-b border-line bg-raised text-left">
              <th className="w-12 px-3 py-2 text-second font-medium text-mute">{words.line}</th>
              {seen.columns.map((column) => {
                const field = fieldOf.get(column.name) ?? SKIP;
                return (
                  <th key={column.index} className={cn('min-w-28 px-2 py-2 align-bottom font-normal', column.look === 'amount' && 'text-right')}>
                    <span className="mb-1 block truncate text-second font-medium text-mute" title={column.name}>
                      {column.name}
                    </span>
                    <Select
                      className={cn('contain-inline-size', field === SKIP && 'opacity-70')}
                      label={words.columnAs(column.name)}
                      labelHidden
                      value={field}
                      options={[{ value: SKIP, label: words.skip }, ...seen.fields.map((one) => ({ value: one.field, label: fieldName(one.field, words) }))]}
                      onChange={(next) => assign(column.name, next)}
                    />
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.line} className="border-b border-line last:border-0">
                <td className="figure px-3 py-1.5 text-second text-mute">{row.line}</td>
                {seen.columns.map((column) => (
                  <td
                    key={column.index}
                    className={cn(
                      'max-w-56 truncate px-2 py-1.5',
                      (column.look === 'amount' || column.look === 'date') && 'tabular-nums',
                      column.look === 'amount' && 'text-right',
                      !fieldOf.has(column.name) && 'text-mute',
                      doubtful.has(`${row.line}|${column.name}`) && 'bg-warn-soft text-warn',
                      marked.has(`${row.line}|${column.name}`) && 'bg-bad-soft font-medium text-bad outline outline-bad/50 -outline-offset-1',
                    )}
                  >
                    {row.cells[column.index] ?? ''}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="flex items-center gap-3 border-t border-line px-4 py-2 text-second text-mute">
        <span>
          {first !== undefined && last !== undefined && `${words.sampleOf(count(first), count(last))} · `}
          {words.matched(fieldOf.size, seen.columns.length)}
        </span>
        <span className="ml-auto flex gap-1">
          {state.fromLine !== undefined && (
            <Button kind="ghost" onClick={() => state.show(undefined)}>
              {words.fromStart}
            </Button>
          )}
          {following !== undefined && (
            <Button kind="ghost" onClick={() => state.show(following)}>
              {words.next}
            </Button>
          )}
        </span>
      </div>
    </section>
  );
}
