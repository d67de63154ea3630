import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { closePeriod } from '../../src/ar/ledger/book.ts';
import { issueInvoices } from '../../src/ar/invoices/issue-invoices.ts';
import { foldPositions } from '../../src/ar/receivables/fold-positions.ts';
import { day } from '../../src/foundation/calendar/day.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import type { TestDatabase } from '../support/test-database.ts';
import { bankSends, machineApplies } from './bank-day.ts';
import { moveIn } from './history.ts';
import { lastOfMonth, shift } from './model-terms.ts';
import { bookingDay, inventLines } from './payers.ts';
import { peopleDecide, peopleUndo, refund, rejectRefunds, takeBackUse, tryLateDiscounts, useCredits } from './people.ts';
import { pictureOf, proveClosedDays, proveDay, proveInvariants, proveOpenAmounts, proveSeries, proveTaxAndExchange, someDays } from './proofs.ts';
import { credit, refusalOf, sell } from './sell.ts';
import { count, openWorld, prove, type World } from './world.ts';

const YEAR = 2026;

export type Year = {
  readonly seed: number;
  readonly tally: ReadonlyMap<string, number>;
  /** Of every line of the journal: the same seed gives the same. */ readonly digest: string;
};

/** One company's year, day by day, against the model. Throws with the seed and the command that runs it again. */
export async function simulateYear(db: TestDatabase, seed: number, options: { months?: number; customers?: number } = {}): Promise<Year> {
  try {
    const world = await openWorld(db, seed, { year: YEAR, ...(options.customers === undefined ? {} : { customers: options.customers }) });
    if (world.random.chance(0.5)) await moveIn(world, world.random.int(10, 40));
    const end = lastOfMonth(`${YEAR}-${String(options.months ?? 12).padStart(2, '0')}-01`);
    for (let on = `${YEAR}-01-02`; on <= end; on = shift(on, 1)) {
      world.setDay(on);
      if (GROWN.has(on.slice(5))) await gatherStatistics(db);
      await liveOneDay(world);
    }
    await proveEverything(world, 4);
    await world.company.run(foldPositions);
    await proveEverything(world, 4);
    await proveClosedDays(world);
    return { seed, tally: world.tally, digest: await digestOf(world) };
  } catch (error) {
    throw new Error(
      `seed ${seed}: ${error instanceof Error ? error.message : String(error)}\nRun it again: DUNLIN_SEED=${seed} npx vitest run tests/simulation`,
      { cause: error },
    );
  }
}

/** Days on which the tables have grown enough that the database should look at them again; left alone it does so within a minute, which here is years. */
const GROWN = new Set(['01-08', '02-01', '04-01', '08-01']);

async function gatherStatistics(db: TestDatabase): Promise<void> {
  const client = new pg.Client({ connectionString: db.ownerUrl });
  await client.connect();
  try {
    await client.query(
      'analyze journal_entry, journal_line, receivable, credit, allocation, payment, proposal, bank_line, document, position_pending, position_delta',
    );
  } finally {
    await client.end();
  }
}

async function liveOneDay(world: World): Promise<void> {
  const { random, today } = world;
  const dayOfMonth = Number(today.slice(8));
  if (random.chance(0.1)) await sell(world, random.int(1, 7));
  if (random.chance(0.05)) await credit(world);
  if (random.chance(0.13)) await bankDay(world);
  if (random.chance(0.05)) await peopleUndo(world);
  if (random.chance(0.05)) await useCredits(world);
  if (random.chance(0.015)) await takeBackUse(world);
  if (random.chance(0.03)) await refund(world);
  if (random.chance(0.03)) await rejectRefunds(world);
  if (random.chance(0.02)) await world.company.run(foldPositions);
  if (dayOfMonth === closingDay(world)) await closeLastMonth(world);
}

async function bankDay(world: World): Promise<void> {
  const { random } = world;
  const euros = inventLines(world, { currency: 'EUR', lines: random.int(2, 8), bookedOn: bookingDay(world) });
  await bankSends(world, euros, 'EUR');
  if (world.parties.some((party) => party.currency === 'USD') && random.chance(0.4)) {
    await bankSends(world, inventLines(world, { currency: 'USD', lines: random.int(1, 4), bookedOn: bookingDay(world) }), 'USD');
  }
  await tryLateDiscounts(world);
  await machineApplies(world);
  await peopleDecide(world);
}

/** Third to seventh of the month, by seed. */
function closingDay(world: World): number {
  return 3 + ((world.seed + Number(world.today.slice(5, 7))) % 5);
}

/** The month before is proved, closed and kept as it was seen; nothing may be issued into it any more. */
async function closeLastMonth(world: World): Promise<void> {
  const through = shift(`${world.today.slice(0, 8)}01`, -1);
  await proveEverything(world, 2);
  await proveClosedDays(world, 1);
  await world.company.run((ctx) => closePeriod(ctx, { through: day(through) }));
  world.book.closedThrough = through;
  world.closedPictures.set(through, await pictureOf(world, through));
  const party = world.parties[0];
  const draft = {
    customerId: party?.id ?? '',
    currency: currency('EUR'),
    issuedOn: day(through),
    lines: [{ text: 'Too late', quantity: '1', unitPrice: '1', taxCategory: 'O' as const, taxRate: '0' }],
  };
  const code = await refusalOf(world.company.run((ctx) => issueInvoices(ctx, [draft])));
  prove(code === 'period.closed', world, `issuing into a closed month gave ${code}`);
  count(world, 'months closed');
}

async function proveEverything(world: World, days: number): Promise<void> {
  await proveInvariants(world);
  await proveOpenAmounts(world);
  await proveTaxAndExchange(world);
  for (const on of someDays(world, days)) await proveDay(world, on);
  await proveSeries(world);
}

async function digestOf(world: World): Promise<string> {
  const rows = await world.company.run((ctx) =>
    ctx.tx.rows(sql<{ line: string }>`
      select concat_ws('|', e.id, e.posted_on, e.value_on, e.cause_kind, e.cause_id, l.pos, l.account, l.currency, l.minor, l.base_minor, l.receivable_id, l.credit_id) as line
      from journal_entry e join journal_line l on l.company_id = e.company_id and l.entry_id = e.id where e.company_id = ${ctx.company.id} order by e.id, l.pos`),
  );
  return createHash('sha256')
    .update(rows.map((row) => row.line).join('\n'))
    .digest('hex');
}
