import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import { assert, Refusal } from '../../foundation/errors/refusal.ts';
import { actorText, type Ctx } from '../access/context.ts';
import type { Automation, AutomationMode } from './automation-name.ts';
import { getRun, runNotFound, type RunState, type StoredRun } from './run.ts';
import { runTable } from './tables.ts';

type RunMode = Exclude<AutomationMode, 'off'>;

/** `fresh`: opened by this call. Otherwise the run of the day was there: `done` is finished, `failed` waits to be taken up (`resumeRun`). */
export type StartedRun = { readonly id: string; readonly fresh: boolean; readonly state: RunState };

/** A run gathers the decisions of one evaluation of an automation. With `forOn` an automation has one run a day, however often it is started, also by two
 *  processes at once: then the answer is that run. Without, every start is a run of its own, and the answer its id. */
export function startRun(ctx: Ctx, automation: Automation | 'person', mode: RunMode): Promise<string>;
export function startRun(ctx: Ctx, automation: Automation | 'person', mode: RunMode, options: { forOn: Day }): Promise<StartedRun>;
export async function startRun(ctx: Ctx, automation: Automation | 'person', mode: RunMode, options?: { forOn: Day }): Promise<string | StartedRun> {
  const id = ctx.newId();
  const forOn = options?.forOn ?? null;
  const made = await insertRows(
    ctx.tx,
    runTable,
    [
      {
        company_id: ctx.company.id,
        id,
        automation,
        mode,
        state: 'running',
        started_at: ctx.now,
        ended_at: null,
        actor: actorText(ctx.actor),
        counts: null,
        progressed_at: null,
        for_on: forOn,
        reason: null,
      },
    ],
    'on conflict (company_id, automation, for_on) where for_on is not null do nothing',
  );
  if (forOn === null) return id;
  if (made === 1) return { id, fresh: true, state: 'running' };
  const there = await ctx.tx.first(sql<{ id: string; state: RunState }>`
    select id, state from run where company_id = ${ctx.company.id} and automation = ${automation} and for_on = ${forOn}`);
  assert(there, 'a run of a day that could not be opened is there');
  return { id: there.id, fresh: false, state: there.state };
}

/** Takes up a run that failed, or whose process is gone, where it stopped: its mode, its day, and how far it came (`counts`) stay. Who carries it out
 *  looks at the modes of today again. Refuses `run.not_found`, `run.ended` for a finished one, and `run.busy` for one that gave a sign of life just now. */
export async function resumeRun(ctx: Ctx, id: string): Promise<StoredRun> {
  const run = await ctx.tx.first(sql<{ state: RunState; last_sign: Date }>`
    select state, coalesce(progressed_at, started_at) as last_sign from run where company_id = ${ctx.company.id} and id = ${id} for no key update`);
  if (!run) throw runNotFound(id);
  if (run.state === 'done') throw new Refusal('run.ended', `The run ${id} is finished; nothing of it is left to do. Start a new one.`, { id });
  if (run.state === 'running' && run.last_sign >= silentSince(ctx))
    throw new Refusal('run.busy', `The run ${id} is being carried out. Wait for its end; one that is silent for a quarter of an hour can be taken up.`, { id });
  await ctx.tx.run(sql`
    update run set state = 'running', ended_at = null, reason = null, progressed_at = ${ctx.now} where company_id = ${ctx.company.id} and id = ${id}`);
  return getRun(ctx, id);
}

export async function endRun(ctx: Ctx, id: string, state: 'done' | 'failed', counts: Readonly<Record<string, number>>): Promise<void> {
  await ctx.tx.run(
    sql`update run set state = ${state}, ended_at = ${ctx.now}, counts = ${JSON.stringify(counts)}::jsonb where company_id = ${ctx.company.id} and id = ${id}`,
  );
}

/** Ends a run in which nothing was done on purpose, for one reason that holds for all of it; a code (`outside_dispatch_hours`). Its day counts as run. */
export async function holdRun(ctx: Ctx, id: string, reason: string): Promise<void> {
  await ctx.tx.run(sql`
    update run set state = 'done', ended_at = ${ctx.now}, reason = ${reason} where company_id = ${ctx.company.id} and id = ${id} and state = 'running'`);
}

/** Keeps how far a run has come, beside the work it did. */
export async function saveRunProgress(ctx: Ctx, id: string, counts: Readonly<Record<string, number>>): Promise<void> {
  await ctx.tx.run(
    sql`update run set counts = ${JSON.stringify(counts)}::jsonb, progressed_at = ${ctx.now} where company_id = ${ctx.company.id} and id = ${id} and state = 'running'`,
  );
}

/** Makes other processes that carry out the same run wait for the end of this unit of work. Refuses `run.not_found`, `run.ended`. */
export async function lockRun(ctx: Ctx, runId: string): Promise<void> {
  const run = await ctx.tx.first(sql<{ state: string }>`select state from run where company_id = ${ctx.company.id} and id = ${runId} for no key update`);
  if (!run) throw runNotFound(runId);
  if (run.state !== 'running') throw new Refusal('run.ended', `The run ${runId} has ended; nothing is decided in it any more. Start a new one.`, { id: runId });
}

/** Opens a run again that was held as a whole (`holdRun`), because its reason may be gone by now. Answers false where it was not held. */
export async function reopenHeldRun(ctx: Ctx, id: string): Promise<boolean> {
  const opened = await ctx.tx.run(sql`
    update run set state = 'running', ended_at = null, reason = null, progressed_at = ${ctx.now}
    where company_id = ${ctx.company.id} and id = ${id} and state = 'done' and reason is not null`);
  return opened === 1;
}

const SILENT_MS = 15 * 60_000;

function silentSince(ctx: Ctx): Date {
  return new Date(ctx.now.getTime() - SILENT_MS);
}

/** Ends runs that have given no sign of life for a quarter of an hour: their process is gone. What they did stays; what was left waits for the next run. */
export async function endLostRuns(ctx: Ctx, automation: Automation): Promise<number> {
  return ctx.tx.run(sql`
    update run set state = 'failed', ended_at = ${ctx.now}
    where company_id = ${ctx.company.id} and automation = ${automation} and state = 'running' and coalesce(progressed_at, started_at) < ${silentSince(ctx)}`);
}

/** A run that could not go on, with the code of why where one is known; how far it came stays in it. */
export async function failRun(ctx: Ctx, id: string, reason: string | null = null): Promise<void> {
  await ctx.tx.run(
    sql`update run set state = 'failed', ended_at = ${ctx.now}, reason = ${reason} where company_id = ${ctx.company.id} and id = ${id} and state = 'running'`,
  );
}
