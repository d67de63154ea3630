import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currency } from '../../foundation/money/currency.ts';
import { computeTotals, documentNumber, TAX_CATEGORIES, type DraftLine, type InvoiceDraft } from './invoice.ts';

const EUR = currency('EUR');

const line = (unitPrice: string, more: Partial<DraftLine> = {}): DraftLine => ({
  text: 'Work',
  quantity: '1',
  unitPrice,
  taxCategory: 'S',
  taxRate: '20',
  ...more,
});

const totalsOf = (lines: readonly DraftLine[], more: Partial<Pick<InvoiceDraft, 'currency' | 'pricesIncludeTax'>> = {}) =>
  computeTotals({ currency: EUR, lines, ...more });

/** Half away from zero, written apart from the code under test: by decimal digits. */
function roundedQuotient(numerator: bigint, denominator: bigint): bigint {
  const sign = numerator < 0n ? -1n : 1n;
  const size = numerator * sign;
  const whole = size / denominator;
  return sign * (2n * (size % denominator) >= denominator ? whole + 1n : whole);
}

const cents = fc.integer({ min: -2_000_000, max: 2_000_000 });
const decimal = (places: number) =>
  cents.map((n) => `${n < 0 ? '-' : ''}${Math.trunc(Math.abs(n) / 10 ** places)}.${String(Math.abs(n) % 10 ** places).padStart(places, '0')}`);
const someLine: fc.Arbitrary<DraftLine> = fc
  .record({
    quantity: decimal(3),
    unitPrice: decimal(4),
    discountMinor: fc.bigInt({ min: 0n, max: 5_000n }),
    tax: fc.constantFrom(['S', '20'], ['S', '5.5'], ['S', '7.7'], ['Z', '0'], ['AE', '0'], ['E', '0']),
  })
  .map(({ quantity, unitPrice, discountMinor, tax }) => line(unitPrice, { quantity, discountMinor, taxCategory: tax[0] as 'S', taxRate: tax[1] as string }));
const someLines = fc.array(someLine, { minLength: 1, maxLength: 12 });

describe('totals of an invoice', () => {
  it('round lines first, then tax per category on their sum (not per line)', () => {
    // Three lines of 0.333: each 0.33; the tax of 0.99 is 0.20, not three times 0.07.
    expect(totalsOf([line('0.333'), line('0.333'), line('0.333')])).toEqual({
      lineNets: [33n, 33n, 33n],
      taxes: [{ category: 'S', rate: '20', taxable: 99n, tax: 20n }],
      net: 99n,
      tax: 20n,
      gross: 119n,
    });
  });

  it('keep one subtotal for each category and rate, however the rate is written', () => {
    const { taxes } = totalsOf([
      line('10', { taxRate: '5.5' }),
      line('10', { taxRate: '5.50' }),
      line('10', { taxRate: '20' }),
      line('10', { taxCategory: 'E', taxRate: '0' }),
    ]);
    expect(taxes.map(({ category, rate, taxable, tax }) => [category, rate, taxable, tax])).toEqual([
      ['S', '5.5', 2_000n, 110n],
      ['S', '20', 1_000n, 200n],
      ['E', '0', 1_000n, 0n],
    ]);
  });

  it('satisfy BR-CO-10 to BR-CO-17 for any lines', () => {
    fc.assert(
      fc.property(someLines, (lines) => {
        const { lineNets, taxes, net, tax, gross } = totalsOf(lines);
        const sum = (amounts: readonly bigint[]) => amounts.reduce((a, b) => a + b, 0n);
        expect(net).toBe(sum(lineNets));
        expect(sum(taxes.map((t) => t.taxable))).toBe(net);
        expect(tax).toBe(sum(taxes.map((t) => t.tax)));
        expect(gross).toBe(net + tax);
        for (const { taxable, rate, tax: own } of taxes) expect(own).toBe(roundedQuotient(taxable * BigInt(Math.round(Number(rate) * 10)), 1_000n));
      }),
    );
  });

  it('do not depend on the order of the lines', () => {
    fc.assert(
      fc.property(someLines, (lines) => {
        const [a, b] = [totalsOf(lines), totalsOf(lines.toReversed())];
        expect([b.net, b.tax, b.gross, b.lineNets]).toEqual([a.net, a.tax, a.gross, a.lineNets.toReversed()]);
      }),
    );
  });

  it('of prices that include tax add up to exactly what the lines say', () => {
    fc.assert(
      fc.property(someLines, (lines) => {
        const inclusive = totalsOf(lines, { pricesIncludeTax: true });
        expect(inclusive.gross).toBe(totalsOf(lines).net);
        expect(inclusive.lineNets.reduce((a, b) => a + b, 0n)).toBe(inclusive.net);
        for (const { taxable, tax, rate } of inclusive.taxes) {
          // EN 16931 lets the tax of a category differ by one unit from rate times base.
          const off = tax - roundedQuotient(taxable * BigInt(Math.round(Number(rate) * 10)), 1_000n);
          expect(off >= -1n && off <= 1n).toBe(true);
        }
      }),
    );
  });

  it('use the decimals of the currency', () => {
    expect(totalsOf([line('1234.5')], { currency: currency('JPY') })).toMatchObject({ net: 1_235n, tax: 247n });
    expect(totalsOf([line('1.2345')], { currency: currency('KWD') })).toMatchObject({ net: 1_235n, tax: 247n });
    expect(totalsOf([line('-1.005')]).net).toBe(-101n);
  });

  it('are refused for lines that cannot be read, naming the line and the field', () => {
    const bad: [field: string, change: Partial<DraftLine>][] = [
      ['text', { text: '  ' }],
      ['quantity', { quantity: '1e3' }],
      ['quantity', { quantity: '1,5' }],
      ['quantity', { quantity: '1.1234567' }],
      ['unitPrice', { unitPrice: '' }],
      ['unitPrice', { unitPrice: 'NaN' }],
      ['taxRate', { taxRate: '100' }],
      ['taxRate', { taxRate: '-1' }],
      ['taxCategory', { taxCategory: 'AE' }],
      ['amount', { quantity: '999999999999', unitPrice: '999999999999' }],
    ];
    for (const [field, change] of bad) {
      expect(() => totalsOf([line('1'), line('1', change)]), JSON.stringify(change)).toThrow(
        expect.objectContaining({ code: 'invoice.line_invalid', details: { line: 2, field } }),
      );
    }
    expect(() => totalsOf([])).toThrow(expect.objectContaining({ code: 'invoice.no_lines' }));
  });

  it('know every category that a line may have', () => {
    for (const taxCategory of TAX_CATEGORIES) expect(totalsOf([line('1', { taxCategory, taxRate: '0' })]).tax).toBe(0n);
  });
});

describe('the number of a document', () => {
  it('is the prefix and the counter, at least as wide as the series', () => {
    expect(documentNumber({ prefix: 'INV-', width: 6 }, 42n)).toBe('INV-000042');
    expect(documentNumber({ prefix: '', width: 1 }, 1_000_000n)).toBe('1000000');
  });

  it('is another one for every counter', () => {
    const seq = fc.bigInt({ min: 1n, max: 10n ** 9n });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 18 }), seq, seq, (width, a, b) => {
        const series = { prefix: 'R', width };
        expect(documentNumber(series, a) === documentNumber(series, b)).toBe(a === b);
      }),
    );
  });
});
