import { failRun } from '../ar/work/run-life.ts';
import {
  finishDunningRun,
  openDunningRun,
  planDunningChunk,
  type DunningChunk,
  type DunningCounts,
  type OpenedDunning,
} from '../ar/collections/run-dunning.ts';
import { policiesInForce } from '../ar/collections/change-policy.ts';
import type { Ctx } from '../ar/access/context.ts';

/** Runs one unit of work for the company. */
type Run = <T>(work: (ctx: Ctx) => Promise<T>) => Promise<T>;

export type DunningRun = {
  readonly policy: string;
  readonly state: OpenedDunning['state'];
  readonly runId: string | null;
  readonly reason: string | null;
  readonly counts: DunningCounts;
};

const CHUNK_CUSTOMERS = 500;
const NO_COUNTS: DunningCounts = { considered: 0, reminders: 0, skipped: 0, held: 0, waiting: 0 };

type Options = { readonly stopped?: AbortSignal; readonly chunkCustomers?: number; readonly onProgress?: (counts: DunningCounts) => void };

/** Carries out the run of a policy for today, a unit of work a chunk of customers. A second start on the same day finds it done, or goes on where it was lost. */
export async function runDunning(run: Run, policy: string, options: Options = {}): Promise<DunningRun> {
  const opened = await run((ctx) => openDunningRun(ctx, policy));
  if (opened.state !== 'running')
    return { policy, state: opened.state, runId: opened.runId, reason: opened.state === 'held' ? opened.reason : null, counts: NO_COUNTS };
  return workDunningRun(run, policy, opened, options);
}

/** Carries out a run that was opened, chunk by chunk. */
export async function workDunningRun(
  run: Run,
  policy: string,
  opened: { readonly runId: string; readonly counts: DunningCounts },
  options: Options = {},
): Promise<DunningRun> {
  const { runId } = opened;
  let counts = opened.counts;
  let after: string | null = null;
  try {
    do {
      options.stopped?.throwIfAborted();
      const here = { id: runId, counts, after, limit: options.chunkCustomers ?? CHUNK_CUSTOMERS };
      const chunk: DunningChunk = await run((ctx) => planDunningChunk(ctx, policy, here));
      ({ counts, after } = chunk);
      options.onProgress?.(counts);
    } while (after !== null);
  } catch (error) {
    // It can be taken up at once; a process that is killed leaves it to be taken up later.
    await run((ctx) => failRun(ctx, runId)).catch(() => undefined);
    throw error;
  }
  const total = counts;
  await run((ctx) => finishDunningRun(ctx, policy, { id: runId, counts: total }));
  return { policy, state: 'done', runId, reason: null, counts };
}

/** The runs of all policies in force, in their order: the first one that is live for a customer serves them. */
export async function runAllDunning(run: Run, options: Options = {}): Promise<DunningRun[]> {
  const policies = await run((ctx) => policiesInForce(ctx));
  const done: DunningRun[] = [];
  for (const { policy } of policies) done.push(await runDunning(run, policy.code, options));
  return done;
}
