import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundTicks } from './round-ticks.ts';

describe('ticks of an axis', () => {
  it('are round', () => {
    expect(roundTicks(39.2, 52)).toEqual([35, 40, 45, 50, 55]);
    expect(roundTicks(0, 100)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(roundTicks(0.91, 0.97)).toEqual([0.9, 0.92, 0.94, 0.96, 0.98]);
    expect(roundTicks(40, 40)).toEqual([40, 50]);
  });

  it('span what is drawn, evenly and few', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 0.01, max: 1e6, noNaN: true }), (least, span) => {
        const ticks = roundTicks(least, least + span);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(8);
        expect(ticks[0]).toBeLessThanOrEqual(least + span * 1e-6);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(least + span * (1 - 1e-6));
      }),
    );
  });
});
