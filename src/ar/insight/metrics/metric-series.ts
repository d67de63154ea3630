import { addDays, addMonths, daysBetween, endOfMonth, startOfMonth, type Day } from '../../../foundation/calendar/day.ts';
import type { Currency } from '../../../foundation/money/currency.ts';
import { Refusal } from '../../../foundation/errors/refusal.ts';
import type { Ctx } from '../../access/context.ts';
import { requireSpan } from '../roll-forward.ts';
import { daysOf, periodOfMonths, type Period } from './credit-sales.ts';
import { METRIC_NAMES, type Figure, type FigureSet, type MetricName } from './figure.ts';
import { addBothPaid, loadPaidByMonth, NO_BOTH_PAID, type BothPaid, type PaidMonth } from './load-paid.ts';
import { loadBalances, loadCurrencies, loadSales } from './load-positions.ts';
import { balanceOf, DEFAULT_MONTHS, earliestOf, historiesOf } from './metrics.ts';
import { daysToPayFigure } from './money-figures.ts';
import { POSITION_METRICS, positionFigures } from './position-figures.ts';

/** What a series tells: everything that follows from positions, and days to pay. */
export const SERIES_METRICS = [...POSITION_METRICS, 'daysToPay'] as const satisfies readonly MetricName[];

export type SeriesPoint = { readonly period: Period; readonly days: number; readonly currencies: readonly FigureSet[]; readonly base: FigureSet };

/** Thirty years. */
const MAX_SPAN_DAYS = 10_958;

/** The month ends of a span, and its last day where that is none. */
export function monthEndsOf({ from, to }: Period): Day[] {
  const days: Day[] = [];
  for (let on = endOfMonth(from); on < to; on = endOfMonth(addDays(on, 1))) days.push(on);
  return [...days, to];
}

/** The metrics of every month end of a span in a fixed number of queries, each as of its own day and over the `months` calendar months up to it:
 *  every point equals `metricsOf` of that day. Refuses `report.span_invalid` and `report.span_too_long`. */
export async function metricSeries(ctx: Ctx, request: { from: Day; to: Day; months?: number; only?: readonly MetricName[] }): Promise<SeriesPoint[]> {
  requireSpan(request);
  if (daysBetween(request.from, request.to) > MAX_SPAN_DAYS)
    throw new Refusal('report.span_too_long', 'The span is longer than thirty years. Ask for a part of it.', { from: request.from, to: request.to });
  const wanted = new Set<MetricName>(request.only ?? METRIC_NAMES);
  const firsts = await loadCurrencies(ctx);
  const firstOn = earliestOf(firsts);
  const periods = monthEndsOf(request).map((to) => periodOfMonths(to, request.months ?? DEFAULT_MONTHS, firstOn));
  const currencies = [...firsts.keys()];
  const start = periods[0]?.from ?? request.from;
  const span = { from: firstOn === null || firstOn > start ? start : startOfMonth(firstOn), to: request.to };
  const positions = await positionMaker(ctx, { firsts, currencies, periods, span }, wanted);
  const paid = wanted.has('daysToPay') ? paidMaker(await loadPaidByMonth(ctx, { from: start, to: request.to })) : () => [];
  const figuresOf = (currency: Currency | null, period: Period) =>
    [...positions(currency, period), ...paid(currency, period)].filter((one) => wanted.has(one.metric));
  return periods.map((period) => ({
    period,
    days: daysOf(period),
    currencies: currencies.map((currency) => ({ currency, figures: figuresOf(currency, period) })),
    base: { currency: ctx.company.baseCurrency, figures: figuresOf(null, period) },
  }));
}

type Asked = {
  readonly firsts: ReadonlyMap<Currency, Day | null>;
  readonly currencies: readonly Currency[];
  readonly periods: readonly Period[];
  readonly span: Period;
};
type Maker = (currency: Currency | null, period: Period) => Figure[];

async function positionMaker(ctx: Ctx, { firsts, currencies, periods, span }: Asked, wanted: ReadonlySet<MetricName>): Promise<Maker> {
  if (!POSITION_METRICS.some((name) => wanted.has(name))) return () => [];
  const days = periods.flatMap((period) => [addDays(period.from, -1), period.to]);
  const balances = await loadBalances(ctx, currencies, days);
  const histories = historiesOf(firsts, await loadSales(ctx, currencies, span));
  return (currency, period) => {
    const opening = balanceOf(balances.get(addDays(period.from, -1)), currency);
    const closing = balanceOf(balances.get(period.to), currency);
    return positionFigures(
      { opening: opening.open, closing: closing.open, current: closing.current, unapplied: closing.unapplied, history: histories(currency) },
      period,
    );
  };
}

/** Periods of a series are whole months, but for the end of the last one: groups by month tell each of them exactly. */
function paidMaker(groups: readonly PaidMonth[]): Maker {
  return (currency, period) => {
    const [first, last] = [startOfMonth(period.from), startOfMonth(period.to)];
    const next = addMonths(last, 1);
    const sums = groups
      .filter(
        (group) =>
          (currency === null || group.currency === currency) &&
          group.valueMonth >= first &&
          group.valueMonth <= last &&
          group.knownMonth <= last &&
          (group.undoneMonth === null || group.undoneMonth >= next),
      )
      .reduce((all: BothPaid, group) => addBothPaid(all, group.sums), NO_BOTH_PAID);
    return [daysToPayFigure(currency === null ? sums.base : sums.own)];
  };
}
