import type { z } from 'zod';
import { seeOneState } from '../../foundation/db/kept-or-not.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { requireAmount } from '../../foundation/money/require-amount.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import type { Ctx } from '../access/context.ts';
import { anchorDocuments } from './anchor-documents.ts';
import { exportDocuments } from './export-documents.ts';
import type { DocumentFilter } from './invoice-filter.ts';
import { cursorPlace, placeCursor, type Order } from './invoice-order.ts';
import { DEFAULT_DIRECTION } from './invoice-table.ts';
import type { invoiceTableOperations } from './invoice-table-contract.ts';
import { listDocuments, type ListedDocument } from './list-documents.ts';
import { searchDocuments } from './search-documents.ts';
import { summariseDocuments } from './summarise-documents.ts';

type FilterQuery = z.output<typeof invoiceTableOperations.summariseInvoices.query>;
type OrderQuery = Pick<z.output<typeof invoiceTableOperations.listInvoiceAnchors.query>, 'sort' | 'direction' | 'currency'>;

async function filterOf(ctx: Ctx, query: FilterQuery): Promise<DocumentFilter> {
  const { currency } = query;
  const minor = (text: string | undefined, what: string) => (text === undefined || currency === undefined ? null : requireAmount(text, currency, what));
  return {
    customerId: query.customer ?? null,
    kind: query.kind ?? null,
    open: query.open === true,
    overdue: query.overdue === true,
    from: query.from ?? null,
    to: query.to ?? null,
    number: query.number ?? null,
    state: query.state ?? null,
    daysLateFrom: query.daysLateFrom ?? null,
    daysLateTo: query.daysLateTo ?? null,
    currency: currency ?? null,
    amountFrom: minor(query.amountFrom, 'The lower amount'),
    amountTo: minor(query.amountTo, 'The upper amount'),
    found: query.q === undefined ? null : await searchDocuments(ctx, query.q),
  };
}

/** In the currency of the books amounts and values are the same. */
function orderOf(ctx: Ctx, { sort, direction, currency }: OrderQuery): Order {
  return { sort, direction: direction ?? DEFAULT_DIRECTION[sort], currency: currency === undefined || currency === ctx.company.baseCurrency ? null : currency };
}

function rowView(row: ListedDocument) {
  return {
    id: row.id,
    kind: row.kind,
    number: row.number,
    owner: row.owner,
    customerId: row.customer_id,
    customerNumber: row.customer_number,
    customerName: row.customer_name,
    issuedOn: row.issued_on,
    dueOn: row.due_on,
    amount: formatDecimal(row.gross, row.currency),
    open: formatDecimal(row.open, row.currency),
    currency: row.currency,
    overdue: row.state === 'overdue',
    state: row.state,
    daysLate: row.daysLate,
    held: row.held,
    sent: row.sent,
  };
}

export const invoiceTableHandlers: ApiHandlers<typeof invoiceTableOperations> = {
  listInvoices: async ({ ctx, query }) => {
    const order = orderOf(ctx, query);
    const after = cursorPlace(order, query.cursor);
    const rows = await listDocuments(ctx, await filterOf(ctx, query), order, { after, skip: query.skip, take: query.limit + 1 });
    const last = rows[query.limit - 1];
    return {
      items: rows.slice(0, query.limit).map(({ row }) => rowView(row)),
      next: rows.length > query.limit && last !== undefined ? placeCursor(order, last.place) : null,
    };
  },
  summariseInvoices: async ({ ctx, query }) => {
    await seeOneState(ctx.tx);
    const sums = await summariseDocuments(ctx, await filterOf(ctx, query));
    return {
      count: sums.reduce((total, { count }) => total + count, 0),
      currencies: sums.map(({ currency, count, ...minors }) => ({
        currency,
        count,
        amount: formatDecimal(minors.amount, currency),
        open: formatDecimal(minors.open, currency),
        overdue: formatDecimal(minors.overdue, currency),
        credited: formatDecimal(minors.credited, currency),
        creditOpen: formatDecimal(minors.credit_open, currency),
      })),
    };
  },
  listInvoiceAnchors: async ({ ctx, query }) => {
    await seeOneState(ctx.tx);
    const order = orderOf(ctx, query);
    const { count, step, places } = await anchorDocuments(ctx, await filterOf(ctx, query), order);
    return { count, step, anchors: places.map((place) => (place === null ? null : placeCursor(order, place))) };
  },
  exportInvoices: async ({ ctx, query }) => {
    await seeOneState(ctx.tx);
    const body = exportDocuments(ctx, await filterOf(ctx, query), orderOf(ctx, query));
    return { fileName: `invoices-${ctx.today}.csv`, contentType: 'text/csv; charset=utf-8', body };
  },
};
