import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../../../foundation/calendar/day.ts';
import type { Currency } from '../../../foundation/money/currency.ts';
import type { Ctx } from '../../access/context.ts';
import type { Period } from './credit-sales.ts';
import type { RowSet } from './figure.ts';
import { discountsTaken, discountsUnearned } from './load-discounts.ts';
import { paidAllocations } from './load-paid.ts';
import { autoApplied, paymentOutcomes } from './load-payments.ts';

/** One row behind a figure. What each column means for each set of rows stands in docs/metrics.md. */
export type MetricRow = {
  readonly id: string;
  readonly kind: string;
  readonly number: string;
  readonly customerNumber: string;
  readonly customerName: string;
  readonly currency: Currency;
  readonly postedOn: Day;
  /** Issue day or value day. */
  readonly on: Day;
  readonly dueOn: Day | null;
  readonly minor: bigint;
  /** What of it enters the figure, in the currency's and in base minor units; negative where it lowers it. */
  readonly counted: bigint;
  readonly countedBase: bigint;
  /** Days past due (open receivables), or days to pay. */
  readonly days: number | null;
  /** `applied`, `undone`, `straight_through`, …; '' where there is nothing to say. */
  readonly state: string;
};

export type RowFilter = {
  readonly period: Period;
  /** Only rows of this currency. */
  readonly currency: Currency | null;
  readonly after: string | null;
  readonly limit: number;
};

/** The rows behind figures of a period as of its last day, in the order of their making, a page at a time. The sum of `counted` over all rows is what the
 *  figure says: open receivables, sales, unapplied cash, paid, applied, discounts. Read all pages in units of work that see the same state, or accept that
 *  what is posted meanwhile shows. */
export async function listMetricRows(ctx: Ctx, rows: RowSet, filter: RowFilter): Promise<MetricRow[]> {
  return ctx.tx.rows(sql<MetricRow>`
    select x.id, x.kind, x.number, coalesce(c.number, '') as "customerNumber", coalesce(c.name, '') as "customerName", x.currency, x.posted_on as "postedOn", x.on_day as "on",
      x.due_on as "dueOn", x.minor, x.counted, x.counted_base as "countedBase", x.days, x.state
    from (select * from (${SOURCES[rows](ctx, filter)}) found where ${ofCurrency(filter)} order by id limit ${filter.limit}) x
    left join customer c on c.company_id = ${ctx.company.id} and c.id = x.customer_id order by x.id`);
}

function ofCurrency({ currency }: RowFilter): RawBuilder<unknown> {
  return currency === null ? sql`true` : sql`currency = ${currency}`;
}

function later(column: string, { after }: RowFilter): RawBuilder<unknown> {
  return after === null ? sql`true` : sql`${sql.raw(column)} > ${after}::uuid`;
}

/** Each source: id, kind, number, customer_id, currency, posted_on, on_day, due_on, minor, counted, counted_base, days, state. */
const SOURCES: Readonly<Record<RowSet, (ctx: Ctx, filter: RowFilter) => RawBuilder<unknown>>> = {
  'open-receivables': openReceivables,
  sales,
  'unapplied-cash': unappliedCash,
  'days-to-pay': (ctx, filter) => sql`
    select a.id, k.kind, r.number, r.customer_id, r.currency, a.posted_on, a.value_on as on_day, r.due_on, a.receivable_minor as minor, a.receivable_minor as counted,
      a.base_receivable as counted_base, a.value_on - r.issued_on as days, '' as state
    from ${paidAllocations(ctx.company.id, filter.period, filter.period.to)} and ${later('a.id', filter)}`,
  payments: (ctx, filter) => sql`
    select id, method as kind, reference as number, customer_id, currency, posted_on, value_on as on_day, null::date as due_on, received as minor, applied as counted,
      base_applied as counted_base, null::int as days,
      case when received = 0 then 'taken_back' when not own then 'other_books' when auto and received = original then 'straight_through' else 'by_person' end as state
    from (${paymentOutcomes(ctx.company.id, filter.period, filter.period.to, later('k.id', filter))}) o`,
  proposals: (ctx, filter) => sql`
    select p.id, p.kind, s.reference || '/' || l.ordinal as number, p.customer_id, l.currency, l.posted_on, l.value_on as on_day, null::date as due_on, l.minor,
      case when p.state = 'undone' then 0 else l.minor end as counted, case when p.state = 'undone' then 0 else l.base_minor end as counted_base, null::int as days, p.state
    from bank_statement s join (select p.*, l.statement_id from ${autoApplied(ctx.company.id, filter.period)} and ${later('p.id', filter)}) p
      on s.company_id = p.company_id and s.id = p.statement_id
    join bank_line l on l.company_id = p.company_id and l.id = p.bank_line_id`,
  discounts: (ctx, filter) => discountRows(discountsTaken(ctx.company.id, filter.period, later('k.id', filter)), 'discount'),
  'unearned-discounts': (ctx, filter) => discountRows(discountsUnearned(ctx.company.id, filter.period, later('r.id', filter)), 'receivable'),
};

