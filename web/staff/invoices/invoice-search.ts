import type { Sent } from '../../kit/api.ts';
import type { Sort } from '../../kit/grid/columns.ts';

type Query = Sent<'listInvoices', 'query'>;

/** The screen's state as it stands in the address. */
export type InvoiceSearch = {
  readonly view: string;
  readonly q?: string;
  readonly state?: string;
  readonly kind?: string;
  readonly late?: string;
  readonly currency?: string;
  readonly from?: string;
  readonly to?: string;
  readonly sort?: string;
  readonly open?: string;
};

const STATES = ['open', 'overdue', 'paid', 'part_paid', 'disputed', 'held'] as const;
const SORTS = ['issued', 'due', 'number', 'amount', 'customer', 'open'] as const;
const KINDS = ['invoice', 'credit_note'] as const;

/** Views that everybody has; what they ask for yields to what a person sets besides. */
export const BUILT_IN = ['open', 'overdue', 'late30', 'disputed', 'paid', 'notes', 'all'] as const;
export type BuiltIn = (typeof BUILT_IN)[number];

const VIEW_FILTERS: Readonly<Record<BuiltIn, Pick<Query, 'state' | 'kind' | 'daysLateFrom'>>> = {
  open: { state: 'open' },
  overdue: { state: 'overdue' },
  late30: { daysLateFrom: 31 },
  disputed: { state: 'disputed' },
  paid: { state: 'paid' },
  notes: { kind: 'credit_note' },
  all: {},
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

/** Reads the address; what it does not know falls away. */
export function readSearch(search: Readonly<Record<string, unknown>>): InvoiceSearch {
  const parts = {
    q: text(search['q']),
    state: STATES.find((one) => one === search['state']),
    kind: KINDS.find((one) => one === search['kind']),
    late: /^\d{1,5}$/.test(text(search['late']) ?? '') ? text(search['late']) : undefined,
    currency: /^[A-Z]{3}$/.test(text(search['currency']) ?? '') ? text(search['currency']) : undefined,
    from: /^\d{4}-\d\d-\d\d$/.test(text(search['from']) ?? '') ? text(search['from']) : undefined,
    to: /^\d{4}-\d\d-\d\d$/.test(text(search['to']) ?? '') ? text(search['to']) : undefined,
    sort: /^-?(issued|due|number|amount|customer|open)$/.test(text(search['sort']) ?? '') ? text(search['sort']) : undefined,
    open: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text(search['open']) ?? '') ? text(search['open']) : undefined,
  };
  const known = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
  return { view: text(search['view']) ?? 'open', ...known };
}

/** What a screen knows, as it stands in the address: numbers without quotes. */
export function addressOf(search: Readonly<Record<string, string | undefined>>): Record<string, string | number | undefined> {
  return { ...search, late: search['late'] === undefined ? undefined : Number(search['late']) };
}

/** `-due` in the address is due, the latest first. */
export function sortOf(search: InvoiceSearch): Sort {
  const sort = search.sort ?? '-issued';
  return { column: sort.replace('-', ''), descending: sort.startsWith('-') };
}

export function sortText(sort: Sort): string {
  return `${sort.descending ? '-' : ''}${sort.column}`;
}

/** What is asked of the server for list, sums and export alike. */
export function filterOf(search: InvoiceSearch): Pick<Query, 'q' | 'state' | 'kind' | 'daysLateFrom' | 'currency' | 'from' | 'to'> {
  const view = BUILT_IN.find((one) => one === search.view);
  const { q, state, kind, late, currency, from, to } = search;
  return {
    ...(view ? VIEW_FILTERS[view] : {}),
    ...(q === undefined ? {} : { q }),
    ...(state === undefined ? {} : { state: state as (typeof STATES)[number] }),
    ...(kind === undefined ? {} : { kind: kind as (typeof KINDS)[number] }),
    ...(late === undefined ? {} : { daysLateFrom: Number(late) + 1 }),
    ...(currency === undefined ? {} : { currency }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

export function orderOf(search: InvoiceSearch): { sort: (typeof SORTS)[number]; direction: 'asc' | 'desc' } {
  const { column, descending } = sortOf(search);
  return { sort: SORTS.find((one) => one === column) ?? 'issued', direction: descending ? 'desc' : 'asc' };
}
