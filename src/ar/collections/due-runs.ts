import { sql } from 'kysely';
import { minuteOfDay } from '../../foundation/calendar/time-zone.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import { automationModes } from '../work/automation.ts';
import type { RunState } from '../work/run.ts';
import { booksFreshness } from './books-freshness.ts';
import { policiesInForce } from './change-policy.ts';
import { automationOf } from './plan-setting.ts';

/** When a company's reminders of the day are planned, in its own time zone: after bank files of the night, before anything may leave. */
const MORNING_MINUTE = 7 * 60;
/** A run that failed is tried again after this; its cause seldom goes away at once. */
const RETRY_AFTER_MS = 10 * 60_000;
/** A run that gave no sign for so long has lost its process (`resumeRun` judges it by the same time). */
const LOST_AFTER_MS = 15 * 60_000;

/** The policies whose run of today is to be carried out now: it was not begun and the morning has come, it failed or was lost, or it was held and the books are
 *  fresh by now. In the order in which they serve customers. */
export async function dueRuns(ctx: Ctx): Promise<string[]> {
  if (minuteOfDay(ctx.now, ctx.company.timeZone) < MORNING_MINUTE) return [];
  const policies = (await policiesInForce(ctx)).map(({ policy }) => policy);
  if (policies.length === 0) return [];
  const runs = await ctx.tx.rows(sql<{ automation: string; state: RunState; reason: string | null; last_sign: Date }>`
    select automation, state, reason, coalesce(ended_at, progressed_at, started_at) as last_sign from run
    where company_id = ${ctx.company.id} and for_on = ${ctx.today} and automation = any (${arrayLiteral('text', policies.map(automationOf))}::text[])`);
  const due: string[] = [];
  for (const policy of policies) {
    const run = runs.find(({ automation }) => automation === automationOf(policy));
    const silentMs = run === undefined ? 0 : ctx.now.getTime() - run.last_sign.getTime();
    if (run === undefined) {
      if ((await automationModes(ctx, automationOf(policy))).furthest !== 'off') due.push(policy.code);
    } else if (run.state === 'failed') {
      if (silentMs >= RETRY_AFTER_MS) due.push(policy.code);
    } else if (run.state === 'running') {
      if (silentMs > LOST_AFTER_MS) due.push(policy.code);
    } else if (run.reason !== null && (await booksFreshness(ctx, policy.freshBankingDays)).fresh) due.push(policy.code);
  }
  return due;
}
