import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, day, dayInZone } from './day.ts';
import { instantAt, isTimeZone, isWithinHours, minuteOfDay, startOfDay } from './time-zone.ts';

const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'Pacific/Kiritimati', 'Africa/Cairo', 'UTC');
const someDay = fc.integer({ min: 0, max: 365 * 20 }).map((offset) => addDays(day('2015-01-01'), offset));

describe('time zones', () => {
  it('are IANA names, not offsets or inventions', () => {
    for (const good of ['Europe/Berlin', 'America/Argentina/Buenos_Aires', 'UTC']) expect(isTimeZone(good)).toBe(true);
    for (const bad of ['+02:00', 'Europe/Atlantis', '', '-05', 'Europe/Berlin; drop']) expect(isTimeZone(bad)).toBe(false);
  });
});

describe('wall clocks', () => {
  it('eight in the morning of Berlin is six in summer and seven in winter, in UTC', () => {
    expect(instantAt(day('2026-07-01'), 8 * 60, 'Europe/Berlin').toISOString()).toBe('2026-07-01T06:00:00.000Z');
    expect(instantAt(day('2026-12-01'), 8 * 60, 'Europe/Berlin').toISOString()).toBe('2026-12-01T07:00:00.000Z');
  });

  it('a time that is skipped in spring is taken an hour later', () => {
    expect(instantAt(day('2026-03-29'), 150, 'Europe/Berlin').toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });

  it('a time that comes twice in autumn is taken the first time', () => {
    expect(instantAt(day('2026-10-25'), 150, 'Europe/Berlin').toISOString()).toBe('2026-10-25T00:30:00.000Z');
  });

  it('a day whose midnight is skipped begins at the first moment there is', () => {
    expect(startOfDay(day('2024-04-26'), 'Africa/Cairo').toISOString()).toBe('2024-04-25T22:00:00.000Z');
    expect(minuteOfDay(startOfDay(day('2024-04-26'), 'Africa/Cairo'), 'Africa/Cairo')).toBe(60);
  });

  it('refuses a minute that no day has', () => {
    for (const bad of [-1, 1440, 1.5, Number.NaN]) expect(() => instantAt(day('2026-01-01'), bad, 'UTC')).toThrow(RangeError);
  });

  it('the start of a day belongs to it, and the moment before to the day before', () => {
    fc.assert(
      fc.property(someDay, zone, (value, where) => {
        const start = startOfDay(value, where);
        expect(dayInZone(start, where)).toBe(value);
        expect(dayInZone(new Date(start.getTime() - 1), where)).toBe(addDays(value, -1));
      }),
    );
  });

  it('noon there shows noon there', () => {
    fc.assert(
      fc.property(someDay, fc.integer({ min: 240, max: 1439 }), zone, (value, minute, where) => {
        const at = instantAt(value, minute, where);
        expect(minuteOfDay(at, where)).toBe(minute);
        expect(dayInZone(at, where)).toBe(value);
      }),
    );
  });

  it('hours are open at their beginning and closed at their end', () => {
    const hours = { from: 8 * 60, to: 21 * 60 };
    const at = (minute: number) => instantAt(day('2026-07-01'), minute, 'America/New_York');
    expect(isWithinHours(at(480), 'America/New_York', hours)).toBe(true);
    expect(isWithinHours(at(479), 'America/New_York', hours)).toBe(false);
    expect(isWithinHours(at(1259), 'America/New_York', hours)).toBe(true);
    expect(isWithinHours(at(1260), 'America/New_York', hours)).toBe(false);
  });
});
