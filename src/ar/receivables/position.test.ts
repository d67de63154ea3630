import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, day, type Day } from '../../foundation/calendar/day.ts';
import { currency } from '../../foundation/money/currency.ts';
import { foldEffects, NO_DUE_DAY, openTransitions, transitionChange, type Movement, type PositionEffect } from './position.ts';

const on = (offset: number): Day => addDays(day('2026-03-01'), offset);
const movement = fc.record({ postedOn: fc.integer({ min: 0, max: 6 }).map(on), minor: fc.bigInt({ min: -5n, max: 5n }) });
const movements = fc.array(movement, { maxLength: 12 });

/** Open or not at the end of a day, straight from the movements. */
const openAt = (all: readonly Movement[], at: Day) => all.filter((m) => m.postedOn <= at).reduce((sum, m) => sum + m.minor, 0n) !== 0n;

describe('transitions of one item', () => {
  it('say when it opens and closes by posting day, whatever the order of learning', () => {
    const made = [
      { postedOn: on(0), minor: 100n },
      { postedOn: on(5), minor: -100n },
    ];
    expect([...openTransitions(made)]).toEqual([
      [on(0), 1],
      [on(5), -1],
    ]);
    expect([...openTransitions([...made, { postedOn: on(5), minor: 100n }])]).toEqual([[on(0), 1]]);
    expect([
      ...openTransitions([
        { postedOn: on(1), minor: 5n },
        { postedOn: on(1), minor: -5n },
      ]),
    ]).toEqual([]);
  });

  it('add up to whether it is open at the end of every day', () => {
    fc.assert(
      fc.property(movements, (all) => {
        const transitions = openTransitions(all);
        for (let d = 0; d <= 7; d++) {
          const open = [...transitions].reduce((sum, [at, change]) => sum + (at <= on(d) ? change : 0), 0);
          expect(open).toBe(Number(openAt(all, on(d))));
        }
      }),
    );
  });

  it('change by exactly what joins', () => {
    fc.assert(
      fc.property(movements, movements, (before, added) => {
        const change = transitionChange(before, added);
        const [old, now] = [openTransitions(before), openTransitions([...before, ...added])];
        for (let d = 0; d <= 6; d++) expect((old.get(on(d)) ?? 0) + (change.get(on(d)) ?? 0)).toBe(now.get(on(d)) ?? 0);
        expect([...change.values()]).not.toContain(0);
      }),
    );
  });
});

describe('folding effects', () => {
  const effect: fc.Arbitrary<PositionEffect> = fc.record({
    currency: fc.constantFrom(currency('EUR'), currency('USD')),
    side: fc.constantFrom('receivable' as const, 'credit_una' as const),
    kind: fc.constantFrom('invoice', 'payment'),
    postedOn: fc.integer({ min: 0, max: 2 }).map(on),
    dueOn: fc.constantFrom(NO_DUE_DAY, on(30)),
    minor: fc.bigInt({ min: -3n, max: 3n }),
    baseMinor: fc.bigInt({ min: -3n, max: 3n }),
    items: fc.integer({ min: -1, max: 1 }),
  });
  const keyOf = (e: PositionEffect) => [e.currency, e.side, e.kind, e.postedOn, e.dueOn].join('|');

  it('keeps every sum, has each key once and nothing that cancelled out', () => {
    fc.assert(
      fc.property(fc.array(effect, { maxLength: 20 }), (effects) => {
        const folded = foldEffects(effects);
        const byKey = Map.groupBy(effects, keyOf);
        for (const [key, group] of byKey) {
          const found = folded.filter((e) => keyOf(e) === key);
          const sums = [group.reduce((s, e) => s + e.minor, 0n), group.reduce((s, e) => s + e.baseMinor, 0n), BigInt(group.reduce((s, e) => s + e.items, 0))];
          expect(found.map((e) => [e.minor, e.baseMinor, BigInt(e.items)])).toEqual(sums.every((s) => s === 0n) ? [] : [sums]);
        }
        expect(folded.length).toBeLessThanOrEqual(byKey.size);
      }),
    );
  });
});
