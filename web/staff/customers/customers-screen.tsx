import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Lock, Plus, Upload, Users } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import { api, companyKey, type Item, type Sent } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { cn } from '../../kit/class-names.ts';
import { SearchField } from '../../kit/field.tsx';
import { count, day, money, useFormats } from '../../kit/format.ts';
import { type Column, type Sort } from '../../kit/grid/columns.ts';
import { useKeysetSource } from '../../kit/grid/use-keyset-source.ts';
import { VirtualGrid } from '../../kit/grid/virtual-grid.tsx';
import { EmptyState, PageHead } from '../../kit/page.tsx';
import { ViewTabs } from '../../kit/tabs.tsx';
import { useWords } from '../../kit/words.ts';
import { useListVersion } from '../shared/list-version.ts';
import { useCompany, useMay } from '../shell/company.ts';
import { CustomerDialog } from './customer-dialog.tsx';
import { walkAnchors } from './walk-anchors.ts';
import { customersWords } from './words.ts';

type Account = Item<'listCustomerAccounts'>;
type Query = Sent<'listCustomerAccounts', 'query'>;
type Words = (typeof customersWords)['en'];

const STATES = ['all', 'open', 'overdue', 'credit', 'held'] as const;
const SORTS = ['number', 'name', 'open', 'overdue', 'daysLate'] as const;

/** Customers with what is open with each. The address is the state. */
export function CustomersScreen(): ReactNode {
  const words = useWords(customersWords);
  const formats = useFormats();
  const { slug: company } = useCompany();
  const may = useMay();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const [adding, setAdding] = useState(false);
  const state = STATES.find((one) => one === search.view) ?? 'all';
  const q = typeof search.q === 'string' ? search.q : typeof search.q === 'number' ? String(search.q) : '';
  const sortText = typeof search.sort === 'string' ? search.sort : 'name';
  const sort: Sort = { column: sortText.replace('-', ''), descending: sortText.startsWith('-') };
  const go = (part: Record<string, string | undefined>): void =>
    void navigate({ to: '.', search: { view: state, ...(q === '' ? {} : { q }), sort: sortText, ...part }, replace: true });
  const filter = { state, ...(q === '' ? {} : { q }) };
  const summary = useQuery({
    queryKey: companyKey(company, 'customer-summary', filter),
    queryFn: ({ signal }) => api.summariseCustomerAccounts({ company, query: filter, signal }),
    placeholderData: (before) => before,
  });
  const details = useQuery({ queryKey: companyKey(company, 'settings'), queryFn: () => api.getCompany({ company }), staleTime: 5 * 60_000 });
  const currency = details.data?.baseCurrency ?? 'EUR';
  const data = summary.data;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead
        title={words.title}
        sub={
          data &&
          [
            formats.count(data.customers),
            words.openSum(formats.money(data.base.open, currency)),
            words.overdueSum(formats.money(data.base.overdue, currency)),
          ].join(' · ')
        }
      >
        {may('customers:write') && (
          <>
            <Button
              icon={<Upload aria-hidden className="size-4" />}
              onClick={() => void navigate({ to: '/c/$company/import/$kind', params: { company, kind: 'customers' } })}
            >
              {words.import}
            </Button>
            <Button kind="primary" icon={<Plus aria-hidden className="size-4" />} onClick={() => setAdding(true)}>
              {words.new}
            </Button>
          </>
        )}
      </PageHead>
      <ViewTabs
        label={words.views}
        value={state}
        onChange={(view) => go({ view })}
        views={STATES.map((key) => ({ key, label: words[key], ...(data ? { count: formats.count(data.counts[key]) } : {}) }))}
      />
      <div className="flex shrink-0 items-center gap-2 border-b border-line px-5 py-2">
        <SearchField label={words.searchLabel} placeholder={words.search} value={q} onSearch={(text) => go({ q: text === '' ? undefined : text })} />
      </div>
      <CustomerGrid
        company={company}
        currency={currency}
        filter={filter}
        sort={sort}
        onSort={(next) => go({ sort: `${next.descending ? '-' : ''}${next.column}` })}
        empty={<NoCustomers filtered={state !== 'all' || q !== ''} company={company} />}
      />
      {adding && (
        <CustomerDialog
          company={company}
          onClose={() => setAdding(false)}
          onSaved={(id) => void navigate({ to: '/c/$company/customers/$customer', params: { company, customer: id } })}
        />
      )}
    </div>
  );
}

