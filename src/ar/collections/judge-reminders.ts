import { addDays } from '../../foundation/calendar/day.ts';
import { nextBusinessDay } from '../../foundation/calendar/business-days.ts';
import { instantAt } from '../../foundation/calendar/time-zone.ts';
import type { Ctx } from '../access/context.ts';
import type { GuardVerdict } from '../messages/message.ts';
import { booksFreshness } from './books-freshness.ts';
import { policiesInForce, type PolicyInForce } from './change-policy.ts';
import { gatherFacts } from './gather-facts.ts';
import { isLive, surroundingsOf } from './plan-setting.ts';
import { planReminders, type Plan } from './plan-reminders.ts';
import { settleReminders } from './settle-reminders.ts';
import { findReminders, remindedItems, type RemindedItem, type StoredReminder } from './reminder-store.ts';

/** Whether a reminder that was planned earlier would be planned in the same way now. */
export type Verdict =
  | { readonly still: true }
  | { readonly still: false; readonly reason: string }
  | { readonly still: 'later'; readonly until: Date; readonly reason: string };

/** Judges reminders again by the very rules of the plan, as if their own steps were not taken: what was paid, promised, disputed or changed since stops them.
 *  Of several to one customer the newest one may leave. */
export async function judgeReminders(ctx: Ctx, reminders: readonly StoredReminder[]): Promise<ReadonlyMap<string, Verdict>> {
  // A step that came back since the plan must not be built upon: a final notice is nobody's first word.
  await settleReminders(ctx);
  const verdicts = new Map<string, Verdict>();
  const items = Map.groupBy(
    await remindedItems(
      ctx,
      reminders.map(({ id }) => id),
    ),
    (item) => item.reminder_id,
  );
  const inForce = new Map((await policiesInForce(ctx)).map((one) => [one.policy.code, one]));
  for (const code of new Set(reminders.map(({ policy }) => policy))) {
    const own = reminders.filter(({ policy }) => policy === code);
    const policy = inForce.get(code);
    const found =
      policy === undefined ? own.map((reminder) => [reminder.id, stopped('policy_retired')] as const) : await judgeOfPolicy(ctx, policy, own, items);
    for (const [id, verdict] of found) verdicts.set(id, verdict);
  }
  return verdicts;
}

async function judgeOfPolicy(
  ctx: Ctx,
  inForce: PolicyInForce,
  reminders: readonly StoredReminder[],
  items: ReadonlyMap<string, readonly RemindedItem[]>,
): Promise<(readonly [string, Verdict])[]> {
  const books = await booksFreshness(ctx, inForce.policy.freshBankingDays);
  if (!books.fresh) return reminders.map(({ id }) => [id, stopped(books.reason)]);
  const surroundings = await surroundingsOf(ctx, inForce);
  const again = reminders.map(({ id }) => id);
  const facts = await gatherFacts(ctx, [...new Set(reminders.map(({ customer_id }) => customer_id))], surroundings.settingFor('live', again));
  const plan = planReminders(facts);
  const newest = new Map(reminders.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ customer_id, id }) => [customer_id, id]));
  return reminders.map((reminder) => {
    const customer = facts.customers.get(reminder.customer_id);
    if (newest.get(reminder.customer_id) !== reminder.id) return [reminder.id, stopped('superseded')];
    if (!customer || !isLive(surroundings.modes, customer.group)) return [reminder.id, stopped('automation_off')];
    const verdict = compare(reminder, items.get(reminder.id) ?? [], plan);
    if (verdict.still !== false || verdict.reason !== 'not_business_day') return [reminder.id, verdict];
    const until = instantAt(nextBusinessDay(addDays(ctx.today, 0), customer.country), inForce.policy.window.fromMinute, ctx.company.timeZone);
    return [reminder.id, { still: 'later', until, reason: 'not_business_day' }];
  });
}

function stopped(reason: string): Verdict {
  return { still: false, reason };
}

function compare(reminder: StoredReminder, items: readonly RemindedItem[], plan: Plan): Verdict {
  const now = plan.reminders.find(({ customerId }) => customerId === reminder.customer_id);
  const byReceivable = new Map(plan.decisions.map((decision) => [decision.receivableId, decision]));
  const planned = new Map(now?.items.map((item) => [item.receivableId, item]));
  for (const item of items) {
    const same = planned.get(item.receivable_id);
    if (same === undefined) {
      const decision = byReceivable.get(item.receivable_id);
      return stopped(decision === undefined ? 'paid' : decision.outcome === 'act' ? 'step_changed' : decision.reason);
    }
    if (same.open !== item.open_minor) return stopped('amount_changed');
    // Listed then and due now, or the other way round: what it would take is no longer what it took.
    if (same.step !== item.step) return stopped('step_changed');
  }
  if (now === undefined) return stopped('nothing_due');
  if (now.step.key !== reminder.step) return stopped('step_changed');
  if (now.channel !== reminder.channel || now.toAddress !== reminder.to_address) return stopped('address_changed');
  return { still: true };
}

/** The guard of dunning messages: what is no longer right at the moment of sending does not leave. */
export async function guardReminders(ctx: Ctx, messages: readonly { readonly id: string }[]): Promise<ReadonlyMap<string, GuardVerdict>> {
  const reminders = await findReminders(ctx, { messageIds: messages.map(({ id }) => id) });
  const verdicts = await judgeReminders(ctx, reminders);
  return new Map(
    reminders.flatMap((reminder): [string, GuardVerdict][] => {
      const verdict = verdicts.get(reminder.id);
      if (reminder.message_id === null || verdict === undefined) return [];
      if (verdict.still === true) return [[reminder.message_id, { do: 'send' }]];
      if (verdict.still === 'later') return [[reminder.message_id, { do: 'postpone', until: verdict.until, reason: verdict.reason }]];
      return [[reminder.message_id, { do: 'stop', reason: verdict.reason }]];
    }),
  );
}
