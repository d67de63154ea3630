import { formatDecimal } from '../../../foundation/money/money.ts';
import type { Currency } from '../../../foundation/money/currency.ts';
import { METRICS, type Figure, type FigureSet, type MetricName } from './figure.ts';
import { showFraction } from './fraction.ts';
import type { MetricRow } from './list-metric-rows.ts';
import type { CustomerPaid } from './load-paid.ts';
import type { SeriesPoint } from './metric-series.ts';
import type { MetricsReport } from './metrics.ts';
import { weightedDaysToPay } from './payment-figures.ts';

/** The figure as it is shown: rounded once, here; null where it cannot be told. */
export function shownValue({ metric, value }: Figure, currency: Currency): string | null {
  if (value === null) return null;
  const { unit, decimals } = METRICS[metric];
  return unit === 'amount' ? formatDecimal(value.numerator, currency) : showFraction(value, decimals);
}

export function figureView(figure: Figure, currency: Currency) {
  const { unit, rows } = METRICS[figure.metric];
  const text = (minor: bigint) => formatDecimal(minor, currency);
  return {
    value: shownValue(figure, currency),
    more: figure.more,
    unit,
    parts: Object.fromEntries(Object.entries(figure.parts).map(([name, part]) => [name, 'minor' in part ? text(part.minor) : part.count])),
    ...(figure.months === undefined
      ? {}
      : {
          months: figure.months.map(({ from, to, days, sales, taken, counted }) => ({
            from,
            to,
            days,
            creditSales: text(sales),
            taken: text(taken),
            counted: showFraction(counted, METRICS[figure.metric].decimals),
          })),
        }),
    rows: [...rows],
  };
}

export function setView({ currency, figures }: FigureSet) {
  const byName = Object.fromEntries(figures.map((one) => [one.metric, figureView(one, currency)])) as Partial<
    Record<MetricName, ReturnType<typeof figureView>>
  >;
  return { currency, figures: byName };
}

export function pointView({ period, days, currencies, base }: SeriesPoint | MetricsReport) {
  return { asOf: period.to, period: { ...period, days }, currencies: currencies.map(setView), base: setView(base) };
}

export function metricRowView({ minor, counted, countedBase, ...row }: MetricRow, base: Currency) {
  return { ...row, amount: formatDecimal(minor, row.currency), counted: formatDecimal(counted, row.currency), countedBase: formatDecimal(countedBase, base) };
}

export function customerPaidView({ number, name, currency, sums }: CustomerPaid) {
  const days = weightedDaysToPay(sums);
  return {
    customerNumber: number,
    customerName: name,
    currency,
    daysToPay: days === null ? null : showFraction(days, METRICS.daysToPay.decimals),
    amountDays: formatDecimal(sums.minorDays, currency),
    paid: formatDecimal(sums.minor, currency),
    allocations: sums.allocations,
  };
}
