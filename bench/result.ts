import os from 'node:os';

export type BenchSize = 'S' | 'M' | 'L' | 'XL';

/** Invoices (or bank lines) of a size. */
export const SIZES: Readonly<Record<BenchSize, number>> = { S: 1_000, M: 10_000, L: 100_000, XL: 1_000_000 };

export type BenchResult = {
  readonly bench: string;
  readonly size: BenchSize;
  /** What was done: rows written for issue and statement, lines for match, questions for aging. */
  readonly rows: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  /** COPY of the very same rows into the same tables with the same indexes, constraints and durability, as the owner; null where nothing is written. */
  readonly copy: { readonly rows: number; readonly seconds: number; readonly rowsPerSecond: number } | null;
  /** Our speed as a part of COPY's. */
  readonly ratioToCopy: number | null;
  /** Database statements of the measured part. */
  readonly statements: number;
  /** Largest resident set of the process during the measured part. */
  readonly peakMemoryMiB: number;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memoryGiB: number; readonly node: string };
  /** Figures of the workload itself. */
  readonly details: Readonly<Record<string, number | string>>;
};

export function machine(): BenchResult['machine'] {
  return { cpu: os.cpus()[0]?.model ?? 'unknown', cores: os.cpus().length, memoryGiB: Math.round(os.totalmem() / 2 ** 30), node: process.version };
}

/** Runs the measured part: seconds, and the largest resident set, looked at every 50 ms. */
export async function measure<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number; peakMemoryMiB: number }> {
  let peak = process.memoryUsage.rss();
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  const started = process.hrtime.bigint();
  try {
    const result = await work();
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    peak = Math.max(peak, process.memoryUsage.rss());
    return { result, seconds, peakMemoryMiB: Math.round(peak / 2 ** 20) };
  } finally {
    clearInterval(timer);
  }
}

export function rounded(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}

/** Repeatable numbers in [0, 1): the same workload at every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
