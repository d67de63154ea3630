import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allMatching,
  headTick,
  isSelected,
  MAX_RANGE_ROWS,
  nothingSelected,
  rangeBetween,
  selectedCount,
  toggled,
  withRows,
  type Selection,
} from './selection.ts';

const COUNT = 30;
const picked = (index: number) => ({ id: `r${index}`, row: index });
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('toggle' as const), index: fc.nat(COUNT - 1) }),
    fc.record({ kind: fc.constant('range' as const), from: fc.nat(COUNT - 1), to: fc.nat(COUNT - 1), selected: fc.boolean() }),
    fc.record({ kind: fc.constant('all' as const) }),
    fc.record({ kind: fc.constant('none' as const) }),
  ),
  { maxLength: 40 },
);

describe('what is selected', () => {
  it('is the same as a set of all rows would say, after any clicks', () => {
    fc.assert(
      fc.property(steps, (given) => {
        let selection: Selection<number> = nothingSelected();
        let model = new Set<number>();
        const everything = Array.from({ length: COUNT }, (_, index) => index);
        for (const step of given) {
          if (step.kind === 'all') [selection, model] = [allMatching(), new Set(everything)];
          else if (step.kind === 'none') [selection, model] = [nothingSelected(), new Set()];
          else if (step.kind === 'toggle') {
            selection = toggled(selection, picked(step.index));
            if (!model.delete(step.index)) model.add(step.index);
          } else {
            const { first, last } = rangeBetween(step.from, step.to);
            const rows = everything.slice(first, last + 1);
            selection = withRows(selection, rows.map(picked), step.selected);
            for (const row of rows) model[step.selected ? 'add' : 'delete'](row);
          }
          expect(everything.filter((index) => isSelected(selection, `r${index}`))).toEqual([...model].toSorted((a, b) => a - b));
          expect(selectedCount(selection, COUNT)).toBe(model.size);
          expect(headTick(selection, COUNT)).toBe(model.size === 0 ? 'none' : model.size === COUNT ? 'all' : 'some');
        }
      }),
    );
  });

  it('never changes what it was made from', () => {
    const before = toggled(nothingSelected<number>(), picked(1));
    toggled(before, picked(2));
    withRows(before, [picked(1)], false);
    expect(selectedCount(before, COUNT)).toBe(1);
    expect(selectedCount(nothingSelected(), COUNT)).toBe(0);
  });

  it('everything but some rows includes rows that were never loaded', () => {
    const most = toggled(allMatching<number>(), picked(3));
    expect(isSelected(most, 'never loaded')).toBe(true);
    expect(isSelected(most, 'r3')).toBe(false);
    expect(selectedCount(most, 1_000_000)).toBe(999_999);
  });

  it('a range has an end: too long a one is cut at the far side and says so', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (anchor, index) => {
        const { first, last, cut } = rangeBetween(anchor, index);
        expect(last - first + 1).toBeLessThanOrEqual(MAX_RANGE_ROWS);
        expect(first === anchor || last === anchor).toBe(true);
        expect(cut).toBe(Math.abs(anchor - index) >= MAX_RANGE_ROWS);
        if (!cut) expect([first, last]).toEqual([Math.min(anchor, index), Math.max(anchor, index)]);
      }),
    );
  });
});
