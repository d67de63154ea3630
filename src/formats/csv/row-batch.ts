import type { Problem } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { cellPlace } from './map-columns.ts';
import type { Profile } from './profile.ts';
import type { DelimitedRow } from './read-delimited.ts';

/** What a typed reader yields of a piece of the file: its good rows, what could not be read, and how many rows it had, good and bad. */
export type RowBatch<Row> = { readonly rows: readonly Row[]; readonly problems: readonly Problem[]; readonly read: number };

export type RowOptions = {
  /** Without one the file's headers are our field names, written plainly (comma, UTF-8, decimal point, year first). */
  readonly profile?: Profile;
  /** Where neither the row nor the profile names a currency: the company's. */
  readonly defaultCurrency?: Currency;
};

/** null for an empty cell. */
export function textOrNull(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}

/** No number, name, address or reference of business is longer; longer texts would not fit the indexes they are found by. */
const MAX_CELL_CHARACTERS = 300;

/** The first of our fields in a row that is too long to be taken in, as a problem; the row is then not read. */
export function overlongCell(read: DelimitedRow, profile: Profile): Problem | undefined {
  const found = Object.entries(read.values).find(([, value]) => value.length > MAX_CELL_CHARACTERS);
  if (!found) return undefined;
  const [field, value] = found;
  return {
    where: cellPlace(profile, read.line, field),
    message: `${value.length} characters are more than the ${MAX_CELL_CHARACTERS} that can be taken in; the row was not read`,
  };
}
