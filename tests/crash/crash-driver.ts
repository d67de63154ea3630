import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { applyCash } from '../../src/app/apply-cash.ts';
import { initialiseCompany } from '../../src/app/initialise-company.ts';
import { openMigratedDatabase, type OpenedDatabase } from '../../src/app/open-database.ts';
import { clock, companyRunner, newId, OPERATOR, type CompanyRunner } from '../../src/app/run-context.ts';
import type { Ctx } from '../../src/ar/access/context.ts';
import { createCompany } from '../../src/ar/access/create-company.ts';
import { listCompanies } from '../../src/ar/access/list-companies.ts';
import { sealAudit } from '../../src/ar/access/seal-audit.ts';
import { verifyAudit } from '../../src/ar/access/verify-audit.ts';
import { undoApplication } from '../../src/ar/cash-application/decide-line.ts';
import { importStatement } from '../../src/ar/cash-application/import-statement.ts';
import { createCustomers } from '../../src/ar/customers/create-customers.ts';
import { issueInvoices } from '../../src/ar/invoices/issue-invoices.ts';
import { importInvoiceHistory } from '../../src/ar/payments/import-invoice-history.ts';
import { foldPositions } from '../../src/ar/receivables/fold-positions.ts';
import { readInvoiceRows } from '../../src/formats/csv/read-invoice-rows.ts';
import { addDays } from '../../src/foundation/calendar/day.ts';
import { assert, Refusal } from '../../src/foundation/errors/refusal.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { bytesOf, camtText, type StatementLine } from '../support/camt-text.ts';
import { acknowledge, readAcknowledgements, type Acknowledgement } from './acknowledgements.ts';
import { brokenPromises, growingCounts } from './promises-kept.ts';
import { writeDurably } from './write-durably.ts';

/** A program that works as a busy company does and writes down everything that was acknowledged to it. It is killed at any moment and started
 *  again; each start proves first that every promise was kept. Steps are told on standard output for whoever kills.
 *  Exit codes: 0 the rounds asked for are done, 2 a promise was broken, 3 the database went away (start again). */
const CUSTOMERS = 25;
const BATCH = 24;
const HISTORY_ROWS = 60;
const CHUNK_LINES = 10;
const EUR = currency('EUR');

type Driver = { readonly folder: string; readonly acks: string; readonly runner: CompanyRunner };

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function promise(driver: Driver, acknowledgement: Acknowledgement): void {
  acknowledge(driver.acks, acknowledgement);
}

/** One unit of work; its counts are promised as soon as the database has committed it. */
async function unit<T>(driver: Driver, step: string, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  say(`begin ${step}`);
  const { result, counts } = await driver.runner.run(async (ctx) => {
    const done = await work(ctx);
    return { result: done, counts: await growingCounts(ctx) };
  });
  promise(driver, { kind: 'unit', step, counts });
  say(`end ${step}`);
  return result;
}

async function ensureWorld(opened: OpenedDatabase, folder: string): Promise<Driver> {
  const [known] = await listCompanies(opened.database);
  const company =
    known ??
    (await createCompany(
      { database: opened.database, now: clock(), newId, actor: OPERATOR, initialise: initialiseCompany },
      { name: 'Crash Works', currency: 'EUR', country: 'DE' },
    ));
  const driver = { folder, acks: path.join(folder, 'acknowledged.jsonl'), runner: companyRunner(opened.database, company, OPERATOR) };
  await driver.runner.run(async (ctx) => {
    if ((await customerIds(ctx)).length > 0) return;
    await createCustomers(
      ctx,
      Array.from({ length: CUSTOMERS }, (_, i) => ({
        id: newId(),
        number: `K${i + 1}`,
        name: `Alder Trading ${i + 1} GmbH`,
        kind: 'business' as const,
        parentId: null,
        country: 'DE',
        language: 'de',
        terms: 'NET30',
        creditLimit: null,
        email: null,
        iban: null,
        origin: 'entered' as const,
      })),
    );
  });
  return driver;
}

async function customerIds(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.tx.rows(
    sql<{
      id: string;
    }>`select id from customer where company_id = ${ctx.company.id} and number in (${sql.join(Array.from({ length: CUSTOMERS }, (_, i) => `K${i + 1}`))}) order by number`,
  );
  return rows.map((row) => row.id);
}

