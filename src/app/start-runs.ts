import type { Ctx } from '../ar/access/context.ts';
import type { MatchMode } from '../ar/cash-application/match-lines.ts';
import { openDunningRun } from '../ar/collections/run-dunning.ts';
import { Refusal } from '../foundation/errors/refusal.ts';
import { openCashRun, workCashRun } from './apply-cash.ts';
import type { BackgroundRuns } from './background-runs.ts';
import { workDunningRun } from './run-dunning.ts';

/** Opens a run of cash application in the caller's unit of work, to be carried out beside it. Answers its id. Refuses `automation.off`. */
export async function startCashRun(runs: BackgroundRuns, ctx: Ctx, mode: MatchMode | undefined): Promise<string> {
  const opened = await openCashRun(ctx, mode);
  runs.begin(ctx, opened.runId, (run, stopped) => workCashRun(run, opened, { stopped }));
  return opened.runId;
}

/** Opens today's run of a dunning policy in the caller's unit of work, to be carried out beside it; one that is done, held or under way is answered as it is.
 *  Refuses `policy.not_found`, `automation.off`. */
export async function startDunningRun(runs: BackgroundRuns, ctx: Ctx, policy: string): Promise<string> {
  const opened = await openDunningRun(ctx, policy);
  if (opened.runId === null)
    throw new Refusal('automation.off', `The dunning policy "${policy}" is switched off for everybody. Set its mode to shadow, approve or auto first.`, {
      policy,
    });
  if (opened.state === 'running') runs.begin(ctx, opened.runId, (run, stopped) => workDunningRun(run, policy, opened, { stopped }));
  return opened.runId;
}
