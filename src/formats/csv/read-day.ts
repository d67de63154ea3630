import { dayOf, daysInMonth, type Day } from '../../foundation/calendar/day.ts';
import type { DateOrder } from './profile.ts';

export type ParsedDay = { readonly ok: true; readonly day: Day } | { readonly ok: false; readonly reason: string };

const ORDER_NAMES: Readonly<Record<DateOrder, string>> = { ymd: 'year-month-day', dmy: 'day-month-year', mdy: 'month-day-year' };
const ORDERS: readonly DateOrder[] = ['ymd', 'dmy', 'mdy'];
const MAX_LENGTH = 60;

/** English and German, by their first letters; accents are removed before the look-up. */
const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'january', 'januar', 'janner', 'jaenner'],
  ['feb', 'february', 'februar', 'feber'],
  ['mar', 'march', 'marz', 'maerz', 'mrz'],
  ['apr', 'april'],
  ['may', 'mai'],
  ['jun', 'june', 'juni'],
  ['jul', 'july', 'juli'],
  ['aug', 'august'],
  ['sep', 'sept', 'september'],
  ['oct', 'october', 'okt', 'oktober'],
  ['nov', 'november'],
  ['dec', 'december', 'dez', 'dezember'],
];
const MONTH_OF_NAME = new Map(MONTHS.flatMap((names, index) => names.map((name) => [name, index + 1] as const)));

const ISO = /^(\d{4})-(\d{2})-(\d{2})$/;
const CLOCK = /[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?[AaPp][Mm])?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?$/;

/** Reads a calendar day in the order that the profile states; a time of day behind it is ignored.
 *  Separators: point, slash, hyphen, space, or none with eight digits. Two-digit years: 00-79 are 20xx, 80-99 are 19xx.
 *  `YYYY-MM-DD` with hyphens (ISO 8601) is read in every order, since it has one meaning; so are English and German month names.
 *  A day that does not exist gives a reason, which names the order that would work, if one does. */
export function readDay(text: string, order: DateOrder): ParsedDay {
  const iso = ISO.exec(text);
  if (iso) {
    const day = dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
    return day ? { ok: true, day } : { ok: false, reason: `"${text}" does not exist in the calendar` };
  }
  if (text.trim() === '') return { ok: false, reason: 'the date is empty' };
  if (text.length > MAX_LENGTH) return { ok: false, reason: `"${text.slice(0, MAX_LENGTH)}…" is not a date` };
  const bare = text
    .replace(/[\u00a0\u202f\u2009]/g, ' ')
    .trim()
    .replace(CLOCK, '')
    .replace(/ *([./-]) */g, '$1');
  if (bare !== text && ISO.test(bare)) return readDay(bare, order);
  if (/\p{L}/u.test(bare)) return readNamedMonth(text, bare, order);
  const day = inOrder(bare, order);
  if (day) return { ok: true, day };
  const others = ORDERS.filter((other) => other !== order && inOrder(bare, other) !== undefined);
  if (others.length > 0) return { ok: false, reason: `"${text}" is no ${ORDER_NAMES[order]} date; is the order ${others.join(' or ')}?` };
  const looksLikeDay = partsOf(bare, order) !== undefined;
  return { ok: false, reason: looksLikeDay ? `"${text}" does not exist in the calendar (read as ${ORDER_NAMES[order]})` : `"${text}" is not a date` };
}

/** The last day of the month, for a date that names one to three days more than the month has (31.11. is 30.11.); undefined for any other text. */
export function lastDayMeant(text: string, order: DateOrder): Day | undefined {
  const iso = ISO.test(text.trim());
  const parts = text.length > MAX_LENGTH ? undefined : partsOf(text.trim().replace(CLOCK, ''), iso ? 'ymd' : order);
  if (!parts) return undefined;
  const [year, month, day] = [yearOf(parts.year), Number(parts.month), Number(parts.day)];
  const last = daysInMonth(year, month);
  return last > 0 && day > last && day <= 31 ? dayOf(year, month, last) : undefined;
}

function inOrder(bare: string, order: DateOrder): Day | undefined {
  const parts = partsOf(bare, order);
  return parts && dayOf(yearOf(parts.year), Number(parts.month), Number(parts.day));
}

type Parts = { readonly year: string; readonly month: string; readonly day: string };

function partsOf(bare: string, order: DateOrder): Parts | undefined {
  const found =
    /^(\d{1,4})([./ -])(\d{1,2})\2(\d{1,4})$/.exec(bare) ?? (order === 'ymd' ? /^(\d{4})()(\d{2})(\d{2})$/ : /^(\d{2})()(\d{2})(\d{4})$/).exec(bare);
  if (!found) return undefined;
  const [, first = '', , second = '', third = ''] = found;
  const [year, month, day] = order === 'ymd' ? [first, second, third] : order === 'dmy' ? [third, second, first] : [third, first, second];
  const shaped = (year.length === 4 || year.length === 2) && month.length <= 2 && day.length <= 2;
  return shaped ? { year, month, day } : undefined;
}

function yearOf(digits: string): number {
  const year = Number(digits);
  if (digits.length !== 2) return year;
  return year < 80 ? 2000 + year : 1900 + year;
}

/** `1 Sep 2026`, `01-Sep-26`, `1. September 2026`, `Sep 1, 2026`, `2026 Sep 1`: the name says which part is the month. */
function readNamedMonth(text: string, bare: string, order: DateOrder): ParsedDay {
  const parts = bare.split(/[\s.,/-]+/).filter((part) => part !== '');
  const months = parts.map((part) => MONTH_OF_NAME.get(part.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')));
  const at = months.findIndex((month) => month !== undefined);
  const [first = '', second = ''] = parts.filter((_, index) => index !== at);
  const month = months[at];
  if (parts.length !== 3 || at === 2 || month === undefined || !/^\d{1,4}$/.test(first) || !/^\d{1,4}$/.test(second)) {
    return { ok: false, reason: `"${text}" is not a date` };
  }
  const yearFirst = first.length === 4;
  if (order === 'ymd' && first.length === 2 && second.length === 2) {
    return { ok: false, reason: `"${text}" could begin with the day or with the year; name the order (dateOrder "dmy"), or write four-digit years` };
  }
  const [year, day] = yearFirst ? [first, second] : [second, first];
  if ((year.length !== 4 && year.length !== 2) || day.length > 2) return { ok: false, reason: `"${text}" is not a date` };
  const found = dayOf(yearOf(year), month, Number(day));
  return found ? { ok: true, day: found } : { ok: false, reason: `"${text}" does not exist in the calendar` };
}
