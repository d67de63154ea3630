import { addDays, daysBetween, latest, type Day } from '../../foundation/calendar/day.ts';
import { firstOverdueStep, type DunningStep } from './policy.ts';

/** Where a receivable stands on a ladder. */
export type LadderPlace = {
  readonly cycle: number;
  readonly enteredOn: Day;
  /** Days by which the ladder begins later than the due day. */
  readonly shiftDays: number;
  /** A step brought along from elsewhere: it and all below count as taken. */
  readonly entryStep: string | null;
};

export type TakenStep = { readonly step: string; readonly on: Day };

/** A time in which the ladder stood still: a promise, a plan, a dispute. `to` is the first day after it. */
export type Pause = { readonly from: Day; readonly to: Day };

export type Standing = {
  /** Against the contractual due day; negative before it. */
  readonly daysPastDue: number;
  /** What the ladder counts: without pauses, and from where the receivable entered. */
  readonly ladderDays: number;
  /** The place to keep: a new receivable's, or with a shift that changed. */
  readonly place: LadderPlace;
  /** The highest step that is due and was not taken; null when none is. */
  readonly due: DunningStep | null;
  /** The next step that is not due yet, and the day on which it will be; null at the top of the ladder. */
  readonly next: { readonly step: DunningStep; readonly on: Day } | null;
};

/** Where a receivable stands on a day, and which step is due.
 *  New ones, and ones of which no step after the due day was taken, enter at the first such step: nobody's first word from us is a final notice. Later on,
 *  missed days catch up with the highest step that is due. Pauses do not count, so that a broken promise goes on where it paused. */
export function standingOf(
  receivable: { readonly dueOn: Day; readonly place: LadderPlace | null; readonly taken: readonly TakenStep[]; readonly pauses: readonly Pause[] },
  ladder: { readonly steps: readonly DunningStep[]; readonly on: Day },
): Standing {
  const { steps, on } = ladder;
  const daysPastDue = daysBetween(receivable.dueOn, on);
  const paused = pausedDays(receivable.pauses, { from: receivable.dueOn, to: on });
  const entry = firstOverdueStep({ steps });
  const known = receivable.place ?? { cycle: 1, enteredOn: on, shiftDays: 0, entryStep: null };
  const top = highestTaken(steps, receivable.taken, known.entryStep);
  const untouched = top < steps.indexOf(entry);
  const counted = daysPastDue - paused - known.shiftDays;
  // Two days late over a weekend move nothing; so late that the second step would be due, the whole ladder begins now.
  const second = steps[steps.indexOf(entry) + 1];
  const late = untouched && second !== undefined && counted >= second.offsetDays ? counted - entry.offsetDays : 0;
  const place = late > 0 ? { ...known, shiftDays: known.shiftDays + late } : known;
  const ladderDays = counted - late;
  const open = steps.filter((step, index) => index > top && !(step.offsetDays <= 0 && daysPastDue > 0));
  const due = open.findLast((step) => step.offsetDays <= ladderDays) ?? null;
  const coming = open.find((step) => step.offsetDays > ladderDays) ?? null;
  return { daysPastDue, ladderDays, place, due, next: coming === null ? null : { step: coming, on: addDays(on, coming.offsetDays - ladderDays) } };
}

const NEVER = '0001-01-01' as Day;

function highestTaken(steps: readonly DunningStep[], taken: readonly TakenStep[], entryStep: string | null): number {
  const keys = new Set(taken.map(({ step }) => step));
  if (entryStep !== null) keys.add(entryStep);
  const known = steps.findLastIndex(({ key }) => keys.has(key));
  // Steps of an older version of the policy, under keys that it no longer has, count as so many rungs: nobody starts again at the first, and what was taken
  // above the highest that is known lies above it. The last rung stays: it may be one that fell away, and not the last one, that was taken.
  const gone = (key: string): boolean => !steps.some((step) => step.key === key);
  const renamed = [...keys].filter(gone).length;
  const knownOn = taken.reduce((last, { step, on }) => (gone(step) ? last : latest(last, on)), NEVER);
  const above = new Set(taken.filter(({ step, on }) => gone(step) && on > knownOn).map(({ step }) => step)).size;
  return Math.max(known, Math.min(renamed, steps.length) - 1, known < 0 ? -1 : Math.min(known + above, steps.length - 2));
}

/** Days of a span that lie in at least one pause. */
export function pausedDays(pauses: readonly Pause[], span: { readonly from: Day; readonly to: Day }): number {
  let days = 0;
  let reached = span.from;
  for (const pause of pauses.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const from = latest(pause.from, reached);
    const to = pause.to < span.to ? pause.to : span.to;
    if (to > from) {
      days += daysBetween(from, to);
      reached = to;
    }
  }
  return days;
}
