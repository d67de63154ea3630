import { addDays, daysBetween, type Day } from '../../foundation/calendar/day.ts';
import { isBusinessDay } from '../../foundation/calendar/business-days.ts';
import { parseDecimal } from '../../foundation/money/money.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { standingOf, type LadderPlace, type Pause, type Standing, type TakenStep } from './ladder.ts';
import type { AudienceRole, DunningPolicy, DunningStep, ReminderChannel } from './policy.ts';

export type PlanContact = {
  readonly contactId: string;
  readonly role: AudienceRole;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly language: string | null;
  readonly emailSuppressed: boolean;
  readonly phoneSuppressed: boolean;
};

export type PlanCustomer = {
  readonly customerId: string;
  readonly kind: 'business' | 'consumer' | 'public';
  readonly group: string;
  readonly country: string;
  readonly language: string | null;
  /** One line a row; empty where no letter can be sent. */
  readonly postalAddress: readonly string[];
  readonly contacts: readonly PlanContact[];
  /** Open credits that could settle receivables of this customer, by currency. */
  readonly credits: ReadonlyMap<string, bigint>;
  /** The last day of a reminder in this lane. */
  readonly lastRemindedOn: Day | null;
  /** Another live policy that comes before this one for the customer. */
  readonly servedBy: string | null;
  /** Mode of the automation for the customer: what is off is not planned. */
  readonly mode: 'off' | 'shadow' | 'approve' | 'auto';
};

/** Holds that stop a reminder, in the order in which they are told. */
export const STOPPING_HOLDS = ['legal', 'dispute', 'plan', 'promise', 'pending_debit', 'unread_reply', 'unapplied_cash', 'stale_books', 'pilot_scope'] as const;
export type StoppingHold = (typeof STOPPING_HOLDS)[number];

export type PlanReceivable = {
  readonly receivableId: string;
  readonly customerId: string;
  readonly currency: Currency;
  readonly dueOn: Day;
  readonly open: bigint;
  readonly place: LadderPlace | null;
  readonly taken: readonly TakenStep[];
  readonly pauses: readonly Pause[];
  readonly holds: readonly { readonly kind: StoppingHold; readonly untilOn: Day | null }[];
  /** Money in an imported bank file that may be for it. */
  readonly moneyWaiting: { readonly lineId: string; readonly because: string } | null;
};

export type PlanFacts = {
  readonly policy: DunningPolicy;
  readonly on: Day;
  readonly customers: ReadonlyMap<string, PlanCustomer>;
  readonly receivables: readonly PlanReceivable[];
};

export type DunningReason =
  | 'reminded'
  | 'listed'
  | 'outside_audience'
  | 'automation_off'
  | 'other_policy'
  | `hold_${StoppingHold}`
  | 'credit_could_settle'
  | 'money_in_bank_file'
  | 'not_due_yet'
  | 'next_step_later'
  | 'ladder_finished'
  | 'below_minimum'
  | 'not_business_day'
  | 'reminded_recently'
  | 'no_address';

export type PlannedDecision = {
  readonly receivableId: string;
  readonly customerId: string;
  readonly outcome: 'act' | 'skip' | 'hold';
  readonly reason: DunningReason;
  readonly figures: Readonly<Record<string, string | number>>;
};

export type PlannedItem = {
  readonly receivableId: string;
  readonly step: string | null;
  readonly cycle: number;
  readonly open: bigint;
  readonly currency: string;
  readonly daysPastDue: number;
};

export type PlannedReminder = {
  readonly customerId: string;
  readonly step: DunningStep;
  readonly channel: ReminderChannel;
  readonly contact: PlanContact | null;
  readonly toAddress: string;
  readonly language: string | null;
  readonly copies: readonly string[];
  readonly items: readonly PlannedItem[];
  readonly why: { readonly code: string; readonly figures: Readonly<Record<string, string | number>> };
};

export type Plan = {
  readonly reminders: readonly PlannedReminder[];
  /** One for every receivable of the facts. */
  readonly decisions: readonly PlannedDecision[];
  /** Places on the ladder that are new or moved. */
  readonly places: readonly { readonly receivableId: string; readonly place: LadderPlace }[];
};

type Judged = {
  readonly receivable: PlanReceivable;
  readonly standing: Standing;
  readonly reason: DunningReason | null;
  readonly figures: Readonly<Record<string, string | number>>;
};

/** Decides whom to remind of what on a day, and for every receivable that is not reminded why not. Pure: shadow, live and replay all ask here.
 *  One reminder a customer: in the tone of the highest step that is due, with everything that is overdue and free of holds; what is not due yet stands apart. */
