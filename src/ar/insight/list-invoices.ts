import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';

export type ListedInvoice = {
  readonly id: string;
  readonly kind: 'invoice' | 'credit_note';
  readonly number: string;
  readonly customer_number: string;
  readonly customer_name: string;
  readonly issued_on: Day;
  readonly due_on: Day;
  readonly currency: Currency;
  readonly gross: bigint;
  /** Of an invoice what is still owed, of a credit note what is still to be used. */
  readonly open: bigint;
  /** Some of it is open past its due day. */
  readonly overdue: boolean;
};

export type InvoiceFilter = {
  readonly open: boolean;
  readonly overdue: boolean;
  readonly customerNumber: string | null;
  readonly after: string | null;
  readonly limit: number;
};

/** Invoices and credit notes in the order of their making, a page at a time. */
export async function listInvoices(ctx: Ctx, filter: InvoiceFilter): Promise<ListedInvoice[]> {
  return ctx.tx.rows(sql<ListedInvoice>`
    select d.id, d.kind, d.number, c.number as customer_number, c.name as customer_name, d.issued_on, d.due_on, d.currency, d.gross,
      coalesce(r.open, k.open, 0)::bigint as open, coalesce(r.overdue, false) as overdue
    from document d
    join customer c on c.company_id = d.company_id and c.id = d.customer_id
    left join lateral (
      select sum(open) as open, bool_or(open <> 0 and due_on < ${ctx.today}::date) as overdue from receivable where company_id = d.company_id and document_id = d.id) r on d.kind = 'invoice'
    left join lateral (select sum(open) as open from credit where company_id = d.company_id and document_id = d.id and kind in ('credit_note', 'opening')) k on d.kind = 'credit_note'
    where d.company_id = ${ctx.company.id} and (${filter.after}::uuid is null or d.id > ${filter.after}::uuid)
      and (${filter.customerNumber}::text is null or c.number = ${filter.customerNumber})
      and (not ${filter.open}::boolean or coalesce(r.open, k.open, 0) <> 0) and (not ${filter.overdue}::boolean or coalesce(r.overdue, false))
    order by d.id limit ${filter.limit}`);
}
