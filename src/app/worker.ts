import { PgBoss, type Job } from 'pg-boss';
import { listCompanies } from '../ar/access/list-companies.ts';
import { sealAudit } from '../ar/access/seal-audit.ts';
import type { Actor, Ctx } from '../ar/access/context.ts';
import { foldPositions } from '../ar/receivables/fold-positions.ts';
import { takeSignals } from '../ar/work/signals.ts';
import type { Database } from '../foundation/db/database.ts';
import type { Log } from '../foundation/log/log.ts';
import { collect } from './collect.ts';
import { JOB_SCHEMA, type CompanyQueue, type QueueName } from './job-queues.ts';
import { openMailRoom, type MailRoom } from './mail-room.ts';
import { matchStatement } from './match-statement.ts';
import { clock, companyRunner, type CompanyRunner } from './run-context.ts';
import { HEARD_BY } from './signals.ts';
import { createFolderWatch } from './watch-folder.ts';

export type Worker = {
  /** Takes no new job, waits for the running ones. */
  stop(): Promise<void>;
};

export type WorkerDeps = {
  readonly database: Database;
  readonly connection: { readonly url: string; readonly role: string | undefined };
  readonly log: Log;
  /** Holds the keys of the companies' mail accounts. */
  readonly dataFolder: string;
};

/** Soon enough that a trail is sealed "within seconds" and reports stay short, rare enough for an idle laptop. */
const TICK_SECONDS = 5;
const POLL_SECONDS = 2;
const STOP_MS = 5_000;

function automation(name: QueueName): Actor {
  return { kind: 'automation', id: name };
}

type TickWork = (runner: CompanyRunner, stopped: AbortSignal) => Promise<number>;

function inOneUnit(work: (ctx: Ctx) => Promise<number>): TickWork {
  return ({ run }) => run(work);
}

/** Queues that wait for servers of others look after so many companies at once. */
const SIDE_BY_SIDE: Readonly<Partial<Record<QueueName, number>>> = { 'deliver-outbox': 4, 'read-mailboxes': 4 };

/** Every company, each in units of work of its own; what fails in one does not keep the others waiting. */
async function everyCompany(deps: WorkerDeps, queue: QueueName, work: TickWork, stopped: AbortSignal): Promise<void> {
  const waiting = [...(await listCompanies(deps.database))];
  const next = async (): Promise<void> => {
    for (let company = waiting.shift(); company !== undefined; company = waiting.shift()) {
      if (stopped.aborted) return;
      try {
        const done = await work(companyRunner(deps.database, company, automation(queue)), stopped);
        if (done > 0) deps.log.debug({ queue, company: company.id, done }, 'job done');
      } catch (error) {
        deps.log.error({ err: error, queue, company: company.id }, 'a job failed; it is tried again at its next turn');
      }
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE[queue] ?? 1 }, next));
}

type TickQueue = Exclude<QueueName, CompanyQueue>;

/** Jobs of the clock: the same for every company. */
function tickHandlers(boss: PgBoss, mailRoom: MailRoom): Readonly<Record<TickQueue, TickWork>> {
  const folders = createFolderWatch({ clock });
  return {
    'seal-audit': inOneUnit((ctx) => sealAudit(ctx, 'recent')),
    'seal-audit-stragglers': inOneUnit((ctx) => sealAudit(ctx, 'all')),
    'fold-positions': inOneUnit(foldPositions),
    'hear-signals': inOneUnit((ctx) => hearSignals(boss, ctx)),
    'look-into-folders': (runner) => folders.look(runner),
    collect,
    'deliver-outbox': (runner, stopped) => mailRoom.send(runner, stopped),
    'read-mailboxes': (runner, stopped) => mailRoom.read(runner, stopped),
  };
}

type CompanyJob = { readonly companyId: string };

/** Jobs of a signal, each for its company. */
const COMPANY_HANDLERS: Readonly<Record<CompanyQueue, (runner: CompanyRunner, stopped: AbortSignal) => Promise<unknown>>> = {
  'match-statement': matchStatement,
};

/** Takes the signals and queues their jobs in one unit of work: neither is lost when the other is not kept. A job that waits already for the company
 *  will see what this one would have seen. */
async function hearSignals(boss: PgBoss, ctx: Ctx): Promise<number> {
  const signals = await takeSignals(ctx);
  const db = { executeSql: async (text: string, values: unknown[] = []) => ({ rows: await ctx.tx.rowsText<Record<string, unknown>>(text, values) }) };
  const data: CompanyJob = { companyId: ctx.company.id };
  for (const queue of new Set(signals.flatMap(({ event }) => HEARD_BY[event]))) await boss.send(queue, data, { singletonKey: ctx.company.id, db });
  return signals.length;
}

async function oneCompany(deps: WorkerDeps, queue: CompanyQueue, jobs: readonly Job<CompanyJob>[]): Promise<void> {
  for (const { data, signal: stopped } of jobs) {
    const company = (await listCompanies(deps.database)).find(({ id }) => id === data.companyId);
    if (!company) continue;
    try {
      const done = await COMPANY_HANDLERS[queue](companyRunner(deps.database, company, automation(queue)), stopped);
      deps.log.info({ queue, company: company.id, done }, 'job done');
    } catch (error) {
      deps.log.error({ err: error, queue, company: company.id }, 'a job failed; it is tried again, later each time');
      throw error;
    }
  }
}

const EVERY_TICK: readonly TickQueue[] = ['seal-audit', 'fold-positions', 'hear-signals', 'look-into-folders', 'deliver-outbox'];
/** What people plan by the day need not be looked at every few seconds. */
const EVERY_MINUTE: readonly TickQueue[] = ['collect', 'read-mailboxes'];

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
  const mailRoom = openMailRoom({ dataFolder: deps.dataFolder, log: deps.log, clock });
  const ticks = tickHandlers(boss, mailRoom);
  for (const queue of Object.keys(ticks) as TickQueue[]) {
    await boss.work(queue, { pollingIntervalSeconds: POLL_SECONDS }, ([job]) =>
      everyCompany(deps, queue, ticks[queue], job?.signal ?? new AbortController().signal),
    );
  }
  for (const queue of Object.keys(COMPANY_HANDLERS) as CompanyQueue[]) {
    await boss.work<CompanyJob>(queue, { pollingIntervalSeconds: POLL_SECONDS }, (jobs) => oneCompany(deps, queue, jobs));
  }
  await boss.schedule('seal-audit-stragglers', '17 * * * *');
  const tick = async (): Promise<void> => {
    for (const queue of EVERY_TICK) await boss.send(queue, {}, { singletonSeconds: TICK_SECONDS });
    for (const queue of EVERY_MINUTE) await boss.send(queue, {}, { singletonSeconds: 60 });
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
      await mailRoom.close();
    },
  };
}
