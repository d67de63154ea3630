import { useQuery } from '@tanstack/react-query';
import { Lock, Mail, X } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { api, companyKey, type Sent } from '../../kit/api.ts';
import { BulkJobBar } from '../../kit/bulk-job-bar.tsx';
import { Button } from '../../kit/button.tsx';
import { useFormats } from '../../kit/format.ts';
import { selectedCount, type Selection } from '../../kit/grid/selection.ts';
import { useBulkJobs } from '../../kit/use-bulk-job.ts';
import { useWords } from '../../kit/words.ts';
import { currency as currencyOf } from '../../../src/foundation/money/currency.ts';
import { formatDecimal, parseDecimal } from '../../../src/foundation/money/money.ts';
import { useMay } from '../shell/company.ts';
import type { InvoiceRow } from './columns.tsx';
import type { Picked } from './picked.ts';
import { invoicesWords } from './words.ts';

const BulkDialog = lazy(async () => ({ default: (await import('./bulk-dialog.tsx')).BulkDialog }));

type Query = Sent<'listInvoices', 'query'>;

/** More than this at once is a filter that nobody has looked at. */
export const MOST = 10_000;
const PAGE = 500;

/** The sum of what is selected, by currency, where the rows are known. */
function sumsOf(rows: Iterable<InvoiceRow>, money: (amount: string, currency: string) => string): string {
  const sums = new Map<string, bigint>();
  for (const row of rows) {
    const read = parseDecimal(row.open, currencyOf(row.currency));
    if (read.ok) sums.set(row.currency, (sums.get(row.currency) ?? 0n) + (row.kind === 'credit_note' ? -read.minor : read.minor));
  }
  return [...sums].map(([currency, minor]) => money(formatDecimal(minor, currencyOf(currency)), currency)).join(' + ');
}

/** What can be done with the selected rows at once, and how far jobs of this company are. */
export function BulkBar(props: {
  readonly company: string;
  readonly filter: Query;
  readonly order: Query;
  readonly total: number;
  readonly selection: Selection<InvoiceRow>;
  readonly onClear: () => void;
}): ReactNode {
  const { company, filter, order, total, selection, onClear } = props;
  const words = useWords(invoicesWords);
  const { count, money } = useFormats();
  const may = useMay();
  const jobs = useBulkJobs(company);
  const [doing, setDoing] = useState<'send' | 'hold' | null>(null);
  const many = selectedCount(selection, total);
  const tooMany = many > MOST ? words.tooMany(count(MOST)) : undefined;
  return (
    <>
      {(many > 0 || jobs.length > 0) && (
        <div className="pointer-events-none absolute inset-x-0 bottom-6 z-20 flex flex-col items-end gap-2 px-6">
          {jobs.map((job) => (
            <BulkJobBar key={job.id} job={job} className="pointer-events-auto w-full max-w-xl rounded-card border border-line bg-panel p-4 shadow-float" />
          ))}
          {many > 0 && (
            <div
              role="toolbar"
              aria-label={words.selected(count(many))}
              className="pointer-events-auto flex items-center gap-2 rounded-card border border-line bg-panel p-1.5 pl-4 shadow-float"
            >
              <span className="mr-2 whitespace-nowrap tabular-nums" aria-live="polite">
                <span className="font-semibold">{words.selected(count(many))}</span>
                {selection.kind === 'some' && <span className="text-mute"> · {sumsOf(selection.rows.values(), money)}</span>}
              </span>
              {may('invoices:write') && (
                <Button kind="primary" off={tooMany} icon={<Mail aria-hidden className="size-4" />} onClick={() => setDoing('send')}>
                  {words.send}
                </Button>
              )}
              {may('collections:write') && (
                <Button off={tooMany} icon={<Lock aria-hidden className="size-4" />} onClick={() => setDoing('hold')}>
                  {words.hold}
                </Button>
              )}
              <Button kind="ghost" square aria-label={words.clearSelection} icon={<X aria-hidden className="size-4" />} onClick={onClear} />
            </div>
          )}
        </div>
      )}
      {doing !== null && (
        <Chosen company={company} filter={filter} order={order} selection={selection}>
          {(picked) => (
            <Suspense fallback={null}>
              <BulkDialog
                company={company}
                what={doing}
                picked={picked}
                onClose={() => setDoing(null)}
                onStarted={() => {
                  setDoing(null);
                  onClear();
                }}
              />
            </Suspense>
          )}
        </Chosen>
      )}
    </>
  );
}

/** The ids of what is selected; of "everything that matches" they are read page by page. */
function Chosen(props: {
  readonly company: string;
  readonly filter: Query;
  readonly order: Query;
  readonly selection: Selection<InvoiceRow>;
  readonly children: (picked: readonly Picked[] | null) => ReactNode;
}): ReactNode {
  const { company, filter, order, selection, children } = props;
  const all = useQuery({
    queryKey: companyKey(company, 'selected-all', filter),
    queryFn: async ({ signal }) => {
      const found: Picked[] = [];
      for (let cursor: string | null | undefined; cursor !== null && found.length <= MOST;) {
        const page: Awaited<ReturnType<typeof api.listInvoices>> = await api.listInvoices({
          company,
          query: { ...filter, ...order, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) } as Query,
          signal,
        });
        found.push(...page.items.map(({ id, number }) => ({ id, number })));
        cursor = page.next;
      }
      return found;
    },
    enabled: selection.kind === 'all',
    staleTime: 0,
  });
  if (selection.kind === 'some') return children([...selection.rows.values()].map(({ id, number }) => ({ id, number })));
  return children(all.data ? all.data.filter(({ id }) => !selection.except.has(id)) : null);
}
