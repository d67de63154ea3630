import { describe, expect, it } from 'vitest';
import { readAmounts } from './read-amounts.ts';

describe('an amount as a person types it', () => {
  it.each([
    ['1234.56', ['1234.56']],
    ['1234,56', ['1234.56']],
    ['1.234,56', ['1234.56']],
    ['1,234.56', ['1234.56']],
    ["1'234.56", ['1234.56']],
    ['1 234,56 €', ['1234.56']],
    ['EUR 1.234.567,8', ['1234567.8']],
    ['4812', ['4812']],
    ['0012', ['12']],
    ['1.234', ['1.234', '1234']],
    ['1,234,567', ['1234567']],
  ])('%s', (text, readings) => expect(readAmounts(text)).toEqual(readings));

  it.each(['INV-104812', '', '12.34.56', '1,23,45', '-5.00', 'tea', '1.2.3', '1.234.56', '12345678901234567890'])('%s is none', (text) =>
    expect(readAmounts(text)).toEqual([]),
  );
});
