import { addDays, dayInZone, type Day } from '../../foundation/calendar/day.ts';
import type { Ctx } from '../access/context.ts';
import type { MoneyWaiting } from '../cash-application/money-waiting.ts';
import { findContacts } from '../customers/find-contacts.ts';
import type { Contact } from '../customers/get-customer.ts';
import { findSuppressed, suppressionKey } from '../messages/suppressions.ts';
import type { AutomationMode } from '../work/automation-name.ts';
import {
  creditsOf,
  customersOf,
  holdsOf,
  lastReminded,
  openReceivables,
  placeOf,
  placesOf,
  stepsOf,
  type Lane,
  type StoredCustomer,
  type StoredHold,
} from './dunning-store.ts';
import type { Pause } from './ladder.ts';
import { STOPPING_HOLDS, type PlanContact, type PlanCustomer, type PlanFacts, type PlanReceivable, type StoppingHold } from './plan-reminders.ts';
import type { DunningPolicy } from './policy.ts';

/** How the surroundings of a plan are decided, the same for every customer of a run. */
export type PlanSetting = {
  readonly policy: DunningPolicy;
  readonly on: Day;
  readonly lane: Lane;
  readonly money: MoneyWaiting;
  /** Mode of this policy for a group of customers. */
  readonly modeOf: (group: string) => AutomationMode;
  /** Code of the live policy that comes first for such a customer; null: this one. */
  readonly servedBy: (customer: { group: string; kind: string }) => string | null;
  /** Reminders that are judged again: what they took does not count. */
  readonly again?: readonly string[];
};

/** Receivables are looked at from the first step of the ladder on: the last due day that is near enough. */
export function horizonOf(policy: DunningPolicy, on: Day): Day {
  return addDays(on, Math.max(0, -(policy.steps[0]?.offsetDays ?? 0)));
}

/** Everything that a plan for these customers needs to know, in a fixed number of queries. */
export async function gatherFacts(ctx: Ctx, customerIds: readonly string[], setting: PlanSetting): Promise<PlanFacts> {
  const { policy, on } = setting;
  const lane = { code: policy.code, lane: setting.lane };
  const receivables = await openReceivables(ctx, customerIds, horizonOf(policy, on));
  const ids = receivables.map(({ id }) => id);
  const places = new Map((await placesOf(ctx, lane, ids)).map((place) => [place.receivable_id, place]));
  const steps = Map.groupBy(await stepsOf(ctx, lane, ids, setting.again), (step) => step.receivable_id);
  const holds = holdsBySubject(await holdsOf(ctx, ids, customerIds));
  const customers = await customersOf(ctx, customerIds);
  const contacts = await findContacts(ctx, customerIds);
  const suppressed = await findSuppressed(
    ctx,
    [...contacts.values()]
      .flat()
      .flatMap(({ email, phone }) =>
        [email === '' ? [] : [{ channel: 'email' as const, address: email }], phone === '' ? [] : [{ channel: 'sms' as const, address: phone }]].flat(),
      ),
  );
  const isSuppressed = (channel: 'email' | 'sms', address: string): boolean => address !== '' && suppressed.has(suppressionKey({ channel, address }));
  const credits = Map.groupBy(await creditsOf(ctx, customerIds), (credit) => credit.customer_id);
  const last = await lastReminded(ctx, lane, customerIds, setting.again);
  return {
    policy,
    on,
    customers: new Map(
      customers.map((customer) => [
        customer.id,
        customerOf(ctx, customer, {
          contacts: contacts.get(customer.id) ?? [],
          credits: new Map((credits.get(customer.id) ?? []).map(({ currency, minor }) => [currency, minor])),
          lastRemindedOn: last.get(customer.id) ?? null,
          setting,
          isSuppressed,
        }),
      ]),
    ),
    receivables: receivables.map((row): PlanReceivable => {
      const stored = places.get(row.id);
      // Settled once and open again: a new cycle begins where a new receivable would.
      const place =
        stored === undefined ? null : stored.closed_on === null ? placeOf(stored) : { cycle: stored.cycle + 1, enteredOn: on, shiftDays: 0, entryStep: null };
      const own = [...(holds.get(row.id) ?? []), ...(holds.get(row.customer_id) ?? []), ...(holds.get('') ?? [])];
      return {
        receivableId: row.id,
        customerId: row.customer_id,
        currency: row.currency,
        dueOn: row.due_on,
        open: row.open,
        place,
        taken: (steps.get(row.id) ?? []).filter((step) => step.cycle === (place?.cycle ?? 1)).map((step) => ({ step: step.step, on: step.taken_on })),
        pauses: own.flatMap((hold) => pauseOf(ctx, hold)),
        holds: own.filter((hold) => isLive(hold, on)).flatMap((hold) => stoppingOf(hold)),
        moneyWaiting: setting.money.of({ receivableId: row.id, customerId: row.customer_id, currency: row.currency }),
      };
    }),
  };
}

