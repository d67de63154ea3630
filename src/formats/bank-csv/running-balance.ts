import type { Day } from '../../foundation/calendar/day.ts';

export type BalanceProof = { readonly opening: bigint; readonly closing: bigint; readonly consistent: boolean };

export type RunningBalance = {
  /** The rows in file order; `balance` is null for a row without one. */
  readonly add: (minor: bigint, balance: bigint | null, day: Day | null) => void;
  /** Undefined when no row had a balance. */
  readonly prove: () => BalanceProof | undefined;
};

/** Follows the running balances of a statement whose rows run either way, oldest or newest first, without keeping them.
 *  All amounts are minor units of one currency. Which way the rows run is what the balances themselves prove; where they prove both or
 *  neither, the days of the first and last row say it. */
export function runningBalance(): RunningBalance {
  let first: bigint | undefined;
  let last = 0n;
  /** Amounts of the rows before the first balance, without and with its own row. */
  let beforeFirst = 0n;
  let throughFirst = 0n;
  /** The amount of the row of the last balance, and of the rows after it. */
  let lastOwn = 0n;
  let afterLast = 0n;
  let breaksOldestFirst = 0;
  let breaksNewestFirst = 0;
  let firstDay: Day | null = null;
  let lastDay: Day | null = null;

  const add = (minor: bigint, balance: bigint | null, day: Day | null): void => {
    firstDay ??= day;
    lastDay = day ?? lastDay;
    if (balance === null) {
      if (first === undefined) beforeFirst += minor;
      else afterLast += minor;
      return;
    }
    if (first === undefined) {
      first = balance;
      throughFirst = beforeFirst + minor;
    } else {
      if (last + afterLast + minor !== balance) breaksOldestFirst++;
      if (last - lastOwn - afterLast !== balance) breaksNewestFirst++;
    }
    last = balance;
    lastOwn = minor;
    afterLast = 0n;
  };

  const runsNewestFirst = (): boolean => {
    const byDays = firstDay !== null && lastDay !== null && firstDay > lastDay;
    const undecided = (breaksOldestFirst === 0) === (breaksNewestFirst === 0);
    return undecided ? byDays : breaksNewestFirst === 0;
  };

  const prove = (): BalanceProof | undefined => {
    if (first === undefined) return undefined;
    if (runsNewestFirst()) return { opening: last - lastOwn - afterLast, closing: first + beforeFirst, consistent: breaksNewestFirst === 0 };
    return { opening: first - throughFirst, closing: last + afterLast, consistent: breaksOldestFirst === 0 };
  };
  return { add, prove };
}
