import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayFrom, plusDays, plusMonths, readDay, weekday, weeksOf, writeDay } from './day-text.ts';

const today = '2026-11-20';
const someDay = fc.integer({ min: 0, max: 365 * 60 }).map((offset) => plusDays('2000-01-01', offset));

describe('a day that a person typed', () => {
  it.each([
    ['28.11.', '2026-11-28'],
    ['28.11', '2026-11-28'],
    ['28. 11.', '2026-11-28'],
    ['28.11.26', '2026-11-28'],
    ['28.11.2026', '2026-11-28'],
    ['28/11/2026', '2026-11-28'],
    ['28-11-2026', '2026-11-28'],
    ['28 11 2026', '2026-11-28'],
    ['2026-11-28', '2026-11-28'],
    ['2026-1-5', '2026-01-05'],
    ['2811', '2026-11-28'],
    ['281126', '2026-11-28'],
    ['28112026', '2026-11-28'],
    ['28 Nov 26', '2026-11-28'],
    ['28 November 2026', '2026-11-28'],
    ['3. März', '2027-03-03'],
    ['1 okt', '2026-10-01'],
    ['28', '2026-11-28'],
    ['28.', '2026-11-28'],
    ['today', '2026-11-20'],
    ['Heute', '2026-11-20'],
    ['morgen', '2026-11-21'],
    ['yesterday', '2026-11-19'],
    ['+7', '2026-11-27'],
    ['-3', '2026-11-17'],
    ['+2w', '2026-12-04'],
    ['+ 1 month', '2026-12-20'],
    ['+10 Tage', '2026-11-30'],
    ['29.2.2028', '2028-02-29'],
    ['1.1.99', '1999-01-01'],
  ])('%s is %s', (typed, day) => {
    expect(readDay(typed, { today })).toBe(day);
  });

  it.each(['', '31.2.', '29.2.2027', '0.1.2026', '13/13/2026', '2026-13-01', 'soon', '28.11.202', '28.Foo', '+', '+5x', '1.2.3.4', '99'])(
    '%j is none',
    (typed) => {
      expect(readDay(typed, { today })).toBeNull();
    },
  );

  it('without a year is the nearest one, before or after', () => {
    expect(readDay('5.1.', { today })).toBe('2027-01-05');
    expect(readDay('5.9.', { today })).toBe('2026-09-05');
    expect(readDay('29.2.', { today })).toBe('2028-02-29');
  });

  it('without a year is the one within the bounds', () => {
    expect(readDay('5.9.', { today, min: today })).toBe('2027-09-05');
    expect(readDay('5.1.', { today, max: today })).toBe('2026-01-05');
    expect(readDay('5.9.', { today, min: '2040-01-01' })).toBe('2026-09-05');
  });

  it('reads back what stands in the field, in both languages and as ISO', () => {
    fc.assert(
      fc.property(someDay, someDay, (day, now) => {
        for (const text of [writeDay(day, 'de'), writeDay(day, 'en'), day]) expect(readDay(text, { today: now })).toBe(day);
      }),
    );
  });
});

describe('the calendar', () => {
  it('has six weeks from Monday to Sunday, day after day, with the whole month in them', () => {
    fc.assert(
      fc.property(someDay, (day) => {
        const days = weeksOf(day).flat();
        expect(days).toHaveLength(42);
        expect(weekday(days[0] ?? '')).toBe(0);
        expect(days).toEqual(days.map((_, index) => plusDays(days[0] ?? '', index)));
        expect(days).toContain(`${day.slice(0, 8)}01`);
        expect(days).toContain(plusDays(plusMonths(`${day.slice(0, 8)}01`, 1), -1));
      }),
    );
  });

  it('steps by months to the same day or the last one', () => {
    expect(plusMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(plusMonths('2026-03-31', -1)).toBe('2026-02-28');
    expect(plusMonths('2026-01-15', -1)).toBe('2025-12-15');
    expect(plusMonths('2026-12-15', 13)).toBe('2028-01-15');
  });

  it('knows which days there are', () => {
    expect(dayFrom(2026, 2, 30)).toBeNull();
    expect(dayFrom(2026, 0, 10)).toBeNull();
    expect(dayFrom(2026, 4, 9)).toBe('2026-04-09');
  });
});
