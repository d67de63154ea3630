import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import { sql } from 'kysely';
import type { Ctx } from '../access/context.ts';
import { taskTable } from './tables.ts';
import type { NewTask } from './tasks.ts';

/** A waiting task takes over what is told; one that says the same already is not written again. */
const REFRESH = `on conflict (company_id, key) where state in ('open', 'snoozed') do update
  set title = excluded.title, reason = excluded.reason, figures = excluded.figures, worth_minor = excluded.worth_minor, currency = excluded.currency, due_on = excluded.due_on
  where (task.title, task.reason, task.figures, task.worth_minor, task.currency, task.due_on)
    is distinct from (excluded.title, excluded.reason, excluded.figures, excluded.worth_minor, excluded.currency, excluded.due_on)`;

/** Tasks of different keys. */
export async function openTaskRows(ctx: Ctx, tasks: readonly NewTask[]): Promise<{ opened: number; refreshed: number }> {
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
