import { sql } from 'kysely';
import { z } from 'zod';
import type { Day } from '../../foundation/calendar/day.ts';
import { day, id, instant } from '../../foundation/contract/page.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';

export type RunState = 'running' | 'done' | 'failed';

export type StoredRun = {
  id: string;
  automation: string;
  mode: 'shadow' | 'approve' | 'auto';
  state: RunState;
  started_at: Date;
  progressed_at: Date | null;
  ended_at: Date | null;
  actor: string;
  counts: Record<string, number> | null;
  for_on: Day | null;
  reason: string | null;
};

/** One evaluation of an automation, as the API shows it. */
export const runShape = z
  .object({
    id,
    automation: z.string(),
    mode: z.enum(['shadow', 'approve', 'auto']),
    state: z.enum(['running', 'done', 'failed']),
    startedAt: instant,
    progressedAt: instant.nullable(),
    endedAt: instant.nullable(),
    by: z.string(),
    counts: z.record(z.string(), z.int()).meta({ description: 'How far it is: of cash application `lines`, `applied`, `proposed` and `unmatched`.' }),
    forOn: day.nullable().meta({ description: 'The day of a daily automation: one run a day.' }),
    reason: z.string().nullable().meta({ description: 'A code: why the run did nothing as a whole, or could not go on.' }),
  })
  .meta({ id: 'Run' });

const COLUMNS = sql.raw('id, automation, mode, state, started_at, progressed_at, ended_at, actor, counts, for_on, reason');

/** Refuses `run.not_found`. */
export async function getRun(ctx: Ctx, runId: string): Promise<StoredRun> {
  const run = await ctx.tx.first(sql<StoredRun>`select ${COLUMNS} from run where company_id = ${ctx.company.id} and id = ${runId}`);
  if (!run) throw runNotFound(runId);
  return run;
}

export function runNotFound(runId: string): Refusal {
  return new Refusal('run.not_found', `There is no run ${runId} in this company. Check the id.`, { id: runId });
}

/** Runs of automations, the newest first; what persons decided stands in runs of their own and is left out. */
export async function listRuns(ctx: Ctx, filter: { automation?: string; before: string | null; limit: number }): Promise<StoredRun[]> {
  const which = filter.automation === undefined ? sql`automation <> 'person'` : sql`automation = ${filter.automation}`;
  return ctx.tx.rows(sql<StoredRun>`
    select ${COLUMNS} from run
    where company_id = ${ctx.company.id} and ${which} and (${filter.before}::uuid is null or id < ${filter.before}::uuid) order by id desc limit ${filter.limit}`);
}

export function runView(run: StoredRun) {
  return {
    id: run.id,
    automation: run.automation,
    mode: run.mode,
    state: run.state,
    startedAt: run.started_at.toISOString(),
    progressedAt: run.progressed_at?.toISOString() ?? null,
    endedAt: run.ended_at?.toISOString() ?? null,
    by: run.actor,
    counts: run.counts ?? {},
    forOn: run.for_on,
    reason: run.reason,
  };
}
