import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Columns3, Download, FileText, Plus } from 'lucide-react';
import { lazy, Suspense, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { api, type Sent } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { DateField } from '../../kit/date-field.tsx';
import { SearchField } from '../../kit/field.tsx';
import { FilterSentence } from '../../kit/filter-sentence.tsx';
import type { Editing, Filter } from '../../kit/filter.ts';
import { day, useFormats } from '../../kit/format.ts';
import { useColumnChoice } from '../../kit/grid/columns.ts';
import { nothingSelected, type Selection } from '../../kit/grid/selection.ts';
import { useKeysetSource } from '../../kit/grid/use-keyset-source.ts';
import { VirtualGrid, type GridHandle } from '../../kit/grid/virtual-grid.tsx';
import { useKeys } from '../../kit/key-map.tsx';
import { LazyMenu } from '../../kit/lazy-menu.tsx';
import { EmptyState, PageHead } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import { useListVersion } from '../shared/list-version.ts';
import { useCompany, useMay } from '../shell/company.ts';
import { BulkBar } from './bulk-bar.tsx';
import { invoiceColumns, type InvoiceRow } from './columns.tsx';
import { addressOf, filterOf, orderOf, readSearch, sortOf, sortText, type InvoiceSearch } from './invoice-search.ts';
import { ViewBar } from './view-bar.tsx';
import { subtractAmount } from '../shared/amounts.ts';
import { invoiceSummary } from '../shared/invoice-summary.ts';
import { invoicesWords } from './words.ts';

const loadPanel = () => import('./invoice-panel.tsx');
/** The rows need not wait for what an opened one shows; it is fetched while somebody reads them. */
const InvoicePanel = lazy(async () => ({ default: (await loadPanel()).InvoicePanel }));
const PANEL_AFTER_MS = 1_500;

type Query = Sent<'listInvoices', 'query'>;
type Words = (typeof invoicesWords)['en'];

/** All invoices and credit notes: views, filters as a sentence, a table of any length, and a panel over it. The address is the state. */
export function InvoicesScreen(): ReactNode {
  const words = useWords(invoicesWords);
  const { money, count } = useFormats();
  const { slug: company } = useCompany();
  const may = useMay();
  const navigate = useNavigate();
  const search = readSearch(useSearch({ strict: false }));
  const go = (part: Partial<Record<keyof InvoiceSearch, string | undefined>>): void =>
    void navigate({ to: '.', search: addressOf({ ...search, ...part }), replace: true });
  const filter = filterOf(search);
  const filterKey = JSON.stringify(filter);
  const [selection, setSelection] = useState<{ key: string; of: Selection<InvoiceRow> }>({ key: filterKey, of: nothingSelected() });
  // What was selected under another filter may not be there any more.
  const selected = selection.key === filterKey ? selection.of : nothingSelected<InvoiceRow>();
  const summary = useQuery({ ...invoiceSummary(company, filter), placeholderData: (before) => before });
  const total = summary.data?.count ?? 0;
  const found = summary.data?.currencies ?? [];
  const notes = found.some(({ creditOpen }) => /[1-9]/.test(creditOpen));
  // What the column below comes to: credit notes take off.
  const sums = found
    .filter(({ open, creditOpen }) => /[1-9]/.test(open + creditOpen))
    .map(({ open, creditOpen, currency }) => money(subtractAmount(open, creditOpen), currency));
  const sumText = (notes ? words.openSumNet : words.openSum)(sums.join(' + '));
  const filtered = Object.keys(filter).length > 0;
  useEffect(() => {
    const timer = setTimeout(() => void loadPanel(), PANEL_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  useKeys(
    { n: { label: words.new, run: () => void navigate({ to: '/c/$company/invoices/new', params: { company } }), off: !may('invoices:write') } },
    { screen: words.title },
  );
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead title={words.title} sub={summary.data && [count(total), ...(sums.length > 0 ? [sumText] : [])].join(' · ')}>
        <ExportMenu company={company} search={search} />
        {may('invoices:write') && (
          <Button
            kind="primary"
            icon={<Plus aria-hidden className="size-4" />}
            onClick={() => void navigate({ to: '/c/$company/invoices/new', params: { company } })}
          >
            {words.new}
          </Button>
        )}
      </PageHead>
      <ViewBar company={company} search={search} onView={(next) => void navigate({ to: '.', search: addressOf(next), replace: true })} />
      <InvoiceTable
        company={company}
        search={search}
        go={go}
        selection={selected}
        onSelection={(of) => setSelection({ key: filterKey, of })}
        empty={<NoInvoices filtered={filtered} onClear={() => void navigate({ to: '.', search: { view: 'all' }, replace: true })} company={company} />}
      />
      <BulkBar
        company={company}
        filter={filter}
        order={orderOf(search)}
        total={total}
        selection={selected}
        onClear={() => setSelection({ key: filterKey, of: nothingSelected() })}
      />
      {search.open !== undefined && (
        <Suspense fallback={null}>
          <InvoicePanel company={company} id={search.open} onClose={() => go({ open: undefined })} />
        </Suspense>
      )}
    </div>
  );
}

function InvoiceTable(props: {
  readonly company: string;
  readonly search: InvoiceSearch;
  readonly go: (part: Partial<Record<keyof InvoiceSearch, string | undefined>>) => void;
  readonly selection: Selection<InvoiceRow>;
  readonly onSelection: (next: Selection<InvoiceRow>) => void;
  readonly empty: ReactNode;
}): ReactNode {
  const { company, search, go } = props;
  const words = useWords(invoicesWords);
  const grid = useRef<GridHandle>(null);
  const filter = filterOf(search);
  const order = orderOf(search);
  // A command anywhere in the company makes the list be read again at its place.
  const version = useListVersion(company, 'invoice-list');
  const source = useKeysetSource<InvoiceRow>(
    {
      key: JSON.stringify([company, filter, order]),
      loadPage: ({ cursor, skip, limit, signal }) =>
        api.listInvoices({ company, query: { ...filter, ...order, skip, limit, ...(cursor === null ? {} : { cursor }) } as Query, signal }),
      loadAnchors: ({ signal }) => api.listInvoiceAnchors({ company, query: { ...filter, ...order }, signal }),
    },
    version,
  );
  const all = useMemo(() => invoiceColumns(words), [words]);
  const choice = useColumnChoice<InvoiceRow>('invoices', all);
  return (
    <>
      <div className="flex shrink-0 items-center gap-2 border-b border-line px-5 py-2">
        <SearchField label={words.searchLabel} placeholder={words.search} value={search.q ?? ''} onSearch={(q) => go({ q: q === '' ? undefined : q })} />
        <FilterSentence
          filters={filtersOf(words)}
          values={{ state: search.state, late: search.late, currency: search.currency, kind: search.kind, from: search.from, to: search.to }}
          onChange={(key, value) => go({ [key]: value })}
        />
        <div className="ml-auto">
          <LazyMenu
            align="end"
            trigger={<Button icon={<Columns3 aria-hidden className="size-4" />}>{words.columns}</Button>}
            items={all
              .filter((column) => column.fixed !== true)
              .map((column) => ({ label: column.title, checked: choice.isShown(column.id), onCheck: () => choice.toggle(column.id) }))}
          />
        </div>
      </div>
      <VirtualGrid
        ref={grid}
        label={words.title}
        source={source}
        columns={choice.columns}
        rowId={(row) => row.id}
        rowLabel={(row) => row.number}
        sort={sortOf(search)}
        onSort={(sort) => go({ sort: sortText(sort) })}
        selection={props.selection}
        onSelection={props.onSelection}
        openId={search.open}
        onOpen={(row) => go({ open: row.id })}
        onMove={(row) => {
          if (search.open !== undefined) go({ open: row.id });
        }}
        empty={props.empty}
      />
    </>
  );
}

function filtersOf(words: Words): readonly Filter[] {
  const states = ['open', 'overdue', 'part_paid', 'paid', 'disputed', 'held'] as const;
  const stateWord = (value: string): string =>
    value === 'disputed' ? words.disputed : value === 'held' ? words.held : words[`state_${value as 'open' | 'overdue' | 'part_paid' | 'paid'}`];
  return [
    { key: 'state', name: words.filterState, say: (value) => words.is(stateWord(value)), options: states.map((value) => ({ value, label: stateWord(value) })) },
    { key: 'late', name: words.filterLate, say: words.moreThan, input: 'number', inputLabel: words.filterLate, suffix: words.days },
    {
      key: 'kind',
      name: words.filterKind,
      say: (value) => words.is(words[`kind_${value as 'invoice' | 'credit_note'}`]),
      options: (['invoice', 'credit_note'] as const).map((value) => ({ value, label: words[`kind_${value}`] })),
    },
    { key: 'currency', name: words.filterCurrency, say: words.is, input: 'text', inputLabel: words.filterCurrency },
    { key: 'from', name: words.filterFrom, say: (value) => day(value), edit: (editing) => <DayEditor label={words.filterFrom} {...editing} /> },
    { key: 'to', name: words.filterTo, say: (value) => day(value), edit: (editing) => <DayEditor label={words.filterTo} {...editing} /> },
  ];
}

function DayEditor({ label, value, set, close }: Editing & { readonly label: string }): ReactNode {
  return (
    <DateField
      className="w-48"
      label={label}
      value={value ?? null}
      onChange={(on) => {
        set(on ?? undefined);
        if (on !== null) close();
      }}
    />
  );
}

/** What the list shows, as a file: the same filter, the same order. */
function ExportMenu({ company, search }: { readonly company: string; readonly search: InvoiceSearch }): ReactNode {
  const words = useWords(invoicesWords);
  const query = new URLSearchParams(Object.entries({ ...filterOf(search), ...orderOf(search), format: 'csv' }).map(([key, value]) => [key, String(value)]));
  return (
    <a
      href={`/v1/companies/${company}/invoices/export?${query.toString()}`}
      download
      title={words.exportCsv}
      className="inline-flex h-8 items-center gap-1.5 rounded-control border border-line bg-panel px-2.5 font-medium hover:bg-raised"
    >
      <Download aria-hidden className="size-4" />
      {words.export}
    </a>
  );
}

function NoInvoices({ filtered, onClear, company }: { readonly filtered: boolean; readonly onClear: () => void; readonly company: string }): ReactNode {
  const words = useWords(invoicesWords);
  const navigate = useNavigate();
  return filtered ? (
    <EmptyState icon={<FileText aria-hidden />} title={words.none} action={<Button onClick={onClear}>{words.clear}</Button>}>
      {words.noneText}
    </EmptyState>
  ) : (
    <EmptyState
      icon={<FileText aria-hidden />}
      title={words.empty}
      action={<Button onClick={() => void navigate({ to: '/c/$company/import/$kind', params: { company, kind: 'invoices' } })}>{words.import}</Button>}
    >
      {words.emptyText}
    </EmptyState>
  );
}
