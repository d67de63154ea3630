import type { ToldProblem } from '../../formats/csv/row-problem.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';

/** A row in a currency that the company cannot convert on that day is a bad row: the others of the file go in without it. */
export function rateMissing(of: { readonly currency: Currency; readonly on: Day; readonly what: string }): ToldProblem {
  const message = `there is no exchange rate for ${of.currency} on ${of.on}; ${of.what} was not imported. Have an administrator enter one (dunlin rates set ${of.currency} RATE --on ${of.on}), then import the file again`;
  return { code: 'rate_missing', message, value: of.currency };
}
