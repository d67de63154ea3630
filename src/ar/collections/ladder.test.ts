import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, day, type Day } from '../../foundation/calendar/day.ts';
import { standingOf, type Pause, type TakenStep } from './ladder.ts';
import { STANDARD_POLICY } from './policy.ts';

const steps = STANDARD_POLICY.steps;
const due = day('2026-03-01');
const fresh = { cycle: 1, enteredOn: day('2026-02-01'), shiftDays: 0, entryStep: null };

function on(days: number, of: { place?: typeof fresh | null; taken?: readonly string[]; pauses?: readonly Pause[] } = {}) {
  const taken = (of.taken ?? []).map((step): TakenStep => ({ step, on: due }));
  return standingOf({ dueOn: due, place: of.place === undefined ? fresh : of.place, taken, pauses: of.pauses ?? [] }, { steps, on: addDays(due, days) });
}

describe('the ladder', () => {
  it('goes on above a step that goes by another name now, and leaves the last one to come', () => {
    const ladder = [...steps.slice(0, 2), { ...steps[2], key: 'second' }, ...steps.slice(3)] as typeof steps;
    const taken = [
      { step: 'friendly', on: addDays(due, 3) },
      { step: 'firm', on: addDays(due, 14) },
    ];
    const at = (days: number, more: readonly TakenStep[] = []) =>
      standingOf({ dueOn: due, place: fresh, taken: [...taken, ...more], pauses: [] }, { steps: ladder, on: addDays(due, days) });
    expect(at(18).due).toBeNull();
    expect(at(21).due?.key).toBe('call');
    expect(
      at(40, [
        { step: 'letter', on: addDays(due, 20) },
        { step: 'visit', on: addDays(due, 22) },
      ]).due?.key,
    ).toBe('final');
  });

  it('has each step on its day', () => {
    expect(on(-4).due).toBeNull();
    expect(on(-4).next).toEqual({ step: steps[0], on: addDays(due, -3) });
    expect(on(-3).due?.key).toBe('upcoming');
    expect(on(3, { taken: ['upcoming'] }).due?.key).toBe('friendly');
    expect(on(14, { taken: ['upcoming', 'friendly'] }).due?.key).toBe('firm');
    expect(on(30, { taken: ['friendly', 'firm', 'call'] }).due?.key).toBe('final');
  });

  it('has nothing to say between two steps, and says when it will', () => {
    expect(on(5, { taken: ['friendly'] })).toMatchObject({ due: null, next: { on: addDays(due, 14) } });
  });

  it('ends at its top', () => {
    expect(on(90, { taken: ['friendly', 'firm', 'call', 'final'] })).toMatchObject({ due: null, next: null });
  });

  it('does not hint at a due day that has passed', () => {
    expect(on(1).due).toBeNull();
    expect(on(0).due?.key).toBe('upcoming');
  });

  it('catches up with the highest step when days were missed', () => {
    expect(on(25, { taken: ['friendly'] }).due?.key).toBe('call');
  });

  it('lets a receivable that was overdue before the policy knew it enter at the first overdue step', () => {
    const old = on(120, { place: null });
    expect(old.due?.key).toBe('friendly');
    expect(old.place.shiftDays).toBe(117);
    const later = standingOf(
      { dueOn: due, place: old.place, taken: [{ step: 'friendly', on: addDays(due, 120) }], pauses: [] },
      { steps, on: addDays(due, 131) },
    );
    expect(later.due?.key).toBe('firm');
  });

  it('goes on from a step that a receivable brought along', () => {
    const place = { cycle: 1, enteredOn: day('2026-04-10'), shiftDays: 26, entryStep: 'firm' };
    expect(standingOf({ dueOn: due, place, taken: [], pauses: [] }, { steps, on: day('2026-04-17') }).due?.key).toBe('call');
  });

  it('stands still while it pauses, and goes on where it paused', () => {
    const pauses = [{ from: addDays(due, 5), to: addDays(due, 25) }];
    expect(on(26, { taken: ['friendly'], pauses })).toMatchObject({ due: null, next: { on: addDays(due, 34) } });
    expect(on(34, { taken: ['friendly'], pauses }).due?.key).toBe('firm');
  });

  it('counts a day that two pauses share once', () => {
    const pauses = [
      { from: addDays(due, 5), to: addDays(due, 15) },
      { from: addDays(due, 10), to: addDays(due, 25) },
    ];
    expect(on(34, { taken: ['friendly'], pauses }).ladderDays).toBe(14);
  });

  it('does not begin again when a new version renamed its steps', () => {
    expect(on(20, { taken: ['old_hint', 'old_first', 'old_second'] }).due?.key).toBe(undefined);
    expect(on(21, { taken: ['old_hint', 'old_first', 'old_second'] }).due?.key).toBe('call');
  });
});

describe('the ladder, whatever happens', () => {
  const pause = fc
    .tuple(fc.integer({ min: -20, max: 200 }), fc.integer({ min: 1, max: 60 }))
    .map(([from, days]): Pause => ({ from: addDays(due, from), to: addDays(due, from + days) }));

  it('never takes a step twice, never goes down, and never begins with a final notice', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -10, max: 250 }), { maxLength: 40 }), fc.array(pause, { maxLength: 4 }), (days, pauses) => {
        const taken: TakenStep[] = [];
        let place = null as ReturnType<typeof standingOf>['place'] | null;
        let highest = -1;
        for (const offset of [...new Set(days)].toSorted((a, b) => a - b)) {
          const today: Day = addDays(due, offset);
          if (pauses.some(({ from, to }) => from <= today && today < to)) continue;
          const standing = standingOf({ dueOn: due, place, taken, pauses }, { steps, on: today });
          place = standing.place;
          if (standing.due === null) continue;
          const index = steps.indexOf(standing.due);
          expect(index).toBeGreaterThan(highest);
          if (!taken.some(({ step }) => step !== 'upcoming')) expect(['upcoming', 'friendly']).toContain(standing.due.key);
          highest = index;
          taken.push({ step: standing.due.key, on: today });
        }
      }),
    );
  });
});
