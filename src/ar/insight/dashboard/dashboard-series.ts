import { addDays, addMonths, startOfMonth, type Day } from '../../../foundation/calendar/day.ts';
import type { Ctx } from '../../access/context.ts';
import { AGING_BUCKETS, agingAsOf, type AgingBucket } from '../../receivables/aging.ts';
import type { Figure, MetricName } from '../metrics/figure.ts';
import { metricSeries, type SeriesPoint } from '../metrics/metric-series.ts';
import { metricsOf } from '../metrics/metrics.ts';

/** Open receivables of a day by days past due, in base minor units. */
export type AgingPoint = { readonly on: Day; readonly open: bigint; readonly buckets: Readonly<Record<AgingBucket, bigint>> };

export type DashboardSeries = {
  readonly asOf: Day;
  readonly aging: readonly AgingPoint[];
  readonly dso: readonly SeriesPoint[];
  readonly ratesSince: Day;
  /** How much cash was applied without a person, and how often rightly, since `ratesSince`. */
  readonly rates: readonly Figure[];
};

const AGING_MONTHS = 8;
const DSO_MONTHS = 12;
const RATES = ['straightThroughRate', 'autoMatchPrecision'] as const satisfies readonly MetricName[];
const RATE_DAYS = 90;

/** What of the first screen takes longer to read: its charts, aging at the last eight month ends and DSO at the last twelve, the day itself being the last of
 *  them; and the rates of the last ninety days, for which every payment of that time is looked at. */
export async function dashboardSeries(ctx: Ctx, asOf: Day): Promise<DashboardSeries> {
  const month = startOfMonth(asOf);
  const ends = Array.from({ length: AGING_MONTHS - 1 }, (_, back) => addDays(addMonths(month, back - AGING_MONTHS + 2), -1));
  const aging: AgingPoint[] = [];
  for (const on of [...ends, asOf]) aging.push(await agingPoint(ctx, on));
  const dso = await metricSeries(ctx, {
    from: addMonths(month, 1 - DSO_MONTHS),
    to: asOf,
    only: ['dso', 'dsoCountback', 'bestPossibleDso', 'bestPossibleDsoCountback'],
  });
  const ratesSince = addDays(asOf, 1 - RATE_DAYS);
  const rates = await metricsOf(ctx, { to: asOf, from: ratesSince, only: RATES });
  return { asOf, aging, dso, ratesSince, rates: rates.base.figures };
}

async function agingPoint(ctx: Ctx, on: Day): Promise<AgingPoint> {
  const totals = await agingAsOf(ctx, on);
  const of = (bucket: AgingBucket) => totals.reduce((sum, total) => sum + total.bucketsBase[bucket], 0n);
  const buckets = Object.fromEntries(AGING_BUCKETS.map((bucket) => [bucket, of(bucket)])) as Record<AgingBucket, bigint>;
  return { on, open: totals.reduce((sum, total) => sum + total.openBase, 0n), buckets };
}
