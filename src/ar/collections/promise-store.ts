import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';

export type StoredPromise = {
  id: string;
  customer_id: string;
  customer_number: string;
  customer_name: string;
  currency: Currency;
  minor: bigint;
  promised_on: Day;
  grace_until: Day;
  made_on: Day;
  promised_by: string;
  source: 'person' | 'customer' | 'reply';
  note: string;
  cancelled_at: Date | null;
  replaced: boolean;
  replaced_late: boolean;
  received: bigint;
  recorded_at: Date;
};

/** Promises with what came for them: cash on their receivables by value day, from the day they were made to the end of grace; reversals taken off. */
export async function findPromises(
  ctx: Ctx,
  filter: { customerId?: string; ids?: readonly string[]; promisedFrom?: Day; promisedTo?: Day; before?: string | null; limit: number },
): Promise<StoredPromise[]> {
  const wanted = [
    filter.customerId === undefined ? sql`true` : sql`p.customer_id = ${filter.customerId}::uuid`,
    filter.ids === undefined ? sql`true` : sql`p.id = any (${arrayLiteral('uuid', filter.ids)}::uuid[])`,
    filter.promisedFrom === undefined ? sql`true` : sql`p.promised_on >= ${filter.promisedFrom}`,
    filter.promisedTo === undefined ? sql`true` : sql`p.promised_on <= ${filter.promisedTo}`,
    filter.before == null ? sql`true` : sql`p.id < ${filter.before}::uuid`,
  ];
  return ctx.tx.rows(sql<StoredPromise>`
    select p.id, p.customer_id, c.number as customer_number, c.name as customer_name, p.currency, p.minor, p.promised_on, p.grace_until, p.made_on, p.promised_by, p.source,
      p.note, p.cancelled_at, p.cancel_reason = 'replaced' as replaced, coalesce(p.cancel_reason = 'replaced' and p.cancelled_at::date > p.promised_on, false) as replaced_late, p.recorded_at,
      coalesce((
        select sum(a.receivable_minor) from promise_item i
        join allocation a on a.company_id = i.company_id and a.receivable_id = i.receivable_id
        join credit k on k.company_id = a.company_id and k.id = a.credit_id and k.kind = 'payment'
        where i.company_id = p.company_id and i.promise_id = p.id and a.value_on between p.made_on and p.grace_until), 0)::bigint as received
    from promise p join customer c on c.company_id = p.company_id and c.id = p.customer_id
    where p.company_id = ${ctx.company.id} and ${sql.join(wanted, sql` and `)}
    order by p.id desc limit ${filter.limit}`);
}

export type PromisedItem = { promise_id: string; receivable_id: string; number: string; hold_id: string | null; open_minor: bigint };

export async function promisedItems(ctx: Ctx, promiseIds: readonly string[]): Promise<PromisedItem[]> {
  return ctx.tx.rows(sql<PromisedItem>`
    select i.promise_id, i.receivable_id, r.number, i.hold_id, i.open_minor from promise_item i
    join receivable r on r.company_id = i.company_id and r.id = i.receivable_id
    where i.company_id = ${ctx.company.id} and i.promise_id = any (${arrayLiteral('uuid', promiseIds)}::uuid[]) order by r.due_on, r.id`);
}

/** Promises on these receivables that were not called off. */
export async function promisesOn(ctx: Ctx, receivableIds: readonly string[]): Promise<{ id: string; receivable_id: string }[]> {
  return ctx.tx.rows(sql<{ id: string; receivable_id: string }>`
    select p.id, i.receivable_id from promise_item i join promise p on p.company_id = i.company_id and p.id = i.promise_id
    where i.company_id = ${ctx.company.id} and i.receivable_id = any (${arrayLiteral('uuid', receivableIds)}::uuid[]) and p.cancelled_at is null`);
}

export async function cancelStored(ctx: Ctx, id: string, by: string, reason: string): Promise<number> {
  return ctx.tx.run(sql`
    update promise set cancelled_at = ${ctx.now}, cancelled_by = ${by}, cancel_reason = ${reason} where company_id = ${ctx.company.id} and id = ${id} and cancelled_at is null`);
}
