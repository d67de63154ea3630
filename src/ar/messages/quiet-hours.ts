import { isBusinessDay, nextBusinessDay } from '../../foundation/calendar/business-days.ts';
import { dayInZone } from '../../foundation/calendar/day.ts';
import { instantAt, isWithinHours, minuteOfDay } from '../../foundation/calendar/time-zone.ts';

/** Minutes of the wall clock: `from` inclusive, `to` exclusive. */
export type Hours = { readonly from: number; readonly to: number };

/** Dunning leaves between 08:00 and 21:00 where the recipient is; a policy may narrow this, never widen it. */
export const DUNNING_HOURS: Hours = { from: 8 * 60, to: 21 * 60 };

/** The first instant from `at` on at which dunning may reach a recipient: `at` itself where it may now, else the opening of the next business day there.
 *  `country` (ISO 3166-1 alpha-2) gives weekends and public holidays. */
export function dunningInstant(at: Date, place: { readonly timeZone: string; readonly country: string }, hours: Hours = DUNNING_HOURS): Date {
  const open = { from: Math.max(hours.from, DUNNING_HOURS.from), to: Math.min(hours.to, DUNNING_HOURS.to) };
  const day = dayInZone(at, place.timeZone);
  if (isBusinessDay(day, place.country)) {
    if (isWithinHours(at, place.timeZone, open)) return at;
    if (minuteOfDay(at, place.timeZone) < open.from) return instantAt(day, open.from, place.timeZone);
  }
  return instantAt(nextBusinessDay(day, place.country), open.from, place.timeZone);
}
