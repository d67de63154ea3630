import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import type { Row } from '../../foundation/db/table.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import type { Lane } from './dunning-store.ts';
import type { LadderPlace } from './ladder.ts';
import type { ReminderChannel } from './policy.ts';
import { dunningItemTable, dunningStepTable, reminderItemTable, reminderTable } from './tables.ts';

/** planned ones wait for nobody yet. waiting: a person releases them. queued: its message stands in the outbox. stopped: it never reached anybody, and its steps
 *  were given back. shadow: what would have been. */
export type ReminderState = 'planned' | 'waiting' | 'queued' | 'sent' | 'stopped' | 'shadow';

export type StoredReminder = {
  id: string;
  run_id: string;
  policy: string;
  policy_version: number;
  lane: Lane;
  customer_id: string;
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
};

const COLUMNS = sql.raw(
  'id, run_id, policy, policy_version, lane, customer_id, contact_id, step, channel, to_address, language, for_on, state, state_reason, why, message_id',
);

export type NewReminder = {
  readonly row: Row<typeof reminderTable>;
  readonly items: readonly Row<typeof reminderItemTable>[];
  readonly steps: readonly Row<typeof dunningStepTable>[];
};

/** Keeps reminders with their items and takes their steps. A step that was taken before fails the unit of work: nothing of it happens twice. */
export async function insertReminders(ctx: Ctx, reminders: readonly NewReminder[]): Promise<void> {
  await insertRows(
    ctx.tx,
    reminderTable,
    reminders.map(({ row }) => row),
  );
  await insertRows(
    ctx.tx,
    reminderItemTable,
    reminders.flatMap(({ items }) => items),
  );
  await insertRows(
    ctx.tx,
    dunningStepTable,
    reminders.flatMap(({ steps }) => steps),
  );
}

export async function savePlaces(
  ctx: Ctx,
  lane: { code: string; lane: Lane },
  places: readonly { readonly receivableId: string; readonly place: LadderPlace }[],
): Promise<void> {
  await insertRows(
    ctx.tx,
    dunningItemTable,
    places.map(({ receivableId, place }) => ({
      company_id: ctx.company.id,
      policy: lane.code,
      lane: lane.lane,
      receivable_id: receivableId,
      cycle: place.cycle,
      entered_on: place.enteredOn,
      shift_days: place.shiftDays,
      entry_step: place.entryStep,
      closed_on: null,
    })),
    `on conflict (company_id, policy, lane, receivable_id) do update set cycle = excluded.cycle, entered_on = excluded.entered_on, shift_days = excluded.shift_days,
      entry_step = excluded.entry_step, closed_on = null`,
  );
}

/** Receivables on the ladder that are settled by now leave it; if one opens again, a new cycle begins. */
export async function closeSettledPlaces(ctx: Ctx, policy: string): Promise<number> {
  return ctx.tx.run(sql`
    update dunning_item i set closed_on = ${ctx.today} from receivable r
    where i.company_id = ${ctx.company.id} and i.policy = ${policy} and i.closed_on is null and r.company_id = i.company_id and r.id = i.receivable_id and r.open = 0`);
}

export async function findReminders(
  ctx: Ctx,
  by: { ids: readonly string[] } | { messageIds: readonly string[] } | { runId: string; state: ReminderState },
): Promise<StoredReminder[]> {
  const which =
    'ids' in by
      ? sql`id = any (${arrayLiteral('uuid', by.ids)}::uuid[])`
      : 'messageIds' in by
        ? sql`message_id = any (${arrayLiteral('uuid', by.messageIds)}::uuid[])`
        : sql`run_id = ${by.runId} and state = ${by.state}`;
  return ctx.tx.rows(sql<StoredReminder>`select ${COLUMNS} from reminder where company_id = ${ctx.company.id} and ${which} order by id for update`);
}

export type RemindedItem = {
  reminder_id: string;
  receivable_id: string;
  step: string | null;
  open_minor: bigint;
  currency: Currency;
  days_past_due: number;
  number: string;
  reference: string;
  issued_on: Day;
  due_on: Day;
  original: bigint;
  document_id: string | null;
};

export async function remindedItems(ctx: Ctx, reminderIds: readonly string[]): Promise<RemindedItem[]> {
  return ctx.tx.rows(sql<RemindedItem>`
    select i.reminder_id, i.receivable_id, i.step, i.open_minor, i.currency, i.days_past_due, r.number, r.reference, r.issued_on, r.due_on, r.original, r.document_id
    from reminder_item i join receivable r on r.company_id = i.company_id and r.id = i.receivable_id
    where i.company_id = ${ctx.company.id} and i.reminder_id = any (${arrayLiteral('uuid', reminderIds)}::uuid[]) order by i.reminder_id, r.due_on, r.number, r.id`);
}

export async function setReminderStates(
  ctx: Ctx,
  changes: readonly { readonly id: string; readonly state: ReminderState; readonly reason: string; readonly messageId?: string | null }[],
): Promise<void> {
  if (changes.length === 0) return;
  const column = (type: string, of: (change: (typeof changes)[number]) => string | null): string => arrayLiteral(type, changes.map(of));
  await ctx.tx.run(sql`
    update reminder r set state = v.state, state_reason = v.reason, message_id = coalesce(v.message_id, r.message_id), changed_at = ${ctx.now}
    from unnest(${column('uuid', (c) => c.id)}::uuid[], ${column('text', (c) => c.state)}::text[], ${column('text', (c) => c.reason)}::text[], ${column('uuid', (c) => c.messageId ?? null)}::uuid[])
      as v (id, state, reason, message_id)
    where r.company_id = ${ctx.company.id} and r.id = v.id`);
}

/** Gives the steps of reminders back that reached nobody. */
export async function giveStepsBack(ctx: Ctx, reminderIds: readonly string[]): Promise<void> {
  if (reminderIds.length === 0) return;
  await ctx.tx.run(sql`delete from dunning_step where company_id = ${ctx.company.id} and reminder_id = any (${arrayLiteral('uuid', reminderIds)}::uuid[])`);
}

type MessageOutcome = { id: string; customer_id: string; message_state: string; message_reason: string; state: ReminderState };

/** Reminders whose message has come further than they know, with what became of it: of those that wait for it, and of those that left and came back. */
export async function outcomesOfMessages(ctx: Ctx): Promise<MessageOutcome[]> {
  const told = sql`r.id, r.customer_id, m.state as message_state, m.state_reason as message_reason, r.state`;
  const waited = await ctx.tx.rows(sql<MessageOutcome>`
    select ${told} from reminder r join message m on m.company_id = r.company_id and m.id = r.message_id
    where r.company_id = ${ctx.company.id} and r.state = 'queued' and m.state not in ('waiting', 'sending', 'unknown') order by r.id for update of r`);
  const bounced = await ctx.tx.rows(sql<MessageOutcome>`
    select ${told} from message m join reminder r on r.company_id = m.company_id and r.message_id = m.id
    where m.company_id = ${ctx.company.id} and m.state = 'bounced' and r.state = 'sent' order by r.id for update of r`);
  return [...waited, ...bounced];
}

/** Reminders of earlier runs of a policy that still wait for a person: a newer run decides anew. */
export async function waitingOfEarlierRuns(ctx: Ctx, policy: string, runId: string): Promise<string[]> {
  const rows = await ctx.tx.rows(sql<{ id: string }>`
    select id from reminder where company_id = ${ctx.company.id} and policy = ${policy} and state = 'waiting' and run_id <> ${runId} order by id for update`);
  return rows.map(({ id }) => id);
}
