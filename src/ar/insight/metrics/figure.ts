import type { Day } from '../../../foundation/calendar/day.ts';
import type { Currency } from '../../../foundation/money/currency.ts';
import type { Fraction } from './fraction.ts';

/** Rows that stand behind figures; every row set can be listed. */
export const ROW_SETS = ['open-receivables', 'sales', 'unapplied-cash', 'days-to-pay', 'payments', 'proposals', 'discounts', 'unearned-discounts'] as const;
export type RowSet = (typeof ROW_SETS)[number];

type MetricKind = {
  readonly unit: 'amount' | 'days' | 'percent' | 'times';
  /** Places that are shown; amounts have those of their currency. */
  readonly decimals: number;
  readonly rows: readonly RowSet[];
};

const AR_AND_SALES: readonly RowSet[] = ['open-receivables', 'sales'];

/** Every metric with its unit, its shown places and the rows behind it. Formulas and conventions: docs/metrics.md. */
export const METRICS = {
  openReceivables: { unit: 'amount', decimals: 0, rows: ['open-receivables'] },
  creditSales: { unit: 'amount', decimals: 0, rows: ['sales'] },
  dso: { unit: 'days', decimals: 1, rows: AR_AND_SALES },
  dsoCountback: { unit: 'days', decimals: 1, rows: AR_AND_SALES },
  bestPossibleDso: { unit: 'days', decimals: 1, rows: AR_AND_SALES },
  bestPossibleDsoCountback: { unit: 'days', decimals: 1, rows: AR_AND_SALES },
  averageDaysDelinquent: { unit: 'days', decimals: 1, rows: AR_AND_SALES },
  averageDaysDelinquentCountback: { unit: 'days', decimals: 1, rows: AR_AND_SALES },
  collectionEffectiveness: { unit: 'percent', decimals: 2, rows: AR_AND_SALES },
  currentRatio: { unit: 'percent', decimals: 2, rows: ['open-receivables'] },
  turnover: { unit: 'times', decimals: 2, rows: AR_AND_SALES },
  unappliedCash: { unit: 'amount', decimals: 0, rows: ['unapplied-cash'] },
  daysToPay: { unit: 'days', decimals: 2, rows: ['days-to-pay'] },
  applicationRate: { unit: 'percent', decimals: 2, rows: ['payments'] },
  straightThroughRate: { unit: 'percent', decimals: 2, rows: ['payments'] },
  autoMatchPrecision: { unit: 'percent', decimals: 2, rows: ['proposals'] },
  discountsTaken: { unit: 'amount', decimals: 0, rows: ['discounts'] },
  discountsUnearned: { unit: 'amount', decimals: 0, rows: ['unearned-discounts'] },
} as const satisfies Record<string, MetricKind>;

export type MetricName = keyof typeof METRICS;
export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[];

/** Minor units where it is an amount, else a count of days or of rows. */
export type Part = { readonly minor: bigint } | { readonly count: number };

/** A month that a countback used, newest first. */
export type FigureMonth = {
  readonly from: Day;
  readonly to: Day;
  readonly days: number;
  readonly sales: bigint;
  readonly taken: bigint;
  readonly counted: Fraction;
};

/** One figure with everything that it was computed from, so that a person can compute it again. */
export type Figure = {
  readonly metric: MetricName;
  /** Minor units for amounts; null where it cannot be told (a denominator of zero). */
  readonly value: Fraction | null;
  /** The history was used up: the figure is more than `value`. */
  readonly more: boolean;
  readonly parts: Readonly<Record<string, Part>>;
  readonly months?: readonly FigureMonth[];
};

/** Figures in one currency: its own amounts, or all currencies by their frozen base amounts. */
export type FigureSet = { readonly currency: Currency; readonly figures: readonly Figure[] };

export function minor(value: bigint): Part {
  return { minor: value };
}

export function count(value: number): Part {
  return { count: value };
}

export function figure(metric: MetricName, value: Fraction | null, parts: Readonly<Record<string, Part>>): Figure {
  return { metric, value, more: false, parts };
}
