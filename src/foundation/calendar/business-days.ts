import { createRequire } from 'node:module';
import type { HolidaysTypes } from 'date-holidays';
import { addDays, weekdayOf, type Day } from './day.ts';

type HolidaysOf = new (country: string, options: HolidaysTypes.Options) => { getHolidays(year: number): HolidaysTypes.Holiday[] | undefined };

const load = createRequire(import.meta.url);
const DAY_MS = 86_400_000;

/** No run of closed days is nearly as long; a search beyond this is a defect in the data. */
const MAX_SEARCH_DAYS = 60;

/** Weekends, 1 Monday to 7 Sunday, where practice differs from CLDR's week data. */
const OTHER_WEEKENDS: Readonly<Record<string, readonly number[]>> = { BD: [5, 6], MV: [5, 6] };

const SATURDAY_SUNDAY: readonly number[] = [6, 7];

const weekends = new Map<string, readonly number[]>();
const calendars = new Map<string, { getHolidays(year: number): HolidaysTypes.Holiday[] | undefined }>();
const holidays = new Map<string, ReadonlySet<Day>>();

/** Days of the week on which business rests there, 1 Monday to 7 Sunday. Source: Unicode CLDR week data; an unknown country rests on Saturday and Sunday. */
export function weekendOf(country: string): readonly number[] {
  const known = weekends.get(country);
  if (known) return known;
  const found = OTHER_WEEKENDS[country] ?? weekDataOf(country);
  weekends.set(country, found);
  return found;
}

function weekDataOf(country: string): readonly number[] {
  if (!/^[A-Z]{2}$/.test(country)) return SATURDAY_SUNDAY;
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & { getWeekInfo?: () => { weekend: number[] } };
  return locale.getWeekInfo?.().weekend ?? SATURDAY_SUNDAY;
}

/** The public holidays of a calendar year, substitute days included. Holidays of single regions are not in it, nor days that are free from noon on.
 *  An unknown country has none. Source: the package date-holidays; read when first asked for (its data take a fifth of a second to load), then kept per country and year. */
export function publicHolidays(country: string, year: number): ReadonlySet<Day> {
  const key = `${country} ${year}`;
  const known = holidays.get(key);
  if (known) return known;
  const found = new Set<Day>();
  // A holiday of several days may begin in the old year.
  for (const listed of [year - 1, year]) {
    for (const holiday of calendarOf(country).getHolidays(listed) ?? []) {
      for (const one of daysOf(holiday)) if (one.startsWith(`${year}-`)) found.add(one);
    }
  }
  holidays.set(key, found);
  return found;
}

function calendarOf(country: string): { getHolidays(year: number): HolidaysTypes.Holiday[] | undefined } {
  const known = calendars.get(country);
  if (known) return known;
  const Holidays = load('date-holidays') as HolidaysOf;
  const calendar = new Holidays(country, { types: ['public'] });
  calendars.set(country, calendar);
  return calendar;
}

/** `date` is the wall clock where the holiday is; the instants of start and end only tell its length (a change of the clock makes it an hour longer or shorter). */
function daysOf(holiday: HolidaysTypes.Holiday): Day[] {
  if (!holiday.date.includes(' 00:00:00')) return [];
  const first = holiday.date.slice(0, 10) as Day;
  const length = Math.max(1, Math.round((holiday.end.getTime() - holiday.start.getTime()) / DAY_MS));
  return Array.from({ length }, (_, index) => addDays(first, index));
}

/** Neither weekend nor public holiday of the country (ISO 3166-1 alpha-2, upper case). */
export function isBusinessDay(value: Day, country: string): boolean {
  return !weekendOf(country).includes(weekdayOf(value)) && !publicHolidays(country, Number(value.slice(0, 4))).has(value);
}

/** The first business day after `value`, never `value` itself. */
export function nextBusinessDay(value: Day, country: string): Day {
  return step(value, country, 1);
}

/** `value` where it is a business day, else the next one. */
export function businessDayFrom(value: Day, country: string): Day {
  return isBusinessDay(value, country) ? value : nextBusinessDay(value, country);
}

/** The n-th business day after `value` (before it, for a negative n); 0 gives `value` or, where that is closed, the next business day. */
export function addBusinessDays(value: Day, days: number, country: string): Day {
  if (days === 0) return businessDayFrom(value, country);
  let reached = value;
  for (let left = Math.abs(days); left > 0; left--) reached = step(reached, country, Math.sign(days));
  return reached;
}

function step(value: Day, country: string, direction: number): Day {
  for (let offset = 1; offset <= MAX_SEARCH_DAYS; offset++) {
    const candidate = addDays(value, offset * direction);
    if (isBusinessDay(candidate, country)) return candidate;
  }
  throw new RangeError(`no business day within ${MAX_SEARCH_DAYS} days of ${value} in ${country}`);
}
