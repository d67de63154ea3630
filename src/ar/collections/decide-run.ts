import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { grantApproval, rejectApproval } from '../work/approvals.ts';
import { getRun } from '../work/run.ts';
import { rejectAsDecided, releaseAsApproved } from './release-reminders.ts';
import { RELEASE_REMINDERS } from './run-dunning.ts';

/** Lets the reminders of a run leave that wait for release, each judged again first. Refuses `run.not_found`, `reminder.none_waiting`, and what granting an
 *  approval refuses. */
export async function releaseRun(ctx: Ctx, runId: string, reason: string): Promise<{ queued: number; stopped: number }> {
  const { input } = await grantApproval(ctx, await waitingRelease(ctx, runId), reason);
  const done = await releaseAsApproved(ctx, input);
  return { queued: Number(done['queued']), stopped: Number(done['stopped']) };
}

/** Turns the reminders of a run down that wait for release; their steps are free again. Refuses as `releaseRun`. */
export async function rejectRun(ctx: Ctx, runId: string, reason: string): Promise<{ stopped: number }> {
  const approval = await waitingRelease(ctx, runId);
  await rejectApproval(ctx, approval, reason);
  return { stopped: await rejectAsDecided(ctx, { runId }) };
}

async function waitingRelease(ctx: Ctx, runId: string): Promise<string> {
  await getRun(ctx, runId);
  const found = await ctx.tx.first(sql<{ id: string }>`
    select id from approval where company_id = ${ctx.company.id} and operation = ${RELEASE_REMINDERS} and state = 'waiting' and input @> ${JSON.stringify({ runId })}::jsonb
    order by id desc limit 1`);
  if (!found)
    throw new Refusal(
      'reminder.none_waiting',
      `No reminder of the run ${runId} waits for release: they were released or rejected, or a newer run has decided anew. List the reminders of the run to see.`,
      { runId },
    );
  return found.id;
}
