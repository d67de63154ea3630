import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../errors/refusal.ts';
import {
  addDays,
  addMonths,
  day,
  dayInZone,
  dayOf,
  daysBetween,
  daysInMonth,
  endOfMonth,
  isLeapYear,
  isWrittenDay,
  latest,
  parseDay,
  startOfMonth,
  weekdayOf,
} from './day.ts';

const someDay = fc.integer({ min: 0, max: 365 * 200 }).map((offset) => addDays(day('1950-01-01'), offset));

describe('days', () => {
  it('are read strictly', () => {
    expect(parseDay('2026-02-28')).toBe('2026-02-28');
    for (const bad of [
      '2026-02-30',
      '2026-2-3',
      '26-02-03',
      '2026-13-01',
      '2026-00-10',
      '2026-01-00',
      ' 2026-01-01',
      '2026-01-01T00:00',
      '1899-12-31',
      '2200-01-01',
      '',
    ]) {
      expect(parseDay(bad)).toBeUndefined();
    }
  });

  it('are told from texts that are none, also where their year is beyond those that count', () => {
    expect(['1800-01-01', '2400-02-29', '2026-02-28'].map(isWrittenDay)).toEqual([true, true, true]);
    expect(['1800-02-29', '2026-13-01', '2026-00-10', '2026-2-3', '1.1.1800', ''].map(isWrittenDay)).toEqual(Array(6).fill(false));
  });

  it('a text that is no day is refused with the way to write it', () => {
    expect(() => day('31.12.2026')).toThrow(Refusal);
    expect(() => day('31.12.2026')).toThrow(/YYYY-MM-DD/);
  });

  it('know leap years of centuries', () => {
    expect([1900, 2000, 2024, 2026, 2100].map(isLeapYear)).toEqual([false, true, true, false, false]);
    expect(daysInMonth(2000, 2)).toBe(29);
    expect(dayOf(2100, 2, 29)).toBeUndefined();
  });

  it('count over a change of the clock like over any other day', () => {
    expect(addDays(day('2026-03-28'), 1)).toBe('2026-03-29');
    expect(addDays(day('2026-03-29'), 1)).toBe('2026-03-30');
    expect(daysBetween(day('2026-10-24'), day('2026-10-26'))).toBe(2);
  });

  it('a month later is the same day or the last of that month', () => {
    expect(addMonths(day('2026-01-31'), 1)).toBe('2026-02-28');
    expect(addMonths(day('2024-01-31'), 1)).toBe('2024-02-29');
    expect(addMonths(day('2026-03-31'), -1)).toBe('2026-02-28');
    expect(addMonths(day('2026-11-15'), 14)).toBe('2028-01-15');
  });

  it('weekdays run from 1 Monday to 7 Sunday', () => {
    expect(weekdayOf(day('2026-11-23'))).toBe(1);
    expect(weekdayOf(day('2026-11-29'))).toBe(7);
    expect(weekdayOf(day('1950-01-01'))).toBe(7);
  });

  it('belong to the zone in which they are asked', () => {
    const at = new Date('2026-06-30T22:30:00Z');
    expect(dayInZone(at, 'Europe/Berlin')).toBe('2026-07-01');
    expect(dayInZone(at, 'America/New_York')).toBe('2026-06-30');
  });

  it('the latest of several is found whatever their order', () => {
    expect(latest(day('2026-01-02'), day('2026-03-01'), day('2025-12-31'))).toBe('2026-03-01');
    expect(latest(day('2026-01-02'))).toBe('2026-01-02');
  });
});

describe('arithmetic of days', () => {
  it('adding and counting are inverse, and order follows the number', () => {
    fc.assert(
      fc.property(someDay, fc.integer({ min: -5000, max: 5000 }), (from, days) => {
        const to = addDays(from, days);
        expect(parseDay(to)).toBe(to);
        expect(daysBetween(from, to)).toBe(days);
        expect(Math.sign(days)).toBe(to > from ? 1 : to < from ? -1 : 0);
        expect((((weekdayOf(from) - 1 + days) % 7) + 7) % 7).toBe(weekdayOf(to) - 1);
      }),
    );
  });

  it('a month is from its first to its last day', () => {
    fc.assert(
      fc.property(someDay, (value) => {
        expect(startOfMonth(value) <= value && value <= endOfMonth(value)).toBe(true);
        expect(addDays(endOfMonth(value), 1)).toBe(addMonths(startOfMonth(value), 1));
      }),
    );
  });
});
