import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { findUserInCompany } from '../access/find-user.ts';
import { recordAudit } from '../access/record-audit.ts';

export type TaskState = 'open' | 'snoozed' | 'done' | 'dropped';

export const TASK_STATES: readonly TaskState[] = ['open', 'snoozed', 'done', 'dropped'];

/** What may become of a task; an ended one stays as it is. A snoozed one is open again on its day without anybody doing anything. */
export const TASK_TRANSITIONS: Readonly<Record<TaskState, readonly TaskState[]>> = {
  open: ['snoozed', 'done', 'dropped'],
  snoozed: ['open', 'snoozed', 'done', 'dropped'],
  done: [],
  dropped: [],
};

type Stored = { state: TaskState; assigned_to: string | null; snoozed_until: Day | null };

/** The task, kept from others until the unit of work ends; an ended one is refused. */
async function lockTask(ctx: Ctx, id: string): Promise<Stored> {
  const task = await ctx.tx.first(sql<Stored>`
    select state, assigned_to, snoozed_until from task where company_id = ${ctx.company.id} and id = ${id} for update`);
  if (!task) throw taskNotFound(id);
  if (TASK_TRANSITIONS[task.state].length === 0) {
    throw new Refusal('task.state', `This task is already ${task.state}; nothing is left to do in it. Reload the list.`, { id, state: task.state });
  }
  return task;
}

export function taskNotFound(id: string): Refusal {
  return new Refusal('task.not_found', `There is no task ${id} in this company. Reload the list.`, { id });
}

async function end(ctx: Ctx, id: string, to: { state: 'done' | 'dropped'; outcome: string; action: string; reason?: string }): Promise<void> {
  const before = await lockTask(ctx, id);
  await ctx.tx.run(sql`
    update task set state = ${to.state}, outcome = ${to.outcome}, closed_at = ${ctx.now}, closed_by = ${actorText(ctx.actor)}, snoozed_until = null
    where company_id = ${ctx.company.id} and id = ${id}`);
  await recordAudit(ctx, [
    {
      action: to.action,
      subjectKind: 'task',
      subjectId: id,
      before: { state: before.state },
      after: { state: to.state },
      ...(to.reason === undefined ? {} : { reason: to.reason }),
    },
  ]);
}

/** A person did what the task asks for; `outcome` says with which result. Refuses `task.not_found`, `task.state`. */
export async function finishTask(ctx: Ctx, id: string, outcome = 'done'): Promise<void> {
  await end(ctx, id, { state: 'done', outcome, action: 'task.finished' });
}

/** A person decides that nothing needs to be done. Refuses `task.not_found`, `task.state`. */
export async function dropTask(ctx: Ctx, id: string, reason: string): Promise<void> {
  await end(ctx, id, { state: 'dropped', outcome: reason, action: 'task.dropped', reason });
}

/** Puts a task out of sight until a day, on which it is open again. Refuses `task.not_found`, `task.state`, and `task.snooze_past` for a day that has come. */
export async function snoozeTask(ctx: Ctx, id: string, until: Day): Promise<void> {
  if (until <= ctx.today)
    throw new Refusal('task.snooze_past', `A task rests until a day to come; ${until} is not after today. Choose a later day.`, { until });
  const before = await lockTask(ctx, id);
  await ctx.tx.run(sql`update task set state = 'snoozed', snoozed_until = ${until} where company_id = ${ctx.company.id} and id = ${id}`);
  await recordAudit(ctx, [
    {
      action: 'task.snoozed',
      subjectKind: 'task',
      subjectId: id,
      before: { state: before.state, until: before.snoozed_until },
      after: { state: 'snoozed', until },
    },
  ]);
}

/** Brings a snoozed task back now. Refuses `task.not_found`, `task.state`. */
export async function wakeTask(ctx: Ctx, id: string): Promise<void> {
  const before = await lockTask(ctx, id);
  if (before.state === 'open') return;
  await ctx.tx.run(sql`update task set state = 'open', snoozed_until = null where company_id = ${ctx.company.id} and id = ${id}`);
  await recordAudit(ctx, [
    { action: 'task.woken', subjectKind: 'task', subjectId: id, before: { state: before.state, until: before.snoozed_until }, after: { state: 'open' } },
  ]);
}

/** Gives a task to a user of the company, or to nobody (null): it is then there for everyone of its role. Its state stays.
 *  Refuses `task.not_found`, `task.state`, `task.assignee_unknown`. */
export async function assignTask(ctx: Ctx, id: string, userId: string | null): Promise<void> {
  if (userId !== null && !(await findUserInCompany(ctx, userId))) {
    throw new Refusal('task.assignee_unknown', 'Nobody who works in this company has this id. Choose an active user with a role here.', { userId });
  }
  const before = await lockTask(ctx, id);
  const assigned = userId === null ? null : `user:${userId}`;
  await ctx.tx.run(sql`update task set assigned_to = ${assigned} where company_id = ${ctx.company.id} and id = ${id}`);
  await recordAudit(ctx, [
    { action: 'task.assigned', subjectKind: 'task', subjectId: id, before: { assignedTo: before.assigned_to }, after: { assignedTo: assigned } },
  ]);
}
