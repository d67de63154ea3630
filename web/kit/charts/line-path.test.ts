import { describe, expect, it } from 'vitest';
import { linePath } from './line-path.ts';

describe('a line', () => {
  const place = (index: number): number => index / 4;
  const heightOf = (value: number): number => value / 10;

  it('goes through its values from the left, zero at the bottom', () => {
    expect(linePath([0, 5, 10], place, heightOf)).toBe('M0.00 100.00L25.00 50.00L50.00 0.00');
  });

  it('has a gap where a value is not known, and begins where the first one is', () => {
    expect(linePath([null, 5, null, 5, 5], place, heightOf)).toBe('M25.00 50.00M75.00 50.00L100.00 50.00');
    expect(linePath([null, null], place, heightOf)).toBe('');
  });
});
