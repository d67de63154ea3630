import type { Language } from './words.ts';

/** Days as ISO texts (`2026-11-28`): what a calendar field needs, without a clock and without time zones. */

const MS = 86_400_000;

const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'januar', 'january', 'jän', 'jänner'],
  ['feb', 'februar', 'february'],
  ['mar', 'mär', 'mrz', 'märz', 'maerz', 'march'],
  ['apr', 'april'],
  ['may', 'mai'],
  ['jun', 'juni', 'june'],
  ['jul', 'juli', 'july'],
  ['aug', 'august'],
  ['sep', 'sept', 'september'],
  ['oct', 'okt', 'oktober', 'october'],
  ['nov', 'november'],
  ['dec', 'dez', 'dezember', 'december'],
];

const NAMED: Readonly<Record<string, number>> = { today: 0, heute: 0, tomorrow: 1, morgen: 1, übermorgen: 2, yesterday: -1, gestern: -1, vorgestern: -2 };

/** The day of these numbers, or null where the calendar has none (30 February). Years 1900 to 2199. */
export function dayFrom(year: number, month: number, day: number): string | null {
  if (year < 1900 || year > 2199) return null;
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : null;
}

function numbersOf(day: string): [number, number, number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))];
}

function ordinal(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / MS;
}

export function plusDays(day: string, days: number): string {
  return new Date((ordinal(day) + days) * MS).toISOString().slice(0, 10);
}

/** The same day of another month, or that month's last day. */
export function plusMonths(day: string, months: number): string {
  const [year, month, date] = numbersOf(day);
  const index = year * 12 + month - 1 + months;
  const last = new Date(Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0)).getUTCDate();
  return dayFrom(Math.floor(index / 12), (index % 12) + 1, Math.min(date, last)) ?? day;
}

/** 0 for Monday to 6 for Sunday. */
export function weekday(day: string): number {
  return (new Date(ordinal(day) * MS).getUTCDay() + 6) % 7;
}

/** The weeks of the month of `day`, Monday first, filled up with days of its neighbours; always six, so that the calendar keeps its height. */
export function weeksOf(day: string): readonly (readonly string[])[] {
  const first = `${day.slice(0, 8)}01`;
  const start = plusDays(first, -weekday(first));
  return Array.from({ length: 6 }, (_, week) => Array.from({ length: 7 }, (_, at) => plusDays(start, week * 7 + at)));
}

function nearest(candidates: readonly (string | null)[], to: string): string | null {
  const real = candidates.filter((one) => one !== null);
  return real.toSorted((a, b) => Math.abs(ordinal(a) - ordinal(to)) - Math.abs(ordinal(b) - ordinal(to)))[0] ?? null;
}

export type DayBounds = { readonly today: string; readonly min?: string | undefined; readonly max?: string | undefined };

/** Without a year the one that lies within the bounds and nearest to today is meant. */
function guessYear(month: number, day: number, { today, min, max }: DayBounds): string | null {
  const year = Number(today.slice(0, 4));
  const all = [-2, -1, 0, 1, 2].map((offset) => dayFrom(year + offset, month, day));
  const fitting = all.filter((one) => one !== null && (min === undefined || one >= min) && (max === undefined || one <= max));
  return nearest(fitting.length > 0 ? fitting : all, today);
}

function fullYear(text: string): number {
  return text.length > 2 ? Number(text) : Number(text) + (Number(text) >= 80 ? 1900 : 2000);
}

function relative(text: string, today: string): string | null {
  const found = /^([+-])\s*(\d{1,4})\s*([a-zä]*)$/.exec(text);
  if (!found) return null;
  const size = Number(`${found[1]}${found[2]}`);
  const unit = found[3] ?? '';
  if (/^(m|mo|month|months|monat|monate)$/.test(unit)) return plusMonths(today, size);
  if (/^(w|week|weeks|woche|wochen)$/.test(unit)) return plusDays(today, size * 7);
  return /^(|d|t|day|days|tag|tage)$/.test(unit) ? plusDays(today, size) : null;
}

/** What a person typed as a day: `28.11.`, `28/11/2026`, `28 Nov 26`, `2026-11-28`, `281126`, `28`, `today`, `heute`, `+7`, `-2w`. Day before month. Null when it can't be told. */
export function readDay(typed: string, bounds: DayBounds): string | null {
  const text = typed.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const named = NAMED[text];
  if (named !== undefined) return plusDays(bounds.today, named);
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return dayFrom(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const moved = relative(text, bounds.today);
  if (moved !== null) return moved;
  const digits = /^(\d{2})(\d{2})(\d{2}|\d{4})?$/.exec(text);
  const parted = /^(\d{1,2})(?:\. ?|[/ -])(\d{1,2})(?:(?:\. ?|[/ -])(\d{2}|\d{4})?)?$/.exec(text);
  const numbers = digits ?? parted;
  if (numbers) {
    const [, date, month, year] = numbers;
    return year === undefined ? guessYear(Number(month), Number(date), bounds) : dayFrom(fullYear(year), Number(month), Number(date));
  }
  const spelled = /^(\d{1,2})\.? ?([a-zä]+)\.?(?:,? ?(\d{4}|\d{2}))?$/.exec(text);
  if (spelled) {
    const month = MONTHS.findIndex((names) => names.includes(spelled[2] ?? '')) + 1;
    if (month === 0) return null;
    return spelled[3] === undefined ? guessYear(month, Number(spelled[1]), bounds) : dayFrom(fullYear(spelled[3]), month, Number(spelled[1]));
  }
  if (!/^\d{1,2}\.?$/.test(text)) return null;
  const around = [-1, 0, 1].map((offset) => {
    const [year, month] = numbersOf(plusMonths(`${bounds.today.slice(0, 8)}01`, offset));
    return dayFrom(year, month, Number.parseInt(text, 10));
  });
  return nearest(around, bounds.today);
}

/** A day as it stands in a field, so that it can be read back: `28.11.2026`, `28/11/2026`. */
export function writeDay(day: string, language: Language): string {
  return day
    .split('-')
    .toReversed()
    .join(language === 'de' ? '.' : '/');
}