function discountRows(source: RawBuilder<unknown>, kind: 'discount' | 'receivable'): RawBuilder<unknown> {
  return sql`
    select id, ${sql.lit(kind)} as kind, number, customer_id, currency, posted_on, value_on as on_day, due_on, original as minor, counted, base_counted as counted_base,
      null::int as days, '' as state
    from (${source}) d where counted <> 0`;
}

/** What was open at the end of the last day. Nothing was posted after it on most of what is closed: that is passed over without a look at its allocations. */
function openReceivables(ctx: Ctx, filter: RowFilter): RawBuilder<unknown> {
  const on = filter.period.to;
  return sql`
    select r.id, r.kind, r.number, r.customer_id, r.currency, r.posted_on, r.issued_on as on_day, r.due_on, r.original as minor, open.minor as counted, open.base as counted_base,
      ${on}::date - r.due_on as days, case when r.due_on >= ${on}::date then 'current' else 'past_due' end as state
    from receivable r
    cross join lateral (
      select r.original - coalesce(sum(a.receivable_minor), 0)::bigint as minor, r.base_original - coalesce(sum(a.base_receivable), 0)::bigint as base
      from allocation a where a.company_id = r.company_id and a.receivable_id = r.id and a.posted_on <= ${on}) open
    where r.company_id = ${ctx.company.id} and r.kind <> 'technical' and r.posted_on <= ${on} and (r.open <> 0 or r.last_posted_on > ${on}) and open.minor <> 0
      and ${later('r.id', filter)}`;
}

/** Receivables of invoices, one an instalment, and the credits of credit notes. */
function sales(ctx: Ctx, filter: RowFilter): RawBuilder<unknown> {
  const company = ctx.company.id;
  const { from, to } = filter.period;
  return sql`
    select r.id, r.kind, r.number, r.customer_id, r.currency, r.posted_on, r.issued_on as on_day, r.due_on, r.original as minor, r.original as counted,
      r.base_original as counted_base, null::int as days, '' as state
    from receivable r where r.company_id = ${company} and r.kind = 'invoice' and r.posted_on between ${from} and ${to} and ${later('r.id', filter)}
    union all
    select k.id, k.kind, d.number, k.customer_id, k.currency, k.posted_on, k.value_on, null, k.original, -k.original, -k.base_original, null, ''
    from credit k join document d on d.company_id = k.company_id and d.id = k.document_id
    where k.company_id = ${company} and k.kind = 'credit_note' and k.posted_on between ${from} and ${to} and ${later('k.id', filter)}`;
}

function unappliedCash(ctx: Ctx, filter: RowFilter): RawBuilder<unknown> {
  const on = filter.period.to;
  return sql`
    select k.id, k.kind, coalesce(m.reference, '') as number, k.customer_id, k.currency, k.posted_on, k.value_on as on_day, null::date as due_on, k.original as minor,
      open.minor as counted, open.base as counted_base, null::int as days, '' as state
    from credit k
    left join payment m on m.company_id = k.company_id and m.id = k.payment_id
    cross join lateral (
      select k.original - coalesce(sum(a.credit_minor), 0)::bigint as minor, k.base_original - coalesce(sum(a.base_credit), 0)::bigint as base
      from allocation a where a.company_id = k.company_id and a.credit_id = k.id and a.posted_on <= ${on}) open
    where k.company_id = ${ctx.company.id} and k.sits_in = 'UNA' and k.posted_on <= ${on} and (k.open <> 0 or k.last_posted_on > ${on}) and open.minor <> 0
      and ${later('k.id', filter)}`;
}