async function issueBatch(driver: Driver): Promise<void> {
  const issued = await unit(driver, 'issue', async (ctx) => {
    const customers = await customerIds(ctx);
    return issueInvoices(
      ctx,
      Array.from({ length: BATCH }, (_, i) => ({
        customerId: customers[i % customers.length] as string,
        currency: EUR,
        issuedOn: addDays(ctx.today, -(i % 20)),
        lines: [
          { text: 'Article', quantity: '1', unitPrice: `${100 + i}.${String((i * 7) % 100).padStart(2, '0')}`, taxCategory: 'S' as const, taxRate: '19' },
        ],
      })),
    );
  });
  promise(driver, { kind: 'issued', invoices: issued.map(({ number, gross }) => ({ number, gross: gross.toString() })) });
}

/** History of the round's own numbers, written before it is imported, so that a killed import is tried again with the same rows. */
async function importHistory(driver: Driver, round: number): Promise<void> {
  const prefix = `H${String(round).padStart(4, '0')}-`;
  const rows = Array.from(
    { length: HISTORY_ROWS },
    (_, i) =>
      `${prefix}${String(i + 1).padStart(4, '0')},K${(i % CUSTOMERS) + 1},2026-01-${String((i % 28) + 1).padStart(2, '0')},${50 + i}.00,${i % 3 === 0 ? '' : '2026-02-10'}`,
  );
  const text = `number,customerNumber,issuedOn,amount,settledOn\n${rows.join('\n')}\n`;
  const result = await unit(driver, 'history', (ctx) =>
    importInvoiceHistory(ctx, readInvoiceRows(bytesOf(text, 4_096), { defaultCurrency: EUR }), {
      fileName: `${prefix}.csv`,
      sha256: () => `${round}`.padStart(64, '0'),
      strict: true,
      opening: false,
      cutOverOn: null,
      expectedOpen: null,
    }),
  );
  assert(
    result.imported === HISTORY_ROWS || result.skipped === HISTORY_ROWS,
    `history ${prefix} was taken in part: ${result.imported} imported, ${result.skipped} skipped`,
  );
  promise(driver, { kind: 'history', prefix, imported: HISTORY_ROWS });
}

/** Pays what is open by its number; every seventh line says nothing that anybody could match. */
async function statementLines(driver: Driver, round: number): Promise<StatementLine[]> {
  return driver.runner.run(async (ctx) => {
    const open = await ctx.tx.rows(sql<{ number: string; open: bigint }>`
      select number, open from receivable where company_id = ${ctx.company.id} and open > 0 and kind <> 'technical' order by id limit 80`);
    return open.map(({ number, open: minor }, i) => ({
      minor: i % 7 === 6 ? minor + 1_000_003n + BigInt(round) : minor,
      bookedOn: ctx.today,
      text: i % 7 === 6 ? 'vielen Dank' : `Rechnung ${number}`,
      name: 'Somebody',
    }));
  });
}

async function importRound(driver: Driver, round: number): Promise<void> {
  const reference = `S-${round}`;
  const file = path.join(driver.folder, `${reference}.xml`);
  if (!existsSync(file)) writeDurably(file, camtText({ reference, lines: await statementLines(driver, round) }));
  const text = readFileSync(file, 'utf8');
  const input = () => ({ fileName: `${reference}.xml`, source: bytesOf(text, 8_192) });
  const isThere = await driver.runner.run((ctx) =>
    ctx.tx.rows(sql<{ id: string }>`select id from bank_statement where company_id = ${ctx.company.id} and reference = ${reference}`),
  );
  if (isThere.length === 0) {
    const done = await unit(driver, 'statement', (ctx) => importStatement(ctx, input()));
    const [statement] = done.statements;
    assert(statement, 'a statement was imported');
    promise(driver, { kind: 'statement', reference, lines: done.lines, sum: (statement.credits - statement.debits).toString() });
  }
  await mustBeRefused(driver, reference, input);
  // The same statement in other bytes: banks do deliver it twice.
  await mustBeRefused(driver, reference, () => ({ fileName: `${reference}-again.xml`, source: bytesOf(`${text}\n`, 8_192) }));
}

