import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';

export const AGING_BUCKETS = ['current', '1-30', '31-60', '61-90', '91+'] as const;
export type AgingBucket = (typeof AGING_BUCKETS)[number];

/** Open receivables of one currency at the end of a posting day, by days past the contractual due day; minor units. */
export type AgingTotal = {
  readonly currency: Currency;
  readonly open: bigint;
  readonly openBase: bigint;
  readonly openCount: number;
  readonly buckets: Readonly<Record<AgingBucket, bigint>>;
  /** In base minor units, as frozen when they were posted. */
  readonly bucketsBase: Readonly<Record<AgingBucket, bigint>>;
  /** Open credits of all kinds, apart from the receivables. */
  readonly credits: bigint;
  readonly creditsInAr: bigint;
  readonly creditsInArBase: bigint;
  readonly unappliedCash: bigint;
};

type Found = { currency: Currency; side: string; bucket: number; minor: bigint; base_minor: bigint; items: bigint };

/** Aging as of the end of any posting day: the last monthly snapshot, the month's deltas and what is not folded yet. Due today is current. */
export async function agingAsOf(ctx: Ctx, asOf: Day): Promise<AgingTotal[]> {
  const company = ctx.company.id;
  const rows = await ctx.tx.rows(sql<Found>`
    with snap as (select coalesce(max(snap_on), date '0001-01-01') as snap_on from position_snapshot_month where company_id = ${company} and snap_on <= ${asOf}),
    effect as (
      select s.currency, s.side, s.due_on, s.minor, s.base_minor, s.items
      from position_snapshot s, snap where s.company_id = ${company} and s.snap_on = snap.snap_on
      union all
      select d.currency, d.side, d.due_on, d.minor, d.base_minor, d.items
      from position_delta d, snap where d.company_id = ${company} and d.posted_on >= snap.snap_on and d.posted_on <= ${asOf}
      union all
      select p.currency, p.side, p.due_on, p.minor, p.base_minor, p.items
      from position_pending p where p.company_id = ${company} and p.posted_on <= ${asOf}
    )
    select currency, side,
      case when side <> 'receivable' or due_on >= ${asOf}::date then 0 else least(4, 1 + (${asOf}::date - due_on - 1) / 30) end as bucket,
      sum(minor)::bigint as minor, sum(base_minor)::bigint as base_minor, sum(items)::bigint as items
    from effect group by 1, 2, 3`);
  const totals = new Map<Currency, AgingTotal>();
  for (const row of rows) totals.set(row.currency, addRow(totals.get(row.currency) ?? emptyTotal(row.currency), row));
  return [...totals.values()]
    .filter((total) => total.open !== 0n || total.openCount !== 0 || total.credits !== 0n)
    .toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}

const NO_BUCKETS: Readonly<Record<AgingBucket, bigint>> = { current: 0n, '1-30': 0n, '31-60': 0n, '61-90': 0n, '91+': 0n };

function emptyTotal(currency: Currency): AgingTotal {
  return {
    currency,
    open: 0n,
    openBase: 0n,
    openCount: 0,
    buckets: NO_BUCKETS,
    bucketsBase: NO_BUCKETS,
    credits: 0n,
    creditsInAr: 0n,
    creditsInArBase: 0n,
    unappliedCash: 0n,
  };
}

function addRow(total: AgingTotal, row: Found): AgingTotal {
  if (row.side !== 'receivable') {
    const inAr = row.side === 'credit_ar';
    return {
      ...total,
      credits: total.credits + row.minor,
      creditsInAr: total.creditsInAr + (inAr ? row.minor : 0n),
      creditsInArBase: total.creditsInArBase + (inAr ? row.base_minor : 0n),
      unappliedCash: total.unappliedCash + (row.side === 'credit_una' ? row.minor : 0n),
    };
  }
  const bucket = AGING_BUCKETS[row.bucket] as AgingBucket;
  return {
    ...total,
    open: total.open + row.minor,
    openBase: total.openBase + row.base_minor,
    openCount: total.openCount + Number(row.items),
    buckets: { ...total.buckets, [bucket]: total.buckets[bucket] + row.minor },
    bucketsBase: { ...total.bucketsBase, [bucket]: total.bucketsBase[bucket] + row.base_minor },
  };
}
