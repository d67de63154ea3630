import { sql } from 'kysely';
import { formatDecimal } from '../../foundation/money/money.ts';
import { csvLine } from '../../foundation/text/csv-line.ts';
import type { Ctx } from '../access/context.ts';
import type { DocumentFilter } from './invoice-filter.ts';
import { segmentsOf, type Order } from './invoice-order.ts';
import { describeDocuments, type ListedDocument } from './list-documents.ts';
import { ordered } from './page-documents.ts';

const BATCH_ROWS = 2_000;

/** The columns of the file in their stable order: new ones are only ever added at the end. */
const COLUMNS: Readonly<Record<string, (row: ListedDocument) => string>> = {
  number: (row) => row.number,
  kind: (row) => row.kind,
  customerNumber: (row) => row.customer_number,
  customerName: (row) => row.customer_name,
  issuedOn: (row) => row.issued_on,
  dueOn: (row) => row.due_on,
  amount: (row) => formatDecimal(row.gross, row.currency),
  open: (row) => formatDecimal(row.open, row.currency),
  currency: (row) => row.currency,
  state: (row) => row.state,
  daysLate: (row) => String(row.daysLate ?? ''),
  held: (row) => row.held ?? '',
  sent: (row) => row.sent ?? '',
  paymentReference: (row) => row.payment_reference,
  owner: (row) => row.owner,
  id: (row) => row.id,
};

/** All rows of a filter in an order as CSV, through a cursor: memory stays flat whatever the size. */
export async function* exportDocuments(ctx: Ctx, filter: DocumentFilter, order: Order): AsyncGenerator<string> {
  yield csvLine(Object.keys(COLUMNS));
  for (const segment of segmentsOf(ctx, filter, order)) {
    for await (const ids of ctx.tx.batches(sql<{ id: string }>`select id from (${ordered(ctx, { order, segment })}) d`, BATCH_ROWS)) {
      const rows = await describeDocuments(
        ctx,
        ids.map(({ id }) => id),
      );
      const lines = ids.flatMap(({ id }) => {
        const row = rows.get(id);
        return row === undefined ? [] : [csvLine(Object.values(COLUMNS).map((cell) => cell(row)))];
      });
      yield lines.join('');
    }
  }
}
