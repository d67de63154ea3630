import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { APP_ROLE } from '../foundation/db/migrate.ts';

/** Every queue of jobs. `short`: one job waits at most, however often it is asked for. */
export const QUEUES = {
  /** Chains new audit events of every company. */
  'seal-audit': { policy: 'short', retryLimit: 0 },
  /** Finds audit events that were committed late. */
  'seal-audit-stragglers': { policy: 'short', retryLimit: 0 },
  /** Folds what postings appended, of every company. */
  'fold-positions': { policy: 'short', retryLimit: 0 },
  /** Takes the signals of every company and queues the jobs that hear them. */
  'hear-signals': { policy: 'short', retryLimit: 0 },
  /** Takes bank files from the watched folders. One job works at a time, whoever runs it: two would reach for the same file. */
  'look-into-folders': { policy: 'stately', retryLimit: 0, heartbeatSeconds: 20, expireInSeconds: 14_400 },
  /** Plans the reminders of each company's day, and takes over what became of those that left. A long run takes its time. */
  collect: { policy: 'stately', retryLimit: 0, heartbeatSeconds: 20, expireInSeconds: 14_400 },
  /** Hands messages over that are due, several companies side by side: a slow mail server of one must not keep the others waiting. */
  'deliver-outbox': { policy: 'stately', retryLimit: 0, heartbeatSeconds: 20, expireInSeconds: 14_400 },
  /** Reads the mailboxes: replies, bounces, reports. */
  'read-mailboxes': { policy: 'stately', retryLimit: 0, heartbeatSeconds: 20, expireInSeconds: 14_400 },
  /** Cash application of one company after bank files came in. One job works and one waits, a company. A long file takes its time; a worker that was
   *  killed stops beating, and another one takes the job. */
  'match-statement': {
    policy: 'stately',
    retryLimit: 8,
    retryDelay: 10,
    retryBackoff: true,
    retryDelayMax: 600,
    heartbeatSeconds: 20,
    expireInSeconds: 14_400,
    // Its signal is gone: it waits for a worker however long there is none.
    retentionSeconds: 365 * 86_400,
  },
} as const;

export type QueueName = keyof typeof QUEUES;

/** Queues whose jobs are for one company: asked for by a signal. The others look at every company, at their tick. */
export type CompanyQueue = 'match-statement';

export const JOB_SCHEMA = 'pgboss';

const KEPT = { retentionSeconds: 3_600, deleteAfterSeconds: 3_600, expireInSeconds: 900 } as const;

const GRANTS = [
  `grant usage on schema ${JOB_SCHEMA} to ${APP_ROLE}`,
  `grant select, insert, update, delete on all tables in schema ${JOB_SCHEMA} to ${APP_ROLE}`,
  `grant usage, select on all sequences in schema ${JOB_SCHEMA} to ${APP_ROLE}`,
  `grant execute on all functions in schema ${JOB_SCHEMA} to ${APP_ROLE}`,
];

function versionOfJobs(): string {
  const entry = createRequire(import.meta.url).resolve('pg-boss');
  return readFileSync(path.join(path.dirname(entry), '..', 'package.json'), 'utf8');
}

function digest(): string {
  return createHash('sha256')
    .update(versionOfJobs())
    .update(JSON.stringify([QUEUES, KEPT, GRANTS]))
    .digest('hex');
}

/** Makes or brings up to date the tables of jobs with the login that owns the schema, and lets the application use them. After the first time
 *  it is one read: a mark says for which version and queues it was done. Safe to run by several processes at once. */
export async function migrateJobs(options: { ownerUrl: string; now: Date }): Promise<void> {
  const client = new pg.Client({ connectionString: options.ownerUrl, application_name: 'dunlin migrate' });
  client.on('error', () => undefined); // a server that goes away fails the query; it must not end the process
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(727203)');
    const { rows } = await client.query<{ sha256: string }>("select sha256 from schema_migration where name = 'jobs'");
    const wanted = digest();
    if (rows[0]?.sha256 === wanted) return;
    const boss = new PgBoss({ connectionString: options.ownerUrl, schema: JOB_SCHEMA, supervise: false, schedule: false, application_name: 'dunlin migrate' });
    boss.on('error', () => undefined);
    await boss.start();
    try {
      for (const [name, queue] of Object.entries(QUEUES)) {
        const { policy, ...settings } = { ...KEPT, ...queue };
        await boss.createQueue(name, { policy, ...settings });
        // A queue that was there keeps its old settings otherwise; its policy stays what it was made with.
        await boss.updateQueue(name, settings);
      }
    } finally {
      await boss.stop({ graceful: false });
    }
    for (const grant of GRANTS) await client.query(grant);
    await client.query(
      "insert into schema_migration (name, sha256, applied_at) values ('jobs', $1, $2) on conflict (name) do update set sha256 = excluded.sha256, applied_at = excluded.applied_at",
      [wanted, options.now],
    );
  } finally {
    await client.end();
  }
}
