import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bug, Refusal } from '../errors/refusal.ts';
import { currency, decimalsOf, isCurrency } from './currency.ts';
import { allocateProportionally, formatDecimal, multiplyDivideRounded, parseDecimal } from './money.ts';

const EUR = currency('EUR');
const JPY = currency('JPY');
const KWD = currency('KWD');

const someCurrency = fc.constantFrom(EUR, JPY, KWD);
const someMinor = fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n });

function minorOf(text: string, code = EUR): bigint | string {
  const parsed = parseDecimal(text, code);
  return parsed.ok ? parsed.minor : parsed.reason;
}

describe('currencies', () => {
  it('have 0, 2 or 3 decimals', () => {
    expect([EUR, JPY, KWD].map(decimalsOf)).toEqual([2, 0, 3]);
  });

  it('are ISO 4217 codes in capitals; anything else is refused by name', () => {
    expect(isCurrency('USD')).toBe(true);
    for (const bad of ['usd', 'EURO', 'XXX', '', 'toString', 'constructor']) expect(isCurrency(bad)).toBe(false);
    expect(() => currency('BTC')).toThrow(Refusal);
    expect(() => currency('BTC')).toThrow(/"BTC"/);
  });
});

describe('reading an amount', () => {
  it('takes plain decimals with a point', () => {
    expect(minorOf('1234.5')).toBe(123450n);
    expect(minorOf('-0.07')).toBe(-7n);
    expect(minorOf('+12.')).toBe(1200n);
    expect(minorOf('1500', JPY)).toBe(1500n);
    expect(minorOf('1.234', KWD)).toBe(1234n);
  });

  it('zeros beyond the decimals are exact, any other digit is refused', () => {
    expect(minorOf('1.2300')).toBe(123n);
    expect(minorOf('7.000', JPY)).toBe(7n);
    expect(minorOf('1.234')).toMatch(/more than the 2 decimals of EUR/);
    expect(minorOf('7.5', JPY)).toMatch(/more than the 0 decimals of JPY/);
  });

  it.each(['', '-', '.5', '1,5', '1 000', '1e3', 'NaN', 'Infinity', '0x10', '1.2.3', '١٢', ' 1', '1\n'])('is a problem, never a zero, for %j', (text) => {
    expect(minorOf(text)).toMatch(/is not an amount/);
  });

  it('is a problem for more digits than any book holds', () => {
    expect(minorOf('9999999999999.99')).toBe(999_999_999_999_999n);
    expect(minorOf('10000000000000.00')).toMatch(/larger than 15 digits/);
    expect(minorOf('0000000000000000001.00')).toBe(100n);
  });

  it('gives back what was written', () => {
    fc.assert(
      fc.property(someMinor, someCurrency, (minor, code) => {
        expect(parseDecimal(formatDecimal(minor, code), code)).toEqual({ ok: true, minor });
      }),
    );
  });
});

describe('writing an amount', () => {
  it('always shows the decimals of its currency', () => {
    expect(formatDecimal(-790n, EUR)).toBe('-7.90');
    expect(formatDecimal(5n, EUR)).toBe('0.05');
    expect(formatDecimal(-5n, KWD)).toBe('-0.005');
    expect(formatDecimal(0n, JPY)).toBe('0');
    expect(formatDecimal(1500n, JPY)).toBe('1500');
  });
});

describe('rounding', () => {
  it('goes half away from zero', () => {
    expect([5n, -5n, 4n, -4n, 6n].map((minor) => multiplyDivideRounded(minor, 1n, 10n))).toEqual([1n, -1n, 0n, 0n, 1n]);
    expect(multiplyDivideRounded(1n, 5n, -10n)).toBe(-1n);
    expect(multiplyDivideRounded(-1n, -5n, 10n)).toBe(1n);
  });

  it('a division by zero is a defect of ours', () => {
    expect(() => multiplyDivideRounded(1n, 1n, 0n)).toThrow(Bug);
  });

  it('is never further away than half', () => {
    fc.assert(
      fc.property(someMinor, fc.bigInt({ min: -1000n, max: 1000n }), fc.bigInt({ min: 1n, max: 1000n }), (a, b, c) => {
        const rest = a * b - multiplyDivideRounded(a, b, c) * c;
        expect(2n * (rest < 0n ? -rest : rest) <= c).toBe(true);
        expect(multiplyDivideRounded(-a, b, c)).toBe(-multiplyDivideRounded(a, b, c));
      }),
    );
  });
});

describe('splitting an amount', () => {
  it('gives the rounding rest to the last part that has a weight', () => {
    expect(allocateProportionally(100n, [1n, 1n, 1n])).toEqual([33n, 33n, 34n]);
    expect(allocateProportionally(100n, [1n, 1n, 1n, 0n])).toEqual([33n, 33n, 34n, 0n]);
    expect(allocateProportionally(-100n, [1n, 2n])).toEqual([-33n, -67n]);
  });

  it('without any weight everything falls on the last', () => {
    expect(allocateProportionally(7n, [0n, 0n])).toEqual([0n, 7n]);
  });

  it('needs a part', () => {
    expect(() => allocateProportionally(1n, [])).toThrow(Bug);
  });

  it('loses and invents nothing, and gives nothing to a weight of zero', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(someMinor, weights, (total, given) => {
        const parts = allocateProportionally(total, given);
        expect(parts.reduce((a, b) => a + b, 0n)).toBe(total);
        if (given.some((weight) => weight !== 0n)) for (const [i, part] of parts.entries()) expect(given[i] !== 0n || part === 0n).toBe(true);
      }),
    );
  });
});
