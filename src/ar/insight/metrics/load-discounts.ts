import { sql, type RawBuilder } from 'kysely';
import type { Currency } from '../../../foundation/money/currency.ts';
import type { Ctx } from '../../access/context.ts';
import type { Period } from './credit-sales.ts';

/** Early-payment discounts posted in the period, less what was taken back by its end; one row each. */
export function discountsTaken(company: string, period: Period, after: RawBuilder<unknown> = sql`true`): RawBuilder<unknown> {
  return sql`
    select k.id, k.currency, k.customer_id, k.posted_on, k.value_on, k.original, max(r.number) as number, max(r.due_on) as due_on,
      coalesce(sum(a.credit_minor), 0)::bigint as counted, coalesce(sum(a.base_credit), 0)::bigint as base_counted
    from credit k
    join allocation a on a.company_id = k.company_id and a.credit_id = k.id and a.posted_on <= ${period.to}
    join receivable r on r.company_id = a.company_id and r.id = a.receivable_id and r.kind <> 'technical'
    where k.company_id = ${company} and k.kind = 'discount' and k.posted_on between ${period.from} and ${period.to} and ${after}
    group by k.company_id, k.id`;
}

/** Discounts that payers took too late: at the end of the period exactly an agreed discount is open, and the last payment came in the period, after the
 *  discount's last day. One row a receivable. */
export function discountsUnearned(company: string, period: Period, after: RawBuilder<unknown> = sql`true`): RawBuilder<unknown> {
  return sql`
    select r.id, r.currency, r.customer_id, r.posted_on, paid.value_on, r.original, r.number, r.due_on, standing.open as counted, standing.base_open as base_counted
    from receivable r
    cross join lateral (
      select r.original - coalesce(sum(a.receivable_minor), 0)::bigint as open, r.base_original - coalesce(sum(a.base_receivable), 0)::bigint as base_open
      from allocation a where a.company_id = r.company_id and a.receivable_id = r.id and a.posted_on <= ${period.to}) standing
    cross join lateral (
      select max(a.value_on) as value_on from allocation a
      join credit k on k.company_id = a.company_id and k.id = a.credit_id and k.kind = 'payment'
      where a.company_id = r.company_id and a.receivable_id = r.id and a.posted_on <= ${period.to} and a.reverses is null
        and not exists (select 1 from allocation u where u.company_id = a.company_id and u.reverses = a.id and u.posted_on <= ${period.to})) paid
    where r.company_id = ${company} and r.kind in ('invoice', 'opening') and r.posted_on <= ${period.to} and (r.open <> 0 or r.last_posted_on > ${period.to})
      and paid.value_on between ${period.from} and ${period.to} and ${after}
      and exists (
        select 1 from receivable_discount d
        where d.company_id = r.company_id and d.receivable_id = r.id and d.minor = standing.open and d.until_on < paid.value_on)`;
}

export type DiscountSums = { readonly minor: bigint; readonly base: bigint; readonly count: number };

export const NO_DISCOUNTS: DiscountSums = { minor: 0n, base: 0n, count: 0 };

export async function loadDiscountSums(ctx: Ctx, period: Period, which: 'taken' | 'unearned'): Promise<Map<Currency, DiscountSums>> {
  const source = which === 'taken' ? discountsTaken(ctx.company.id, period) : discountsUnearned(ctx.company.id, period);
  const rows = await ctx.tx.rows(sql<{ currency: Currency; minor: bigint; base: bigint; count: bigint }>`
    select currency, sum(counted)::bigint as minor, sum(base_counted)::bigint as base, count(*) as count from (${source}) d where counted <> 0 group by currency`);
  return new Map(rows.map((row) => [row.currency, { minor: row.minor, base: row.base, count: Number(row.count) }]));
}
