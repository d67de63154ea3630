import { language, useLanguage, type Language } from './words.ts';

/** How numbers and days are written: by language, day before month in both. */
const LOCALE: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function kept<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(key: string, make: () => T): T {
  const found = made.get(key) as T | undefined;
  if (found) return found;
  const fresh = make();
  made.set(key, fresh);
  return fresh;
}

/** `1234.5` (a decimal string of the API) and `EUR` as `€1,234.50` or `1.234,50 €`. Exact: Intl takes decimal strings as they are. */
export function money(amount: string, currency: string, in_: Language = language()): string {
  return kept(`m${in_}${currency}`, () => new Intl.NumberFormat(LOCALE[in_], { style: 'currency', currency })).format(amount as Intl.StringNumericLiteral);
}

/** As money, without the part below one: for headlines and charts. */
export function roundMoney(amount: string, currency: string, in_: Language = language()): string {
  return kept(`r${in_}${currency}`, () => new Intl.NumberFormat(LOCALE[in_], { style: 'currency', currency, maximumFractionDigits: 0 })).format(
    amount as Intl.StringNumericLiteral,
  );
}

/** `7.5M` for axes. */
export function shortNumber(value: number, in_: Language = language()): string {
  return kept(`s${in_}`, () => new Intl.NumberFormat(LOCALE[in_], { notation: 'compact', maximumFractionDigits: 1 })).format(value);
}

export function count(value: number, in_: Language = language()): string {
  return kept(`c${in_}`, () => new Intl.NumberFormat(LOCALE[in_])).format(value);
}

/** A figure with a fixed number of decimals: `decimal('41.27', 1)`. */
export function decimal(value: string | number, digits: number, in_: Language = language()): string {
  return kept(`d${in_}${digits}`, () => new Intl.NumberFormat(LOCALE[in_], { minimumFractionDigits: digits, maximumFractionDigits: digits })).format(
    value as Intl.StringNumericLiteral,
  );
}

/** 0.9995 as `99.95 %`. */
export function percent(share: number, digits = 1, in_: Language = language()): string {
  return `${decimal(share * 100, digits, in_)} %`;
}

/** `2026-11-20` as `20 Nov 26`. */
export function day(on: string, in_: Language = language()): string {
  return kept(`day${in_}`, () => new Intl.DateTimeFormat(LOCALE[in_], { day: '2-digit', month: 'short', year: '2-digit', timeZone: 'UTC' })).format(
    Date.parse(`${on}T00:00:00Z`),
  );
}

/** `2026-11-20` as `Friday, 20 November 2026`. */
export function longDay(on: string, in_: Language = language()): string {
  return kept(`long${in_}`, () => new Intl.DateTimeFormat(LOCALE[in_], { dateStyle: 'full', timeZone: 'UTC' })).format(Date.parse(`${on}T00:00:00Z`));
}

/** `2026-11-20` as `Nov 26`, for axes. */
export function month(on: string, in_: Language = language()): string {
  return kept(`month${in_}`, () => new Intl.DateTimeFormat(LOCALE[in_], { month: 'short', year: '2-digit', timeZone: 'UTC' })).format(
    Date.parse(`${on}T00:00:00Z`),
  );
}

/** An instant in the zone of the browser: `20 Nov 26, 09:14`. */
export function moment(at: string, in_: Language = language()): string {
  return kept(`at${in_}`, () =>
    new Intl.DateTimeFormat(LOCALE[in_], { day: '2-digit', month: 'short', year: '2-digit', hour: '2-digit', minute: '2-digit' }),
  ).format(Date.parse(at));
}

const STEPS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** How long ago, roughly: `3 days ago`. `now` in milliseconds. */
export function ago(at: string, now: number, in_: Language = language()): string {
  const seconds = (Date.parse(at) - now) / 1000;
  const [unit, size] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? (['minute', 60] as const);
  return kept(`ago${in_}`, () => new Intl.RelativeTimeFormat(LOCALE[in_], { numeric: 'auto', style: 'short' })).format(Math.round(seconds / size), unit);
}

const FORMATS = { money, roundMoney, shortNumber, count, decimal, percent, day, longDay, month, moment, ago } as const;

/** The formats, and a new rendering when the language changes. */
export function useFormats(): typeof FORMATS {
  useLanguage();
  return FORMATS;
}

/** What a person typed as an amount, as the decimal string of the API: `1.234,5`, `1,234.50`, `1234` and `€ 12` are read; null when it can't be told. */
export function readAmount(text: string): string | null {
  const bare = text.replaceAll(/[^\d.,-]/g, '');
  if (!/^-?[\d.,]*\d[\d.,]*$/.test(bare)) return null;
  const last = Math.max(bare.lastIndexOf('.'), bare.lastIndexOf(','));
  const decimals = last === -1 ? 0 : bare.length - last - 1;
  const marks = bare.replaceAll(/[^.,]/g, '');
  // One mark with three digits behind it groups thousands where its kind says so in the language; several of one kind always do.
  const groupsOnly = marks.length > 0 && new Set(marks).size === 1 && (marks.length > 1 || (decimals === 3 && marks === (language() === 'de' ? '.' : ',')));
  if (last === -1 || groupsOnly) return bare.replaceAll(/[.,]/g, '');
  return `${bare.slice(0, last).replaceAll(/[.,]/g, '')}.${bare.slice(last + 1)}`;
}
