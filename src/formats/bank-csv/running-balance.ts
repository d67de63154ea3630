import type { Day } from '../../foundation/calendar/day.ts';

export type BalanceProof = { readonly opening: bigint; readonly closing: bigint; readonly consistent: boolean };

/** Follows the running balances of a statement whose rows run either way, oldest or newest first, without keeping them.
 *  Rows may lack a balance; all amounts are minor units of one currency.
 *  Which way the rows run is what the balances themselves prove; where they prove both or neither, the days of the first and last row say it. */
export class RunningBalance {
  #first: bigint | undefined;
  #last = 0n;
  /** Amounts of the rows before the first balance, without and with its own row. */
  #beforeFirst = 0n;
  #throughFirst = 0n;
  /** Amounts from the row of the last balance on: its own row apart from the later ones. */
  #lastOwn = 0n;
  #afterLast = 0n;
  #breaksOldestFirst = 0;
  #breaksNewestFirst = 0;
  #firstDay: Day | null = null;
  #lastDay: Day | null = null;

  add(minor: bigint, balance: bigint | null, day: Day | null): void {
    this.#firstDay ??= day;
    this.#lastDay = day ?? this.#lastDay;
    if (this.#first === undefined) {
      if (balance === null) this.#beforeFirst += minor;
      else {
        this.#first = balance;
        this.#throughFirst = this.#beforeFirst + minor;
        this.#restart(minor, balance);
      }
      return;
    }
    if (balance === null) {
      this.#afterLast += minor;
      return;
    }
    if (this.#last + this.#afterLast + minor !== balance) this.#breaksOldestFirst++;
    if (this.#last - this.#lastOwn - this.#afterLast !== balance) this.#breaksNewestFirst++;
    this.#restart(minor, balance);
  }

  #restart(minor: bigint, balance: bigint): void {
    this.#last = balance;
    this.#lastOwn = minor;
    this.#afterLast = 0n;
  }

  /** Undefined when no row had a balance. */
  prove(): BalanceProof | undefined {
    if (this.#first === undefined) return undefined;
    if (this.#runsNewestFirst()) {
      const closing = this.#first + this.#beforeFirst;
      return { opening: this.#last - this.#lastOwn - this.#afterLast, closing, consistent: this.#breaksNewestFirst === 0 };
    }
    return { opening: this.#first - this.#throughFirst, closing: this.#last + this.#afterLast, consistent: this.#breaksOldestFirst === 0 };
  }

  #runsNewestFirst(): boolean {
    const byDays = this.#firstDay !== null && this.#lastDay !== null && this.#firstDay > this.#lastDay;
    if ((this.#breaksOldestFirst === 0) === (this.#breaksNewestFirst === 0)) return byDays;
    return this.#breaksNewestFirst === 0;
  }
}
