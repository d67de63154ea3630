import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import { assert } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { actorText, type Ctx } from '../access/context.ts';
import type { Role } from '../access/roles.ts';
import type { Figures } from './decisions.ts';
import { openTaskRows } from './task-store.ts';

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
