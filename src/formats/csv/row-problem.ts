import type { Problem } from '../../foundation/errors/refusal.ts';
import { cellPlace } from './map-columns.ts';
import type { Profile } from './profile.ts';

/** What is wrong with a row, for machines: screens group by it and a diagnosis counts it. */
export const ROW_PROBLEM_CODES = [
  'column_unknown',
  'too_many_cells',
  'cell_too_long',
  'date_missing',
  'date_unreadable',
  'date_not_in_calendar',
  'date_other_order',
  'issued_in_future',
  'due_before_issued',
  'amount_missing',
  'amount_unreadable',
  'amount_too_large',
  'amount_other_mark',
  'amount_other_currency',
  'amount_zero',
  'amount_not_positive',
  'open_outside_amount',
  'currency_missing',
  'currency_unknown',
  'currency_differs',
  'rate_missing',
  'number_missing',
  'number_repeated',
  'number_taken',
  'number_reserved',
  'customer_missing',
  'customer_unknown',
  'customer_ambiguous',
  'invoice_unknown',
  'invoice_of_other_customer',
  'payment_repeated',
  'terms_unknown',
  'parent_unknown',
  'parent_circular',
  'value_unusable',
] as const;

export type RowProblemCode = (typeof ROW_PROBLEM_CODES)[number];

/** What a person may say yes to. `last_day_of_month`: 31.11. is 30.11.; `other_decimal_mark`: 4,118.90 where a comma is expected; `other_date_order`:
 *  12/31 where the day is expected first; `create_customer`: make the customer that the row names. */
export const SUGGESTION_CODES = ['last_day_of_month', 'other_decimal_mark', 'other_date_order', 'create_customer'] as const;

export type SuggestionCode = (typeof SUGGESTION_CODES)[number];

/** `value`: a day as YYYY-MM-DD, an amount as decimal with a point, a customer's name. */
export type Suggestion = { readonly code: SuggestionCode; readonly value: string };

/** One thing wrong with one row of a delimited file. */
export type RowProblem = Problem & {
  readonly line: number | null;
  /** Our field; null where the whole row, or a column that we do not know, is meant. */
  readonly field: string | null;
  readonly value: string | null;
  readonly code: RowProblemCode;
  /** The row went in all the same: without this value, or with it where it can be read and is only doubtful. */
  readonly rowKept: boolean;
  readonly suggestion?: Suggestion;
};

export type ToldProblem = {
  readonly code: RowProblemCode;
  readonly message: string;
  readonly value?: string | null;
  readonly rowKept?: boolean;
  readonly suggestion?: Suggestion | undefined;
};

const MAX_VALUE = 100;

/** A problem of one cell; the place names the file's own column. */
export function cellProblem(at: { readonly profile: Profile; readonly line: number; readonly field: string }, told: ToldProblem): RowProblem {
  return rowProblem({ line: at.line, field: at.field, where: cellPlace(at.profile, at.line, at.field) }, told);
}

/** A problem of a row; the place names our field. */
export function rowProblem(at: { readonly line: number; readonly field: string | null; readonly where?: string }, told: ToldProblem): RowProblem {
  return {
    where: at.where ?? (at.field === null ? `line ${at.line}` : `line ${at.line}, ${at.field}`),
    message: told.message,
    line: at.line,
    field: at.field,
    value: told.value?.slice(0, MAX_VALUE) ?? null,
    code: told.code,
    rowKept: told.rowKept ?? false,
    ...(told.suggestion ? { suggestion: told.suggestion } : {}),
  };
}
