import { sql } from 'kysely';
import { addBusinessDays } from '../../foundation/calendar/business-days.ts';
import { addDays, dayInZone, type Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { placeHold, releaseHold } from '../receivables/holds.ts';
import { promiseState } from './promise.ts';
import { cancelStored, findPromises, promisedItems, promisesOn, type StoredPromise } from './promise-store.ts';
import { promiseItemTable, promiseTable } from './tables.ts';

export type PromiseEntry = {
  readonly customerId: string;
  /** Which receivables it is for; all of one currency and of this customer. */
  readonly receivableIds: readonly string[];
  /** null: all that is open on them. */
  readonly minor: bigint | null;
  readonly promisedOn: Day;
  readonly promisedBy: string;
  readonly source: 'person' | 'customer' | 'reply';
  readonly note: string;
};

/** What a bank may take until money that was sent on the promised day is seen here. */
const BANK_LAG_DAYS = 2;
/** A customer promises for themselves at most so far ahead. */
const SELF_SERVICE_DAYS = 14;
const MOST_DAYS = 180;

type Promised = { id: string; number: string; customer_id: string; currency: Currency; open: bigint };

/** Records who promised to pay what by when; the ladder of those receivables stands still until the day and a bank's time have passed. A promise that a person
 *  makes anew replaces the one before. A customer's own reaches 14 days at most, is one per receivable, and none after a broken one.
 *  Refuses `promise.*`. */
export async function recordPromise(ctx: Ctx, entry: PromiseEntry): Promise<string> {
  const receivables = await promisedReceivables(ctx, entry);
  const currency = receivables[0]?.currency as Currency;
  const open = receivables.reduce((sum, { open: minor }) => sum + minor, 0n);
  const minor = entry.minor ?? open;
  requireSensible(ctx, entry, { minor, open, currency });
  const earlier = [...new Set((await promisesOn(ctx, entry.receivableIds)).map(({ id }) => id))];
  const known = earlier.length === 0 ? [] : await findPromises(ctx, { ids: earlier, limit: earlier.length });
  if (entry.source === 'customer') requireFirst(ctx, known);
  const replaced = known.filter((promise) => stateOf(ctx, promise) === 'open');
  for (const promise of replaced) await endPromise(ctx, promise.id, 'replaced');
  const id = ctx.newId();
  const graceUntil = addBusinessDays(entry.promisedOn, BANK_LAG_DAYS, ctx.company.country);
  await insertRows(ctx.tx, promiseTable, [
    {
      company_id: ctx.company.id,
      id,
      customer_id: entry.customerId,
      currency,
      minor,
      promised_on: entry.promisedOn,
      grace_until: graceUntil,
      made_on: ctx.today,
      promised_by: entry.promisedBy,
      source: entry.source,
      note: entry.note,
      cancelled_at: null,
      cancelled_by: null,
      cancel_reason: null,
      replaces: replaced[0]?.id ?? null,
      recorded_by: actorText(ctx.actor),
      recorded_at: ctx.now,
    },
  ]);
  const items = [];
  for (const receivable of receivables) {
    const reason = `promised ${formatDecimal(minor, currency)} ${currency} by ${entry.promisedOn}`;
    const holdId = await placeHold(ctx, { scope: { kind: 'receivable', id: receivable.id }, kind: 'promise', untilOn: graceUntil, reason });
    items.push({ company_id: ctx.company.id, promise_id: id, receivable_id: receivable.id, hold_id: holdId, open_minor: receivable.open });
  }
  await insertRows(ctx.tx, promiseItemTable, items);
  await recordAudit(ctx, [
    {
      action: 'promise.recorded',
      subjectKind: 'promise',
      subjectId: id,
      after: {
        customerId: entry.customerId,
        amount: formatDecimal(minor, currency),
        currency,
        promisedOn: entry.promisedOn,
        receivables: entry.receivableIds.length,
      },
      reason: entry.note,
    },
  ]);
  return id;
}

async function promisedReceivables(ctx: Ctx, entry: PromiseEntry): Promise<Promised[]> {
  const found = await ctx.tx.rows(sql<Promised>`
    select id, number, customer_id, currency, open from receivable
    where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', entry.receivableIds)}::uuid[]) and kind <> 'technical' order by due_on, id for update`);
  if (found.length === 0 || found.length !== new Set(entry.receivableIds).size)
    throw new Refusal('promise.receivable_not_found', 'A promise names receivables of this company; at least one of these is none. Reload the list.', {});
  if (found.some(({ customer_id }) => customer_id !== entry.customerId))
    throw new Refusal('promise.other_customer', 'A promise is for receivables of the customer who gives it. Record one promise per customer.', {});
  if (new Set(found.map(({ currency }) => currency)).size > 1)
    throw new Refusal('promise.currencies', 'A promise has one currency. Record one per currency.', {});
  const settled = found.find(({ open }) => open === 0n);
  if (settled) throw new Refusal('promise.already_paid', `Nothing is open on ${settled.number} any more. Leave it out.`, { number: settled.number });
  return found;
}

function requireSensible(ctx: Ctx, entry: PromiseEntry, of: { minor: bigint; open: bigint; currency: Currency }): void {
  if (of.minor <= 0n || of.minor > of.open)
    throw new Refusal(
      'promise.amount',
      `A promise lies between nothing and what is open, ${formatDecimal(of.open, of.currency)} ${of.currency}; this one is ${formatDecimal(of.minor, of.currency)}. Correct the amount.`,
      { open: formatDecimal(of.open, of.currency), asked: formatDecimal(of.minor, of.currency), currency: of.currency },
    );
  const latest = addDays(ctx.today, entry.source === 'customer' ? SELF_SERVICE_DAYS : MOST_DAYS);
  if (entry.promisedOn < ctx.today || entry.promisedOn > latest)
    throw new Refusal(
      'promise.day',
      `A promise is for a day from today (${ctx.today}) to ${latest}; this one is for ${entry.promisedOn}. Choose another day.`,
      { earliest: ctx.today, latest, asked: entry.promisedOn },
    );
}

function requireFirst(ctx: Ctx, known: readonly StoredPromise[]): void {
  const states = known.map((promise) => stateOf(ctx, promise));
  if (states.includes('open')) throw new Refusal('promise.one_at_a_time', 'There is a promise for this already. Keep it, or ask us to change it.', {});
  if (states.includes('broken') || states.includes('partly_kept'))
    throw new Refusal('promise.after_broken', 'An earlier promise for this was not kept, so that another one needs a word with us. Call or write to us.', {});
}

/** State of a promise on the day of the unit of work. */
export function stateOf(ctx: Pick<Ctx, 'today' | 'company'>, promise: StoredPromise) {
  return promiseState(
    {
      minor: promise.minor,
      promisedOn: promise.promised_on,
      graceUntil: promise.grace_until,
      received: promise.received,
      cancelled: promise.cancelled_at === null ? 'no' : promise.replaced ? 'replaced' : 'cancelled',
      cancelledOn: promise.cancelled_at === null ? null : dayInZone(promise.cancelled_at, ctx.company.timeZone),
    },
    ctx.today,
  );
}

/** Calls a promise off; the ladder goes on where it paused. Refuses `promise.not_found`, `promise.ended`. */
export async function cancelPromise(ctx: Ctx, id: string, reason: string): Promise<void> {
  const [promise] = await findPromises(ctx, { ids: [id], limit: 1 });
  if (!promise) throw new Refusal('promise.not_found', `There is no promise ${id} in this company. Reload the list.`, { id });
  const state = stateOf(ctx, promise);
  if (state !== 'open') throw new Refusal('promise.ended', `This promise is ${state.replace('_', ' ')} already and stays as it is.`, { id, state });
  await endPromise(ctx, id, 'cancelled');
  await recordAudit(ctx, [{ action: 'promise.cancelled', subjectKind: 'promise', subjectId: id, reason }]);
}

async function endPromise(ctx: Ctx, id: string, how: 'replaced' | 'cancelled'): Promise<void> {
  await cancelStored(ctx, id, actorText(ctx.actor), how);
  for (const { hold_id } of await promisedItems(ctx, [id])) {
    if (hold_id === null) continue;
    const live = await ctx.tx.first(sql`select 1 from hold where company_id = ${ctx.company.id} and id = ${hold_id} and released_at is null`);
    if (live) await releaseHold(ctx, hold_id, `the promise was ${how}`);
  }
}
