/** Randomness that repeats: the same seed gives the same year. Amounts and choices only; nothing here is a secret. */
export type SeededRandom = {
  /** Whole number from `low` to `high`, both possible. */
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of the names, as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
  shuffled<T>(list: readonly T[]): T[];
  readonly bytes: (into: Uint8Array) => void;
};

/** A small counter-based generator (xor-shift and multiply of a running sum), good enough to spread choices evenly. */
export function seededRandom(seed: number): SeededRandom {
  let state = (seed * 0x9e3779b1) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const random: SeededRandom = {
    int: (low, high) => low + (next() % (high - low + 1)),
    chance: (probability) => next() < probability * 0x1_0000_0000,
    pick: <T>(list: readonly T[]): T => list[next() % list.length] as T,
    weighted: <K extends string>(weights: Readonly<Record<K, number>>): K => {
      const entries = Object.entries<number>(weights) as [K, number][];
      let at = (next() / 0x1_0000_0000) * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) if ((at -= weight) < 0) return name;
      return (entries.at(-1) as [K, number])[0];
    },
    shuffled: <T>(list: readonly T[]): T[] => {
      const rest = [...list];
      return list.map(() => rest.splice(next() % rest.length, 1)[0] as T);
    },
    bytes: (into) => {
      for (let at = 0; at < into.length; at++) into[at] = next() & 0xff;
    },
  };
  return random;
}
