import type { Currency } from '../../foundation/money/currency.ts';
import type { Profile } from './profile.ts';
import type { DelimitedRow } from './read-delimited.ts';
import type { Accepted } from './read-value.ts';
import { cellProblem, type RowProblem } from './row-problem.ts';

/** Minor units of `currency`; `openMinor` is what is still open of it. */
export type RowMoney = { readonly currency: Currency; readonly minor: bigint; readonly openMinor: bigint };

/** The money of a row that was kept back, where all its amounts say something: an amount with the other decimal mark does. */
export type RejectedMoney = RowMoney & { readonly line: number };

/** What a typed reader yields of a piece of the file: its good rows, what could not be read, and how many rows it had, good and bad. */
export type RowBatch<Row> = {
  readonly rows: readonly Row[];
  readonly problems: readonly RowProblem[];
  readonly read: number;
  /** Of the bad rows, those whose money is known all the same. */
  readonly rejected?: readonly RejectedMoney[];
};

export type RowOptions = {
  /** Without one the file's headers are our field names, written plainly (comma, UTF-8, decimal point, year first). */
  readonly profile?: Profile;
  /** Where neither the row nor the profile names a currency: the company's. */
  readonly defaultCurrency?: Currency;
  /** Suggestions to follow. */
  readonly accepted?: Accepted;
  /** Keeps back a row with any problem, also where it could go in without the value. */
  readonly wholeRows?: boolean;
};

/** null for an empty cell. */
export function textOrNull(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}

/** No number, name, address or reference of business is longer; longer texts would not fit the indexes they are found by. */
const MAX_CELL_CHARACTERS = 300;

/** The first of our fields in a row that is too long to be taken in, as a problem; the row is then not read. */
export function overlongCell(read: DelimitedRow, profile: Profile): RowProblem | undefined {
  const found = Object.entries(read.values).find(([, value]) => value.length > MAX_CELL_CHARACTERS);
  if (!found) return undefined;
  const [field, value] = found;
  const message = `${value.length} characters are more than the ${MAX_CELL_CHARACTERS} that can be taken in; the row was not read`;
  return cellProblem({ profile, line: read.line, field }, { code: 'cell_too_long', message, value });
}