export function planReminders(facts: PlanFacts): Plan {
  const byCustomer = new Map<string, PlanReceivable[]>();
  for (const receivable of facts.receivables) {
    const own = byCustomer.get(receivable.customerId);
    if (own) own.push(receivable);
    else byCustomer.set(receivable.customerId, [receivable]);
  }
  const plan = { reminders: [] as PlannedReminder[], decisions: [] as PlannedDecision[], places: [] as { receivableId: string; place: LadderPlace }[] };
  for (const [customerId, receivables] of byCustomer) {
    const customer = facts.customers.get(customerId);
    if (customer) planCustomer(facts, customer, receivables, plan);
  }
  return plan;
}

function planCustomer(
  facts: PlanFacts,
  customer: PlanCustomer,
  receivables: readonly PlanReceivable[],
  plan: { reminders: PlannedReminder[]; decisions: PlannedDecision[]; places: { receivableId: string; place: LadderPlace }[] },
): void {
  const outside = outsideOf(facts.policy, customer);
  const judged = receivables.map((receivable) => judge(facts, customer, receivable, outside));
  for (const { receivable, standing } of judged)
    if (outside === null && standing.place !== receivable.place) plan.places.push({ receivableId: receivable.receivableId, place: standing.place });
  const free = judged.filter(({ reason }) => reason === null || reason === 'next_step_later' || reason === 'ladder_finished');
  const due = free.filter(({ reason }) => reason === null);
  const step = highestStep(facts.policy, due);
  const stopped = step === null ? null : stopOf(facts, customer, due);
  const reminder = step === null || stopped !== null ? null : write(facts, customer, { step, due, free });
  if (reminder) plan.reminders.push(reminder);
  for (const one of judged)
    plan.decisions.push(
      decide(one, { step, stopped: stopped ?? (step !== null && reminder === null ? { reason: 'no_address', figures: { step: step.key } } : null), reminder }),
    );
}

/** The same for all of the customer's receivables. */
function outsideOf(policy: DunningPolicy, customer: PlanCustomer): DunningReason | null {
  const { groups, kinds } = policy.audience;
  if (!kinds.includes(customer.kind) || (groups !== null && !groups.includes(customer.group))) return 'outside_audience';
  if (customer.mode === 'off') return 'automation_off';
  return customer.servedBy === null ? null : 'other_policy';
}

/** Why a receivable is not reminded for its own sake; null: a step of its own is due. */
function judge(facts: PlanFacts, customer: PlanCustomer, receivable: PlanReceivable, outside: DunningReason | null): Judged {
  const { policy, on } = facts;
  const standing = standingOf(receivable, { steps: policy.steps, on });
  const base = { receivable, standing };
  const figures = { daysPastDue: standing.daysPastDue };
  if (outside !== null)
    return { ...base, reason: outside, figures: outside === 'other_policy' ? { policy: customer.servedBy ?? '' } : { group: customer.group } };
  const hold = STOPPING_HOLDS.map((kind) => receivable.holds.find((found) => found.kind === kind)).find((found) => found !== undefined);
  if (hold) return { ...base, reason: `hold_${hold.kind}`, figures: hold.untilOn === null ? figures : { ...figures, untilOn: hold.untilOn } };
  const credit = customer.credits.get(receivable.currency) ?? 0n;
  if (credit > 0n && credit * 100n >= receivable.open * BigInt(policy.creditCoversPercent))
    return { ...base, reason: 'credit_could_settle', figures: { ...figures, creditMinor: credit.toString(), openMinor: receivable.open.toString() } };
  if (receivable.moneyWaiting)
    return { ...base, reason: 'money_in_bank_file', figures: { ...figures, line: receivable.moneyWaiting.lineId, because: receivable.moneyWaiting.because } };
  if (receivable.open < minimumOf(policy, receivable.currency))
    return { ...base, reason: 'below_minimum', figures: { ...figures, openMinor: receivable.open.toString() } };
  if (standing.due) return { ...base, reason: null, figures };
  if (standing.next === null) return { ...base, reason: 'ladder_finished', figures };
  const waiting = { ...figures, step: standing.next.step.key, on: standing.next.on };
  return { ...base, reason: standing.daysPastDue > 0 ? 'next_step_later' : 'not_due_yet', figures: waiting };
}

/** The policy's minimum in a currency; of decimals that the currency does not have, as if nothing were written. */
function minimumOf(policy: DunningPolicy, code: Currency): bigint {
  const read = parseDecimal(policy.minOpen, code);
  return read.ok ? read.minor : 0n;
}

function highestStep(policy: DunningPolicy, due: readonly Judged[]): DunningStep | null {
  const places = due.map(({ standing }) => policy.steps.findIndex(({ key }) => key === standing.due?.key));
  return policy.steps[Math.max(-1, ...places)] ?? null;
}

type Stop = { readonly reason: DunningReason; readonly figures: Readonly<Record<string, string | number>> };

