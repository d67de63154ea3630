import { dayOf, daysBetween, type Day } from '../../foundation/calendar/day.ts';
import { isCurrency, type Currency } from '../../foundation/money/currency.ts';
import { parseDecimal, type ParsedAmount } from '../../foundation/money/money.ts';

/** The longest amount of the standard has 15 characters; banks pad some more zeros. */
const MAX_AMOUNT_CHARS = 40;

/** `1234,5`, `0,` or `1234.50` into minor units. An amount that can't be read is a reason, never a zero. */
export function readAmount(written: string, currency: Currency): ParsedAmount {
  if (written.length > MAX_AMOUNT_CHARS) return { ok: false, reason: `"${written.slice(0, 20)}…" is not an amount` };
  const parsed = parseDecimal(written.replace(',', '.'), currency);
  return parsed.ok || !parsed.reason.endsWith('is not an amount') ? parsed : { ok: false, reason: `"${written}" is not an amount` };
}

/** A balance before its currency and amount are judged. */
export type WrittenBalance = {
  readonly isDebit: boolean;
  readonly on: Day | null;
  readonly onText: string;
  /** '' where the bank leaves it out. */
  readonly currencyCode: string;
  readonly amount: string;
};

/** `C260901EUR1234,50`; null for anything else. */
export function readBalance(text: string): WrittenBalance | null {
  const found = /^\s*([CD])(\d{6})([A-Z]{3})?([\d.,]+)\s*$/.exec(text);
  if (!found) return null;
  const [, mark, onText = '', currencyCode = '', amount = ''] = found;
  return { isDebit: mark === 'D', on: sixDigitDay(onText), onText, currencyCode, amount };
}

/** :61: before its amount is read. */
export type WrittenLine = {
  readonly valueOn: Day | null;
  readonly bookedOn: Day | null;
  /** Dates that are on no calendar, as sentences. */
  readonly problems: readonly string[];
  readonly isDebit: boolean;
  readonly isReversal: boolean;
  /** Announced only: marks EC and ED of MT942. */
  readonly isExpected: boolean;
  readonly amount: string;
  /** N or S and three characters, F for the first advice: `NTRF`. */
  readonly type: string;
  /** Reference for the account owner, before `//`. */
  readonly ownReference: string;
  /** The bank's, after it. */
  readonly bankReference: string;
};

const LINE = /^\s*(\d{6})(\d{4})?(R[CD]|E[CD]|[CD])([A-Z])?([\d.,]+)(.*)$/;
const TYPE = /^([NSFnsf][A-Za-z0-9]{3})(.*)$/;

/** Reads the first line of :61:. C and RD add to the balance, D and RC take from it. Null: it is no statement line.
 *  Source: SWIFT Standards MT, Category 9, MT940 field 61. */
export function readLine(text: string): WrittenLine | null {
  const found = LINE.exec(text);
  if (!found) return null;
  const [, valueText = '', bookedText = '', mark = '', , amount = '', rest = ''] = found;
  const typed = TYPE.exec(rest);
  const { own, bank } = referencesOf(typed?.[2] ?? rest);
  const value = sixDigitDay(valueText);
  const booked = bookedText === '' ? value : bookingDay(bookedText, valueText, value);
  const problems: string[] = [];
  if (value === null) problems.push(`the value date "${valueText}" is no day of the calendar`);
  if (bookedText !== '' && booked === null) problems.push(`the booking date "${bookedText}" is no day of the calendar`);
  return {
    valueOn: value,
    bookedOn: booked,
    problems,
    isDebit: mark === 'D' || mark === 'RC' || mark === 'ED',
    isReversal: mark.startsWith('R'),
    isExpected: mark.startsWith('E'),
    amount,
    type: typed?.[1] ?? '',
    ownReference: own,
    bankReference: bank,
  };
}

function referencesOf(text: string): { readonly own: string; readonly bank: string } {
  const at = text.indexOf('//');
  return at < 0 ? { own: text.trim(), bank: '' } : { own: text.slice(0, at).trim(), bank: text.slice(at + 2).trim() };
}

/** YYMMDD; years from 80 on are of the last century. */
export function sixDigitDay(text: string): Day | null {
  return dayOf(centuryYear(text), Number(text.slice(2, 4)), Number(text.slice(4, 6))) ?? null;
}

function centuryYear(text: string): number {
  const year = Number(text.slice(0, 2));
  return year < 80 ? 2000 + year : 1900 + year;
}

/** MMDD in the year that brings it nearest to the value date: booked in January with a value of December, or the other way round.
 *  Where the value date is on no calendar, in the year it names. */
function bookingDay(monthAndDay: string, valueText: string, value: Day | null): Day | null {
  const year = centuryYear(valueText);
  const month = Number(monthAndDay.slice(0, 2));
  const day = Number(monthAndDay.slice(2, 4));
  if (value === null) return dayOf(year, month, day) ?? null;
  let nearest: Day | null = null;
  for (const candidate of [dayOf(year, month, day), dayOf(year - 1, month, day), dayOf(year + 1, month, day)])
    if (candidate !== undefined && (nearest === null || Math.abs(daysBetween(value, candidate)) < Math.abs(daysBetween(value, nearest)))) nearest = candidate;
  return nearest;
}

/** Own account: `DE89...`, `10020030/1234567`; some banks append the currency. */
export function readOwnAccount(text: string): { readonly account: string; readonly currencyCode: string } {
  const trimmed = text.trim().replace(/^\//, '');
  const found = /^(.*\d)\s*\/?([A-Z]{3})$/.exec(trimmed);
  const [, account = '', code = ''] = found ?? [];
  return found && isCurrency(code) ? { account, currencyCode: code } : { account: trimmed, currencyCode: '' };
}
