import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idMaker, isId } from './id.ts';

const zeros = (bytes: Uint8Array): void => void bytes.fill(0);

describe('ids', () => {
  it('are UUIDs of version 7 and variant 10', () => {
    const make = idMaker(() => 1_780_000_000_000);
    for (let i = 0; i < 3000; i++) {
      const id = make();
      expect(isId(id)).toBe(true);
      expect(id[14]).toBe('7');
      expect('89ab').toContain(id[19]);
    }
  });

  it('carry the instant of their making in the first 48 bits', () => {
    const id = idMaker(() => Date.UTC(2026, 10, 23, 12), zeros)();
    expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(Date.UTC(2026, 10, 23, 12));
    expect(id.slice(14)).toBe('7000-8000-000000000000');
  });

  it('repeat when clock and randomness repeat', () => {
    const made = () => {
      const make = idMaker(() => 1000, zeros);
      return [make(), make()];
    };
    expect(made()).toEqual(made());
  });

  it('sort in the order of their making, even when the clock stands still, jumps back or thousands are made in a millisecond', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ms: fc.integer({ min: 0, max: 50 }), made: fc.integer({ min: 1, max: 5000 }) }), { minLength: 1, maxLength: 6 }),
        (moments) => {
          let clock = 0;
          const make = idMaker(() => 1_780_000_000_000 + clock, zeros);
          let last = '';
          for (const { ms, made } of moments) {
            clock = ms;
            for (let i = 0; i < made; i++) {
              const id = make();
              if (id <= last) throw new Error(`${id} was made after ${last}`);
              last = id;
            }
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('a pool of random bytes is never used twice', () => {
    let filled = 0;
    const make = idMaker(
      () => 5,
      (bytes) => void bytes.fill(++filled),
    );
    const tails = new Set(Array.from({ length: 1025 }, () => make().slice(20)));
    expect(filled).toBe(2);
    expect(tails.size).toBe(2);
  });

  it('other texts are none', () => {
    for (const bad of ['', 'x', '019AB0AB-0200-7000-8000-000000000000', '019ab0ab02007000800000000000 0000', '{019ab0ab-0200-7000-8000-000000000000}'])
      expect(isId(bad)).toBe(false);
  });
});
