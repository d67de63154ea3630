import { isCurrency } from '../../foundation/money/currency.ts';
import type { DecimalMark } from './profile.ts';
import { readDay } from './read-day.ts';

/** What a value looks like before anyone has said what it is. `number`: whole, without marks. */
export type CellLook = 'date' | 'amount' | 'number' | 'currency' | 'country' | 'email' | 'iban' | 'text';

/** What the parts of a numeric date leave open. `first`/`second`: only that place can be the day, since it is more than 12. */
export type DateShape = 'year_first' | 'first' | 'second' | 'either' | 'named' | 'compact';

const REGIONS = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const CLOCK = /[T ]+\d{1,2}:\d{2}.*$/;
const NUMERIC_DATE = /^(\d{1,4})([./-])(\d{1,2})\2(\d{2}|\d{4})$/;
const AMOUNT = /^\d{1,3}(?:[.,'’ ]\d{3})+(?:[.,]\d{1,3})?$|^\d+[.,]\d{1,4}$/;
const MAX_VALUE = 80;

/** The digits of an amount with their marks; undefined where the text is no amount. Signs, currency signs and codes are taken off both ends. */
export function bareNumber(text: string): string | undefined {
  if (text.length > MAX_VALUE || !/\d/.test(text)) return undefined;
  if (AMOUNT.test(text)) return text;
  const bare = text
    .replace(/[\u00a0\u202f\u2009]/g, ' ')
    .replace(/^[\s(+\-\u2212]*([A-Z]{3}|[€£$¥₹]|US\$|zł|Kč|kr\.?|Fr\.)?[\s+\-\u2212]*/, unlessOtherLetters)
    .replace(/[\s)+\-\u2212]*([A-Z]{2,3}|[€£$¥₹]|zł|Kč|kr\.?)?[\s)+\-\u2212]*$/, unlessOtherLetters);
  return AMOUNT.test(bare) || /^\d+$/.test(bare) ? bare : undefined;
}

/** INV-0001 is no amount. */
function unlessOtherLetters(edge: string, mark: string | undefined): string {
  return mark === undefined || !/^[A-Z]+$/.test(mark) || mark === 'CR' || mark === 'DR' || isCurrency(mark) ? '' : edge;
}

/** Which mark an amount shows to be its decimal mark; null where it could be either (1.234). */
export function decimalMarkIn(bare: string): DecimalMark | null {
  const point = bare.lastIndexOf('.');
  const comma = bare.lastIndexOf(',');
  if (point === -1 && comma === -1) return null;
  if (point !== -1 && comma !== -1) return point > comma ? '.' : ',';
  const mark = point === -1 ? ',' : '.';
  const at = Math.max(point, comma);
  if (bare.indexOf(mark) !== at) return mark === '.' ? ',' : '.';
  return bare.length - at === 4 && at <= 3 && !bare.startsWith('0') ? null : mark;
}

/** The shape of a date, or undefined where the text is none in any order. */
export function dateShapeOf(text: string): DateShape | undefined {
  if (text.length < 6 || text.length > 40 || !/\d/.test(text)) return undefined;
  const bare = text.includes(':') ? text.replace(CLOCK, '').trim() : text;
  const found = NUMERIC_DATE.exec(bare);
  if (found) {
    const [, first = '', , second = '', third = ''] = found;
    if (first.length === 4) return Number(second) <= 12 && third.length <= 2 && Number(third) <= 31 ? 'year_first' : undefined;
    if (first.length === 3 || Number(first) === 0 || Number(second) === 0) return undefined;
    if (Number(first) > 12) return Number(first) <= 31 && Number(second) <= 12 ? 'first' : undefined;
    if (Number(second) > 12) return Number(second) <= 31 ? 'second' : undefined;
    return 'either';
  }
  if (/^(?:19|20)\d{6}$/.test(bare)) return readDay(bare, 'ymd').ok ? 'compact' : undefined;
  if (/\p{L}{3}/u.test(bare) && /^[\p{L}\d\s.,/-]+$/u.test(bare)) return readDay(bare, 'dmy').ok || readDay(bare, 'mdy').ok ? 'named' : undefined;
  return undefined;
}

/** What one value looks like. A compact date (20261130) counts as a number: only its column can tell. */
export function lookOf(text: string): CellLook {
  if (/^\d+$/.test(text)) return 'number';
  if (/^[A-Z]{3}$/.test(text) && isCurrency(text)) return 'currency';
  if (/^[A-Z]{2}$/.test(text) && REGIONS.of(text) !== undefined) return 'country';
  if (/^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@.,;<>]+$/.test(text)) return 'email';
  if (/^[A-Z]{2}\d{2} ?[A-Z0-9 ]{11,38}$/.test(text) && text.replaceAll(' ', '').length >= 15) return 'iban';
  const shape = dateShapeOf(text);
  if (shape !== undefined) return 'date';
  return /\d/.test(text) && bareNumber(text) !== undefined ? 'amount' : 'text';
}
