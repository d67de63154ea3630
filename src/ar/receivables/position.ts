import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';

/** Which balance an effect moves: open receivables, or open credits by the account in which they sit. */
export type PositionSide = 'receivable' | 'credit_ar' | 'credit_una' | 'credit_dep';

/** Credits have no due day. */
export const NO_DUE_DAY = '-infinity' as Day;

/** One change of an open balance on a posting day; `items` is the change of the number of open things. */
export type PositionEffect = {
  readonly currency: Currency;
  readonly side: PositionSide;
  /** What moved it, for the roll-forward: `invoice`, `payment`, `credit_note`, `discount`, `reversal`, ... */
  readonly kind: string;
  readonly postedOn: Day;
  readonly dueOn: Day;
  readonly minor: bigint;
  readonly baseMinor: bigint;
  readonly items: number;
};

/** Adds up effects of the same key; what cancels out is dropped. */
export function foldEffects(effects: readonly PositionEffect[]): PositionEffect[] {
  const byKey = new Map<string, PositionEffect>();
  for (const effect of effects) {
    const key = `${effect.currency}|${effect.side}|${effect.kind}|${effect.postedOn}|${effect.dueOn}`;
    const known = byKey.get(key);
    byKey.set(
      key,
      known ? { ...known, minor: known.minor + effect.minor, baseMinor: known.baseMinor + effect.baseMinor, items: known.items + effect.items } : effect,
    );
  }
  return [...byKey.values()].filter((effect) => effect.minor !== 0n || effect.baseMinor !== 0n || effect.items !== 0);
}

/** One posting on one thing: its creation (positive) or an allocation (negative; positive when reversed). */
export type Movement = { readonly postedOn: Day; readonly minor: bigint };

/** Days on which the thing becomes open (+1) or closed (-1), judged by posting day however late a movement was learnt of. */
export function openTransitions(movements: readonly Movement[]): Map<Day, number> {
  const byDay = new Map<Day, bigint>();
  for (const { postedOn, minor } of movements) byDay.set(postedOn, (byDay.get(postedOn) ?? 0n) + minor);
  const transitions = new Map<Day, number>();
  let open = 0n;
  for (const on of [...byDay.keys()].toSorted()) {
    const after = open + (byDay.get(on) as bigint);
    const change = Number(after !== 0n) - Number(open !== 0n);
    if (change !== 0) transitions.set(on, change);
    open = after;
  }
  return transitions;
}

/** How the transitions change when `added` joins `before`. */
export function transitionChange(before: readonly Movement[], added: readonly Movement[]): Map<Day, number> {
  const old = openTransitions(before);
  const change = openTransitions([...before, ...added]);
  for (const [on, items] of old) {
    const rest = (change.get(on) ?? 0) - items;
    if (rest === 0) change.delete(on);
    else change.set(on, rest);
  }
  return change;
}
