import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import { assert } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { actorText, type Ctx } from '../access/context.ts';
import type { Role } from '../access/roles.ts';
import type { Figures } from './decisions.ts';
import { taskTable } from './tables.ts';

/** What needs a person. `key` names the one thing that is to be done (`bounced:<contact>`): while a task of it waits, no second one is opened. */
export type NewTask = {
  readonly kind: string;
  readonly key: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly customerId: string | null;
  readonly title: string;
  readonly reason: string;
  readonly figures?: Figures;
  /** What is at stake; orders the list. */
  readonly worth?: { readonly minor: bigint; readonly currency: Currency };
  readonly dueOn?: Day;
  readonly forRole: Role;
};

const CHUNK_TASKS = 2_000;

/** Opens tasks, one a key: where one waits already, its title, reason, figures, worth and due day become those given, and what people did with it
 *  (assigned, snoozed) stays. A key whose task was finished or dropped gets a new one: a key that shall rest names the occasion, not only the subject. */
export async function openTasks(ctx: Ctx, tasks: readonly NewTask[]): Promise<{ opened: number; refreshed: number }> {
  // The last of a key says what is true now; one order of keys keeps two units of work from waiting for each other.
  const byKey = [...new Map(tasks.map((task) => [task.key, task])).values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const total = { opened: 0, refreshed: 0 };
  for (let from = 0; from < byKey.length; from += CHUNK_TASKS) {
    const done = await openTaskRows(ctx, byKey.slice(from, from + CHUNK_TASKS));
    total.opened += done.opened;
    total.refreshed += done.refreshed;
  }
  return total;
}

/** As openTasks for one; answers the id of the task that waits now. */
export async function openTask(ctx: Ctx, task: NewTask): Promise<string> {
  await openTaskRows(ctx, [task]);
  const waiting = await ctx.tx.first(sql<{ id: string }>`
    select id from task where company_id = ${ctx.company.id} and key = ${task.key} and state in ('open', 'snoozed')`);
  assert(waiting, 'a task that was just opened waits');
  return waiting.id;
}

/** The machine closes tasks whose cause is gone (the mail arrived after all): `outcome` is a code. Keys without a waiting task are passed over; answers how many were closed. */
export async function closeTasks(ctx: Ctx, keys: readonly string[], outcome: string): Promise<number> {
  if (keys.length === 0) return 0;
  return ctx.tx.run(sql`
    update task set state = 'done', closed_at = ${ctx.now}, closed_by = ${actorText(ctx.actor)}, outcome = ${outcome}, snoozed_until = null
    where company_id = ${ctx.company.id} and key = any (${arrayLiteral('text', keys)}::text[]) and state in ('open', 'snoozed')`);
}

/** A waiting task takes over what is told; one that says the same already is not written again. */
const REFRESH = `on conflict (company_id, key) where state in ('open', 'snoozed') do update
  set title = excluded.title, reason = excluded.reason, figures = excluded.figures, worth_minor = excluded.worth_minor, currency = excluded.currency, due_on = excluded.due_on
  where (task.title, task.reason, task.figures, task.worth_minor, task.currency, task.due_on)
    is distinct from (excluded.title, excluded.reason, excluded.figures, excluded.worth_minor, excluded.currency, excluded.due_on)`;

/** Tasks of different keys. */
async function openTaskRows(ctx: Ctx, tasks: readonly NewTask[]): Promise<{ opened: number; refreshed: number }> {
  const rows = tasks.map((task) => ({
    company_id: ctx.company.id,
    id: ctx.newId(),
    kind: task.kind,
    key: task.key,
    subject_kind: task.subjectKind,
    subject_id: task.subjectId,
    customer_id: task.customerId,
    title: task.title,
    reason: task.reason,
    figures: task.figures ?? null,
    worth_minor: task.worth?.minor ?? null,
    currency: task.worth?.currency ?? null,
    due_on: task.dueOn ?? null,
    for_role: task.forRole,
    assigned_to: null,
    state: 'open',
    snoozed_until: null,
    opened_at: ctx.now,
    closed_at: null,
    closed_by: null,
    outcome: null,
  }));
  const written = await insertRows(ctx.tx, taskTable, rows, REFRESH);
  if (written === 0) return { opened: 0, refreshed: 0 };
  const opened = await ctx.tx.first(sql<{ count: number }>`
    select count(*)::int as count from task where company_id = ${ctx.company.id} and id = any (${arrayLiteral(
      'uuid',
      rows.map((row) => row.id),
    )}::uuid[])`);
  const count = opened?.count ?? 0;
  return { opened: count, refreshed: written - count };
}
