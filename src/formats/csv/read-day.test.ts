import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, day } from '../../foundation/calendar/day.ts';
import { readDay } from './read-day.ts';

describe('days in the order that the profile states', () => {
  test.each([
    ['2026-09-01', 'ymd', '2026-09-01'],
    ['2026-09-01', 'mdy', '2026-09-01'],
    ['2026/9/1', 'ymd', '2026-09-01'],
    ['20260901', 'ymd', '2026-09-01'],
    ['01092026', 'dmy', '2026-09-01'],
    ['01.09.26', 'dmy', '2026-09-01'],
    ['1. 9. 2026', 'dmy', '2026-09-01'],
    ['1/9/2026', 'dmy', '2026-09-01'],
    ['1/9/2026', 'mdy', '2026-01-09'],
    ['09-01-2026', 'mdy', '2026-09-01'],
    ['01 09 2026', 'dmy', '2026-09-01'],
    ['31.12.79', 'dmy', '2079-12-31'],
    ['01.01.80', 'dmy', '1980-01-01'],
    ['1 Sep 2026', 'dmy', '2026-09-01'],
    ['1 Sep 2026', 'ymd', '2026-09-01'],
    ['Sep 1, 2026', 'dmy', '2026-09-01'],
    ['01-SEP-26', 'dmy', '2026-09-01'],
    ['2026 Sept 1', 'ymd', '2026-09-01'],
    ['1. März 2026', 'dmy', '2026-03-01'],
    ['24. Dez. 2026', 'dmy', '2026-12-24'],
    ['2026-09-01T17:00:00+02:00', 'ymd', '2026-09-01'],
    ['9/1/2026 12:00:00 AM', 'mdy', '2026-09-01'],
    ['29.02.2024', 'dmy', '2024-02-29'],
  ] as const)('%s as %s is %s', (text, order, expected) => {
    expect(readDay(text, order)).toEqual({ ok: true, day: expected });
  });

  test.each([
    ['12/31/2026', 'dmy', '"12/31/2026" is no day-month-year date; is the order mdy?'],
    ['13/31/2026', 'dmy', '"13/31/2026" does not exist in the calendar (read as day-month-year)'],
    ['31.12.2026', 'mdy', '"31.12.2026" is no month-day-year date; is the order dmy?'],
    ['1/2/2026', 'ymd', '"1/2/2026" is no year-month-day date; is the order dmy or mdy?'],
    ['2026/12/31', 'dmy', '"2026/12/31" is no day-month-year date; is the order ymd?'],
    ['30.02.2026', 'dmy', '"30.02.2026" does not exist in the calendar (read as day-month-year)'],
    ['29.02.2026', 'dmy', '"29.02.2026" does not exist in the calendar (read as day-month-year)'],
    ['2026-02-30', 'ymd', '"2026-02-30" does not exist in the calendar'],
    ['31 Sep 2026', 'dmy', '"31 Sep 2026" does not exist in the calendar'],
    ['1 Foo 2026', 'dmy', '"1 Foo 2026" is not a date'],
    ['Total', 'dmy', '"Total" is not a date'],
    ['', 'dmy', 'the date is empty'],
    ['1.2-2026', 'dmy', '"1.2-2026" is not a date'],
    ['1.2.026', 'dmy', '"1.2.026" is not a date'],
    ['45123', 'ymd', '"45123" is not a date'],
  ] as const)('%s as %s is refused: %s', (text, order, reason) => {
    expect(readDay(text, order)).toEqual({ ok: false, reason });
  });

  test('a month name with two two-digit numbers is not guessed where the year could come first', () => {
    expect(readDay('01-Sep-26', 'ymd')).toMatchObject({ ok: false });
  });

  test('every day survives being written in every order and separator', () => {
    const written = fc.record({
      offset: fc.integer({ min: 0, max: 50_000 }),
      order: fc.constantFrom('ymd' as const, 'dmy' as const, 'mdy' as const),
      separator: fc.constantFrom('.', '/', '-', ' '),
      padded: fc.boolean(),
    });
    fc.assert(
      fc.property(written, ({ offset, order, separator, padded }) => {
        const expected = addDays(day('1950-01-01'), offset);
        const part = { y: expected.slice(0, 4), m: expected.slice(5, 7), d: expected.slice(8) };
        const texts = order.split('').map((key) => part[key as 'y' | 'm' | 'd']);
        const text = texts.map((digits) => (padded ? digits : digits.replace(/^0/, ''))).join(separator);
        expect(readDay(text, order)).toEqual({ ok: true, day: expected });
      }),
    );
  });

  test('no text makes the reader throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[0-9 ./A-z-]{0,20}$/)),
        fc.constantFrom('ymd' as const, 'dmy' as const, 'mdy' as const),
        (text, order) => {
          const parsed = readDay(text, order);
          if (parsed.ok) expect(parsed.day).toMatch(/^\d{4}-\d{2}-\d{2}$/);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
