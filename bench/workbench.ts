import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { initialiseCompany } from '../src/app/initialise-company.ts';
import { allTables, migrationsFolder } from '../src/app/schema.ts';
import type { Company, Ctx } from '../src/ar/access/context.ts';
import { companyTable, firmTable } from '../src/ar/access/tables.ts';
import { day, type Day } from '../src/foundation/calendar/day.ts';
import { openDatabase, type Database } from '../src/foundation/db/database.ts';
import { openEmbeddedDatabase } from '../src/foundation/db/embedded/launch.ts';
import { insertRows } from '../src/foundation/db/insert-rows.ts';
import { migrate } from '../src/foundation/db/migrate.ts';
import { idMaker, type NewId } from '../src/foundation/ids/id.ts';
import { currency } from '../src/foundation/money/currency.ts';
import { rounded, type BenchResult } from './result.ts';

/** A throw-away database on the embedded engine with its durability as in production, and a second one for the COPY baseline. */
export type Workbench = {
  readonly database: Database;
  readonly company: Company;
  readonly newId: NewId;
  readonly today: Day;
  run<T>(work: (ctx: Ctx) => Promise<T>): Promise<T>;
  /** Copies what is there to the baseline database, outside of the measurement. */
  prepareBaseline(): Promise<void>;
  /** Everything that came after prepareBaseline, by COPY into the baseline database. */
  copyBaseline(): Promise<{ rows: number; seconds: number; rowsPerSecond: number }>;
  close(): Promise<void>;
};

const TODAY = day('2026-06-30');

/** The column by which later rows are told from earlier ones: ids rise with time. Tables that are not named hold no rows that a workload writes. */
const KEY: readonly (readonly [table: string, column: string])[] = [
  ['customer', 'id'],
  ['contact', 'id'],
  ['payer_account', 'customer_id'],
  ['payer_alias', 'customer_id'],
  ['customer_token', 'customer_id'],
  ['document', 'id'],
  ['document_line', 'document_id'],
  ['document_tax', 'document_id'],
  ['receivable', 'id'],
  ['receivable_token', 'receivable_id'],
  ['receivable_discount', 'receivable_id'],
  ['bank_account', 'id'],
  ['bank_file', 'id'],
  ['bank_file_chunk', 'file_id'],
  ['bank_statement', 'id'],
  ['bank_line', 'id'],
  ['run', 'id'],
  ['proposal', 'id'],
  ['payment', 'id'],
  ['credit', 'id'],
  ['allocation', 'id'],
  ['journal_entry', 'id'],
  ['journal_line', 'entry_id'],
  ['position_pending', 'id'],
  ['audit_event', 'id'],
];

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
}

async function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export async function openWorkbench(options: { dataDir: string }): Promise<Workbench> {
  const cluster = await openEmbeddedDatabase({ dataDir: options.dataDir });
  const suffix = randomUUID().slice(0, 8);
  const names = { work: `bench_${suffix}`, baseline: `bench_${suffix}_copy` };
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dunlin-bench-'));
  for (const name of [names.work, names.baseline]) {
    await asOwner(cluster.ownerUrl, (client) => client.query(`create database ${name}`));
    await migrate({ ownerUrl: withDatabase(cluster.ownerUrl, name), folder: migrationsFolder, tables: allTables, now: new Date() });
  }
  const urls = { work: withDatabase(cluster.ownerUrl, names.work), baseline: withDatabase(cluster.ownerUrl, names.baseline) };
  const database = openDatabase({ url: withDatabase(cluster.appUrl, names.work) });
  const newId = idMaker(() => Date.now());
  const company = await makeCompany(database, newId);
  const run = <T>(work: (ctx: Ctx) => Promise<T>): Promise<T> =>
    database.forCompany(company.id, (tx) => work({ tx, now: new Date(), today: TODAY, company, actor: { kind: 'operator', id: 'bench' }, newId }));
  await run(async (ctx) => {
    for (const initialise of initialiseCompany) await initialise(ctx);
  });
  let marker = '00000000-0000-0000-0000-000000000000';
  return {
    database,
    company,
    newId,
    today: TODAY,
    run,
    prepareBaseline: async () => {
      await moveRows(urls, { folder, after: marker, analyze: true });
      marker = newId();
    },
    copyBaseline: async () => {
      const moved = await moveRows(urls, { folder, after: marker, analyze: false });
      return { ...moved, rowsPerSecond: Math.round(moved.rows / moved.seconds) };
    },
    close: async () => {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
      for (const name of Object.values(names)) await asOwner(cluster.ownerUrl, (client) => client.query(`drop database if exists ${name}`));
      await cluster.release();
    },
  };
}

async function makeCompany(database: Database, newId: NewId): Promise<Company> {
  const company: Company = {
    id: newId(),
    firmId: newId(),
    name: 'Bench',
    slug: 'bench',
    baseCurrency: currency('EUR'),
    country: 'DE',
    timeZone: 'Europe/Berlin',
    taxPoint: 'invoice',
    defaultTerms: 'NET30',
    demo: null,
  };
  await database.forControl(async (tx) => {
    await insertRows(tx, firmTable, [{ id: company.firmId, name: 'Bench', created_at: new Date() }]);
    await insertRows(tx, companyTable, [
      {
        id: company.id,
        firm_id: company.firmId,
        name: company.name,
        slug: company.slug,
        base_currency: company.baseCurrency,
        country: company.country,
        time_zone: company.timeZone,
        tax_point: company.taxPoint,
        default_terms: company.defaultTerms,
        demo: company.demo,
        created_at: new Date(),
      },
    ]);
  });
  return company;
}

/** Rows after the marker from the working database into the baseline, through files on disk; only the COPY into the baseline is timed. */
async function moveRows(
  urls: { work: string; baseline: string },
  options: { folder: string; after: string; analyze: boolean },
): Promise<{ rows: number; seconds: number }> {
  let rows = 0;
  let seconds = 0;
  await asOwner(urls.work, async (source) => {
    await asOwner(urls.baseline, async (target) => {
      for (const [table, column] of KEY) {
        const file = path.join(options.folder, table);
        await pipeline(source.query(copyTo(`copy (select * from ${table} where ${column} > '${options.after}') to stdout`)), createWriteStream(file));
        const sink = target.query(copyFrom(`copy ${table} from stdin`));
        const started = process.hrtime.bigint();
        await pipeline(createReadStream(file, { highWaterMark: 1_048_576 }), sink);
        seconds += Number(process.hrtime.bigint() - started) / 1e9;
        rows += sink.rowCount;
        rmSync(file);
      }
      if (options.analyze) await target.query('analyze');
    });
    if (options.analyze) await source.query('analyze');
  });
  return { rows, seconds: rounded(seconds) };
}

export function ratio(copy: NonNullable<BenchResult['copy']>, seconds: number): number {
  return rounded(copy.seconds / seconds);
}
