import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseShare, taxShare } from './receivable.ts';

/** Cuts of an amount into parts, as payments of it come in. */
const cut = fc.tuple(fc.bigInt({ min: 1n, max: 5_000n }), fc.bigInt({ min: 0n, max: 50_000n }), fc.array(fc.bigInt({ min: 1n, max: 700n }), { maxLength: 40 }));

function partsOf(original: bigint, wanted: readonly bigint[]): bigint[] {
  let left = original;
  const parts = wanted.flatMap((part) => {
    const taken = part < left ? part : left;
    left -= taken;
    return taken === 0n ? [] : [taken];
  });
  return left === 0n ? parts : [...parts, left];
}

describe('the base amount of a part', () => {
  it('of the whole is the whole', () => {
    expect(baseShare({ open: 120_000n, baseOpen: 108_000n, original: 120_000n, baseOriginal: 108_000n }, 120_000n)).toBe(108_000n);
  });

  it('never takes more than there is, and the parts add up: ten parts of a base of five', () => {
    let baseOpen = 5n;
    for (let open = 10n; open > 0n; open--) {
      baseOpen -= baseShare({ open, baseOpen, original: 10n, baseOriginal: 5n }, 1n);
      expect(baseOpen).toBeGreaterThanOrEqual(0n);
    }
    expect(baseOpen).toBe(0n);
  });

  it('stays within half a unit of its proportion, for any parts', () => {
    fc.assert(
      fc.property(cut, ([original, baseOriginal, wanted]) => {
        let open = original;
        let baseOpen = baseOriginal;
        for (const part of partsOf(original, wanted)) {
          const share = baseShare({ open, baseOpen, original, baseOriginal }, part);
          open -= part;
          baseOpen -= share;
          expect(share).toBeGreaterThanOrEqual(0n);
          const off = 2n * (baseOpen * original - baseOriginal * open);
          expect(off <= original && -off <= original).toBe(true);
        }
        expect(baseOpen).toBe(0n);
      }),
    );
  });
});

describe('the deferred tax of a part', () => {
  it('adds up to the tax, never runs backwards, and is exact at the end', () => {
    fc.assert(
      fc.property(cut, ([original, tax, wanted]) => {
        const taxOriginal = tax % (original + 1n);
        let open = original;
        let taxLeft = taxOriginal;
        for (const part of partsOf(original, wanted)) {
          const share = taxShare({ open, original, taxOriginal, taxLeft }, part);
          expect(share).toBeGreaterThanOrEqual(0n);
          taxLeft -= share;
          open -= part;
        }
        expect(taxLeft).toBe(0n);
      }),
    );
  });
});
