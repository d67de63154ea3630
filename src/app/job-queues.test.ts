import pg from 'pg';
import { expect, it } from 'vitest';
import { testDatabase } from '../../tests/support/test-database.ts';
import { JOB_SCHEMA, migrateJobs, QUEUES } from './job-queues.ts';

it('makes every queue, and brings the settings of those that are there up to date', async () => {
  const db = await testDatabase();
  const owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  try {
    const settings = async () =>
      (
        await owner.query<{ name: string; policy: string; retention_seconds: number; heartbeat_seconds: number | null }>(
          `select name, policy, retention_seconds, heartbeat_seconds from ${JOB_SCHEMA}.queue where name = any ($1) order by name`,
          [Object.keys(QUEUES)],
        )
      ).rows;
    await migrateJobs({ ownerUrl: db.ownerUrl, now: new Date() });
    const made = await settings();
    expect(made.map(({ name, policy }) => [name, policy])).toEqual(
      Object.entries(QUEUES)
        .map(([name, { policy }]) => [name, policy])
        .toSorted(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
    );
    expect(made.find(({ name }) => name === 'match-statement')).toMatchObject({ retention_seconds: 31_536_000, heartbeat_seconds: 20 });
    await owner.query(`update ${JOB_SCHEMA}.queue set retention_seconds = 60, heartbeat_seconds = null`);
    await owner.query("update schema_migration set sha256 = 'an older version' where name = 'jobs'");
    await migrateJobs({ ownerUrl: db.ownerUrl, now: new Date() });
    expect(await settings()).toEqual(made);
  } finally {
    await owner.end();
    await db.close();
  }
});
