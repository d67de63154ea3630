import { sql } from 'kysely';
import pg from 'pg';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PgBoss } from 'pg-boss';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issue, newCustomer } from '../../tests/postings/books.ts';
import { bytesOf, camtText } from '../../tests/support/camt-text.ts';
import { testCompany, type TestCompany } from '../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../tests/support/test-database.ts';
import { importStatement } from '../ar/cash-application/import-statement.ts';
import { setAutomationMode } from '../ar/work/automation.ts';
import type { AutomationMode } from '../ar/work/automation-name.ts';
import { openLog } from '../foundation/log/log.ts';
import { JOB_SCHEMA, migrateJobs } from './job-queues.ts';
import { startWorker, type Worker } from './worker.ts';

let db: TestDatabase;
let t: TestCompany;
let worker: Worker | undefined;
let statements = 0;

beforeAll(async () => {
  db = await testDatabase();
  await migrateJobs({ ownerUrl: db.ownerUrl, now: new Date() });
});

afterAll(() => db.close());

beforeEach(async () => {
  t = await testCompany(db, { today: '2026-03-31' });
});

afterEach(async () => {
  await worker?.stop();
  worker = undefined;
});

async function work(): Promise<void> {
  worker = await startWorker({
    database: db.database,
    connection: { url: db.appUrl, role: undefined },
    log: openLog({ level: 'silent' }),
    dataFolder: mkdtempSync(path.join(tmpdir(), 'dunlin-worker-')),
  });
}

const mode = (chosen: AutomationMode) => t.run((ctx) => setAutomationMode(ctx, 'cash_application', chosen));

/** An invoice and the bank line that pays it. */
async function paidInvoice(): Promise<void> {
  const { number } = await issue(t, await newCustomer(t, `K-${++statements}`), '100');
  const text = camtText({
    reference: `W-${statements}`,
    lines: [{ minor: 12_000n, bookedOn: '2026-03-20', text: `Invoice ${number}`, name: `Payer ${statements}` }],
  });
  await t.run((ctx) => importStatement(ctx, { fileName: `w-${statements}.xml`, source: bytesOf(text) }));
}

const lines = () =>
  t.run(async (ctx) =>
    (await ctx.tx.rows(sql<{ state: string }>`select state from bank_line where company_id = ${ctx.company.id} order by id`)).map((row) => row.state),
  );
const signals = () => t.run(async (ctx) => (await ctx.tx.rows(sql`select 1 from signal where company_id = ${ctx.company.id}`)).length);
const runs = () =>
  t.run((ctx) => ctx.tx.rows(sql<{ state: string; actor: string; mode: string }>`select state, actor, mode from run where company_id = ${ctx.company.id}`));

const SOON = { timeout: 40_000, interval: 200 };

describe('bank lines and the worker', { timeout: 90_000 }, () => {
  it('applies what came in before it was started and while it runs, in the mode of the company', async () => {
    await mode('auto');
    await paidInvoice();
    expect(await signals()).toBe(1);
    await work();
    await expect.poll(lines, SOON).toEqual(['applied']);
    await paidInvoice();
    await expect.poll(lines, SOON).toEqual(['applied', 'applied']);
    await expect.poll(runs, SOON).toMatchObject([
      { state: 'done', actor: 'automation:match-statement', mode: 'auto' },
      { state: 'done', actor: 'automation:match-statement', mode: 'auto' },
    ]);
    expect(await signals()).toBe(0);
  });

  it('proposes only, where nobody has set a mode', async () => {
    await paidInvoice();
    await work();
    await expect.poll(lines, SOON).toEqual(['proposed']);
  });

  it('leaves the lines of a company that switched it off', async () => {
    await mode('off');
    await paidInvoice();
    await work();
    await expect.poll(signals, SOON).toBe(0);
    const done = (): Promise<number> => jobs('completed');
    await expect.poll(done, SOON).toBe(1);
    expect([await lines(), await runs()]).toEqual([['open'], []]);
  });

  it('hears nothing of an import that is not kept', async () => {
    await paidInvoice();
    await t.run((ctx) => ctx.tx.run(sql`delete from signal where company_id = ${ctx.company.id}`));
    await t
      .run(async (ctx) => {
        const text = camtText({ reference: 'gone', lines: [{ minor: 1n, bookedOn: '2026-03-20', text: 'x' }] });
        await importStatement(ctx, { fileName: 'gone.xml', source: bytesOf(text) });
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    expect(await signals()).toBe(0);
  });

  it('takes over the job of a worker that was killed', async () => {
    await mode('auto');
    await paidInvoice();
    const owner = new pg.Client({ connectionString: db.ownerUrl });
    await owner.connect();
    const other = new PgBoss({ connectionString: db.ownerUrl, schema: JOB_SCHEMA, supervise: false, schedule: false, migrate: false });
    other.on('error', () => undefined);
    await other.start();
    try {
      await other.send('match-statement', { companyId: t.company.id }, { singletonKey: t.company.id });
      expect(await other.fetch('match-statement')).toHaveLength(1);
      await work();
      await expect.poll(() => jobs('active'), SOON).toBe(1);
      await expect.poll(signals, SOON).toBe(0);
      expect(await lines()).toEqual(['open']);
      await owner.query(`update ${JOB_SCHEMA}.job set heartbeat_on = now() - interval '1 hour' where name = 'match-statement' and state = 'active'`);
      await other.supervise('match-statement');
      await expect.poll(lines, SOON).toEqual(['applied']);
    } finally {
      await other.stop({ graceful: false });
      await owner.end();
    }
  });
});

/** Jobs of the company in a state. */
async function jobs(state: string): Promise<number> {
  const owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query(
    `select 1 from ${JOB_SCHEMA}.job where name = 'match-statement' and singleton_key = $1 and state = $2::text::${JOB_SCHEMA}.job_state`,
    [t.company.id, state],
  );
  await owner.end();
  return rows.length;
}
