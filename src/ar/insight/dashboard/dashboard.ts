import { addMonths, endOfMonth, type Day } from '../../../foundation/calendar/day.ts';
import type { Ctx } from '../../access/context.ts';
import type { Figure, MetricName } from '../metrics/figure.ts';
import { metricsOf } from '../metrics/metrics.ts';
import { customersByOverdue, type OverdueCustomer } from './customers-by-overdue.ts';
import { promisesAround, type PromisesAround } from './promises-around.ts';

/** What the first screen shows of a day and of the same day a month before; all in base amounts. */
const FIGURES = [
  'openReceivables',
  'dso',
  'dsoCountback',
  'bestPossibleDso',
  'bestPossibleDsoCountback',
  'averageDaysDelinquent',
  'averageDaysDelinquentCountback',
  'collectionEffectiveness',
  'currentRatio',
  'unappliedCash',
] as const satisfies readonly MetricName[];

export type Dashboard = {
  readonly asOf: Day;
  readonly monthBefore: Day;
  readonly figures: readonly Figure[];
  readonly before: readonly Figure[];
  /** Null for a day that is past: how a promise stands is known as of today. */
  readonly promises: PromisesAround | null;
  readonly topOverdue: readonly OverdueCustomer[];
};

/** The same day of the month before; of a month's end that month's end. */
export function monthBefore(on: Day): Day {
  const before = addMonths(on, -1);
  return on === endOfMonth(on) ? endOfMonth(before) : before;
}

/** Everything of the first screen but its charts and rates, in base amounts, from the reads that the reports use. Read it in a unit of work that sees one state. */
export async function dashboard(ctx: Ctx, asOf: Day): Promise<Dashboard> {
  const before = monthBefore(asOf);
  const now = await metricsOf(ctx, { to: asOf, only: FIGURES });
  const then = await metricsOf(ctx, { to: before, only: FIGURES });
  return {
    asOf,
    monthBefore: before,
    figures: now.base.figures,
    before: then.base.figures,
    promises: asOf === ctx.today ? await promisesAround(ctx) : null,
    topOverdue: await customersByOverdue(ctx, { asOf, limit: 5 }),
  };
}
