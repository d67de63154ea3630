import type { Ctx } from '../access/context.ts';
import { findContacts } from '../customers/find-contacts.ts';
import { timeZoneOf } from '../customers/time-zone-of.ts';
import { loadTemplates } from '../messages/find-template.ts';
import { companyData } from '../messages/company-data.ts';
import { queueMessages } from '../messages/queue-messages.ts';
import { notify } from '../work/notifications.ts';
import { openTasks, type NewTask } from '../work/tasks.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { PolicyInForce } from './change-policy.ts';
import { creditsOf, customersOf } from './dunning-store.ts';
import { invoiceFilesOf } from './invoice-files.ts';
import type { DunningPolicy, DunningStep } from './policy.ts';
import { findReminders, giveStepsBack, remindedItems, setReminderStates, type RemindedItem, type StoredReminder } from './reminder-store.ts';
import { messageOf, type Recipient } from './write-messages.ts';

/** Writes the messages of reminders and puts them into the outbox; a call becomes a task. What can't be written or must not be sent is stopped, and its steps
 *  are given back. Answers how many were queued. */
export async function queueReminders(ctx: Ctx, inForce: PolicyInForce, reminderIds: readonly string[]): Promise<number> {
  const reminders = await findReminders(ctx, { ids: reminderIds });
  if (reminders.length === 0) return 0;
  const items = Map.groupBy(await remindedItems(ctx, reminderIds), (item) => item.reminder_id);
  const stepOf = new Map(inForce.policy.steps.map((step) => [step.key, step]));
  const calls = reminders.filter(({ channel }) => channel === 'call');
  await openTasks(
    ctx,
    calls.map((reminder) => callTask(reminder, items.get(reminder.id) ?? [])),
  );
  await setReminderStates(
    ctx,
    calls.map(({ id }) => ({ id, state: 'sent' as const, reason: 'call_task' })),
  );
  const written = reminders.filter(({ channel }) => channel !== 'call');
  const drafts = await draftsOf(ctx, inForce.policy, { reminders: written, items, stepOf });
  const queued = await queueMessages(
    ctx,
    drafts.map(({ draft }) => draft),
  );
  const changes = queued.map((result, index) => ({
    id: drafts[index]?.reminder.id ?? '',
    state: result.id === null ? ('stopped' as const) : ('queued' as const),
    reason: result.id === null ? (result.result === 'suppressed' ? 'address_suppressed' : 'message_refused') : '',
    messageId: result.id,
  }));
  await setReminderStates(ctx, changes);
  await giveStepsBack(
    ctx,
    changes.filter(({ state }) => state === 'stopped').map(({ id }) => id),
  );
  await tellManagers(
    ctx,
    reminders.filter((reminder) => stepOf.get(reminder.step)?.tellManager),
  );
  return changes.filter(({ state }) => state === 'queued').length + calls.length;
}

async function draftsOf(
  ctx: Ctx,
  policy: DunningPolicy,
  of: { reminders: readonly StoredReminder[]; items: ReadonlyMap<string, readonly RemindedItem[]>; stepOf: ReadonlyMap<string, DunningStep> },
) {
  if (of.reminders.length === 0) return [];
  const recipients = await recipientsOf(ctx, of.reminders);
  const templates = await loadTemplates(ctx);
  const company = await companyData(ctx);
  const attached = of.reminders.filter(({ step, channel }) => channel === 'email' && of.stepOf.get(step)?.attachInvoices);
  const files = await invoiceFilesOf(
    ctx,
    attached.flatMap(({ id }) => (of.items.get(id) ?? []).flatMap(({ document_id }) => (document_id === null ? [] : [document_id]))),
  );
  return of.reminders.flatMap((reminder) => {
    const step = of.stepOf.get(reminder.step);
    const recipient = recipients.get(reminder.id);
    if (!step || !recipient) return [];
    const items = of.items.get(reminder.id) ?? [];
    const attachments = attached.includes(reminder)
      ? [...new Set(items.flatMap(({ document_id }) => files.get(document_id ?? '') ?? []))].slice(0, MAX_ATTACHED)
      : [];
    return [{ reminder, draft: messageOf(ctx, reminder, { policy, step, items, recipient, company, templates, attachments }) }];
  });
}

/** A reminder with more PDFs than this is no longer read; the numbers stand in its text. */
const MAX_ATTACHED = 10;

async function recipientsOf(ctx: Ctx, reminders: readonly StoredReminder[]): Promise<ReadonlyMap<string, Recipient>> {
  const ids = [...new Set(reminders.map(({ customer_id }) => customer_id))];
  const customers = new Map((await customersOf(ctx, ids)).map((customer) => [customer.id, customer]));
  const contacts = new Map([...(await findContacts(ctx, ids)).values()].flat().map((contact) => [contact.id, contact]));
  const credits = Map.groupBy(await creditsOf(ctx, ids), ({ customer_id }) => customer_id);
  return new Map(
    reminders.flatMap((reminder) => {
      const customer = customers.get(reminder.customer_id);
      if (!customer) return [];
      const recipient: Recipient = {
        number: customer.number,
        name: customer.name,
        country: customer.country ?? ctx.company.country,
        timeZone: timeZoneOf({ timeZone: customer.time_zone, country: customer.country }, ctx.company),
        contactName: contacts.get(reminder.contact_id ?? '')?.name ?? '',
        credits: (credits.get(customer.id) ?? []).map(({ currency, minor }) => ({ currency, open: formatDecimal(minor, currency as Currency) })),
      };
      return [[reminder.id, recipient] as const];
    }),
  );
}

function callTask(reminder: StoredReminder, items: readonly RemindedItem[]): NewTask {
  const [first] = items;
  const same = items.filter(({ currency }) => currency === first?.currency);
  return {
    kind: 'call',
    key: `call:${reminder.customer_id}`,
    subjectKind: 'customer',
    subjectId: reminder.customer_id,
    customerId: reminder.customer_id,
    title: `Call about ${items.length} overdue ${items.length === 1 ? 'item' : 'items'}`,
    reason: 'ladder_call',
    figures: {
      step: reminder.step,
      reminder: reminder.id,
      items: items.length,
      oldestDaysPastDue: Math.max(...items.map(({ days_past_due }) => days_past_due)),
    },
    ...(first === undefined ? {} : { worth: { minor: same.reduce((sum, { open_minor }) => sum + open_minor, 0n), currency: first.currency } }),
    dueOn: reminder.for_on,
    forRole: 'collections',
  };
}

/** Our own side of an escalation. */
async function tellManagers(ctx: Ctx, reminders: readonly StoredReminder[]): Promise<void> {
  await notify(
    ctx,
    reminders.map((reminder) => ({
      audience: 'role:controller' as const,
      kind: 'dunning.escalated',
      text: `A ${reminder.step} notice goes out (${reminder.for_on}): look at the customer before it comes to more`,
      subjectKind: 'customer',
      subjectId: reminder.customer_id,
    })),
  );
}
