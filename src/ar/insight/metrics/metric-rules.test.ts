import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectionEffectiveness, currentRatio, receivablesTurnover } from './collection-effectiveness.ts';
import { averageDaysDelinquent, countbackDso, simpleDso } from './dso.ts';
import { quotient, showFraction, sum, whole, type Fraction } from './fraction.ts';
import { autoMatchPrecision, paidSums, percentage, weightedDaysToPay } from './payment-figures.ts';

const show = (value: Fraction | null, decimals = 1) => (value === null ? null : showFraction(value, decimals));
const month = (sales: bigint, days = 30) => ({ sales, days });

describe('fractions', () => {
  it('round halves away from zero, whatever the sign, and never show a negative zero', () => {
    expect([quotient(5n, 100n), quotient(-5n, 100n), quotient(4n, 100n), quotient(-4n, 100n), quotient(1n, -3n)].map((value) => show(value))).toEqual([
      '0.1',
      '-0.1',
      '0.0',
      '0.0',
      '-0.3',
    ]);
    expect(show(quotient(7n, 2n), 0)).toBe('4');
  });

  it('have no value over zero', () => {
    expect(quotient(1n, 0n)).toBeNull();
  });

  it('add up exactly', () => {
    const third = quotient(1n, 3n) as Fraction;
    expect(sum(sum(third, third), third)).toEqual(whole(1));
  });
});

describe('days sales outstanding', () => {
  it('counts back 212k over months of 100k, 80k and 70k to 73.7 days', () => {
    const { days, usedUp, months } = countbackDso(212_000n, [month(100_000n), month(80_000n), month(70_000n), month(60_000n)]);
    expect(show(days)).toBe('73.7');
    expect(days).toEqual(quotient(516n, 7n));
    expect(usedUp).toBe(false);
    expect(months.map(({ taken, counted }) => [taken, show(counted)])).toEqual([
      [100_000n, '30.0'],
      [80_000n, '30.0'],
      [32_000n, '13.7'],
    ]);
  });

  it('counts the elapsed days of a running month', () => {
    expect(show(countbackDso(150n, [month(100n, 11), month(100n, 31)]).days)).toBe('26.5');
  });

  it('is "more than" all days of the history where the sales do not reach', () => {
    expect(countbackDso(300n, [month(100n), month(150n, 31)])).toMatchObject({ days: whole(61), usedUp: true });
    expect(countbackDso(250n, [month(100n), month(150n, 31)])).toMatchObject({ days: whole(61), usedUp: false });
  });

  it('lets a month of more credit notes than invoices add to what is left', () => {
    expect(show(countbackDso(90n, [month(-10n), month(200n)]).days)).toBe('45.0');
  });

  it('cannot be told where nothing was ever sold, and is zero where nothing is open', () => {
    expect(countbackDso(5n, [])).toMatchObject({ days: null, usedUp: false });
    expect(countbackDso(0n, [month(100n)]).days).toEqual(whole(0));
    expect(simpleDso({ open: 5n, sales: 0n, days: 30 })).toBeNull();
  });

  it('agrees by both methods where one month covers what is open', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 12n), fc.bigInt(0n, 10n ** 12n), fc.integer({ min: 1, max: 31 }), (sales, open, days) => {
        fc.pre(open <= sales);
        expect(countbackDso(open, [{ sales, days }]).days).toEqual(simpleDso({ open, sales, days }));
      }),
    );
  });

  it('exceeds the best possible one of 12 days by 33 at 45 days', () => {
    const dso = simpleDso({ open: 450n, sales: 300n, days: 30 });
    const best = simpleDso({ open: 120n, sales: 300n, days: 30 });
    expect([show(dso), show(best), show(averageDaysDelinquent(dso, best))]).toEqual(['45.0', '12.0', '33.0']);
    expect(averageDaysDelinquent(null, best)).toBeNull();
  });
});

describe('collection effectiveness', () => {
  it('compares what was collected with all that could have been', () => {
    expect(show(collectionEffectiveness({ opening: 1_000n, sales: 500n, closing: 700n, current: 400n }), 2)).toBe('72.73');
    expect(collectionEffectiveness({ opening: 0n, sales: 100n, closing: 100n, current: 100n })).toBeNull();
  });

  it('knows the share that is not past due, and the turnover by the mean of both ends', () => {
    expect(show(currentRatio({ current: 3n, closing: 4n }), 2)).toBe('75.00');
    expect(currentRatio({ current: 0n, closing: 0n })).toBeNull();
    expect(show(receivablesTurnover({ opening: 100n, sales: 450n, closing: 200n }), 2)).toBe('3.00');
    expect(receivablesTurnover({ opening: 0n, sales: 450n, closing: 0n })).toBeNull();
  });
});

describe('figures of payments', () => {
  it('weigh days to pay by amount: 10 in 5 days and 100 in 10 are 9.55', () => {
    const sums = paidSums([
      { minor: 10n, days: 5 },
      { minor: 100n, days: 10 },
    ]);
    expect(show(weightedDaysToPay(sums), 2)).toBe('9.55');
    expect(weightedDaysToPay(paidSums([]))).toBeNull();
  });

  it('tell the application rate: 5,600 of 8,000 are 70 percent', () => {
    expect(percentage(5_600, 8_000)).toEqual(whole(70));
    expect(percentage(0, 0)).toBeNull();
  });

  it('tell the precision of what was applied by itself', () => {
    expect(show(autoMatchPrecision({ applied: 2_000, takenBack: 1 }), 2)).toBe('99.95');
    expect(autoMatchPrecision({ applied: 0, takenBack: 0 })).toBeNull();
  });
});
