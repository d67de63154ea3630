import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPACT_PX, layoutOf, nextSort } from './columns.ts';

const columns = fc.array(
  fc.record({
    width: fc.record({ min: fc.integer({ min: 40, max: 260 }), fr: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }), rigid: fc.boolean() }),
    align: fc.constantFrom('figure' as const, 'text' as const),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('the widths of columns', () => {
  it('never make a figure narrower than it says, and texts only where the table would not fit', () => {
    fc.assert(
      fc.property(columns, fc.boolean(), (given, selectable) => {
        const { template, minPx } = layoutOf(given, selectable);
        const parts = template
          .replaceAll(', ', ',')
          .split(' ')
          .slice(selectable ? 1 : 0);
        const least = given.map((_, index) => Number(/\d+/.exec(parts[index] ?? '')?.[0]));
        const whole = 40 + (selectable ? 36 : 0) + given.reduce((sum, { width }) => sum + width.min, 0);
        for (const [index, { width, align }] of given.entries()) {
          expect(least[index]).toBeLessThanOrEqual(width.min);
          if (align === 'figure' || width.rigid || whole <= COMPACT_PX) expect(least[index]).toBe(width.min);
        }
        expect(minPx).toBe(40 + (selectable ? 36 : 0) + least.reduce((sum, one) => sum + one, 0));
        if (given.every(({ width, align }) => align === 'text' && !width.rigid && width.min >= 120))
          expect(minPx).toBeLessThanOrEqual(Math.max(COMPACT_PX, 76 + 56 * given.length));
      }),
    );
  });
});

describe('a click on a title', () => {
  it('begins with the largest figure and the first text, and turns round on the second', () => {
    expect(nextSort({ id: 'open', align: 'figure' }, undefined)).toEqual({ column: 'open', descending: true });
    expect(nextSort({ id: 'customer' }, { column: 'open', descending: true })).toEqual({ column: 'customer', descending: false });
    expect(nextSort({ id: 'open', align: 'figure' }, { column: 'open', descending: true })).toEqual({ column: 'open', descending: false });
  });
});
