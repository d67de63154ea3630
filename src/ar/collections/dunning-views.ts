import { formatDecimal } from '../../foundation/money/money.ts';
import type { ListedPromise } from './list-promises.ts';
import type { ReminderWithItems } from './list-reminders.ts';
import type { PromiseOutcomes } from './promise-outcomes.ts';
import { totalsOf, type PlanPreview, type PreviewReminder } from './preview-plan.ts';

/** A plan as the command line and the API show it. */
export function planJson(preview: PlanPreview) {
  const { policy, version, on, held, reminders, decisions, counts } = preview;
  return { policy, version, on, held, reminders: reminders.map(plannedReminderView), decisions: [...decisions], counts };
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

export function promiseView({ promise, state, items }: ListedPromise) {
  const { currency } = promise;
  return {
    id: promise.id,
    customer: { id: promise.customer_id, number: promise.customer_number, name: promise.customer_name },
    amount: formatDecimal(promise.minor, currency),
    received: formatDecimal(promise.received, currency),
    currency,
    promisedOn: promise.promised_on,
    graceUntil: promise.grace_until,
    madeOn: promise.made_on,
    by: promise.promised_by,
    source: promise.source,
    note: promise.note,
    state,
    items: items.map((item) => ({ receivableId: item.receivable_id, number: item.number, open: formatDecimal(item.open_minor, currency) })),
    recordedAt: promise.recorded_at.toISOString(),
    can: { cancel: state === 'open' ? (true as const) : 'promise.ended' },
  };
}

export function outcomesView({ from, to, currencies }: PromiseOutcomes) {
  return {
    from,
    to,
    currencies: currencies.map(({ currency, received, keptRate, keptAmountRate, ...tallies }) => {
      const of = ({ count, promised }: { count: number; promised: bigint }) => ({ count, amount: formatDecimal(promised, currency) });
      return {
        currency,
        kept: of(tallies.kept),
        partlyKept: of(tallies.partlyKept),
        broken: of(tallies.broken),
        open: of(tallies.open),
        received: formatDecimal(received, currency),
        keptRate,
        keptAmountRate,
      };
    }),
  };
}
