import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../../../foundation/calendar/day.ts';
import type { Currency } from '../../../foundation/money/currency.ts';
import type { Ctx } from '../../access/context.ts';
import type { Period } from './credit-sales.ts';
import { addPaid, NOTHING_PAID, type PaidSums } from './payment-figures.ts';

/** Allocations of payments to invoices and opening items with a value day in the span, as the books knew them at the end of a posting day:
 *  what was taken back by then is left out, and so is its reversal. Aliases: a allocation, k credit, r receivable. */
export function paidAllocations(company: string, span: Period, knownOn: Day): RawBuilder<unknown> {
  return sql`
    allocation a
    join credit k on k.company_id = a.company_id and k.id = a.credit_id and k.kind = 'payment'
    join receivable r on r.company_id = a.company_id and r.id = a.receivable_id and r.kind in ('invoice', 'opening')
    where a.company_id = ${company} and a.value_on between ${span.from} and ${span.to} and a.posted_on <= ${knownOn} and a.reverses is null
      and not exists (select 1 from allocation u where u.company_id = a.company_id and u.reverses = a.id and u.posted_on <= ${knownOn})`;
}

/** Sums in the currency's own minor units and in base minor units. */
export type BothPaid = { readonly own: PaidSums; readonly base: PaidSums };

export const NO_BOTH_PAID: BothPaid = { own: NOTHING_PAID, base: NOTHING_PAID };

export function addBothPaid(a: BothPaid, b: BothPaid): BothPaid {
  return { own: addPaid(a.own, b.own), base: addPaid(a.base, b.base) };
}

type SumRow = { minor_days: string; minor: bigint; base_days: string; base_minor: bigint; allocations: bigint };

const SUMS = sql`
  sum(a.receivable_minor::numeric * (a.value_on - r.issued_on))::text as minor_days, sum(a.receivable_minor)::bigint as minor,
  sum(a.base_receivable::numeric * (a.value_on - r.issued_on))::text as base_days, sum(a.base_receivable)::bigint as base_minor, count(*) as allocations`;

function bothOf(row: SumRow): BothPaid {
  const allocations = Number(row.allocations);
  return {
    own: { minorDays: BigInt(row.minor_days), minor: row.minor, allocations },
    base: { minorDays: BigInt(row.base_days), minor: row.base_minor, allocations },
  };
}

export async function loadPaid(ctx: Ctx, period: Period): Promise<Map<Currency, BothPaid>> {
  const rows = await ctx.tx.rows(sql<SumRow & { currency: Currency }>`
    select r.currency, ${SUMS} from ${paidAllocations(ctx.company.id, period, period.to)} group by r.currency`);
  return new Map(rows.map((row) => [row.currency, bothOf(row)]));
}

export type PaidMonth = {
  readonly currency: Currency;
  readonly valueMonth: Day;
  readonly knownMonth: Day;
  readonly undoneMonth: Day | null;
  readonly sums: BothPaid;
};

/** The same, in groups from which any month end of the span can be told: by the months of value day, posting day and taking back. */
export async function loadPaidByMonth(ctx: Ctx, span: Period): Promise<PaidMonth[]> {
  const company = ctx.company.id;
  const rows = await ctx.tx.rows(sql<SumRow & { currency: Currency; value_month: Day; known_month: Day; undone_month: Day | null }>`
    select r.currency, date_trunc('month', a.value_on::timestamp)::date as value_month, date_trunc('month', a.posted_on::timestamp)::date as known_month,
      date_trunc('month', u.posted_on::timestamp)::date as undone_month, ${SUMS}
    from allocation a
    join credit k on k.company_id = a.company_id and k.id = a.credit_id and k.kind = 'payment'
    join receivable r on r.company_id = a.company_id and r.id = a.receivable_id and r.kind in ('invoice', 'opening')
    left join allocation u on u.company_id = a.company_id and u.reverses = a.id and u.posted_on <= ${span.to}
    where a.company_id = ${company} and a.value_on between ${span.from} and ${span.to} and a.posted_on <= ${span.to} and a.reverses is null
    group by 1, 2, 3, 4`);
  return rows.map((row) => ({
    currency: row.currency,
    valueMonth: row.value_month,
    knownMonth: row.known_month,
    undoneMonth: row.undone_month,
    sums: bothOf(row),
  }));
}

export type CustomerPaid = { readonly id: string; readonly number: string; readonly name: string; readonly currency: Currency; readonly sums: PaidSums };

/** Weighted days to pay per customer and currency, in the order of the customers' making, a page at a time. */
export async function listPaidByCustomer(
  ctx: Ctx,
  filter: { period: Period; after: { id: string; currency: string } | null; limit: number },
): Promise<CustomerPaid[]> {
  const after = filter.after === null ? sql`true` : sql`(r.customer_id, r.currency) > (${filter.after.id}::uuid, ${filter.after.currency})`;
  const rows = await ctx.tx.rows(sql<SumRow & { id: string; number: string; name: string; currency: Currency }>`
    select c.id, c.number, c.name, paid.* from (
      select r.customer_id, r.currency, ${SUMS} from ${paidAllocations(ctx.company.id, filter.period, filter.period.to)} and ${after}
      group by r.customer_id, r.currency order by r.customer_id, r.currency limit ${filter.limit}) paid
    join customer c on c.company_id = ${ctx.company.id} and c.id = paid.customer_id
    order by paid.customer_id, paid.currency`);
  return rows.map((row) => ({ id: row.id, number: row.number, name: row.name, currency: row.currency, sums: bothOf(row).own }));
}
