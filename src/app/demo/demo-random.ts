/** Randomness that repeats: the same seed gives the same demo. Choices and amounts only; nothing here is a secret. */
export type DemoRandom = {
  /** Whole number from `low` to `high`, both possible. */
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  shuffled<T>(list: readonly T[]): T[];
  /** Fills bytes, for ids. */
  readonly bytes: (into: Uint8Array) => void;
};

/** Turns a word into the beginning of a generator, so that each company has its own. */
export function seedOf(seed: number, word: string): number {
  let mixed = seed >>> 0;
  for (const letter of word) mixed = Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return mixed;
}

/** A counter that is stirred by multiplications and shifts: even enough to spread choices. */
export function demoRandom(seed: number): DemoRandom {
  let counter = seed >>> 0;
  const next = (): number => {
    counter = (counter + 0x9e3779b9) >>> 0;
    let stirred = Math.imul(counter ^ (counter >>> 16), 0x21f0aaad);
    stirred = Math.imul(stirred ^ (stirred >>> 15), 0x735a2d97);
    return (stirred ^ (stirred >>> 15)) >>> 0;
  };
  const int = (low: number, high: number): number => low + (next() % (high - low + 1));
  return {
    int,
    chance: (probability) => next() < probability * 0x1_0000_0000,
    pick: <T>(list: readonly T[]): T => list[next() % list.length] as T,
    shuffled: <T>(list: readonly T[]): T[] => {
      const mixed = [...list];
      for (let at = mixed.length - 1; at > 0; at--) {
        const other = int(0, at);
        [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
      }
      return mixed;
    },
    bytes: (into) => {
      for (let at = 0; at < into.length; at++) into[at] = next() & 0xff;
    },
  };
}
