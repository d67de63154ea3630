import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import type { CreditKind, ReceivableKind } from './receivable.ts';

export type ListedReceivable = {
  id: string;
  kind: ReceivableKind;
  document_id: string | null;
  number: string;
  instalment: number;
  reference: string;
  currency: Currency;
  issued_on: Day;
  due_on: Day;
  original: bigint;
  open: bigint;
  discount_until: Day | null;
  discount_minor: bigint | null;
};

/** Open receivables of a customer, the earliest due first, with the discount that can still be earned today; a page at a time. */
export async function listOpenReceivables(
  ctx: Ctx,
  filter: { customerId: string; after: { dueOn: Day; id: string } | null; limit: number },
): Promise<ListedReceivable[]> {
  const after = filter.after === null ? sql`true` : sql`(r.due_on, r.id) > (${filter.after.dueOn}::date, ${filter.after.id}::uuid)`;
  return ctx.tx.rows(sql<ListedReceivable>`
    select r.id, r.kind, r.document_id, r.number, r.instalment, r.reference, r.currency, r.issued_on, r.due_on, r.original, r.open,
      d.until_on as discount_until, d.minor as discount_minor
    from receivable r
    left join lateral (
      select until_on, minor from receivable_discount d
      where d.company_id = r.company_id and d.receivable_id = r.id and d.until_on >= ${ctx.today} order by until_on limit 1) d on true
    where r.company_id = ${ctx.company.id} and r.customer_id = ${filter.customerId} and r.open <> 0 and ${after}
    order by r.due_on, r.id limit ${filter.limit}`);
}

export type ListedCredit = {
  id: string;
  kind: CreditKind;
  payment_id: string | null;
  document_id: string | null;
  currency: Currency;
  value_on: Day;
  original: bigint;
  open: bigint;
};

/** Open credits of a customer in the order of their making, a page at a time. */
export async function listOpenCredits(ctx: Ctx, filter: { customerId: string; after: string | null; limit: number }): Promise<ListedCredit[]> {
  return ctx.tx.rows(sql<ListedCredit>`
    select id, kind, payment_id, document_id, currency, value_on, original, open from credit
    where company_id = ${ctx.company.id} and customer_id = ${filter.customerId} and open <> 0 and (${filter.after}::uuid is null or id > ${filter.after}::uuid)
    order by id limit ${filter.limit}`);
}
