import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { readAmount as ReadAmount, decimal as Decimal, figures as Figures, price as Price } from './format.ts';

let readAmount: typeof ReadAmount;
let decimal: typeof Decimal;
let figures: typeof Figures;
let price: typeof Price;

beforeAll(async () => {
  // The words ask the page for its language when they are loaded.
  const had = 'document' in globalThis;
  if (!had) Object.assign(globalThis, { document: { documentElement: { lang: 'en' } } });
  ({ readAmount, decimal, figures, price } = await import('./format.ts'));
  if (!had) Reflect.deleteProperty(globalThis, 'document');
});

describe('an amount that a person typed', () => {
  it.each([
    ['1234', '1234', '1234'],
    ['1234.5', '1234.5', '1234.5'],
    ['1234,5', '1234.5', '1234.5'],
    ['1.234,50', '1234.50', '1234.50'],
    ['1,234.50', '1234.50', '1234.50'],
    ['1.234.567', '1234567', '1234567'],
    ['1,234,567.8', '1234567.8', '1234567.8'],
    ['1,234', '1234', '1.234'],
    ['1.234', '1.234', '1234'],
    ["1'234.50", '1234.50', '1234.50'],
    ['1 234,50', '1234.50', '1234.50'],
    ['€ 12', '12', '12'],
    ['12,00 €', '12.00', '12.00'],
    ['EUR 12.5', '12.5', '12.5'],
    ['12.5 chf', '12.5', '12.5'],
    ['-5', '-5', '-5'],
    ['−5,25', '-5.25', '-5.25'],
    ['12,', '12', '12'],
    [',5', '0.5', '0.5'],
    ['007', '7', '7'],
    ['0.125', '0.125', '0.125'],
    ['0,085', '0.085', '0.085'],
    ['.125', '0.125', '0.125'],
    ['0', '0', '0'],
  ])('%j is %s in English and %s in German', (typed, english, german) => {
    expect([readAmount(typed, 'en'), readAmount(typed, 'de')]).toEqual([english, german]);
  });

  it.each(['', '-', '.', '12x', 'x12', '12-34', '1.23,5', '1,23,4', '1.2.3', '12x.5.5,', '1.234,5.6', 'EUR', 'twelve', '1,234.567,8'])(
    '%j is none',
    (typed) => {
      expect([readAmount(typed, 'en'), readAmount(typed, 'de')]).toEqual([null, null]);
    },
  );

  it('is read back as it was written, in both languages', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.constantFrom('en' as const, 'de' as const), (minor, language) => {
        const positive = minor < 0n ? -minor : minor;
        const api = `${minor < 0n ? '-' : ''}${positive / 100n}.${String(positive % 100n).padStart(2, '0')}`;
        expect(readAmount(decimal(api, 2, language), language)).toBe(api);
      }),
    );
  });
});

describe('a figure of a line', () => {
  it('has the decimals that say something, and a price at least those of its currency', () => {
    expect([figures('10.000000', 'en'), figures('1.500000', 'de'), figures('19.0000', 'en')]).toEqual(['10', '1,5', '19']);
    expect([price('16.390000', 'EUR', 'en'), price('70', 'EUR', 'en'), price('0.012500', 'EUR', 'en')]).toEqual(['€16.39', '€70.00', '€0.0125']);
  });
});
