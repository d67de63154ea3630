import { sql } from 'kysely';
import { importInvoiceHistory } from '../src/ar/payments/import-invoice-history.ts';
import { agingAsOf } from '../src/ar/receivables/aging.ts';
import { foldPositions } from '../src/ar/receivables/fold-positions.ts';
import { addDays, type Day } from '../src/foundation/calendar/day.ts';
import { assert } from '../src/foundation/errors/refusal.ts';
import { currency } from '../src/foundation/money/currency.ts';
import type { RowBatch } from '../src/formats/csv/row-batch.ts';
import type { InvoiceRow } from '../src/formats/csv/invoice-row.ts';
import { machine, measure, rounded, seeded, SIZES, type BenchResult, type BenchSize } from './result.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

const QUESTIONS = 300;
const CHECKED = 25;
const DAYS = 1_095;

/** Aging of random past days of a three-year book by snapshot and delta; every twelfth day is held against the naive question of all receivables. */
export async function benchAging(size: BenchSize, options: { dataDir: string }): Promise<BenchResult> {
  const bench = await openWorkbench(options);
  try {
    await bench.run((ctx) =>
      importInvoiceHistory(ctx, history(bench, SIZES[size]), {
        fileName: 'bench',
        sha256: () => '',
        strict: false,
        opening: false,
        cutOverOn: null,
        expectedOpen: null,
      }),
    );
    await bench.run(foldPositions);
    // Planner statistics as autovacuum would have them.
    await bench.prepareBaseline();
    const random = seeded(3);
    const days = Array.from({ length: QUESTIONS }, () => addDays(bench.today, -Math.floor(random() * DAYS)));
    await bench.run((ctx) => agingAsOf(ctx, bench.today));
    const times: number[] = [];
    const before = bench.database.count.statements;
    const { seconds, peakMemoryMiB } = await measure(async () => {
      for (const on of days) {
        const started = process.hrtime.bigint();
        await bench.run((ctx) => agingAsOf(ctx, on));
        times.push(Number(process.hrtime.bigint() - started) / 1e6);
      }
    });
    const statements = bench.database.count.statements - before;
    const naive = await compare(bench, days.slice(0, CHECKED));
    const sorted = times.toSorted((a, b) => a - b);
    return {
      bench: 'aging',
      size,
      rows: QUESTIONS,
      seconds: rounded(seconds),
      rowsPerSecond: Math.round(QUESTIONS / seconds),
      copy: null,
      ratioToCopy: null,
      statements,
      peakMemoryMiB,
      machine: machine(),
      details: {
        invoices: SIZES[size],
        medianMs: rounded(sorted[QUESTIONS >> 1] ?? 0, 2),
        p95Ms: rounded(sorted[Math.floor(QUESTIONS * 0.95)] ?? 0, 2),
        maxMs: rounded(sorted.at(-1) ?? 0, 2),
        naiveMedianMs: rounded(naive, 1),
        daysEqualToNaive: CHECKED,
      },
    };
  } finally {
    await bench.close();
  }
}

async function* history(bench: Workbench, invoices: number): AsyncGenerator<RowBatch<InvoiceRow>> {
  const random = seeded(5);
  const eur = currency('EUR');
  for (let at = 0; at < invoices; at += 5_000) {
    const rows = Array.from({ length: Math.min(5_000, invoices - at) }, (_, i): InvoiceRow => {
      const issuedOn = addDays(bench.today, -Math.floor(random() * DAYS));
      const dueOn = addDays(issuedOn, [14, 30, 30, 60][Math.floor(random() * 4)] ?? 30);
      const settledOn: Day = addDays(dueOn, Math.floor(random() * 60) - 20);
      return {
        line: at + i + 2,
        customerNumber: `K${Math.floor(random() * Math.max(10, invoices / 100))}`,
        customerName: null,
        number: `H-${at + i + 1}`,
        issuedOn,
        dueOn,
        currency: eur,
        amountMinor: BigInt(1_000 + Math.floor(random() * 900_000)),
        terms: null,
        settledOn: settledOn < bench.today && settledOn >= issuedOn ? settledOn : null,
        openAmountMinor: null,
        reference: null,
      };
    });
    yield { rows, problems: [], read: rows.length };
  }
}

/** The same totals from receivables and allocations; returns the median time of the naive question. */
async function compare(bench: Workbench, days: readonly Day[]): Promise<number> {
  const times: number[] = [];
  for (const on of days) {
    const started = process.hrtime.bigint();
    const [naive] = await bench.run((ctx) =>
      ctx.tx.rows(sql<{ open: bigint; count: bigint }>`
        select coalesce(sum(open), 0)::bigint as open, count(*) filter (where open <> 0) as count from (
          select r.original - coalesce((select sum(a.receivable_minor) from allocation a where a.company_id = r.company_id and a.receivable_id = r.id and a.posted_on <= ${on}), 0) as open
          from receivable r where r.company_id = ${ctx.company.id} and r.posted_on <= ${on}) o`),
    );
    times.push(Number(process.hrtime.bigint() - started) / 1e6);
    const [total] = await bench.run((ctx) => agingAsOf(ctx, on));
    assert(
      (total?.open ?? 0n) === (naive?.open ?? 0n) && (total?.openCount ?? 0) === Number(naive?.count ?? 0n),
      `aging of ${on} differs from the naive question`,
    );
  }
  return times.toSorted((a, b) => a - b)[days.length >> 1] ?? 0;
}
