import type { Day } from '../../foundation/calendar/day.ts';
import { assert } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import { receivableNumbers } from '../receivables/find-receivables.ts';
import type { AutomationMode } from '../work/automation-name.ts';
import { booksFreshness } from './books-freshness.ts';
import { requirePolicy } from './change-policy.ts';
import { customersOf, nextCustomers, type StoredCustomer } from './dunning-store.ts';
import { gatherFacts, horizonOf } from './gather-facts.ts';
import { planReminders, type DunningReason, type PlanFacts, type PlannedDecision, type PlannedReminder } from './plan-reminders.ts';
import { laneOf, surroundingsOf, type Surroundings } from './plan-setting.ts';
import type { ReminderChannel } from './policy.ts';

export type PreviewItem = {
  readonly number: string;
  readonly open: bigint;
  readonly currency: Currency;
  readonly dueOn: Day;
  readonly daysPastDue: number;
  readonly step: string | null;
};

export type PreviewReminder = {
  readonly customer: { readonly id: string; readonly number: string; readonly name: string };
  readonly mode: AutomationMode;
  readonly step: string;
  readonly channel: ReminderChannel;
  readonly to: string;
  readonly items: readonly PreviewItem[];
  readonly totals: readonly { readonly currency: Currency; readonly open: bigint }[];
};

export type PreviewDecision = {
  readonly number: string;
  /** Number of the customer. */
  readonly customer: string;
  readonly outcome: PlannedDecision['outcome'];
  readonly reason: DunningReason;
  readonly figures: PlannedDecision['figures'];
};

export type PlanPreview = {
  readonly policy: string;
  readonly version: number;
  readonly on: Day;
  /** Why the run as a whole would be held; the rest is then what it would decide once that is mended. */
  readonly held: { readonly reason: string; readonly figures: Readonly<Record<string, string | number>> } | null;
  readonly reminders: readonly PreviewReminder[];
  readonly decisions: readonly PreviewDecision[];
  readonly counts: {
    readonly considered: number;
    readonly reminders: number;
    readonly skipped: number;
    readonly held: number;
    readonly byReason: Readonly<Partial<Record<DunningReason, number>>>;
  };
};

const CHUNK_CUSTOMERS = 500;
/** No run has this id: nobody is passed over because a run has reminded them. */
const NO_RUN = '00000000-0000-0000-0000-000000000000';

/** What a run of the policy on a day would decide, by the rules of the run itself; reads only. Facts are those of now: a day to come knows nothing of what will be
 *  paid until then, and its books are judged as fresh as they are today. With `customerId` for that customer alone. Refuses `policy.not_found`. */
export async function previewPlan(ctx: Ctx, options: { code: string; on: Day; customerId?: string }): Promise<PlanPreview> {
  const { code, on } = options;
  const there: Ctx = { ...ctx, today: on };
  const inForce = await requirePolicy(ctx, code);
  const surroundings = await surroundingsOf(there, inForce);
  const books = await booksFreshness(on > ctx.today ? ctx : there, inForce.policy.freshBankingDays);
  const found: Found = { reminders: [], decisions: [] };
  if (options.customerId !== undefined) await planChunk(there, surroundings, [options.customerId], found);
  else {
    for (let after: string | null = null; ;) {
      const ids: string[] = await nextCustomers(there, { runId: NO_RUN, after, dueUntil: horizonOf(inForce.policy, on), limit: CHUNK_CUSTOMERS });
      await planChunk(there, surroundings, ids, found);
      after = ids.at(-1) ?? null;
      if (after === null || ids.length < CHUNK_CUSTOMERS) break;
    }
  }
  return {
    policy: code,
    version: inForce.version,
    on,
    held: books.fresh ? null : { reason: books.reason, figures: books.figures },
    reminders: found.reminders,
    decisions: found.decisions,
    counts: countsOf(found),
  };
}

type Found = { readonly reminders: PreviewReminder[]; readonly decisions: PreviewDecision[] };

async function planChunk(ctx: Ctx, surroundings: Surroundings, customerIds: readonly string[], found: Found): Promise<void> {
  const customers = new Map((await customersOf(ctx, customerIds)).map((customer) => [customer.id, customer]));
  for (const lane of ['live', 'shadow'] as const) {
    const own = customerIds.filter((id) => laneOf(surroundings, customers.get(id)?.customer_group ?? '') === lane);
    if (own.length === 0) continue;
    const facts = await gatherFacts(ctx, own, surroundings.settingFor(lane));
    const plan = planReminders(facts);
    const numbers = await receivableNumbers(
      ctx,
      facts.receivables.map(({ receivableId }) => receivableId),
    );
    const names: Names = { customers, numbers, dueOn: new Map(facts.receivables.map(({ receivableId, dueOn }) => [receivableId, dueOn])) };
    found.reminders.push(...plan.reminders.map((reminder) => reminderOf(reminder, facts, names)));
    for (const { receivableId, customerId, outcome, reason, figures } of plan.decisions)
      found.decisions.push({ number: numbers.get(receivableId) ?? '', customer: customers.get(customerId)?.number ?? '', outcome, reason, figures });
  }
}

type Names = {
  readonly customers: ReadonlyMap<string, StoredCustomer>;
  readonly numbers: ReadonlyMap<string, string>;
  readonly dueOn: ReadonlyMap<string, Day>;
};

function reminderOf(planned: PlannedReminder, facts: PlanFacts, names: Names): PreviewReminder {
  const customer = names.customers.get(planned.customerId);
  assert(customer, 'a reminder that was planned has a customer');
  const items = planned.items.map((item): PreviewItem => {
    const dueOn = names.dueOn.get(item.receivableId);
    assert(dueOn, 'an item of a plan was a fact of it');
    const { open, currency, daysPastDue, step } = item;
    return { number: names.numbers.get(item.receivableId) ?? '', open, currency: currency as Currency, dueOn, daysPastDue, step };
  });
  return {
    customer: { id: customer.id, number: customer.number, name: customer.name },
    mode: facts.customers.get(planned.customerId)?.mode ?? 'off',
    step: planned.step.key,
    channel: planned.channel,
    to: planned.toAddress,
    items,
    totals: totalsOf(items),
  };
}

/** What is open on the items, by currency. */
export function totalsOf(items: readonly { readonly currency: Currency; readonly open: bigint }[]): { currency: Currency; open: bigint }[] {
  const sums = new Map<Currency, bigint>();
  for (const { currency, open } of items) sums.set(currency, (sums.get(currency) ?? 0n) + open);
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([currency, open]) => ({ currency, open }));
}

function countsOf({ reminders, decisions }: Found): PlanPreview['counts'] {
  const byReason = new Map<DunningReason, number>();
  for (const { reason } of decisions) byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
  const tally = (outcome: PlannedDecision['outcome']): number => decisions.filter((decision) => decision.outcome === outcome).length;
  return {
    considered: decisions.length,
    reminders: reminders.length,
    skipped: tally('skip'),
    held: tally('hold'),
    byReason: Object.fromEntries([...byReason].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))),
  };
}
