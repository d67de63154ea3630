export type Sample = { readonly at: number; readonly done: number };

/** How far back the rate is looked at: long enough to be calm, short enough to follow. */
const WINDOW_MS = 20_000;

/** The samples with one more, without those that are too old to count; a count that went back starts afresh. */
export function withSample(samples: readonly Sample[], next: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last && last.done > next.done) return [next];
  if (last && last.done === next.done) return samples;
  const recent = samples.filter(({ at }) => next.at - at <= WINDOW_MS);
  // A slow run keeps its last sample, or it would never have a rate.
  return [...(recent.length > 0 ? recent : samples.slice(-1)), next];
}

/** Seconds until `total` at the recent rate, or null while that can't be told. */
export function secondsLeft(samples: readonly Sample[], total: number): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.at - first.at < 1_000 || last.done <= first.done) return null;
  return Math.max(0, ((total - last.done) * (last.at - first.at)) / (last.done - first.done) / 1_000);
}
