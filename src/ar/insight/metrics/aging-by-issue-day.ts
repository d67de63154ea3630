import { sql } from 'kysely';
import type { Day } from '../../../foundation/calendar/day.ts';
import type { Currency } from '../../../foundation/money/currency.ts';
import type { Ctx } from '../../access/context.ts';
import { AGING_BUCKETS, agingAsOf, type AgingBucket, type AgingTotal } from '../../receivables/aging.ts';

/** Aging by days since the issue day instead of days past due; issued on the day itself is current. Totals and credits are those of the aging by due day.
 *  Positions know no issue day: this reads the receivables that were open, so it takes longer the more of them there are. */
export async function agingByIssueDay(ctx: Ctx, asOf: Day): Promise<AgingTotal[]> {
  const rows = await ctx.tx.rows(sql<{ currency: Currency; bucket: number; minor: bigint; base: bigint }>`
    select r.currency, case when r.issued_on >= ${asOf}::date then 0 else least(4, 1 + (${asOf}::date - r.issued_on - 1) / 30) end as bucket, sum(open.minor)::bigint as minor,
      sum(open.base)::bigint as base
    from receivable r
    cross join lateral (
      select r.original - coalesce(sum(a.receivable_minor), 0)::bigint as minor, r.base_original - coalesce(sum(a.base_receivable), 0)::bigint as base
      from allocation a where a.company_id = r.company_id and a.receivable_id = r.id and a.posted_on <= ${asOf}) open
    where r.company_id = ${ctx.company.id} and r.kind <> 'technical' and r.posted_on <= ${asOf} and (r.open <> 0 or r.last_posted_on > ${asOf})
    group by 1, 2`);
  return (await agingAsOf(ctx, asOf)).map((total) => {
    const own = rows.filter((row) => row.currency === total.currency);
    const by = (amount: 'minor' | 'base') =>
      Object.fromEntries(AGING_BUCKETS.map((bucket, index) => [bucket, own.find((row) => row.bucket === index)?.[amount] ?? 0n])) as Record<
        AgingBucket,
        bigint
      >;
    return { ...total, buckets: by('minor'), bucketsBase: by('base') };
  });
}
