import { sql } from 'kysely';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { automationModeTable, runTable } from './tables.ts';

/** off: nothing. shadow: decide and record, do nothing. approve: a person releases. auto: do what is certain. */
export type AutomationMode = 'off' | 'shadow' | 'approve' | 'auto';

export const AUTOMATION_MODES: readonly AutomationMode[] = ['off', 'shadow', 'approve', 'auto'];

export type Automation = 'cash_application';

/** The mode of an automation for the whole company; `approve` until someone decides: people see first what a machine would do. */
export async function automationMode(ctx: Ctx, automation: Automation): Promise<AutomationMode> {
  const row = await ctx.tx.first(sql<{ mode: AutomationMode }>`
    select mode from automation_mode where company_id = ${ctx.company.id} and automation = ${automation} and customer_group = ''`);
  return row?.mode ?? 'approve';
}

export async function setAutomationMode(ctx: Ctx, automation: Automation, mode: AutomationMode): Promise<void> {
  const before = await automationMode(ctx, automation);
  await insertRows(
    ctx.tx,
    automationModeTable,
    [{ company_id: ctx.company.id, automation, customer_group: '', mode, changed_at: ctx.now, changed_by: actorText(ctx.actor) }],
    'on conflict (company_id, automation, customer_group) do update set mode = excluded.mode, changed_at = excluded.changed_at, changed_by = excluded.changed_by',
  );
  await recordAudit(ctx, [{ action: 'automation.mode_changed', subjectKind: 'automation', subjectId: automation, before: { mode: before }, after: { mode } }]);
}

/** A run gathers the decisions of one evaluation of an automation. */
export async function startRun(ctx: Ctx, automation: Automation | 'person', mode: Exclude<AutomationMode, 'off'>): Promise<string> {
  const id = ctx.newId();
  await insertRows(ctx.tx, runTable, [
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
      for_on: null,
      reason: null,
    },
  ]);
  return id;
}

export async function endRun(ctx: Ctx, id: string, state: 'done' | 'failed', counts: Readonly<Record<string, number>>): Promise<void> {
  await ctx.tx.run(
    sql`update run set state = ${state}, ended_at = ${ctx.now}, counts = ${JSON.stringify(counts)}::jsonb where company_id = ${ctx.company.id} and id = ${id}`,
  );
}

/** Keeps how far a run has come, beside the work it did. */
export async function saveRunProgress(ctx: Ctx, id: string, counts: Readonly<Record<string, number>>): Promise<void> {
  await ctx.tx.run(
    sql`update run set counts = ${JSON.stringify(counts)}::jsonb, progressed_at = ${ctx.now} where company_id = ${ctx.company.id} and id = ${id} and state = 'running'`,
  );
}

const SILENT_MS = 15 * 60_000;

/** Ends runs that have given no sign of life for a quarter of an hour: their process is gone. What they did stays; what was left waits for the next run. */
export async function endLostRuns(ctx: Ctx, automation: Automation): Promise<number> {
  const silentSince = new Date(ctx.now.getTime() - SILENT_MS);
  return ctx.tx.run(sql`
    update run set state = 'failed', ended_at = ${ctx.now}
    where company_id = ${ctx.company.id} and automation = ${automation} and state = 'running' and coalesce(progressed_at, started_at) < ${silentSince}`);
}

/** A run that could not go on; how far it came stays in it. */
export async function failRun(ctx: Ctx, id: string): Promise<void> {
  await ctx.tx.run(sql`update run set state = 'failed', ended_at = ${ctx.now} where company_id = ${ctx.company.id} and id = ${id} and state = 'running'`);
}
