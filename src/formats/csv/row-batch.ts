import type { Problem } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Profile } from './profile.ts';

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