function CustomerGrid(props: {
  readonly company: string;
  readonly currency: string;
  readonly filter: Pick<Query, 'state' | 'q'>;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly empty: ReactNode;
}): ReactNode {
  const { company, currency, filter, sort, onSort, empty } = props;
  const words = useWords(customersWords);
  const navigate = useNavigate();
  const version = useListVersion(company, 'customer-list');
  const order = { sort: SORTS.find((one) => one === sort.column) ?? 'name', direction: sort.descending ? ('desc' as const) : ('asc' as const) };
  const source = useKeysetSource<Account>(
    {
      key: JSON.stringify([company, filter, order]),
      ...walkAnchors<Account>((query, signal) => api.listCustomerAccounts({ company, query: { ...filter, ...order, ...query }, signal })),
    },
    version,
  );
  const columns = useMemo(() => columnsOf(words, currency), [words, currency]);
  const open = (row: Account): void => void navigate({ to: '/c/$company/customers/$customer', params: { company, customer: row.id } });
  return (
    <VirtualGrid
      label={words.title}
      source={source}
      columns={columns}
      rowId={(row) => row.id}
      rowLabel={(row) => row.name}
      sort={sort}
      onSort={onSort}
      onOpen={open}
      empty={empty}
    />
  );
}

function columnsOf(words: Words, currency: string): readonly Column<Account>[] {
  const sum = (amount: string): ReactNode => (/[1-9]/.test(amount) ? money(amount, currency) : <span className="text-mute">–</span>);
  return [
    { id: 'number', title: words.number, width: { min: 84 }, sortable: true, cell: (row) => <span className="truncate tabular-nums">{row.number}</span> },
    {
      id: 'name',
      title: words.name,
      width: { min: 220, fr: 2 },
      sortable: true,
      fixed: true,
      cell: (row) => (
        <span className="flex min-w-0 items-center gap-1.5">
          <span className="truncate font-medium">{row.name}</span>
          {row.held && (
            <>
              <Lock aria-hidden className="size-3.5 shrink-0 text-mute" />
              <span className="sr-only">{words.held}</span>
            </>
          )}
        </span>
      ),
    },
    { id: 'group', title: words.group, width: { min: 72, fr: 0.6 }, cell: (row) => <span className="truncate text-mute">{row.group}</span> },
    { id: 'terms', title: words.terms, width: { min: 92 }, cell: (row) => <span className="truncate text-mute">{row.terms ?? ''}</span> },
    {
      id: 'open',
      title: words.openCol,
      width: { min: 116 },
      align: 'figure',
      sortable: true,
      cell: (row) => <span className="figure font-medium">{sum(row.base.open)}</span>,
    },
    {
      id: 'overdue',
      title: words.overdueCol,
      width: { min: 116 },
      align: 'figure',
      sortable: true,
      cell: (row) => <span className="figure">{sum(row.base.overdue)}</span>,
    },
    {
      id: 'daysLate',
      title: words.daysLate,
      width: { min: 92 },
      align: 'figure',
      sortable: true,
      cell: (row) => (
        <span className={cn('figure', row.daysLate > 30 ? 'font-medium text-bad' : row.daysLate > 0 ? 'text-warn' : 'text-mute')}>
          {row.daysLate > 0 ? count(row.daysLate) : '–'}
        </span>
      ),
    },
    {
      id: 'credits',
      title: words.credits,
      width: { min: 104 },
      align: 'figure',
      cell: (row) => <span className="figure text-mute">{sum(row.base.credits)}</span>,
    },
    {
      id: 'last',
      title: words.lastPayment,
      width: { min: 108, rigid: true },
      cell: (row) => <span className="whitespace-nowrap text-mute tabular-nums">{row.lastPaymentOn === null ? '–' : day(row.lastPaymentOn)}</span>,
    },
  ];
}

function NoCustomers({ filtered, company }: { readonly filtered: boolean; readonly company: string }): ReactNode {
  const words = useWords(customersWords);
  const navigate = useNavigate();
  return filtered ? (
    <EmptyState icon={<Users aria-hidden />} title={words.none}>
      {words.noneText}
    </EmptyState>
  ) : (
    <EmptyState
      icon={<Users aria-hidden />}
      title={words.empty}
      action={<Button onClick={() => void navigate({ to: '/c/$company/import/$kind', params: { company, kind: 'customers' } })}>{words.import}</Button>}
    >
      {words.emptyText}
    </EmptyState>
  );
}
