import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBusinessDays, businessDayFrom, isBusinessDay, nextBusinessDay, publicHolidays, weekendOf } from './business-days.ts';
import { addDays, day, daysBetween, weekdayOf, type Day } from './day.ts';

const someDay = fc.integer({ min: 0, max: 365 * 12 }).map((offset): Day => addDays(day('2020-01-01'), offset));
const someCountry = fc.constantFrom('DE', 'US', 'GB', 'FR', 'JP', 'AE', 'SA', 'IN', 'ZZ');

describe('public holidays', () => {
  it.each([
    ['DE', '2026-04-03', 'Good Friday'],
    ['DE', '2026-04-06', 'Easter Monday'],
    ['DE', '2026-05-14', 'Ascension'],
    ['FR', '2026-07-14', 'Bastille Day'],
    ['FR', '2026-05-08', 'Victory in Europe'],
    ['GB', '2026-05-04', 'the early May bank holiday'],
    ['US', '2026-11-26', 'Thanksgiving'],
    ['US', '2026-01-19', 'Martin Luther King Jr. Day'],
  ])('%s is closed on %s, %s', (country, text) => {
    expect(isBusinessDay(day(text), country)).toBe(false);
  });

  it.each([
    ['GB', '2026-12-28', 'Boxing Day 2026 falls on a Saturday'],
    ['GB', '2027-12-27', 'Christmas 2027 falls on a Saturday'],
    ['GB', '2027-12-28', 'Boxing Day 2027 falls on a Sunday'],
    ['US', '2026-07-03', 'Independence Day 2026 falls on a Saturday'],
    ['US', '2027-07-05', 'Independence Day 2027 falls on a Sunday'],
  ])('%s has a substitute day on %s: %s', (country, text) => {
    expect(isBusinessDay(day(text), country)).toBe(false);
  });

  it('a holiday on a Sunday moves nowhere in Germany and France', () => {
    expect(isBusinessDay(day('2027-10-04'), 'DE')).toBe(true);
    expect(isBusinessDay(day('2027-08-16'), 'FR')).toBe(true);
  });

  it('holidays of one country are working days of another', () => {
    expect(isBusinessDay(day('2026-05-14'), 'US')).toBe(true);
    expect(isBusinessDay(day('2026-11-26'), 'DE')).toBe(true);
    expect(isBusinessDay(day('2026-04-03'), 'FR')).toBe(true);
  });

  it('a holiday of several days closes all of them', () => {
    for (const text of ['2026-05-27', '2026-05-28', '2026-05-29']) expect(isBusinessDay(day(text), 'AE')).toBe(false);
    expect(isBusinessDay(day('2026-06-01'), 'AE')).toBe(true);
  });

  it('a day that is free from noon on is a business day', () => {
    expect(publicHolidays('IS', 2026).has(day('2026-12-24'))).toBe(false);
  });

  it('an unknown country has no holidays', () => {
    expect(publicHolidays('ZZ', 2026).size).toBe(0);
    expect(isBusinessDay(day('2026-12-25'), 'ZZ')).toBe(true);
  });
});

describe('weekends', () => {
  it('are Saturday and Sunday in Europe, the US and since 2022 in the Emirates', () => {
    for (const country of ['DE', 'FR', 'GB', 'US', 'AE', 'ZZ', '']) expect(weekendOf(country)).toEqual([6, 7]);
  });

  it('are Friday and Saturday in Saudi Arabia, Israel and Bangladesh', () => {
    for (const country of ['SA', 'IL', 'BD']) expect(weekendOf(country)).toEqual([5, 6]);
    expect(isBusinessDay(day('2026-07-05'), 'SA')).toBe(true);
    expect(isBusinessDay(day('2026-07-03'), 'SA')).toBe(false);
  });
});

describe('stepping over business days', () => {
  it('the day after Maundy Thursday is Tuesday in Germany', () => {
    expect(nextBusinessDay(day('2026-04-02'), 'DE')).toBe('2026-04-07');
  });

  it('two business days over the turn of the year', () => {
    expect(addBusinessDays(day('2026-12-30'), 2, 'DE')).toBe('2027-01-04');
    expect(addBusinessDays(day('2026-12-24'), 1, 'GB')).toBe('2026-12-29');
  });

  it('zero days stay on a business day and leave a closed one forward', () => {
    expect(addBusinessDays(day('2026-04-02'), 0, 'DE')).toBe('2026-04-02');
    expect(addBusinessDays(day('2026-04-03'), 0, 'DE')).toBe('2026-04-07');
    expect(businessDayFrom(day('2026-04-04'), 'DE')).toBe('2026-04-07');
  });

  it('the next business day is open, later, and nothing open lies between', () => {
    fc.assert(
      fc.property(someDay, someCountry, (from, country) => {
        const next = nextBusinessDay(from, country);
        expect(next > from).toBe(true);
        expect(isBusinessDay(next, country)).toBe(true);
        expect(weekendOf(country)).not.toContain(weekdayOf(next));
        for (let between = addDays(from, 1); between < next; between = addDays(between, 1)) expect(isBusinessDay(between, country)).toBe(false);
      }),
    );
  });

  it('going forward and back by the same number returns to the same business day', () => {
    fc.assert(
      fc.property(someDay, someCountry, fc.integer({ min: 1, max: 15 }), (from, country, days) => {
        const open = businessDayFrom(from, country);
        const there = addBusinessDays(open, days, country);
        expect(addBusinessDays(there, -days, country)).toBe(open);
        expect(daysBetween(open, there)).toBeGreaterThanOrEqual(days);
      }),
    );
  });
});
