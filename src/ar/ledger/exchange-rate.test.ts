import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currency, decimalsOf } from '../../foundation/money/currency.ts';
import { toBase } from './exchange-rate.ts';

const convert = (minor: bigint, from: string, base: string, rate: string) => toBase(minor, { currency: currency(from), base: currency(base), rate });

describe('an amount in base currency', () => {
  it.each([
    [120_000n, 'USD', 'EUR', '0.92', 110_400n],
    [100_000n, 'JPY', 'EUR', '0.0061', 61_000n],
    [61_000n, 'EUR', 'JPY', '163.9344', 100_000n],
    [1_234n, 'KWD', 'EUR', '3.01', 371n],
    [371n, 'EUR', 'KWD', '0.3322', 1_232n],
    [1_000n, 'KWD', 'JPY', '485.5', 486n],
    [1n, 'JPY', 'KWD', '0.0020597', 2n],
    [5n, 'USD', 'EUR', '0.5', 3n],
    [-5n, 'USD', 'EUR', '0.5', -3n],
    [7n, 'EUR', 'EUR', '99', 7n],
  ])('%s of %s in %s at %s is %s', (minor, from, base, rate, expected) => {
    expect(convert(minor, from, base, rate)).toBe(expected);
  });

  it('is within half a minor unit of the exact one, and mirrors for the negative', () => {
    const code = fc.constantFrom('EUR', 'USD', 'JPY', 'KWD');
    const rate = fc.bigInt({ min: 1n, max: 10n ** 13n });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), code, code, rate, (minor, from, base, units) => {
        fc.pre(from !== base);
        const text = `${units / 10n ** 10n}.${String(units % 10n ** 10n).padStart(10, '0')}`;
        const converted = convert(minor, from, base, text);
        // converted / 10^b = minor / 10^f x units / 10^10, up to half a unit of the base currency.
        const exact = minor * units * 10n ** BigInt(decimalsOf(currency(base)));
        const scale = 10n ** BigInt(10 + decimalsOf(currency(from)));
        const off = 2n * (converted * scale - exact);
        expect(off <= scale && -off <= scale).toBe(true);
        expect(convert(-minor, from, base, text)).toBe(-converted);
      }),
    );
  });
});
