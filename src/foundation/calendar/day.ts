import { Temporal } from 'temporal-polyfill';
import { Refusal } from '../errors/refusal.ts';

/** A calendar day, `YYYY-MM-DD`; days compare and sort as strings. */
export type Day = string & { readonly __brand: 'Day' };

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

/** The day of these numbers, or undefined where the calendar has no such day (2026-02-30). Years 1900 to 2199. */
export function dayOf(year: number, month: number, day: number): Day | undefined {
  if (!(year >= 1900 && year <= 2199 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return undefined;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` as Day;
}

/** Whether the text is written as a day and there is such a day, in a year that we count or in another. */
export function isWrittenDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const [year, month, date] = text.split('-').map(Number) as [number, number, number];
  return month >= 1 && month <= 12 && date >= 1 && date <= daysInMonth(year, month);
}

export function parseDay(text: string): Day | undefined {
  if (!DAY.test(text)) return undefined;
  return dayOf(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10)));
}

/** Refuses `day.invalid` for a text that is no day of the calendar. */
export function day(text: string): Day {
  const parsed = parseDay(text);
  if (!parsed) throw new Refusal('day.invalid', `"${text}" is not a day of the calendar; write it as YYYY-MM-DD.`, { day: text });
  return parsed;
}

function ordinalOf(value: Day): number {
  return Date.UTC(Number(value.slice(0, 4)), Number(value.slice(5, 7)) - 1, Number(value.slice(8, 10))) / 86_400_000;
}

export function addDays(value: Day, days: number): Day {
  return new Date((ordinalOf(value) + days) * 86_400_000).toISOString().slice(0, 10) as Day;
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return ordinalOf(to) - ordinalOf(from);
}

/** The same day of a later month, or that month's last day. */
export function addMonths(value: Day, months: number): Day {
  const index = Number(value.slice(0, 4)) * 12 + Number(value.slice(5, 7)) - 1 + months;
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  return dayOf(year, month, Math.min(Number(value.slice(8, 10)), daysInMonth(year, month))) as Day;
}

export function startOfMonth(value: Day): Day {
  return `${value.slice(0, 8)}01` as Day;
}

export function endOfMonth(value: Day): Day {
  const year = Number(value.slice(0, 4));
  const month = Number(value.slice(5, 7));
  return dayOf(year, month, daysInMonth(year, month)) as Day;
}

/** 1 Monday to 7 Sunday. */
export function weekdayOf(value: Day): number {
  return ((((ordinalOf(value) + 3) % 7) + 7) % 7) + 1;
}

/** The later of two or more days. */
export function latest(first: Day, ...others: readonly Day[]): Day {
  return others.reduce((a, b) => (b > a ? b : a), first);
}

/** The calendar day of an instant in an IANA time zone. */
export function dayInZone(at: Date, timeZone: string): Day {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString() as Day;
}
