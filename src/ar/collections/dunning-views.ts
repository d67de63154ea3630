import { formatDecimal } from '../../foundation/money/money.ts';
import type { ReminderWithItems } from './list-reminders.ts';
import { totalsOf, type PlanPreview, type PreviewReminder } from './preview-plan.ts';

/** A plan as the command line and the API show it. */
export function planJson(preview: PlanPreview) {
  const { policy, version, on, held, reminders, decisions, counts } = preview;
  return { policy, version, on, held, reminders: reminders.map(plannedReminderView), decisions, counts };
}

export function plannedReminderView(reminder: PreviewReminder) {
  const { customer, mode, step, channel, to, items, totals } = reminder;
  return {
    customer,
    mode,
    step,
    channel,
    to,
    items: items.map(({ number, open, currency, dueOn, daysPastDue, step: own }) => ({
      number,
      open: formatDecimal(open, currency),
      currency,
      dueOn,
      daysPastDue,
      step: own,
    })),
    totals: totals.map(({ currency, open }) => ({ currency, open: formatDecimal(open, currency) })),
  };
}

/** A reminder as it was planned and what became of it. */
export function reminderView({ reminder, items }: ReminderWithItems) {
  return {
    id: reminder.id,
    runId: reminder.run_id,
    policy: reminder.policy,
    policyVersion: reminder.policy_version,
    lane: reminder.lane,
    customer: { id: reminder.customer_id, number: reminder.customer_number, name: reminder.customer_name },
    contactId: reminder.contact_id,
    step: reminder.step,
    channel: reminder.channel,
    to: reminder.to_address,
    copies: reminder.why.copies ?? [],
    language: reminder.language,
    on: reminder.for_on,
    state: reminder.state,
    stateReason: reminder.state_reason,
    why: { code: reminder.why.code, figures: reminder.why.figures },
    messageId: reminder.message_id,
    items: items.map((item) => ({
      receivableId: item.receivable_id,
      number: item.number,
      open: formatDecimal(item.open_minor, item.currency),
      currency: item.currency,
      dueOn: item.due_on,
      daysPastDue: item.days_past_due,
      step: item.step,
    })),
    totals: totalsOf(items.map(({ currency, open_minor }) => ({ currency, open: open_minor }))).map(({ currency, open }) => ({
      currency,
      open: formatDecimal(open, currency),
    })),
    plannedAt: reminder.planned_at.toISOString(),
    changedAt: reminder.changed_at.toISOString(),
  };
}
