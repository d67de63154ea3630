import { Refusal } from '../src/foundation/errors/refusal.ts';
import { benchAging } from './aging.ts';
import { benchDemoYear } from './demo-year.ts';
import { benchDunning } from './dunning.ts';
import { benchIssue } from './issue.ts';
import { benchMatch } from './match.ts';
import { benchMessages } from './messages.ts';
import { benchPdf } from './pdf.ts';
import { SIZES, type BenchResult, type BenchSize } from './result.ts';
import { benchStatement } from './statement.ts';

const BENCHES: Readonly<Record<string, (size: BenchSize, options: { dataDir: string }) => Promise<BenchResult>>> = {
  issue: benchIssue,
  statement: benchStatement,
  match: (size) => benchMatch(size),
  messages: (size) => benchMessages(size),
  aging: benchAging,
  pdf: (size) => benchPdf(size),
  dunning: benchDunning,
  'demo-year': benchDemoYear,
};

export const BENCH_NAMES = Object.keys(BENCHES);

/** Runs one benchmark on a throw-away database of the embedded engine in `dataDir`. Refuses `bench.unknown`. */
export async function runBench(name: string, options: { size: string; dataDir: string }): Promise<BenchResult> {
  const bench = BENCHES[name];
  if (!bench) throw new Refusal('bench.unknown', `There is no benchmark "${name}". Choose one of ${BENCH_NAMES.join(', ')}.`, { bench: name });
  if (!(options.size in SIZES))
    throw new Refusal('bench.unknown', `There is no size "${options.size}". Choose one of ${Object.keys(SIZES).join(', ')}.`, { size: options.size });
  return bench(options.size as BenchSize, { dataDir: options.dataDir });
}
