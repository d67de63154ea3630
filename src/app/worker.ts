import { PgBoss } from 'pg-boss';
import { listCompanies } from '../ar/access/list-companies.ts';
import { sealAudit } from '../ar/access/seal-audit.ts';
import type { Actor, Ctx } from '../ar/access/context.ts';
import { foldPositions } from '../ar/receivables/fold-positions.ts';
import type { Database } from '../foundation/db/database.ts';
import type { Log } from '../foundation/log/log.ts';
import { JOB_SCHEMA, QUEUES, type QueueName } from './job-queues.ts';
import { companyRunner } from './run-context.ts';

export type Worker = {
  /** Takes no new job, waits for the running ones. */
  stop(): Promise<void>;
};

export type WorkerDeps = {
  readonly database: Database;
  readonly connection: { readonly url: string; readonly role: string | undefined };
  readonly log: Log;
};

/** Soon enough that a trail is sealed "within seconds" and reports stay short, rare enough for an idle laptop. */
const TICK_SECONDS = 5;
const POLL_SECONDS = 2;
const STOP_MS = 5_000;

function automation(name: QueueName): Actor {
  return { kind: 'automation', id: name };
}

/** One company after another, each in its own unit of work; what fails in one does not keep the others waiting. */
async function everyCompany(deps: WorkerDeps, queue: QueueName, work: (ctx: Ctx) => Promise<number>): Promise<void> {
  for (const company of await listCompanies(deps.database)) {
    try {
      const done = await companyRunner(deps.database, company, automation(queue)).run(work);
      if (done > 0) deps.log.debug({ queue, company: company.id, done }, 'job done');
    } catch (error) {
      deps.log.error({ err: error, queue, company: company.id }, 'a job failed; it is tried again at its next turn');
    }
  }
}

const HANDLERS: Readonly<Record<QueueName, (ctx: Ctx) => Promise<number>>> = {
  'seal-audit': (ctx) => sealAudit(ctx, 'recent'),
  'seal-audit-stragglers': (ctx) => sealAudit(ctx, 'all'),
  'fold-positions': foldPositions,
};

const EVERY_TICK: readonly QueueName[] = ['seal-audit', 'fold-positions'];

/** Works the queues until it is stopped. Several workers share them: of one tick, one job runs, whoever asked for it. */
export async function startWorker(deps: WorkerDeps): Promise<Worker> {
  const { url, role } = deps.connection;
  const boss = new PgBoss({
    connectionString: url,
    ...(role === undefined ? {} : { options: `-c role=${role}` }),
    schema: JOB_SCHEMA,
    migrate: false,
    createSchema: false,
    // Its tables belong to the owner of the schema, whom the application is not.
    reindex: false,
    monitorVacuum: false,
    max: 4,
    application_name: 'dunlin worker',
  });
  boss.on('error', (error) => deps.log.error({ err: error }, 'the job queue reports an error'));
  await boss.start();
  for (const queue of Object.keys(QUEUES) as QueueName[]) {
    await boss.work(queue, { pollingIntervalSeconds: POLL_SECONDS }, () => everyCompany(deps, queue, HANDLERS[queue]));
  }
  await boss.schedule('seal-audit-stragglers', '17 * * * *');
  const tick = async (): Promise<void> => {
    for (const queue of EVERY_TICK) await boss.send(queue, {}, { singletonSeconds: TICK_SECONDS });
  };
  const onTick = (): void => {
    tick().catch((error: unknown) => deps.log.error({ err: error }, 'jobs could not be queued; the next turn tries again'));
  };
  onTick();
  const timer = setInterval(onTick, TICK_SECONDS * 1_000);
  return {
    stop: async () => {
      clearInterval(timer);
      await boss.stop({ graceful: true, timeout: STOP_MS, close: true });
    },
  };
}
