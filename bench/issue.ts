import { issueBook, makeCustomers } from './book.ts';
import { machine, measure, rounded, SIZES, type BenchResult, type BenchSize } from './result.ts';
import { openWorkbench, ratio } from './workbench.ts';

/** Create and issue invoices: lines, taxes, gapless numbers, journal, receivables, tokens, positions. */
export async function benchIssue(size: BenchSize, options: { dataDir: string }): Promise<BenchResult> {
  const bench = await openWorkbench(options);
  try {
    const customers = await makeCustomers(bench, SIZES[size]);
    await bench.prepareBaseline();
    const before = bench.database.count.statements;
    const { seconds, peakMemoryMiB } = await measure(() => issueBook(bench, customers, SIZES[size], () => undefined));
    const statements = bench.database.count.statements - before;
    const copy = await bench.copyBaseline();
    return {
      bench: 'issue',
      size,
      rows: copy.rows,
      seconds: rounded(seconds),
      rowsPerSecond: Math.round(copy.rows / seconds),
      copy,
      ratioToCopy: ratio(copy, seconds),
      statements,
      peakMemoryMiB,
      machine: machine(),
      details: { invoices: SIZES[size], invoicesPerSecond: Math.round(SIZES[size] / seconds) },
    };
  } finally {
    await bench.close();
  }
}
