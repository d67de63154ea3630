import { dayInZone } from '../../foundation/calendar/day.ts';
import { instantAt } from '../../foundation/calendar/time-zone.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { Ctx } from '../access/context.ts';
import type { TemplateBook } from '../messages/find-template.ts';
import type { MessageDraft } from '../messages/message.ts';
import { dunningInstant } from '../messages/quiet-hours.ts';
import { renderTemplate } from '../messages/render-template.ts';
import type { TemplateData } from '../messages/template.ts';
import type { DunningPolicy, DunningStep } from './policy.ts';
import type { RemindedItem, StoredReminder } from './reminder-store.ts';

/** Whom a reminder is written to, as texts need it. */
export type Recipient = {
  readonly number: string;
  readonly name: string;
  readonly country: string;
  readonly timeZone: string;
  readonly contactName: string;
  /** Open credits, shown in every reminder. */
  readonly credits: readonly { readonly currency: string; readonly open: string }[];
};

/** The instant from which a reminder may leave: the policy's hour where the recipient is, on a business day there; the next one where its hours have passed. */
export function sendAfterOf(ctx: Pick<Ctx, 'now'>, policy: DunningPolicy, recipient: { readonly country: string; readonly timeZone: string }): Date {
  const hours = { from: policy.window.fromMinute, to: policy.window.toMinute };
  const planned = instantAt(dayInZone(ctx.now, recipient.timeZone), policy.sendAtMinute, recipient.timeZone);
  return dunningInstant(planned > ctx.now ? planned : ctx.now, recipient, hours);
}

/** The message of a reminder in the words of its template. Refuses `template.not_found`, `template.failed`. */
export function messageOf(
  ctx: Ctx,
  reminder: StoredReminder,
  of: {
    readonly policy: DunningPolicy;
    readonly step: DunningStep;
    readonly items: readonly RemindedItem[];
    readonly recipient: Recipient;
    readonly company: TemplateData;
    readonly templates: TemplateBook;
    readonly attachments: readonly string[];
  },
): MessageDraft {
  const { step, recipient } = of;
  const channel = reminder.channel === 'call' ? 'letter' : reminder.channel;
  const template = of.templates.require(step.template, channel, reminder.language);
  const text = renderTemplate(template, {
    ...of.company,
    customer: { name: recipient.name, number: recipient.number },
    contact: { name: recipient.contactName },
    today: ctx.today,
    items: of.items.filter(({ days_past_due }) => days_past_due > 0).map(itemOf),
    upcoming: of.items.filter(({ days_past_due }) => days_past_due <= 0).map(itemOf),
    totals: totalsOf(of.items),
    credits: [...recipient.credits],
    step: { key: step.key, tone: step.tone },
  });
  return {
    kind: 'dunning',
    channel,
    intentKey: `reminder:${reminder.id}`,
    customerId: reminder.customer_id,
    contactId: reminder.contact_id,
    toAddress: reminder.to_address,
    toName: recipient.contactName || recipient.name,
    cc: reminder.why.copies ?? [],
    language: reminder.language,
    timeZone: recipient.timeZone,
    subject: text.subject,
    bodyText: text.bodyText,
    bodyHtml: text.bodyHtml,
    template: { code: template.code, version: template.version },
    why: { code: reminder.why.code, figures: reminder.why.figures },
    cause: { kind: 'reminder', id: reminder.id },
    runId: reminder.run_id,
    sendAfter: sendAfterOf(ctx, of.policy, recipient),
    attachments: of.attachments,
  };
}

function itemOf(item: RemindedItem): TemplateData {
  return {
    number: item.number,
    issued_on: item.issued_on,
    due_on: item.due_on,
    days_past_due: item.days_past_due,
    amount: formatDecimal(item.original, item.currency),
    open: formatDecimal(item.open_minor, item.currency),
    currency: item.currency,
    reference: item.reference,
  };
}

/** What is overdue, by currency; of a hint before the due day, what will be due. */
function totalsOf(items: readonly RemindedItem[]): { currency: string; open: string }[] {
  const late = items.filter(({ days_past_due }) => days_past_due > 0);
  const counted = late.length === 0 ? items : late;
  const sums = new Map<RemindedItem['currency'], bigint>();
  for (const item of counted) sums.set(item.currency, (sums.get(item.currency) ?? 0n) + item.open_minor);
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([currency, open]) => ({ currency, open: formatDecimal(open, currency) }));
}
