import { quotient, type Fraction } from './fraction.ts';

/** Open receivables around a period, in minor units; `current` is not past due at its end, due today included. */
export type PeriodBalances = { readonly opening: bigint; readonly sales: bigint; readonly closing: bigint; readonly current: bigint };

/** Collection effectiveness index in percent: what was collected of all that could have been, what is not due yet apart. */
export function collectionEffectiveness({ opening, sales, closing, current }: PeriodBalances): Fraction | null {
  return quotient((opening + sales - closing) * 100n, opening + sales - current);
}

/** Receivables that are not past due as a percentage of all. */
export function currentRatio(of: { current: bigint; closing: bigint }): Fraction | null {
  return quotient(of.current * 100n, of.closing);
}

/** How often the receivables turned over: credit sales by the mean of opening and closing. */
export function receivablesTurnover(of: { opening: bigint; sales: bigint; closing: bigint }): Fraction | null {
  return quotient(2n * of.sales, of.opening + of.closing);
}