function customerOf(
  ctx: Ctx,
  row: StoredCustomer,
  of: {
    contacts: readonly Contact[];
    credits: ReadonlyMap<string, bigint>;
    lastRemindedOn: Day | null;
    setting: PlanSetting;
    isSuppressed: (channel: 'email' | 'sms', address: string) => boolean;
  },
): PlanCustomer {
  return {
    customerId: row.id,
    kind: row.kind,
    group: row.customer_group,
    country: row.country ?? ctx.company.country,
    language: row.language,
    postalAddress:
      row.address_lines.length === 0 ? [] : [row.name, ...row.address_lines, `${row.postal_code} ${row.city}`.trim()].filter((line) => line !== ''),
    contacts: of.contacts.map((contact): PlanContact => ({
      contactId: contact.id,
      role: contact.role,
      name: contact.name,
      email: contact.email,
      phone: contact.phone,
      language: contact.language,
      emailSuppressed: of.isSuppressed('email', contact.email),
      phoneSuppressed: of.isSuppressed('sms', contact.phone),
    })),
    credits: of.credits,
    lastRemindedOn: of.lastRemindedOn,
    servedBy: of.setting.servedBy({ group: row.customer_group, kind: row.kind }),
    mode: of.setting.modeOf(row.customer_group),
  };
}

/** What makes the ladder stand still while it lasts, so that it goes on where it paused. Other holds only delay: missed days are caught up with. */
const PAUSING: readonly string[] = ['promise', 'plan', 'dispute', 'legal'];

export function pauseOf(ctx: Ctx, hold: StoredHold): Pause[] {
  if (!PAUSING.includes(hold.kind)) return [];
  const from = dayInZone(hold.since, ctx.company.timeZone);
  const ended = hold.released_at === null ? null : dayInZone(hold.released_at, ctx.company.timeZone);
  const through = hold.until_on === null ? null : addDays(hold.until_on, 1);
  const to = ended !== null && (through === null || ended < through) ? ended : (through ?? FOR_EVER);
  return to > from ? [{ from, to }] : [];
}

const FOR_EVER = '9999-12-31' as Day;

function isLive(hold: StoredHold, on: Day): boolean {
  return hold.released_at === null && (hold.until_on === null || hold.until_on >= on);
}

function stoppingOf(hold: StoredHold): { kind: StoppingHold; untilOn: Day | null }[] {
  const kind = STOPPING_HOLDS.find((known) => known === hold.kind);
  return kind === undefined ? [] : [{ kind, untilOn: hold.until_on }];
}

/** By receivable, by customer, and under '' those of the whole company. */
export function holdsBySubject(holds: readonly StoredHold[]): ReadonlyMap<string, readonly StoredHold[]> {
  return Map.groupBy(holds, (hold) => hold.receivable_id ?? hold.customer_id ?? '');
}
