import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import type { Role } from '../access/roles.ts';
import type { Figures } from './decisions.ts';
import { taskNotFound, type TaskState } from './handle-tasks.ts';

export type ListedTask = {
  id: string;
  kind: string;
  key: string;
  subject_kind: string;
  subject_id: string;
  customer_id: string | null;
  title: string;
  reason: string;
  figures: Figures | null;
  worth_minor: bigint | null;
  currency: Currency | null;
  due_on: Day | null;
  for_role: Role;
  assigned_to: string | null;
  /** As of today: a snoozed task whose day has come is open. */
  state: TaskState;
  snoozed_until: Day | null;
  opened_at: Date;
  closed_at: Date | null;
  closed_by: string | null;
  outcome: string | null;
};

export type TaskFilter = {
  /** `waiting`: open and snoozed. */
  readonly state: TaskState | 'waiting';
  readonly roles?: readonly Role[];
  /** `user:<id>`, or `nobody`. */
  readonly assignedTo?: string;
  readonly kind?: string;
  readonly customerId?: string;
  readonly after: { readonly dueOn: Day | null; readonly id: string } | null;
  readonly limit: number;
};

/** Stands for "no due day" in the order: after every day. */
const LAST = "coalesce(due_on, date '9999-12-31')";

function columnsOn(today: Day) {
  return sql`id, kind, key, subject_kind, subject_id, customer_id, title, reason, figures, worth_minor, currency, due_on, for_role, assigned_to,
    case when state = 'snoozed' and snoozed_until <= ${today} then 'open' else state end as state, snoozed_until, opened_at, closed_at, closed_by, outcome`;
}

function ofState(state: TaskFilter['state'], today: Day) {
  if (state === 'waiting') return sql`state in ('open', 'snoozed')`;
  if (state === 'open') return sql`state in ('open', 'snoozed') and (state = 'open' or snoozed_until <= ${today})`;
  if (state === 'snoozed') return sql`state = 'snoozed' and snoozed_until > ${today}`;
  return sql`state = ${state}`;
}

/** Tasks by due day, those without one last, a page at a time. */
export async function listTasks(ctx: Ctx, filter: TaskFilter): Promise<ListedTask[]> {
  const { after, assignedTo } = filter;
  const conditions = [
    sql`company_id = ${ctx.company.id}`,
    ofState(filter.state, ctx.today),
    ...(filter.roles === undefined ? [] : [sql`for_role = any (${[...filter.roles]}::text[])`]),
    ...(assignedTo === undefined ? [] : [assignedTo === 'nobody' ? sql`assigned_to is null` : sql`assigned_to = ${assignedTo}`]),
    ...(filter.kind === undefined ? [] : [sql`kind = ${filter.kind}`]),
    ...(filter.customerId === undefined ? [] : [sql`customer_id = ${filter.customerId}`]),
    ...(after === null ? [] : [sql`(${sql.raw(LAST)}, id) > (coalesce(${after.dueOn}::date, date '9999-12-31'), ${after.id}::uuid)`]),
  ];
  return ctx.tx.rows(sql<ListedTask>`
    select ${columnsOn(ctx.today)} from task where ${sql.join(conditions, sql` and `)} order by ${sql.raw(LAST)}, id limit ${filter.limit}`);
}

/** Refuses `task.not_found`. */
export async function getTask(ctx: Ctx, id: string): Promise<ListedTask> {
  const task = await ctx.tx.first(sql<ListedTask>`select ${columnsOn(ctx.today)} from task where company_id = ${ctx.company.id} and id = ${id}`);
  if (!task) throw taskNotFound(id);
  return task;
}
