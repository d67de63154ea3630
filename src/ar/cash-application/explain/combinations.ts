/** Searches for items that add up to an amount. Amounts are minor units as numbers: callers keep them below `MAX_SEARCH_MINOR`, so that sums of 5,000 stay exact.
 *  Every search that proves nothing (too many combinations would fit by accident) is not run; that also bounds the work. */

export const MAX_SEARCH_MINOR = 1_000_000_000_000n;

/** A combination that is expected to fit this often by accident proves too little to be shown. */
export const MAX_COINCIDENCE = 0.05;

const MAX_SOLUTIONS = 3;
const MAX_SUBSET_ITEMS = 22;
const MAX_TRIPLE_ITEMS = 120;

/** Positions into the amounts, ascending; `coincidence`: how many such solutions accident alone would give. */
export type Combination = { readonly positions: readonly number[]; readonly coincidence: number };

function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** The expected number of accidental solutions among `looked` combinations: round amounts coincide more often, so the amount is counted in their common step. */
export function coincidence(looked: number, target: number, used: readonly number[]): number {
  const step = used.reduce(greatestCommonDivisor, target);
  return (looked * Math.max(1, step)) / Math.max(1, target);
}

/** The first `k` amounts, k >= 2 and fewer than all, that add up to the target. Amounts are positive, so there is at most one. */
export function oldestRun(amounts: readonly number[], target: number): Combination | null {
  let sum = 0;
  for (let index = 0; index < amounts.length - 1 && sum < target; index++) {
    sum += amounts[index]!;
    if (sum === target && index >= 1) {
      const positions = Array.from({ length: index + 1 }, (_, at) => at);
      return { positions, coincidence: coincidence(amounts.length, target, amounts.slice(0, index + 1)) };
    }
  }
  return null;
}

/** Pairs that add up to the target. */
export function pairs(amounts: readonly number[], target: number): readonly Combination[] {
  const looked = (amounts.length * amounts.length) / 2;
  if (looked / target >= MAX_COINCIDENCE) return [];
  const found: Combination[] = [];
  const seen = new Map<number, number[]>();
  for (const [second, amount] of amounts.entries()) {
    for (const first of seen.get(target - amount) ?? []) {
      const chance = coincidence(looked, target, [amounts[first]!, amount]);
      if (chance < MAX_COINCIDENCE) found.push({ positions: [first, second], coincidence: chance });
      if (found.length >= MAX_SOLUTIONS) return found;
    }
    const list = seen.get(amount);
    if (list === undefined) seen.set(amount, [second]);
    else if (list.length < MAX_SOLUTIONS) list.push(second);
  }
  return found;
}

/** Sets of three or more (and not all) that add up to the target: every subset of a few items, triples of some more. */
export function subsets(amounts: readonly number[], target: number): readonly Combination[] {
  const usable = amounts.flatMap((amount, position) => (amount < target ? [position] : []));
  const all = 2 ** usable.length;
  let found: number[][] = [];
  let looked = all;
  if (usable.length < 3) return [];
  if (usable.length <= MAX_SUBSET_ITEMS && all / target < MAX_COINCIDENCE)
    found = exactSubsets(
      usable.map((at) => amounts[at]!),
      target,
      3,
    );
  else if (usable.length <= MAX_TRIPLE_ITEMS && usable.length ** 3 / 6 / target < MAX_COINCIDENCE) {
    looked = usable.length ** 3 / 6;
    found = triples(
      usable.map((at) => amounts[at]!),
      target,
    );
  }
  return found
    .filter((positions) => positions.length < amounts.length)
    .map((positions) => positions.map((at) => usable[at]!))
    .map((positions) => ({
      positions,
      coincidence: coincidence(
        looked,
        target,
        positions.map((at) => amounts[at]!),
      ),
    }))
    .filter((combination) => combination.coincidence < MAX_COINCIDENCE);
}

function triples(amounts: readonly number[], target: number): number[][] {
  const last = new Map<number, number>();
  for (const [position, amount] of amounts.entries()) last.set(amount, position);
  const found: number[][] = [];
  for (let a = 0; a < amounts.length; a++) {
    for (let b = a + 1; b < amounts.length; b++) {
      const c = last.get(target - amounts[a]! - amounts[b]!);
      if (c === undefined || c <= b) continue;
      found.push([a, b, c]);
      if (found.length >= MAX_SOLUTIONS) return found;
    }
  }
  return found;
}

/** Up to three subsets of at least `atLeast` members with the sum, by meeting in the middle: 2^(n/2) steps, n at most 22. */
export function exactSubsets(amounts: readonly number[], target: number, atLeast: number): number[][] {
  if (amounts.length > MAX_SUBSET_ITEMS) return [];
  const half = amounts.length >> 1;
  const lower = new Map<number, number[]>();
  const sums = (from: number, count: number): number[] => {
    const out = [0];
    for (let bit = 0; bit < count; bit++) for (let at = 0, size = out.length; at < size; at++) out.push(out[at]! + amounts[from + bit]!);
    return out;
  };
  for (const [mask, sum] of sums(0, half).entries()) {
    const list = lower.get(sum);
    if (list === undefined) lower.set(sum, [mask]);
    else if (list.length < 2 * MAX_SOLUTIONS) list.push(mask);
  }
  const found: number[][] = [];
  for (const [upperMask, sum] of sums(half, amounts.length - half).entries()) {
    for (const lowerMask of lower.get(target - sum) ?? []) {
      const positions = amounts.flatMap((_, at) => ((at < half ? lowerMask >> at : upperMask >> (at - half)) & 1 ? [at] : []));
      if (positions.length >= atLeast) found.push(positions);
      if (found.length >= MAX_SOLUTIONS) return found;
    }
  }
  return found;
}
