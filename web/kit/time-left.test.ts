import { describe, expect, it } from 'vitest';
import { secondsLeft, withSample, type Sample } from './time-left.ts';

function after(...counts: readonly (readonly [number, number])[]): readonly Sample[] {
  return counts.reduce<readonly Sample[]>((samples, [at, done]) => withSample(samples, { at, done }), []);
}

describe('the time left', () => {
  it('follows from the recent rate', () => {
    expect(secondsLeft(after([0, 0], [1_000, 10], [2_000, 20]), 100)).toBe(8);
  });

  it('is not told from one count, nor in the first second', () => {
    expect(secondsLeft(after([0, 50]), 100)).toBeNull();
    expect(secondsLeft(after([0, 0], [400, 90]), 100)).toBeNull();
  });

  it('forgets how fast it was long ago', () => {
    const samples = after([0, 0], [1_000, 1_000], [30_000, 1_010], [40_000, 1_020], [49_000, 1_029]);
    expect(secondsLeft(samples, 1_039)).toBe(10);
  });

  it('is told of a run whose counts are far apart', () => {
    expect(secondsLeft(after([0, 0], [60_000, 1], [120_000, 2]), 3)).toBe(60);
  });

  it('starts afresh when the count goes back', () => {
    expect(secondsLeft(after([0, 0], [2_000, 50], [3_000, 0]), 100)).toBeNull();
  });
});
