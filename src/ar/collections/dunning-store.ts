import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import type { LadderPlace } from './ladder.ts';

/** live: what customers get. shadow: the ladder of a policy that only watches. */
export type Lane = 'live' | 'shadow';

export type OpenReceivable = { id: string; customer_id: string; currency: Currency; due_on: Day; open: bigint };

/** The next customers, in the order of their ids, with something open that falls due until a day. Customers that the run has reminded already are passed over. */
export async function nextCustomers(ctx: Ctx, options: { runId: string; after: string | null; dueUntil: Day; limit: number }): Promise<string[]> {
  const after = options.after === null ? sql`true` : sql`r.customer_id > ${options.after}::uuid`;
  const rows = await ctx.tx.rows(sql<{ customer_id: string }>`
    select distinct r.customer_id from receivable r
    where r.company_id = ${ctx.company.id} and r.open <> 0 and r.kind <> 'technical' and r.due_on <= ${options.dueUntil} and ${after}
      and not exists (select 1 from reminder m where m.company_id = r.company_id and m.run_id = ${options.runId} and m.customer_id = r.customer_id)
    order by r.customer_id limit ${options.limit}`);
  return rows.map((row) => row.customer_id);
}

export async function openReceivables(ctx: Ctx, customerIds: readonly string[], dueUntil: Day): Promise<OpenReceivable[]> {
  return ctx.tx.rows(sql<OpenReceivable>`
    select id, customer_id, currency, due_on, open from receivable
    where company_id = ${ctx.company.id} and customer_id = any (${arrayLiteral('uuid', customerIds)}::uuid[]) and open <> 0 and kind <> 'technical' and due_on <= ${dueUntil}
    order by customer_id, due_on, id`);
}

export type StoredPlace = { receivable_id: string; cycle: number; entered_on: Day; shift_days: number; entry_step: string | null; closed_on: Day | null };

export async function placesOf(ctx: Ctx, policy: { code: string; lane: Lane }, receivableIds: readonly string[]): Promise<StoredPlace[]> {
  return ctx.tx.rows(sql<StoredPlace>`
    select receivable_id, cycle, entered_on, shift_days, entry_step, closed_on from dunning_item
    where company_id = ${ctx.company.id} and policy = ${policy.code} and lane = ${policy.lane} and receivable_id = any (${arrayLiteral('uuid', receivableIds)}::uuid[])`);
}

export type StoredStep = { receivable_id: string; cycle: number; step: string; taken_on: Day };

/** Steps that were taken; those of one reminder can be left out, to judge it again. */
export async function stepsOf(
  ctx: Ctx,
  policy: { code: string; lane: Lane },
  receivableIds: readonly string[],
  withoutReminders: readonly string[] = [],
): Promise<StoredStep[]> {
  return ctx.tx.rows(sql<StoredStep>`
    select receivable_id, cycle, step, taken_on from dunning_step
    where company_id = ${ctx.company.id} and policy = ${policy.code} and lane = ${policy.lane} and receivable_id = any (${arrayLiteral('uuid', receivableIds)}::uuid[])
      and not (reminder_id = any (${arrayLiteral('uuid', withoutReminders)}::uuid[]))`);
}

export type StoredHold = {
  receivable_id: string | null;
  customer_id: string | null;
  kind: string;
  since: Date;
  until_on: Day | null;
  released_at: Date | null;
};

/** Holds on these receivables, on their customers or on the company, also those that ended: they tell when a ladder stood still. */
export async function holdsOf(ctx: Ctx, receivableIds: readonly string[], customerIds: readonly string[]): Promise<StoredHold[]> {
  return ctx.tx.rows(sql<StoredHold>`
    select receivable_id, customer_id, kind, since, until_on, released_at from hold
    where company_id = ${ctx.company.id} and (receivable_id = any (${arrayLiteral('uuid', receivableIds)}::uuid[]) or customer_id = any (${arrayLiteral('uuid', customerIds)}::uuid[]) or scope = 'company')
    order by since, id`);
}

export type StoredCustomer = {
  id: string;
  kind: 'business' | 'consumer' | 'public';
  customer_group: string;
  country: string | null;
  language: string | null;
  time_zone: string | null;
  name: string;
  number: string;
  address_lines: string[];
  postal_code: string;
  city: string;
};

export async function customersOf(ctx: Ctx, customerIds: readonly string[]): Promise<StoredCustomer[]> {
  return ctx.tx.rows(sql<StoredCustomer>`
    select id, kind, customer_group, country, language, time_zone, name, number, address_lines, postal_code, city from customer
    where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', customerIds)}::uuid[])`);
}

/** Open credits by customer and currency: its own, and those of its parent, who may mean it. Deposits belong to their order. */
export async function creditsOf(ctx: Ctx, customerIds: readonly string[]): Promise<{ customer_id: string; currency: string; minor: bigint }[]> {
  return ctx.tx.rows(sql<{ customer_id: string; currency: string; minor: bigint }>`
    select w.id as customer_id, c.currency, sum(c.open)::bigint as minor
    from customer w join credit c on c.company_id = w.company_id and c.customer_id in (w.id, w.parent_id) and c.open <> 0 and c.sits_in <> 'DEP'
    where w.company_id = ${ctx.company.id} and w.id = any (${arrayLiteral('uuid', customerIds)}::uuid[]) group by 1, 2`);
}

/** The last day on which a customer got a reminder in a lane: of any policy that is live, or of this one's shadow. One that left later than planned counts from
 *  when it left; one that is still to leave by itself, as if it left today. What never reached anybody does not count. */
export async function lastReminded(
  ctx: Ctx,
  policy: { code: string; lane: Lane },
  customerIds: readonly string[],
  withoutReminders: readonly string[] = [],
): Promise<Map<string, Day>> {
  const own = policy.lane === 'shadow' ? sql`m.policy = ${policy.code}` : sql`true`;
  const rows = await ctx.tx.rows(sql<{ customer_id: string; last_on: Day }>`
    select m.customer_id, max(case
        when g.channel <> 'letter' and g.state in ('waiting', 'sending') then greatest(m.for_on, ${ctx.today}::date)
        when g.state in ('sent', 'delivered', 'unknown') then greatest(m.for_on, (coalesce(g.sent_at, g.changed_at) at time zone ${ctx.company.timeZone})::date)
        else m.for_on end) as last_on
    from reminder m left join message g on g.company_id = m.company_id and g.id = m.message_id
    where m.company_id = ${ctx.company.id} and m.lane = ${policy.lane} and ${own} and m.customer_id = any (${arrayLiteral('uuid', customerIds)}::uuid[]) and m.state <> 'stopped'
      and coalesce(g.state, '') not in ('stopped', 'failed', 'bounced') and not (m.id = any (${arrayLiteral('uuid', withoutReminders)}::uuid[]))
    group by 1`);
  return new Map(rows.map((row) => [row.customer_id, row.last_on]));
}

export function placeOf(stored: StoredPlace): LadderPlace {
  return { cycle: stored.cycle, enteredOn: stored.entered_on, shiftDays: stored.shift_days, entryStep: stored.entry_step };
}
