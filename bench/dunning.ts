import { sql } from 'kysely';
import { runDunning } from '../src/app/run-dunning.ts';
import { declareBooksClean } from '../src/ar/collections/books-freshness.ts';
import { planReminders } from '../src/ar/collections/plan-reminders.ts';
import { gatherFacts } from '../src/ar/collections/gather-facts.ts';
import { surroundingsOf } from '../src/ar/collections/plan-setting.ts';
import { requirePolicy, savePolicy } from '../src/ar/collections/change-policy.ts';
import { STANDARD_POLICY } from '../src/ar/collections/policy.ts';
import { importInvoiceHistory } from '../src/ar/payments/import-invoice-history.ts';
import { setAutomationMode } from '../src/ar/work/automation.ts';
import { addDays } from '../src/foundation/calendar/day.ts';
import { assert } from '../src/foundation/errors/refusal.ts';
import { currency } from '../src/foundation/money/currency.ts';
import type { InvoiceRow } from '../src/formats/csv/invoice-row.ts';
import type { RowBatch } from '../src/formats/csv/row-batch.ts';
import { machine, measure, rounded, seeded, SIZES, type BenchResult, type BenchSize } from './result.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

const SPAN_DAYS = 150;

/** A run over a whole book of open receivables: facts read, planned, decisions and reminders kept, messages rendered and queued. `rows` are receivables. */
export async function benchDunning(size: BenchSize, options: { dataDir: string }): Promise<BenchResult> {
  const bench = await openWorkbench(options);
  try {
    await bench.run((ctx) =>
      importInvoiceHistory(ctx, openBook(bench, SIZES[size]), {
        fileName: 'bench',
        sha256: () => '',
        strict: false,
        opening: false,
        cutOverOn: null,
        expectedOpen: null,
      }),
    );
    await bench.run(giveAddresses);
    await bench.run((ctx) => savePolicy(ctx, STANDARD_POLICY));
    await bench.run((ctx) => setAutomationMode(ctx, 'dunning:standard', 'auto'));
    await bench.run((ctx) => declareBooksClean(ctx, ctx.today));
    await bench.prepareBaseline();
    const pure = await planOnly(bench);
    const before = bench.database.count.statements;
    const { result, seconds, peakMemoryMiB } = await measure(() => runDunning((work) => bench.run(work), 'standard'));
    assert(result.state === 'done', `the run is ${result.state}`);
    const { considered, reminders } = result.counts;
    return {
      bench: 'dunning',
      size,
      rows: considered,
      seconds: rounded(seconds),
      rowsPerSecond: Math.round(considered / seconds),
      copy: null,
      ratioToCopy: null,
      statements: bench.database.count.statements - before,
      peakMemoryMiB,
      machine: machine(),
      details: { reminders, ...pure },
    };
  } finally {
    await bench.close();
  }
}

/** The plan alone: facts read and decided, nothing kept. */
async function planOnly(bench: Workbench): Promise<Record<string, number>> {
  const ids = await bench.run(async (ctx) =>
    (await ctx.tx.rows(sql<{ id: string }>`select id from customer where company_id = ${ctx.company.id} order by id`)).map(({ id }) => id),
  );
  let decided = 0;
  let planning = 0;
  const { seconds } = await measure(async () => {
    for (let at = 0; at < ids.length; at += 500) {
      const facts = await bench.run(async (ctx) =>
        gatherFacts(ctx, ids.slice(at, at + 500), (await surroundingsOf(ctx, await requirePolicy(ctx, 'standard'))).settingFor('live')),
      );
      const started = process.hrtime.bigint();
      decided += planReminders(facts).decisions.length;
      planning += Number(process.hrtime.bigint() - started) / 1e9;
    }
  });
  return { plannedPerSecond: Math.round(decided / seconds), pureDecisionsPerSecond: Math.round(decided / planning) };
}

async function giveAddresses(ctx: Parameters<Parameters<Workbench['run']>[0]>[0]): Promise<void> {
  await ctx.tx.run(sql`
    insert into contact (company_id, id, customer_id, role, name, email, phone, language, created_at)
    select company_id, id, id, 'payables', 'Pat Example', 'pay@' || lower(number) || '.example', '', 'en', ${ctx.now} from customer where company_id = ${ctx.company.id}`);
}

/** Everything is open, from long overdue to not due yet; eight receivables a customer. */
async function* openBook(bench: Workbench, invoices: number): AsyncGenerator<RowBatch<InvoiceRow>> {
  const random = seeded(7);
  const eur = currency('EUR');
  for (let at = 0; at < invoices; at += 5_000) {
    const rows = Array.from({ length: Math.min(5_000, invoices - at) }, (_, i): InvoiceRow => {
      const dueOn = addDays(bench.today, 3 - Math.floor(random() * SPAN_DAYS));
      return {
        line: at + i + 2,
        customerNumber: `K${Math.floor(random() * Math.max(10, invoices / 8))}`,
        customerName: null,
        number: `D-${at + i + 1}`,
        issuedOn: addDays(dueOn, -30),
        dueOn,
        currency: eur,
        amountMinor: BigInt(1_000 + Math.floor(random() * 900_000)),
        terms: null,
        settledOn: null,
        openAmountMinor: null,
        reference: null,
      };
    });
    yield { rows, problems: [], read: rows.length };
  }
}
