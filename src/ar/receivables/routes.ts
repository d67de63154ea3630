import { z } from 'zod';
import { daysBetween } from '../../foundation/calendar/day.ts';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import { day, id } from '../../foundation/contract/page.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import { resolveCustomers } from '../customers/resolve-customers.ts';
import type { receivablesOperations } from './contract.ts';
import { listOpenCredits, listOpenReceivables } from './list-open-items.ts';

export const receivablesHandlers: ApiHandlers<typeof receivablesOperations> = {
  listReceivables: async ({ ctx, params, query }) => {
    const place = decodeCursor(query.cursor, z.tuple([day, id]));
    await resolveCustomers(ctx, [{ customerId: params.customer }]);
    const after = place ? { dueOn: place[0], id: place[1] } : null;
    const rows = await listOpenReceivables(ctx, { customerId: params.customer, after, limit: query.limit + 1 });
    return cutPage(rows, {
      limit: query.limit,
      place: (last) => [last.due_on, last.id],
      item: (row) => ({
        id: row.id,
        kind: row.kind,
        invoiceId: row.document_id,
        number: row.number,
        instalment: row.instalment,
        reference: row.reference,
        currency: row.currency,
        issuedOn: row.issued_on,
        dueOn: row.due_on,
        daysPastDue: daysBetween(row.due_on, ctx.today),
        amount: formatDecimal(row.original, row.currency),
        open: formatDecimal(row.open, row.currency),
        discount:
          row.discount_until === null || row.discount_minor === null
            ? null
            : { untilOn: row.discount_until, amount: formatDecimal(row.discount_minor, row.currency) },
      }),
    });
  },
  listCredits: async ({ ctx, params, query }) => {
    const place = decodeCursor(query.cursor, z.tuple([id]));
    await resolveCustomers(ctx, [{ customerId: params.customer }]);
    const rows = await listOpenCredits(ctx, { customerId: params.customer, after: place?.[0] ?? null, limit: query.limit + 1 });
    return cutPage(rows, {
      limit: query.limit,
      place: (last) => [last.id],
      item: (row) => ({
        id: row.id,
        kind: row.kind,
        paymentId: row.payment_id,
        creditNoteId: row.document_id,
        currency: row.currency,
        valueOn: row.value_on,
        amount: formatDecimal(row.original, row.currency),
        open: formatDecimal(row.open, row.currency),
      }),
    });
  },
};
