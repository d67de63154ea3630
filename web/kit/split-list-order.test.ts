import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextAfterLeaving, rowAfterStep } from './split-list-order.ts';

const lists = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 12 });

describe('the next item comes by itself', () => {
  it('the one that stood behind, at the end the one before, and none when all are done', () => {
    expect(nextAfterLeaving(['a', 'b', 'c'], ['a', 'c'], 'b')).toBe('c');
    expect(nextAfterLeaving(['a', 'b', 'c'], ['a', 'b'], 'c')).toBe('b');
    expect(nextAfterLeaving(['a', 'b', 'c', 'd'], ['a', 'd'], 'b')).toBe('d');
    expect(nextAfterLeaving(['a'], [], 'a')).toBeUndefined();
  });

  it('going through a list from the top meets every row once', () => {
    fc.assert(
      fc.property(lists, (ids) => {
        const met: string[] = [];
        let left: readonly string[] = ids;
        let now: string | undefined = ids[0];
        while (now !== undefined) {
          met.push(now);
          const gone: string = now;
          const rest: readonly string[] = left.filter((id) => id !== gone);
          now = nextAfterLeaving(left, rest, gone);
          left = rest;
        }
        expect(met).toEqual(ids);
      }),
    );
  });

  it('is always a row that is there', () => {
    fc.assert(
      fc.property(lists, lists, (before, after) => {
        for (const left of before) expect(after).toContain(nextAfterLeaving(before, after, left));
      }),
    );
  });
});

describe('keys', () => {
  it('stay inside the list and begin at the end that the key comes from', () => {
    expect(rowAfterStep(['a', 'b'], undefined, 1)).toBe('a');
    expect(rowAfterStep(['a', 'b'], undefined, -1)).toBe('b');
    expect(rowAfterStep(['a', 'b'], 'b', 1)).toBe('b');
    expect(rowAfterStep(['a', 'b', 'c'], 'c', -9)).toBe('a');
    expect(rowAfterStep(['a', 'b'], 'gone', 1)).toBe('a');
    expect(rowAfterStep([], 'a', 1)).toBeUndefined();
  });
});
