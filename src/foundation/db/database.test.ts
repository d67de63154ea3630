import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import type { Tx } from './tx.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await testDatabase();
});

afterAll(() => test.close());

async function processOf(tx: Tx): Promise<number> {
  const row = await tx.first(sql<{ pid: number }>`select pg_backend_pid() as pid`);
  return row?.pid ?? 0;
}

async function endSession(pid: number): Promise<void> {
  const other = new pg.Client({ connectionString: test.appUrl });
  await other.connect();
  await other.query('select pg_terminate_backend($1)', [pid]);
  await other.end();
  await sleep(50);
}

describe('a connection that breaks in a unit of work', () => {
  it('fails the unit while it waits for something else, and the process lives on', async () => {
    const lost = test.database.forControl(async (tx) => {
      await endSession(await processOf(tx));
      return tx.rows(sql`select 1`);
    });
    await expect(lost).rejects.toThrow(/terminat|not queryable/i);
    await expect(test.database.forControl((tx) => tx.first(sql<{ one: number }>`select 1 as one`))).resolves.toEqual({ one: 1 });
  });

  it('fails the unit in the middle of a COPY', async () => {
    const lost = test.database.forControl(async (tx) => {
      const pid = await processOf(tx);
      await tx.run(sql`create temp table copied (number int) on commit drop`);
      async function* rows(): AsyncGenerator<string> {
        yield '1\n';
        await endSession(pid);
        for (let i = 0; i < 100; i++) yield '2\n'.repeat(10_000);
      }
      return tx.copyIn('copy copied from stdin', rows());
    });
    await expect(lost).rejects.toThrow(/terminat|not queryable|closed|EPIPE|ECONNRESET|premature/i);
    await expect(test.database.forControl((tx) => tx.first(sql<{ one: number }>`select 1 as one`))).resolves.toEqual({ one: 1 });
  });

  it('fails a read through a cursor', async () => {
    const lost = test.database.forControl(async (tx) => {
      const pid = await processOf(tx);
      let seen = 0;
      for await (const batch of tx.batches(sql`select generate_series(1, 1000)`, 100)) {
        seen += batch.length;
        if (seen === 100) await endSession(pid);
      }
      return seen;
    });
    await expect(lost).rejects.toThrow(/terminat|not queryable/i);
  });
});
