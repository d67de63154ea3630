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

/** As money, with as many more decimals as a price has: `price('0.0125', 'EUR')` as `€0.0125`, `price('16.390000', 'EUR')` as `€16.39`. */
export function price(amount: string, currency: string, in_: Language = language()): string {
  return kept(`p${in_}${currency}`, () => new Intl.NumberFormat(LOCALE[in_], { style: 'currency', currency, maximumFractionDigits: 20 })).format(
    amount as Intl.StringNumericLiteral,
  );
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

/** A number with the decimals that it has and no zeros behind them: `figures('10.500000')` as `10.5`. */
export function figures(value: string, in_: Language = language()): string {
  return kept(`f${in_}`, () => new Intl.NumberFormat(LOCALE[in_], { maximumFractionDigits: 20 })).format(value as Intl.StringNumericLiteral);
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
  return kept(
    `at${in_}`,
    () => new Intl.DateTimeFormat(LOCALE[in_], { day: '2-digit', month: 'short', year: '2-digit', hour: '2-digit', minute: '2-digit' }),
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

const FORMATS = { money, price, roundMoney, shortNumber, count, decimal, figures, percent, day, longDay, month, moment, ago } as const;

/** The formats, and a new rendering when the language changes. */
export function useFormats(): typeof FORMATS {
  useLanguage();
  return FORMATS;
}

/** What stands around the figures of an amount and says nothing about them: a currency by sign or code, spaces, Swiss apostrophes. */
const AROUND = /^[A-Z]{3}(?=[\s\d.,-])|(?<=[\s\d.,])[A-Z]{3}$|\p{Sc}|[\s'’]/giu;

/** What a person typed as an amount, as the decimal string of the API: `1.234,5`, `1,234.50`, `1'234`, `1234,` and `€ 12` are read; null when it can't be told. */
export function readAmount(text: string, in_: Language = language()): string | null {
  const bare = text.trim().replaceAll('−', '-').replaceAll(AROUND, '');
  const sign = bare.startsWith('-') ? '-' : '';
  const figures = bare.slice(sign.length);
  if (!/^[.,]?\d[\d.,]*$/.test(figures)) return null;
  const marks = figures.replaceAll(/\d/g, '');
  const last = Math.max(figures.lastIndexOf('.'), figures.lastIndexOf(','));
  const decimals = last === -1 ? '' : figures.slice(last + 1);
  // One mark with three digits behind it groups thousands where its kind says so in the language; several of one kind always do.
  // Nobody groups thousands behind a nought: `0.125` is an eighth in every language.
  const behindNought = /^0*[.,]/.test(figures);
  const groupsOnly =
    marks !== '' && new Set(marks).size === 1 && (marks.length > 1 || (decimals.length === 3 && !behindNought && marks === (in_ === 'de' ? '.' : ',')));
  const whole = last === -1 || groupsOnly ? figures : figures.slice(0, last);
  // `1.23,5` is rather a slip than twelve thousand three hundred.
  if (/[.,]/.test(whole) && !/^\d{1,3}(?:\.\d{3})+$|^\d{1,3}(?:,\d{3})+$/.test(whole)) return null;
  const digits = whole.replaceAll(/[.,]/g, '').replace(/^0+(?=\d)/, '') || '0';
  return `${sign}${digits}${last === -1 || groupsOnly || decimals === '' ? '' : `.${decimals}`}`;
}
