import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { importStatement } from '../../src/ar/cash-application/import-statement.ts';
import { inspectStatement } from '../../src/ar/cash-application/inspect-statement.ts';
import { DEFAULT_POLICY, matchLines, type MatchChunk } from '../../src/ar/cash-application/match-lines.ts';
import { verifyCompany } from '../../src/ar/insight/verify/verify-company.ts';
import { startRun } from '../../src/ar/work/run-life.ts';
import { issueBook, makeCustomers, type BenchInvoice } from '../book.ts';
import { machine, measure, rounded } from '../result.ts';
import { openWorkbench, type Workbench } from '../workbench.ts';
import { longStatement } from './long-statement.ts';

/** npm run soak:memory [-- ENTRIES]: a statement of a million entries, made while it is read, against one of a tenth: the peak must not follow the file.
 *  The same for a dry run, for a file in which every entry has a problem, and for the application of cash. Ends with 1 when memory grew. */
const entries = Number(process.argv[2] ?? 1_000_000);
const APPLIED_LINES = 20_000;
const small = Math.floor(entries / 10);
/** What a ten times larger file may take more: garbage waits longer in a busier heap, and kept problems and chunks have a bound. */
const ALLOWED_GROWTH_MIB = 120;
const INVOICES = 2_000;

type Figure = {
  readonly what: string;
  readonly entries: number;
  readonly megabytes: number;
  readonly seconds: number;
  readonly entriesPerSecond: number;
  readonly peakMemoryMiB: number;
  readonly result: Record<string, number>;
};

function settle(): Promise<void> {
  globalThis.gc?.();
  return new Promise((resolve) => setTimeout(resolve, 200));
}

async function figure(what: string, lines: number, work: (onBytes: (bytes: number) => void) => Promise<Record<string, number>>): Promise<Figure> {
  await settle();
  let bytes = 0;
  const { result, seconds, peakMemoryMiB } = await measure(() => work((now) => (bytes += now)));
  const found = {
    what,
    entries: lines,
    megabytes: Math.round(bytes / 1e6),
    seconds: rounded(seconds, 1),
    entriesPerSecond: Math.round(lines / seconds),
    peakMemoryMiB,
    result,
  };
  process.stderr.write(`${what}, ${lines}: peak ${peakMemoryMiB} MiB, ${found.seconds} s\n`);
  return found;
}

async function inspected(lines: number, bad: boolean): Promise<Figure> {
  return figure(bad ? 'dry run, every entry unreadable' : 'dry run', lines, async (onBytes) => {
    const found = await inspectStatement({ fileName: 'long.xml', source: longStatement({ entries: lines, reference: 'DRY', bad, onBytes }) });
    return { entries: found.statements[0]?.entries ?? 0, problems: found.problems.length };
  });
}

async function imported(bench: Workbench, lines: number, invoices: readonly BenchInvoice[]): Promise<Figure> {
  return figure('import', lines, async (onBytes) => {
    const source = longStatement({ entries: lines, reference: `LONG-${lines}`, bad: false, onBytes, numbers: invoices });
    const done = await bench.run((ctx) => importStatement(ctx, { fileName: `long-${lines}.xml`, source }));
    return { lines: done.lines, problems: done.problems.length };
  });
}

/** Cash application over the first lines that wait, in the chunks of the program. */
async function applied(bench: Workbench, lines: number): Promise<Figure> {
  return figure('apply', lines, async () => {
    const runId = await bench.run((ctx) => startRun(ctx, 'cash_application', 'auto'));
    const total = { lines: 0, applied: 0, proposed: 0, unmatched: 0 };
    for (let after: MatchChunk['next'] = null; total.lines < lines;) {
      const from: MatchChunk['next'] = after;
      const chunk: MatchChunk = await bench.run((ctx) => matchLines(ctx, { runId, mode: 'auto', after: from, limit: 1_000, policy: DEFAULT_POLICY }));
      total.lines += chunk.lines;
      total.applied += chunk.applied;
      total.proposed += chunk.proposed;
      total.unmatched += chunk.unmatched;
      if (chunk.next === null) break;
      after = chunk.next;
    }
    return total;
  });
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'dunlin-memory-'));
chmodSync(folder, 0o711);
const bench = await openWorkbench({ dataDir: path.join(folder, 'data') });
const figures: Figure[] = [];
try {
  const customers = await makeCustomers(bench, INVOICES);
  const invoices: BenchInvoice[] = [];
  await issueBook(bench, customers, INVOICES, (issued) => invoices.push(...issued));
  for (const lines of [small, entries]) figures.push(await inspected(lines, false));
  for (const lines of [small, entries]) figures.push(await inspected(lines, true));
  for (const lines of [small, entries]) figures.push(await imported(bench, lines, invoices));
  for (const lines of [APPLIED_LINES / 10, APPLIED_LINES]) figures.push(await applied(bench, lines));
  const broken = (await bench.run(verifyCompany)).filter((check) => !check.ok).map((check) => check.name);
  const pairs = [0, 2, 4, 6].map((at) => [figures[at], figures[at + 1]] as const);
  const grown = pairs.flatMap(([before, after]) => (before && after && after.peakMemoryMiB - before.peakMemoryMiB > ALLOWED_GROWTH_MIB ? [after.what] : []));
  process.stdout.write(`${JSON.stringify({ soak: 'memory', flat: grown.length === 0, grown, verifyBroken: broken, machine: machine(), figures }, null, 2)}\n`);
  process.exitCode = grown.length === 0 && broken.length === 0 ? 0 : 1;
} finally {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
}
