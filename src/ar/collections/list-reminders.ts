import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import type { Lane } from './dunning-store.ts';
import type { ReminderChannel } from './policy.ts';
import { remindedItems, type RemindedItem, type ReminderState } from './reminder-store.ts';

export const REMINDER_STATES = ['planned', 'waiting', 'queued', 'sent', 'stopped', 'shadow'] as const satisfies readonly ReminderState[];

export type ListedReminder = {
  id: string;
  run_id: string;
  policy: string;
  policy_version: number;
  lane: Lane;
  customer_id: string;
  customer_number: string;
  customer_name: string;
  contact_id: string | null;
  step: string;
  channel: ReminderChannel;
  to_address: string;
  language: string;
  for_on: Day;
  state: ReminderState;
  state_reason: string;
  why: { code: string; figures: Record<string, string | number>; copies?: string[] };
  message_id: string | null;
  planned_at: Date;
  changed_at: Date;
};

const REMINDER = sql`
  select m.id, m.run_id, m.policy, m.policy_version, m.lane, m.customer_id, c.number as customer_number, c.name as customer_name, m.contact_id, m.step, m.channel,
    m.to_address, m.language, m.for_on, m.state, m.state_reason, m.why, m.message_id, m.planned_at, m.changed_at
  from reminder m join customer c on c.company_id = m.company_id and c.id = m.customer_id`;

export type ReminderWithItems = { readonly reminder: ListedReminder; readonly items: readonly RemindedItem[] };

/** Reminders, the newest first, a page at a time, each with its items as they stood when it was planned. */
export async function listReminders(
  ctx: Ctx,
  filter: { runId?: string | undefined; customerId?: string | undefined; state?: ReminderState | undefined; before: string | null; limit: number },
): Promise<ReminderWithItems[]> {
  const wanted = [
    filter.runId === undefined ? sql`true` : sql`m.run_id = ${filter.runId}::uuid`,
    filter.customerId === undefined ? sql`true` : sql`m.customer_id = ${filter.customerId}::uuid`,
    filter.state === undefined ? sql`true` : sql`m.state = ${filter.state}`,
    filter.before === null ? sql`true` : sql`m.id < ${filter.before}::uuid`,
  ];
  const reminders = await ctx.tx.rows(
    sql<ListedReminder>`${REMINDER} where m.company_id = ${ctx.company.id} and ${sql.join(wanted, sql` and `)} order by m.id desc limit ${filter.limit}`,
  );
  const items = Map.groupBy(
    await remindedItems(
      ctx,
      reminders.map(({ id }) => id),
    ),
    ({ reminder_id }) => reminder_id,
  );
  return reminders.map((reminder) => ({ reminder, items: items.get(reminder.id) ?? [] }));
}

/** Refuses `reminder.not_found`. */
export async function getReminder(ctx: Ctx, id: string): Promise<ReminderWithItems> {
  const reminder = await ctx.tx.first(sql<ListedReminder>`${REMINDER} where m.company_id = ${ctx.company.id} and m.id = ${id}`);
  if (!reminder) throw new Refusal('reminder.not_found', `There is no reminder ${id} in this company. Reload the list.`, { id });
  return { reminder, items: await remindedItems(ctx, [id]) };
}
