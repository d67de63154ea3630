import type { Currency } from '../../../foundation/money/currency.ts';
import { formatDecimal } from '../../../foundation/money/money.ts';
import { AGING_BUCKETS, type AgingBucket } from '../../receivables/aging.ts';
import { METRICS, type Figure, type MetricName } from '../metrics/figure.ts';
import { showFraction } from '../metrics/fraction.ts';
import { shownValue } from '../metrics/metric-views.ts';
import { percentage } from '../metrics/payment-figures.ts';
import type { Dashboard } from './dashboard.ts';
import type { DashboardSeries } from './dashboard-series.ts';
import type { PromisedSum } from './promises-around.ts';

type Figures = { readonly of: (name: MetricName) => Figure | undefined; readonly currency: Currency };

function figuresOf(figures: readonly Figure[], currency: Currency): Figures {
  return { of: (name) => figures.find(({ metric }) => metric === name), currency };
}

function valueOf({ of, currency }: Figures, name: MetricName): string | null {
  const found = of(name);
  return found === undefined ? null : shownValue(found, currency);
}

/** What is past due: the parts of the ratio, not a figure of its own. */
function overdueOf({ of }: Figures): { overdue: bigint; open: bigint } {
  const parts = of('currentRatio')?.parts;
  const minor = (name: string): bigint => {
    const part = parts?.[name];
    return part !== undefined && 'minor' in part ? part.minor : 0n;
  };
  const open = minor('openReceivables');
  return { open, overdue: open - minor('notPastDue') };
}

function shareText({ overdue, open }: { overdue: bigint; open: bigint }): string | null {
  const share = percentage(overdue, open);
  return share === null ? null : showFraction(share, 2);
}

function countOf(figures: readonly Figure[], metric: MetricName, name: string): number {
  const part = figures.find((one) => one.metric === metric)?.parts[name];
  return part !== undefined && 'count' in part ? part.count : 0;
}

export function dashboardView(found: Dashboard, currency: Currency) {
  const now = figuresOf(found.figures, currency);
  const then = figuresOf(found.before, currency);
  const shown = (name: MetricName) => ({
    unit: METRICS[name].unit,
    value: valueOf(now, name),
    more: now.of(name)?.more ?? false,
    before: valueOf(then, name),
  });
  const text = (minor: bigint) => formatDecimal(minor, currency);
  const sum = ({ count, minor }: PromisedSum) => ({ count, amount: text(minor) });
  const [overdue, overdueBefore] = [overdueOf(now), overdueOf(then)];
  return {
    asOf: found.asOf,
    monthBefore: found.monthBefore,
    currency,
    figures: {
      openReceivables: shown('openReceivables'),
      overdue: { unit: 'amount' as const, value: text(overdue.overdue), more: false, before: text(overdueBefore.overdue) },
      overdueShare: { unit: 'percent' as const, value: shareText(overdue), more: false, before: shareText(overdueBefore) },
      dso: shown('dso'),
      dsoCountback: shown('dsoCountback'),
      bestPossibleDso: shown('bestPossibleDso'),
      bestPossibleDsoCountback: shown('bestPossibleDsoCountback'),
      averageDaysDelinquent: shown('averageDaysDelinquent'),
      averageDaysDelinquentCountback: shown('averageDaysDelinquentCountback'),
      collectionEffectiveness: shown('collectionEffectiveness'),
      currentRatio: shown('currentRatio'),
      unappliedCash: shown('unappliedCash'),
    },
    promises:
      found.promises === null
        ? null
        : { until: found.promises.until, since: found.promises.since, due: sum(found.promises.due), broken: sum(found.promises.broken) },
    topOverdue: found.topOverdue.map((one) => ({
      customerId: one.id,
      customerNumber: one.number,
      customerName: one.name,
      overdue: text(one.overdue),
      items: one.items,
      oldestDueOn: one.oldest_due_on,
    })),
  };
}

export function dashboardSeriesView({ asOf, aging, dso, ratesSince, rates }: DashboardSeries, currency: Currency) {
  const text = (minor: bigint) => formatDecimal(minor, currency);
  return {
    asOf,
    currency,
    aging: aging.map(({ on, open, buckets }) => ({
      on,
      open: text(open),
      buckets: Object.fromEntries(AGING_BUCKETS.map((bucket) => [bucket, text(buckets[bucket])])) as Record<AgingBucket, string>,
    })),
    dso: dso.map(({ period, base }) => {
      const figures = figuresOf(base.figures, currency);
      return {
        on: period.to,
        dso: valueOf(figures, 'dso'),
        dsoCountback: valueOf(figures, 'dsoCountback'),
        more: figures.of('dsoCountback')?.more ?? false,
        bestPossibleDso: valueOf(figures, 'bestPossibleDso'),
        bestPossibleDsoCountback: valueOf(figures, 'bestPossibleDsoCountback'),
      };
    }),
    automation: {
      since: ratesSince,
      straightThroughRate: valueOf(figuresOf(rates, currency), 'straightThroughRate'),
      payments: countOf(rates, 'straightThroughRate', 'payments'),
      straightThrough: countOf(rates, 'straightThroughRate', 'straightThrough'),
      precision: valueOf(figuresOf(rates, currency), 'autoMatchPrecision'),
      autoApplied: countOf(rates, 'autoMatchPrecision', 'autoApplied'),
      takenBack: countOf(rates, 'autoMatchPrecision', 'takenBack'),
    },
  };
}
