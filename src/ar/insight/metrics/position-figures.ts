import { collectionEffectiveness, currentRatio, receivablesTurnover } from './collection-effectiveness.ts';
import { creditSales, daysOf, monthsBack, salesBetween, type CalendarSales, type Period, type SalesHistory } from './credit-sales.ts';
import { averageDaysDelinquent, countbackDso, simpleDso, type Countback } from './dso.ts';
import { count, figure, minor, type Figure, type MetricName } from './figure.ts';
import { whole, type Fraction } from './fraction.ts';

/** What figures of open receivables and sales need, in the minor units of one currency. */
export type PositionFacts = {
  readonly opening: bigint;
  readonly closing: bigint;
  readonly current: bigint;
  readonly unapplied: bigint;
  readonly history: SalesHistory;
};

export const POSITION_METRICS = [
  'openReceivables',
  'creditSales',
  'dso',
  'dsoCountback',
  'bestPossibleDso',
  'bestPossibleDsoCountback',
  'averageDaysDelinquent',
  'averageDaysDelinquentCountback',
  'collectionEffectiveness',
  'currentRatio',
  'turnover',
  'unappliedCash',
] as const satisfies readonly MetricName[];

/** Whether the sales reach back as far as the open receivables; where they do not, either all history was seen or more of it must be. */
export function salesReach(facts: PositionFacts, asOf: Period['to']): boolean {
  return !countbackDso(facts.closing, monthsBack(facts.history, asOf)).usedUp;
}

/** Figures of a period and of its last day; its opening is the end of the day before. */
export function positionFigures(facts: PositionFacts, period: Period): Figure[] {
  const { opening, closing, current, unapplied, history } = facts;
  const days = daysOf(period);
  const sold = salesBetween(history, period.from, period.to);
  const sales = creditSales(sold);
  const bySales = { creditSales: minor(sales), days: count(days) };
  const dso = simpleDso({ open: closing, sales, days });
  const best = simpleDso({ open: current, sales, days });
  const back = countbackOf(facts, closing, period.to);
  const bestBack = countbackOf(facts, current, period.to);
  const told = (one: Countback<CalendarSales>): Fraction | null => (one.usedUp ? null : one.days);
  return [
    figure('openReceivables', whole(closing), {}),
    figure('creditSales', whole(sales), { invoices: minor(sold.invoices), creditNotes: minor(sold.creditNotes) }),
    figure('dso', dso, { openReceivables: minor(closing), ...bySales }),
    countbackFigure('dsoCountback', back, { openReceivables: minor(closing) }),
    figure('bestPossibleDso', best, { notPastDue: minor(current), ...bySales }),
    countbackFigure('bestPossibleDsoCountback', bestBack, { notPastDue: minor(current) }),
    figure('averageDaysDelinquent', averageDaysDelinquent(dso, best), { openReceivables: minor(closing), notPastDue: minor(current), ...bySales }),
    figure('averageDaysDelinquentCountback', averageDaysDelinquent(told(back), told(bestBack)), {
      openReceivables: minor(closing),
      notPastDue: minor(current),
    }),
    figure('collectionEffectiveness', collectionEffectiveness({ opening, sales, closing, current }), {
      opening: minor(opening),
      creditSales: minor(sales),
      closing: minor(closing),
      notPastDue: minor(current),
    }),
    figure('currentRatio', currentRatio({ current, closing }), { notPastDue: minor(current), openReceivables: minor(closing) }),
    figure('turnover', receivablesTurnover({ opening, sales, closing }), { creditSales: minor(sales), opening: minor(opening), closing: minor(closing) }),
    figure('unappliedCash', whole(unapplied), {}),
  ];
}

function countbackOf({ history }: PositionFacts, open: bigint, asOf: Period['to']): Countback<CalendarSales> {
  if (history.firstOn === null || history.firstOn > asOf) return { days: null, usedUp: false, months: [] };
  return countbackDso(open, monthsBack(history, asOf));
}

function countbackFigure(metric: MetricName, { days, usedUp, months }: Countback<CalendarSales>, parts: Figure['parts']): Figure {
  return { metric, value: days, more: usedUp, parts, months };
}
