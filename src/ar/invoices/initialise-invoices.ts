import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import { numberSeriesTable } from './tables.ts';

/** The two series every company starts with; credit notes never share the invoices' numbers. */
export async function initialiseInvoices(ctx: Ctx): Promise<void> {
  await insertRows(ctx.tx, numberSeriesTable, [
    { company_id: ctx.company.id, kind: 'invoice', series: 'main', prefix: 'INV-', width: 6, next: 1n },
    { company_id: ctx.company.id, kind: 'credit_note', series: 'main', prefix: 'CN-', width: 6, next: 1n },
  ]);
}
