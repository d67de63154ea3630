import type { Day } from '../foundation/calendar/day.ts';
import { decimalsOf, type Currency } from '../foundation/money/currency.ts';
import { formatDecimal } from '../foundation/money/money.ts';
import type { PaperLanguage } from './paper-words.ts';

const LOCALES: Readonly<Record<PaperLanguage, string>> = { en: 'en-US', de: 'de-DE' };

const MONTHS: Readonly<Record<PaperLanguage, readonly string[]>> = {
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  de: [],
};

/** A decimal as the language groups and points it; digits behind the point stay as many as given. */
function grouped(decimal: string, language: PaperLanguage): string {
  const negative = decimal.startsWith('-');
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.');
  const [group, point] = language === 'de' ? ['.', ','] : [',', '.'];
  const text = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, group) + (fraction === '' ? '' : `${point}${fraction}`);
  return negative ? `-${text}` : text;
}

/** Digits behind the point that say nothing are left out, down to `least`. */
function trimmed(decimal: string, least: number): string {
  const [whole = '0', fraction = ''] = decimal.split('.');
  const kept = fraction.replace(/0+$/, '').padEnd(least, '0');
  return kept === '' ? whole : `${whole}.${kept}`;
}

const formats = new Map<string, Intl.NumberFormat>();

function currencyFormat(code: Currency, language: PaperLanguage): Intl.NumberFormat {
  const key = `${language}|${code}`;
  const known = formats.get(key);
  if (known) return known;
  const digits = decimalsOf(code);
  const made = new Intl.NumberFormat(LOCALES[language], {
    style: 'currency',
    currency: code,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formats.set(key, made);
  return made;
}

/** An amount with its currency: `€1,234.56`, `1.234,56 €`. Exact: the formatter is given the decimal as text. */
export function moneyText(minor: bigint, code: Currency, language: PaperLanguage): string {
  return currencyFormat(code, language).format(formatDecimal(minor, code) as Intl.StringNumericLiteral);
}

/** An amount where the currency stands elsewhere: `1,234.56`, `1.234,56`. */
export function amountText(minor: bigint, code: Currency, language: PaperLanguage): string {
  return grouped(formatDecimal(minor, code), language);
}

/** A unit price: at least the decimals of its currency, more where it has more. */
export function priceText(decimal: string, code: Currency, language: PaperLanguage): string {
  return grouped(trimmed(decimal, decimalsOf(code)), language);
}

export function quantityText(decimal: string, language: PaperLanguage): string {
  return grouped(trimmed(decimal, 0), language);
}

/** `19 %` in German, `19%` in English. */
export function percentText(rate: string, language: PaperLanguage): string {
  const number = grouped(trimmed(rate, 0), language);
  return language === 'de' ? `${number}\u00a0%` : `${number}%`;
}

/** `3 Nov 2026`, `03.11.2026`. */
export function dayText(value: Day, language: PaperLanguage): string {
  const [year = '', month = '', day = ''] = value.split('-');
  if (language === 'de') return `${day}.${month}.${year}`;
  return `${Number(day)}\u00a0${MONTHS.en[Number(month) - 1] ?? month}\u00a0${year}`;
}

/** Groups of four, as account numbers and references are read aloud. */
export function inFours(text: string): string {
  return (text.replaceAll(/\s/g, '').match(/.{1,4}/gu) ?? []).join('\u00a0');
}