/** What stops the message as a whole although steps are due; they stay due and are caught up with. */
function stopOf(facts: PlanFacts, customer: PlanCustomer, due: readonly Judged[]): Stop | null {
  const { policy, on } = facts;
  if (!isBusinessDay(on, customer.country)) return { reason: 'not_business_day', figures: { country: customer.country } };
  const last = customer.lastRemindedOn;
  if (last !== null && daysBetween(last, on) < policy.minDaysBetween)
    return { reason: 'reminded_recently', figures: { lastOn: last, freeOn: addDays(last, policy.minDaysBetween), due: due.length } };
  return null;
}

function write(
  facts: PlanFacts,
  customer: PlanCustomer,
  found: { step: DunningStep; due: readonly Judged[]; free: readonly Judged[] },
): PlannedReminder | null {
  const { step } = found;
  const way = wayTo(customer, step);
  if (way === null) return null;
  const ownStep = new Map(found.due.map(({ receivable, standing }) => [receivable.receivableId, standing.due?.key ?? null]));
  const items = found.free
    .filter(({ receivable, standing }) => ownStep.has(receivable.receivableId) || standing.daysPastDue > 0)
    .toSorted((a, b) =>
      a.receivable.dueOn < b.receivable.dueOn
        ? -1
        : a.receivable.dueOn > b.receivable.dueOn
          ? 1
          : a.receivable.receivableId < b.receivable.receivableId
            ? -1
            : 1,
    )
    .map(({ receivable, standing }) => ({
      receivableId: receivable.receivableId,
      step: ownStep.get(receivable.receivableId) ?? null,
      cycle: standing.place.cycle,
      open: receivable.open,
      currency: receivable.currency,
      daysPastDue: standing.daysPastDue,
    }));
  const oldest = Math.max(...items.map(({ daysPastDue }) => daysPastDue));
  return {
    customerId: customer.customerId,
    step,
    ...way,
    language: way.contact?.language ?? customer.language,
    copies: step.copyManagement && way.channel === 'email' ? managementCopies(customer, way.toAddress) : [],
    items,
    why: {
      code: 'step_due',
      figures: { policy: facts.policy.code, step: step.key, items: items.length, stepsDue: found.due.length, oldestDaysPastDue: oldest },
    },
  };
}

/** The first channel of the step on which somebody can be reached. */
function wayTo(customer: PlanCustomer, step: DunningStep): { channel: ReminderChannel; contact: PlanContact | null; toAddress: string } | null {
  const ordered = [...step.audience, ...(['payables', 'billing', 'management', 'legal'] as const).filter((role) => !step.audience.includes(role))].flatMap(
    (role) => customer.contacts.filter((contact) => contact.role === role),
  );
  for (const channel of step.channels) {
    if (channel === 'email') {
      const contact = ordered.find(({ email, emailSuppressed }) => email !== '' && !emailSuppressed);
      if (contact) return { channel, contact, toAddress: contact.email };
    } else if (channel === 'sms') {
      const contact = ordered.find(({ phone, phoneSuppressed }) => phone !== '' && !phoneSuppressed);
      if (contact) return { channel, contact, toAddress: contact.phone };
    } else if (channel === 'letter') {
      if (customer.postalAddress.length > 0) return { channel, contact: ordered[0] ?? null, toAddress: customer.postalAddress.join('\n') };
    } else {
      return {
        channel,
        contact: ordered.find(({ phone }) => phone !== '') ?? ordered[0] ?? null,
        toAddress: ordered.find(({ phone }) => phone !== '')?.phone ?? '',
      };
    }
  }
  return null;
}

function managementCopies(customer: PlanCustomer, to: string): string[] {
  const addresses = customer.contacts
    .filter(({ role, email, emailSuppressed }) => role === 'management' && email !== '' && !emailSuppressed)
    .map(({ email }) => email);
  return [...new Set(addresses)].filter((address) => address !== to);
}

function decide(one: Judged, message: { step: DunningStep | null; stopped: Stop | null; reminder: PlannedReminder | null }): PlannedDecision {
  const { receivable, reason, figures, standing } = one;
  const base = { receivableId: receivable.receivableId, customerId: receivable.customerId };
  const listed = message.reminder?.items.find(({ receivableId }) => receivableId === receivable.receivableId);
  if (reason === null) {
    if (message.stopped)
      return {
        ...base,
        outcome: message.stopped.reason === 'no_address' ? 'hold' : 'skip',
        reason: message.stopped.reason,
        figures: { ...figures, ...message.stopped.figures },
      };
    return {
      ...base,
      outcome: 'act',
      reason: 'reminded',
      figures: { ...figures, step: standing.due?.key ?? '', message: message.step?.key ?? '', channel: message.reminder?.channel ?? '' },
    };
  }
  if (listed) return { ...base, outcome: 'act', reason: 'listed', figures: { ...figures, message: message.step?.key ?? '' } };
  const held = reason.startsWith('hold_') || reason === 'credit_could_settle' || reason === 'money_in_bank_file';
  return { ...base, outcome: held ? 'hold' : 'skip', reason, figures };
}
