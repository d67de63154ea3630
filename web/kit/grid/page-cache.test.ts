import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageCache } from './page-cache.ts';

describe('pages kept', () => {
  it('are as many as allowed, and always the ones used last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 20 })), { maxLength: 200 }), (max, steps) => {
        const cache = pageCache<string>(max);
        // The plain model: all numbers ever put, by their last use.
        let order: number[] = [];
        for (const [puts, number] of steps) {
          if (puts) cache.put(number, `page ${number}`);
          else cache.use([number]);
          if (puts || order.includes(number)) order = [...order.filter((one) => one !== number), number].slice(-max);
          expect(cache.numbers()).toEqual(order);
        }
        for (const number of order) expect(cache.peek(number)).toBe(`page ${number}`);
      }),
    );
  });

  it('reading a page is no use of it', () => {
    const cache = pageCache<number>(2);
    cache.put(1, 1);
    cache.put(2, 2);
    cache.peek(1);
    cache.put(3, 3);
    expect(cache.has(1)).toBe(false);
    expect(cache.has(2)).toBe(true);
  });
});
