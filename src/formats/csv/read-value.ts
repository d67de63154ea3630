import type { Day } from '../../foundation/calendar/day.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { DateOrder } from './profile.ts';
import { readAmount, type AmountStyle } from './read-amount.ts';
import { lastDayMeant, readDay } from './read-day.ts';
import type { RowProblemCode, Suggestion, SuggestionCode } from './row-problem.ts';

/** A value, or why it cannot be used, for people and for machines, and what it probably means. */
export type ReadValue<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: RowProblemCode; readonly reason: string; readonly suggestion?: Suggestion };

/** Suggestions that somebody said yes to for the whole file: what they suggest is then read without a problem. */
export type Accepted = ReadonlySet<SuggestionCode>;

export const NOTHING_ACCEPTED: Accepted = new Set();

const ORDERS: readonly DateOrder[] = ['dmy', 'mdy', 'ymd'];

/** Reads a day as `readDay` does; a reason comes with its code and, where there is one, the day that was probably meant. */
export function readDayValue(text: string, order: DateOrder, accepted: Accepted): ReadValue<Day> {
  const parsed = readDay(text, order);
  if (parsed.ok) return { ok: true, value: parsed.day };
  if (text.trim() === '') return { ok: false, code: 'date_missing', reason: parsed.reason };
  const last = lastDayMeant(text, order);
  if (last !== undefined) return suggested({ code: 'date_not_in_calendar', reason: parsed.reason }, { code: 'last_day_of_month', value: last }, last, accepted);
  for (const other of ORDERS) {
    const read = other === order ? parsed : readDay(text, other);
    if (read.ok) return suggested({ code: 'date_other_order', reason: parsed.reason }, { code: 'other_date_order', value: read.day }, read.day, accepted);
  }
  return { ok: false, code: /\d/.test(text) && parsed.reason.includes('calendar') ? 'date_not_in_calendar' : 'date_unreadable', reason: parsed.reason };
}

/** Reads an amount as `readAmount` does, alike. Minor units of the style's currency. */
export function readAmountValue(text: string, style: AmountStyle, accepted: Accepted): ReadValue<bigint> {
  const parsed = readAmount(text, style);
  if (parsed.ok) return { ok: true, value: parsed.minor };
  if (text.trim() === '') return { ok: false, code: 'amount_missing', reason: parsed.reason };
  const other = readAmount(text, { ...style, decimalMark: style.decimalMark === '.' ? ',' : '.' });
  if (other.ok) {
    const value = formatDecimal(other.minor, style.currency);
    return suggested({ code: 'amount_other_mark', reason: parsed.reason }, { code: 'other_decimal_mark', value }, other.minor, accepted);
  }
  const tooLarge = [parsed, other].find(({ reason }) => reason.includes('is larger than'));
  if (tooLarge) return { ok: false, code: 'amount_too_large', reason: tooLarge.reason };
  return { ok: false, code: parsed.reason.includes('is expected') ? 'amount_other_currency' : 'amount_unreadable', reason: parsed.reason };
}

function suggested<T>(why: { code: RowProblemCode; reason: string }, suggestion: Suggestion, value: T, accepted: Accepted): ReadValue<T> {
  return accepted.has(suggestion.code) ? { ok: true, value } : { ok: false, ...why, suggestion };
}