async function mustBeRefused(driver: Driver, reference: string, input: () => { fileName: string; source: AsyncIterable<Uint8Array> }): Promise<void> {
  say('begin again');
  const code = await driver.runner
    .run((ctx) => importStatement(ctx, input()))
    .then(
      () => 'imported twice',
      (error: unknown) => {
        if (error instanceof Refusal) return error.code;
        throw error;
      },
    );
  assert(code === 'statement.already_imported', `statement ${reference} again: ${code}`);
  promise(driver, { kind: 'refused_again', reference });
  say('end again');
}

async function apply(driver: Driver): Promise<void> {
  const run = await applyCash((work) => unit(driver, 'apply', work), { mode: 'auto', chunkLines: CHUNK_LINES, fold: false });
  promise(driver, { kind: 'applied', lines: run.lines, applied: run.applied });
}

async function undoOne(driver: Driver): Promise<void> {
  const [line] = await driver.runner.run((ctx) =>
    ctx.tx.rows(sql<{ id: string }>`select id from bank_line where company_id = ${ctx.company.id} and state = 'applied' order by id desc limit 1`),
  );
  if (!line) return;
  await unit(driver, 'undo', (ctx) => undoApplication(ctx, { lineId: line.id, reason: 'crash driver' }));
  promise(driver, { kind: 'undone', lineId: line.id });
}

async function seal(driver: Driver): Promise<void> {
  await unit(driver, 'fold', foldPositions);
  const verdict = await unit(driver, 'seal', async (ctx) => {
    await sealAudit(ctx);
    return verifyAudit(ctx);
  });
  promise(driver, { kind: 'sealed', seals: verdict.sealed, head: verdict.head ?? '' });
}

async function nextRound(driver: Driver): Promise<number> {
  const rows = await driver.runner.run((ctx) =>
    ctx.tx.rows(sql<{ reference: string }>`select reference from bank_statement where company_id = ${ctx.company.id}`),
  );
  // A round whose statement was not imported is done again, with the file that was written for it.
  return 1 + Math.max(0, ...rows.map((row) => Number(row.reference.slice(2))));
}

async function work(opened: OpenedDatabase, folder: string, rounds: number): Promise<void> {
  const driver = await ensureWorld(opened, folder);
  const promised = readAcknowledgements(driver.acks);
  const broken = await driver.runner.run((ctx) => brokenPromises(ctx, promised));
  if (broken.length > 0) {
    for (const sentence of broken) say(`broken ${sentence}`);
    process.exitCode = 2;
    return;
  }
  say(`kept ${promised.length}`);
  for (let done = 0; done < rounds; done++) {
    const round = await nextRound(driver);
    await issueBatch(driver);
    await importHistory(driver, round);
    await importRound(driver, round);
    await apply(driver);
    await undoOne(driver);
    await seal(driver);
  }
  const after = await driver.runner.run((ctx) => brokenPromises(ctx, readAcknowledgements(driver.acks)));
  for (const sentence of after) say(`broken ${sentence}`);
  if (after.length > 0) process.exitCode = 2;
  else say(`finished ${JSON.stringify(await driver.runner.run(growingCounts))}`);
}

const LOST = /Connection terminated|ECONNREFUSED|ECONNRESET|terminating connection|the database system is|EPIPE|not queryable/;

function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return LOST.test(`${error.message} ${code}`) || ['57P01', '57P02', '57P03'].includes(code);
}

const [folder = '', rounds = '1'] = process.argv.slice(2);
let opened: OpenedDatabase | undefined;
try {
  opened = await openMigratedDatabase(
    { dataDir: path.join(folder, 'data'), databaseUrl: null, port: 0, host: '127.0.0.1', publicUrl: null, trustedProxies: [], logLevel: 'silent' },
    { onNote: () => undefined, now: clock() },
  );
  say(`open ${opened.folder}`);
  await work(opened, folder, Number(rounds));
} catch (error) {
  say(`${isLost(error) ? 'lost' : 'broken'} ${error instanceof Error ? (error.stack ?? error.message).replaceAll('\n', ' | ') : String(error)}`);
  process.exitCode = isLost(error) ? 3 : 2;
} finally {
  await opened?.close().catch((error: unknown) => say(`close ${String(error)}`));
}
