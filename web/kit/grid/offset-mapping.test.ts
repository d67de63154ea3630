import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isScaled, isStranded, MAX_SPACER_PX, offsetOf, offsetToShow, placeAfter, rangeAt, scaleOf, topOf, type Place, type Scale } from './offset-mapping.ts';

const scales = fc
  .record({
    rows: fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 300_000, max: 5_000_000 })),
    rowPx: fc.integer({ min: 24, max: 60 }),
    viewportPx: fc.integer({ min: 40, max: 3_000 }),
  })
  .map(scaleOf);
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('the bar of a table that is higher than a browser allows', () => {
  it('is never higher than the cap, and both ends stand for both ends', () => {
    fc.assert(
      fc.property(scales, (scale) => {
        expect(scale.spacerPx).toBeLessThanOrEqual(MAX_SPACER_PX);
        expect(offsetOf(scale, 0)).toBe(0);
        expect(offsetOf(scale, scale.lastTop)).toBe(scale.lastOffset);
        expect(topOf(scale, 0)).toBe(0);
        expect(topOf(scale, scale.lastOffset)).toBe(scale.lastTop);
      }),
    );
  });

  it('never turns back: further down is further down, both ways', () => {
    fc.assert(
      fc.property(scales, share, share, (scale, a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        expect(offsetOf(scale, less * scale.lastTop)).toBeLessThanOrEqual(offsetOf(scale, more * scale.lastTop) + 1e-6);
        expect(topOf(scale, less * scale.lastOffset)).toBeLessThanOrEqual(topOf(scale, more * scale.lastOffset) + 1e-6);
      }),
    );
  });

  it('comes back to where it was', () => {
    fc.assert(
      fc.property(scales, share, (scale, at) => {
        expect(Math.abs(offsetOf(scale, topOf(scale, at * scale.lastOffset)) - at * scale.lastOffset)).toBeLessThan(0.01);
      }),
    );
  });

  it('never leaves the rows, whatever a browser says', () => {
    fc.assert(
      fc.property(scales, fc.double({ noNaN: true }), share, (scale, top, at) => {
        const offset = placeAfter(scale, { offset: at * scale.lastOffset, top: topOf(scale, at * scale.lastOffset) }, top).offset;
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset).toBeLessThanOrEqual(scale.lastOffset);
        const { first, last } = rangeAt(scale, offset);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(last).toBeLessThan(Math.max(1, scale.rows));
      }),
    );
  });
});

/** A person with a wheel: the bar stops at its ends; a stranded bar is put back, a rested one too. */
function scrolled(scale: Scale, from: Place, by: number, rests: boolean): Place {
  const top = Math.min(Math.max(0, from.top + by), scale.lastTop);
  const next = placeAfter(scale, from, top);
  return rests || isStranded(scale, next) ? { ...next, top: topOf(scale, next.offset) } : next;
}

describe('scrolling with a wheel', () => {
  it('moves rows by the px of the wheel, and no row is jumped over', () => {
    fc.assert(
      fc.property(scales, share, fc.array(fc.tuple(fc.integer({ min: -2_000, max: 2_000 }), fc.boolean()), { maxLength: 60 }), (scale, at, steps) => {
        let place: Place = { offset: at * scale.lastOffset, top: topOf(scale, at * scale.lastOffset) };
        for (const [by, rests] of steps) {
          const step = Math.max(-2 * scale.viewportPx, Math.min(2 * scale.viewportPx, by));
          const next = scrolled(scale, place, step, rests);
          const expected = Math.min(Math.max(0, place.offset + step), scale.lastOffset);
          // A bar that runs out in the middle of a step shortens it; the next step goes on from there.
          const ranOut = isStranded(scale, placeAfter(scale, place, Math.min(Math.max(0, place.top + step), scale.lastTop)));
          if (ranOut) expect(Math.abs(next.offset - place.offset)).toBeLessThanOrEqual(Math.abs(step) + 0.01);
          else expect(Math.abs(next.offset - expected)).toBeLessThan(0.01);
          place = next;
        }
      }),
    );
  });

  it('reaches both ends', () => {
    fc.assert(
      fc.property(scales, fc.boolean(), (scale, rests) => {
        for (const [way, end] of [
          [1, scale.lastOffset],
          [-1, 0],
        ] as const) {
          const start = way === 1 ? Math.max(0, scale.lastOffset - 30 * scale.viewportPx) : Math.min(scale.lastOffset, 30 * scale.viewportPx);
          let place: Place = { offset: start, top: topOf(scale, start) };
          for (let i = 0; i < 40; i++) place = scrolled(scale, place, way * scale.viewportPx, rests);
          expect(Math.abs(place.offset - end)).toBeLessThan(0.01);
        }
      }),
    );
  });

  it('a bar at its end with rows left is found, and one at its true end is not', () => {
    const scale = scaleOf({ rows: 1_000_000, rowPx: 38, viewportPx: 700 });
    expect(isScaled(scale)).toBe(true);
    expect(isStranded(scale, { offset: 20_000_000, top: scale.lastTop })).toBe(true);
    expect(isStranded(scale, { offset: 20_000_000, top: 0 })).toBe(true);
    expect(isStranded(scale, { offset: scale.lastOffset, top: scale.lastTop })).toBe(false);
    expect(isStranded(scale, { offset: 0, top: 0 })).toBe(false);
  });
});

describe('the rows that are seen', () => {
  it('fill the viewport whenever there are enough of them', () => {
    fc.assert(
      fc.property(scales, share, (scale, at) => {
        fc.pre(scale.rows > 0);
        const offset = at * scale.lastOffset;
        const { first, last } = rangeAt(scale, offset);
        expect(first * scale.rowPx).toBeLessThanOrEqual(offset);
        expect((last + 1) * scale.rowPx).toBeGreaterThanOrEqual(Math.min(offset + scale.viewportPx, scale.rows * scale.rowPx) - 1e-6);
      }),
    );
  });

  it('bring a row into view with the shortest move, and leave a seen one alone', () => {
    fc.assert(
      fc.property(scales, share, share, (scale, at, which) => {
        fc.pre(scale.rows > 0 && scale.viewportPx >= scale.rowPx);
        const index = Math.min(scale.rows - 1, Math.floor(which * scale.rows));
        const offset = at * scale.lastOffset;
        const shown = offsetToShow(scale, offset, index);
        expect(index * scale.rowPx).toBeGreaterThanOrEqual(shown - 1e-6);
        expect((index + 1) * scale.rowPx).toBeLessThanOrEqual(shown + scale.viewportPx + 1e-6);
        if (index * scale.rowPx >= offset && (index + 1) * scale.rowPx <= offset + scale.viewportPx) expect(shown).toBe(offset);
      }),
    );
  });
});
