import { isCurrency, type Currency } from '../../foundation/money/currency.ts';
import { parseDecimal, type ParsedAmount } from '../../foundation/money/money.ts';
import type { DecimalMark } from './profile.ts';

export type AmountStyle = { readonly decimalMark: DecimalMark; readonly currency: Currency };

/** Which currencies a sign can stand for. A sign of another currency makes the amount unreadable: a pound is never booked as a euro. */
const SIGNS: Readonly<Record<string, readonly string[]>> = {
  '€': ['EUR'],
  '£': ['GBP', 'EGP', 'FKP', 'GIP', 'LBP', 'SHP', 'SSP', 'SDG', 'SYP'],
  $: 'USD AUD BBD BMD BND BSD BZD CAD CLP COP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD UYU XCD ARS'.split(' '),
  US$: ['USD'],
  R$: ['BRL'],
  '¥': ['JPY', 'CNY'],
  '₹': ['INR'],
  '₩': ['KRW', 'KPW'],
  '₽': ['RUB'],
  '₺': ['TRY'],
  '₴': ['UAH'],
  '₪': ['ILS'],
  '₫': ['VND'],
  '฿': ['THB'],
  zł: ['PLN'],
  Kč: ['CZK'],
  Ft: ['HUF'],
  kr: ['SEK', 'NOK', 'DKK', 'ISK'],
  'kr.': ['DKK', 'ISK'],
  'Fr.': ['CHF'],
  Fr: ['CHF'],
  SFr: ['CHF'],
};
const SIGNS_LONGEST_FIRST = Object.keys(SIGNS).toSorted((a, b) => b.length - a.length);

const MAX_LENGTH = 60;
const POINT_NUMBER = /^(\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d{1,3}(?:['’]\d{3})+)?(?:\.(\d*))?$/;
const COMMA_NUMBER = /^(\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+|\d{1,3}(?:['’]\d{3})+)?(?:,(\d*))?$/;
const PLAIN_NUMBER = /^-?\d+(?:\.\d+)?$/;

/** Reads an amount as people and programs write it: `1.234,56`, `£1,200.00`, `(7.90)`, `7,90-`, `1'000.00 CHF`, `25.00 DR`.
 *  Grouping (by the other mark, a space or an apostrophe) must be in threes. Minor units of `style.currency`.
 *  Anything else gives a reason and never zero: a foreign sign or code, two signs, a non-zero digit beyond the currency's decimals. */
export function readAmount(text: string, style: AmountStyle): ParsedAmount {
  if (style.decimalMark === '.' && text.length <= MAX_LENGTH && PLAIN_NUMBER.test(text)) return parseDecimal(text, style.currency);
  const shown = `"${text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text}"`;
  if (text.trim() === '') return { ok: false, reason: 'the amount is empty' };
  if (text.length > MAX_LENGTH) return { ok: false, reason: `${shown} is not an amount` };
  const bare = peel(
    text
      .replace(/[\u00a0\u202f\u2009]/g, ' ')
      .replace(/[\u2212\u2012\u2013]/g, '-')
      .trim(),
    style.currency,
  );
  if (bare.foreign !== undefined) return { ok: false, reason: `${shown} is in ${bare.foreign}, where ${style.currency} is expected` };
  if (bare.signs > 1) return { ok: false, reason: `${shown} has more than one sign` };
  const found = (style.decimalMark === '.' ? POINT_NUMBER : COMMA_NUMBER).exec(bare.number);
  const [, whole = '', fraction = ''] = found ?? [];
  if (!found || whole + fraction === '') return { ok: false, reason: notANumber(shown, bare.number, style.decimalMark) };
  const plain = `${bare.negative ? '-' : ''}${whole.replace(/\D/g, '') || '0'}${fraction === '' ? '' : `.${fraction}`}`;
  return parseDecimal(plain, style.currency);
}

function notANumber(shown: string, number: string, mark: DecimalMark): string {
  const other = mark === '.' ? ',' : '.';
  const inOtherStyle = (other === '.' ? POINT_NUMBER : COMMA_NUMBER).test(number) && /\d/.test(number);
  const hint = inOtherStyle ? `; is the decimal mark "${other}"?` : '';
  return `${shown} is not an amount with the decimal mark "${mark}"${hint}`;
}

type Peeled = { readonly number: string; readonly negative: boolean; readonly signs: number; readonly foreign?: string };

/** Takes signs, parentheses, currency signs and codes off both ends, in whatever order they were put on. */
function peel(text: string, currency: Currency): Peeled {
  let rest = text;
  let negative = false;
  let signs = 0;
  for (;;) {
    const before = rest;
    if (rest.startsWith('(') && rest.endsWith(')')) {
      rest = rest.slice(1, -1);
      negative = true;
      signs++;
    }
    const direction = /\s*(?<![A-Za-z])(CR|DR)\.?$/i.exec(rest);
    if (direction) {
      rest = rest.slice(0, direction.index);
      negative = direction[1]?.toUpperCase() === 'DR';
      signs++;
    }
    const edge = /^[+-]/.exec(rest) ?? /[+-]$/.exec(rest);
    if (edge) {
      rest = edge.index === 0 ? rest.slice(1) : rest.slice(0, -1);
      negative ||= edge[0] === '-';
      signs++;
    }
    const mark = currencyMarkOf(rest.trim());
    if (mark) {
      if (!mark.currencies.includes(currency)) return { number: rest, negative, signs, foreign: mark.name };
      rest = mark.rest;
    }
    rest = rest.trim();
    if (rest === before) return { number: rest, negative, signs };
  }
}

function currencyMarkOf(text: string): { readonly name: string; readonly currencies: readonly string[]; readonly rest: string } | undefined {
  const code = /^([A-Z]{3})(?![A-Za-z])/.exec(text)?.[1] ?? /(?<![A-Za-z])([A-Z]{3})$/.exec(text)?.[1];
  if (code !== undefined && isCurrency(code)) {
    return { name: code, currencies: [code], rest: text.startsWith(code) ? text.slice(3) : text.slice(0, -3) };
  }
  for (const sign of SIGNS_LONGEST_FIRST) {
    const currencies = SIGNS[sign] ?? [];
    if (text.startsWith(sign)) return { name: sign, currencies, rest: text.slice(sign.length) };
    if (text.endsWith(sign)) return { name: sign, currencies, rest: text.slice(0, -sign.length) };
  }
  return undefined;
}

/** Signs that people everywhere take for one currency, though a few others share them. */
const TELLING_SIGNS = new Set(['€', '£', 'US$', 'R$', '₹', '₽', '₺', '₴', '₪', '₫', '฿', 'zł', 'Kč', 'Ft', 'Fr.', 'Fr', 'SFr']);

/** The currency that a code or sign at an amount names; undefined where it has none, or one of many meanings (`$`, `kr`). */
export function currencyNamedIn(text: string): Currency | undefined {
  const mark = currencyMarkOf(text.replace(/[()+\-\u2212\s]/g, ''));
  const [first] = mark?.currencies ?? [];
  if (!mark || first === undefined || !isCurrency(first)) return undefined;
  return mark.name === first || TELLING_SIGNS.has(mark.name) ? first : undefined;
}
