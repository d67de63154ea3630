import { Temporal } from 'temporal-polyfill';
import type { Day } from './day.ts';

/** An IANA name that this machine knows (`Europe/Berlin`); offsets like `+02:00` are none, because they have no summer time. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: text });
    return known.resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Minutes of the wall clock since midnight, 0 to 1439. */
export function minuteOfDay(at: Date, timeZone: string): number {
  const wall = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  return wall.hour * 60 + wall.minute;
}

/** The instant at which the wall clock of the zone shows `minute` (0 to 1439) of that day.
 *  A time that the clock skips in spring is taken an hour later, one that it shows twice in autumn is taken at its first showing. */
export function instantAt(value: Day, minute: number, timeZone: string): Date {
  if (!Number.isInteger(minute) || minute < 0 || minute >= 1440) throw new RangeError(`${minute} is no minute of a day`);
  const wall = Temporal.PlainDate.from(value).toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
  return new Date(wall.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds);
}

/** The first instant of a day there: midnight, or the first moment after it where the clock skips midnight. */
export function startOfDay(value: Day, timeZone: string): Date {
  return new Date(Temporal.PlainDate.from(value).toZonedDateTime(timeZone).epochMilliseconds);
}

/** Whether the wall clock stands within `from` (inclusive) to `to` (exclusive), both minutes of the day. */
export function isWithinHours(at: Date, timeZone: string, hours: { readonly from: number; readonly to: number }): boolean {
  const minute = minuteOfDay(at, timeZone);
  return minute >= hours.from && minute < hours.to;
}
