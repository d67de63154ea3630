import { sql } from 'kysely';
import { addDays, dayInZone, type Day } from '../../../foundation/calendar/day.ts';
import { startOfDay } from '../../../foundation/calendar/time-zone.ts';
import type { Currency } from '../../../foundation/money/currency.ts';
import type { Ctx } from '../../access/context.ts';
import { promiseState } from '../../collections/promise.ts';
import type { TimelineRow, TimelineScope } from './timeline-entry.ts';
import { RANKS } from './timeline-sql.ts';

type Promised = {
  id: string;
  currency: Currency;
  minor: bigint;
  promised_on: Day;
  grace_until: Day;
  made_on: Day;
  promised_by: string;
  source: 'person' | 'customer' | 'reply';
  note: string;
  recorded_by: string;
  recorded_at: Date;
  cancelled_at: Date | null;
  cancelled_by: string | null;
  replaced: boolean | null;
  received: bigint;
  kept_at: Date | null;
  numbers: string[] | null;
};

/** A customer promises a few times a year; beyond so many, the oldest are left out. */
const MAX_PROMISES = 500;

/** The promises of a customer as they were made, and what became of them when it was known: kept with the money that completed it, broken or kept in part on
 *  the day after the time of a bank, called off or replaced. */
export async function promiseEntries(ctx: Ctx, scope: TimelineScope): Promise<TimelineRow[]> {
  const company = ctx.company.id;
  const of =
    scope.document === null
      ? sql`true`
      : sql`exists (select 1 from promise_item i join receivable r on r.company_id = ${company} and r.id = i.receivable_id
          where i.company_id = ${company} and i.promise_id = p.id and r.document_id = ${scope.document.id})`;
  const promises = await ctx.tx.rows(sql<Promised>`
    select p.id, p.currency, p.minor, p.promised_on, p.grace_until, p.made_on, p.promised_by, p.source, p.note, p.recorded_by, p.recorded_at, p.cancelled_at, p.cancelled_by,
      p.cancel_reason = 'replaced' as replaced, coalesce(w.received, 0)::bigint as received, w.kept_at,
      (select array_agg(r.number order by r.due_on, r.id) from promise_item i join receivable r on r.company_id = ${company} and r.id = i.receivable_id
       where i.company_id = ${company} and i.promise_id = p.id) as numbers
    from promise p
    left join lateral (
      select sum(minor) as received, min(recorded_at) filter (where so_far >= p.minor) as kept_at from (
        select a.receivable_minor as minor, a.recorded_at, sum(a.receivable_minor) over (order by a.recorded_at, a.id) as so_far
        from promise_item i join allocation a on a.company_id = ${company} and a.receivable_id = i.receivable_id
        join credit k on k.company_id = ${company} and k.id = a.credit_id and k.kind = 'payment'
        where i.company_id = ${company} and i.promise_id = p.id and a.value_on between p.made_on and p.grace_until) money) w on true
    where p.company_id = ${company} and p.customer_id = ${scope.customerId} and ${of}
    order by p.id desc limit ${MAX_PROMISES}`);
  const { at, id } = scope.before;
  return promises.flatMap((promise) => entriesOf(ctx, promise)).filter((entry) => entry.at < at || (entry.at.getTime() === at.getTime() && entry.id < id));
}

function entriesOf(ctx: Ctx, promise: Promised): TimelineRow[] {
  const zone = ctx.company.timeZone;
  const entry = (what: string, when: Date, more: Partial<TimelineRow>): TimelineRow => ({
    at: when,
    id: `${RANKS.promise}.promise.${what}:${promise.id}`,
    on: dayInZone(when, zone),
    kind: 'promise',
    what: `promise.${what}`,
    by: null,
    actor: null,
    subjectKind: 'promise',
    subjectId: promise.id,
    subjectNumber: null,
    currency: promise.currency,
    minor: promise.minor,
    reason: null,
    reasonFigures: null,
    figures: {
      promisedOn: promise.promised_on,
      promisedBy: promise.promised_by,
      numbers: (promise.numbers ?? []).slice(0, 5).join(', '),
      receivables: promise.numbers?.length ?? 0,
      receivedMinor: promise.received.toString(),
    },
    whoKind: null,
    whoId: null,
    whoAction: null,
    ...more,
  });
  const made = entry('made', promise.recorded_at, {
    by: promise.source === 'customer' ? 'customer' : null,
    actor: promise.recorded_by,
    figures: { ...entry('made', promise.recorded_at, {}).figures, source: promise.source, note: promise.note === '' ? null : promise.note },
  });
  const state = promiseState(
    {
      minor: promise.minor,
      promisedOn: promise.promised_on,
      graceUntil: promise.grace_until,
      received: promise.received,
      cancelled: promise.cancelled_at === null ? 'no' : promise.replaced === true ? 'replaced' : 'cancelled',
      cancelledOn: promise.cancelled_at === null ? null : dayInZone(promise.cancelled_at, zone),
    },
    ctx.today,
  );
  const judgedAt = startOfDay(addDays(promise.grace_until, 1), zone);
  if (state === 'open') return [made];
  if (state === 'kept') return [made, entry('kept', promise.kept_at ?? judgedAt, { by: 'customer' })];
  if ((state === 'cancelled' || state === 'replaced') && promise.cancelled_at !== null)
    return [made, entry(state, promise.cancelled_at, { actor: promise.cancelled_by })];
  // One that was moved after its day is known to be broken at that moment, not when the bank's time would have been over.
  const known = promise.cancelled_at !== null && promise.cancelled_at < judgedAt ? promise.cancelled_at : judgedAt;
  return [made, entry(state, known, { by: 'customer' })];
}
