import { ZERO, difference, quotient, sum, whole, type Fraction } from './fraction.ts';

/** Simple: open receivables at the end of a period by its credit sales, times its days. Null without sales.
 *  With the open receivables that are not past due it is the best possible DSO. */
export function simpleDso(of: { open: bigint; sales: bigint; days: number }): Fraction | null {
  return quotient(of.open * BigInt(of.days), of.sales);
}

/** Credit sales of a calendar month; a running month has its elapsed days. */
export type SalesMonth = { readonly days: number; readonly sales: bigint };

/** A month as the countback used it: `taken` of its sales off the open receivables, for `counted` days. */
export type CountedMonth<M extends SalesMonth> = M & { readonly taken: bigint; readonly counted: Fraction };

export type Countback<M extends SalesMonth = SalesMonth> = {
  /** Null where nothing was ever sold. */
  readonly days: Fraction | null;
  /** The open receivables are more than all sales there are: the figure is "more than `days`". */
  readonly usedUp: boolean;
  /** Newest first. */
  readonly months: readonly CountedMonth<M>[];
};

/** Takes whole months of sales off the open receivables, newest first, adding their days, and the last month in proportion.
 *  A month whose credit notes are more than its invoices adds to what is left, and its days count. */
export function countbackDso<M extends SalesMonth>(open: bigint, newestFirst: Iterable<M>): Countback<M> {
  let left = open;
  let days = ZERO;
  const months: CountedMonth<M>[] = [];
  for (const month of newestFirst) {
    if (left <= 0n) return { days, usedUp: false, months };
    const part = month.sales >= left ? quotient(left * BigInt(month.days), month.sales) : null;
    const counted = part ?? whole(month.days);
    const taken = part === null ? month.sales : left;
    months.push({ ...month, taken, counted });
    days = sum(days, counted);
    left -= taken;
  }
  const nothing = months.length === 0 && left > 0n;
  return { days: nothing ? null : days, usedUp: left > 0n && !nothing, months };
}

/** DSO less best possible DSO, both by one method; null where either cannot be told. */
export function averageDaysDelinquent(dso: Fraction | null, bestPossible: Fraction | null): Fraction | null {
  return difference(dso, bestPossible);
}
