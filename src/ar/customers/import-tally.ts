import type { RowMoney } from '../../formats/csv/row-batch.ts';
import type { Currency } from '../../foundation/money/currency.ts';

/** What became of a row: it went in, it was there already, or it was kept back with a problem. */
export type RowOutcome = 'fresh' | 'known' | 'bad';

export type MoneySum = { rows: number; minor: bigint; openMinor: bigint };

/** Rows of an import by what became of them, and their money by currency, so that a person can hold it against the total of the old books. */
export type ImportTally = {
  readonly rows: Record<RowOutcome, number>;
  readonly money: Map<Currency, Record<RowOutcome, MoneySum>>;
};

export function openTally(): ImportTally {
  return { rows: { fresh: 0, known: 0, bad: 0 }, money: new Map() };
}

/** Counts rows without saying anything about their money. */
export function countRows(tally: ImportTally, outcome: RowOutcome, rows: number): void {
  tally.rows[outcome] += rows;
}

/** Adds the money of rows that are counted elsewhere. */
export function addMoney(tally: ImportTally, outcome: RowOutcome, rows: readonly RowMoney[]): void {
  for (const { currency, minor, openMinor } of rows) {
    const zero = (): MoneySum => ({ rows: 0, minor: 0n, openMinor: 0n });
    const sums = tally.money.get(currency) ?? { fresh: zero(), known: zero(), bad: zero() };
    tally.money.set(currency, sums);
    sums[outcome].rows++;
    sums[outcome].minor += minor;
    sums[outcome].openMinor += openMinor;
  }
}

/** Counts rows with their money. */
export function tallyRows(tally: ImportTally, outcome: RowOutcome, rows: readonly RowMoney[]): void {
  countRows(tally, outcome, rows.length);
  addMoney(tally, outcome, rows);
}
