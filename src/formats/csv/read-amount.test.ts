import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { currencyNamedIn, readAmount } from './read-amount.ts';

const EUR = currency('EUR');
const GBP = currency('GBP');

describe('amounts as people and programs write them', () => {
  test.each([
    ['1234.56', '.', 'EUR', 123456n],
    ['1,234.56', '.', 'EUR', 123456n],
    ['1.234,56', ',', 'EUR', 123456n],
    ['1.234.567,8', ',', 'EUR', 123456780n],
    ['1 234,56', ',', 'EUR', 123456n],
    ['1\u202f234,56 €', ',', 'EUR', 123456n],
    ["1'234.50", '.', 'CHF', 123450n],
    ['CHF 1’234.50', '.', 'CHF', 123450n],
    ['£1,200.00', '.', 'GBP', 120000n],
    ['-£5.00', '.', 'GBP', -500n],
    ['£-5.00', '.', 'GBP', -500n],
    ['($1,000.10)', '.', 'USD', -100010n],
    ['$(1.00)', '.', 'USD', -100n],
    ['7,90-', ',', 'EUR', -790n],
    ['\u22127,90', ',', 'EUR', -790n],
    ['+7.90', '.', 'EUR', 790n],
    ['12.00 CR', '.', 'GBP', 1200n],
    ['12.00DR', '.', 'GBP', -1200n],
    ['.50', '.', 'USD', 50n],
    ['1,234', '.', 'EUR', 123400n],
    ['1.234', ',', 'EUR', 123400n],
    ['1.2300', '.', 'EUR', 123n],
    ['1,234', '.', 'JPY', 1234n],
    ['1.234', '.', 'KWD', 1234n],
    ['1234.56 EUR', '.', 'EUR', 123456n],
    ['EUR1234.56', '.', 'EUR', 123456n],
    ['0,00', ',', 'EUR', 0n],
  ] as const)('%s with decimal mark %s in %s', (text, decimalMark, code, minor) => {
    expect(readAmount(text, { decimalMark, currency: currency(code) })).toEqual({ ok: true, minor });
  });

  test.each([
    ['', '.', 'empty'],
    ['  ', '.', 'empty'],
    ['abc', '.', 'not an amount'],
    ['-', '.', 'not an amount'],
    ['()', '.', 'not an amount'],
    ['.', '.', 'not an amount'],
    ['12,34', '.', 'is the decimal mark ","?'],
    ['1.234,56', '.', 'is the decimal mark ","?'],
    ['1,234.56', ',', 'is the decimal mark "."?'],
    ['1,00,000.00', '.', 'not an amount'],
    ['1234,567.00', '.', 'not an amount'],
    ['1.234', '.', 'more than the 2 decimals of EUR'],
    ['--5.00', '.', 'more than one sign'],
    ['(-5.00)', '.', 'more than one sign'],
    ['-5.00 DR', '.', 'more than one sign'],
    ['£5.00', '.', 'is in £, where EUR is expected'],
    ['5.00 USD', '.', 'is in USD, where EUR is expected'],
    ['1e5', '.', 'not an amount'],
    ['NaN', '.', 'not an amount'],
    ['Infinity', '.', 'not an amount'],
    ['1234567890123456.00', '.', 'larger than 15 digits'],
    ['9'.repeat(70), '.', 'not an amount'],
    ['5.00.00', '.', 'not an amount'],
    ['=1+1', '.', 'not an amount'],
  ] as const)('"%s" with decimal mark %s is a reason and never a number', (text, decimalMark, reason) => {
    const parsed = readAmount(text, { decimalMark, currency: EUR });
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? '' : parsed.reason).toContain(reason);
  });

  test('every amount survives being written in any style', () => {
    const styles = fc.record({
      minor: fc.bigInt({ min: -99_999_999_999n, max: 99_999_999_999n }),
      decimalMark: fc.constantFrom('.' as const, ',' as const),
      grouping: fc.constantFrom('', 'other', ' ', "'"),
      negative: fc.constantFrom('before', 'behind', 'brackets', 'DR'),
      sign: fc.constantFrom('', '€', ' EUR'),
    });
    fc.assert(
      fc.property(styles, ({ minor, decimalMark, grouping, negative, sign }) => {
        const [whole = '', fraction = ''] = formatDecimal(minor < 0n ? -minor : minor, EUR).split('.');
        const separator = grouping === 'other' ? (decimalMark === '.' ? ',' : '.') : grouping;
        const written = `${whole.replace(/\B(?=(\d{3})+$)/g, separator)}${decimalMark}${fraction}${sign}`;
        const signed = { before: `-${written}`, behind: `${written}-`, brackets: `(${written})`, DR: `${written} DR` }[negative];
        expect(readAmount(minor < 0n ? signed : written, { decimalMark, currency: EUR })).toEqual({ ok: true, minor });
      }),
    );
  });

  test('no text makes the reader throw, and what it accepts has a digit', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[-+()€£$.,' 0-9A-Z]{0,20}$/));
    fc.assert(
      fc.property(text, fc.constantFrom('.' as const, ',' as const), (given, decimalMark) => {
        const parsed = readAmount(given, { decimalMark, currency: GBP });
        if (parsed.ok) expect(given).toMatch(/\d/);
        else expect(parsed.reason).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the currency named at an amount', () => {
  test.each([
    ['£1,200.00', 'GBP'],
    ['-€5', 'EUR'],
    ['5.00 SEK', 'SEK'],
    ['$5.00', undefined],
    ['5 kr', undefined],
    ['5.00', undefined],
    ['', undefined],
  ])('%s names %s', (text, code) => {
    expect(currencyNamedIn(text)).toBe(code);
  });
});
