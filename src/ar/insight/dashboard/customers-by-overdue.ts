import { sql } from 'kysely';
import type { Day } from '../../../foundation/calendar/day.ts';
import type { Ctx } from '../../access/context.ts';

/** In base minor units. */
export type OverdueCustomer = { id: string; number: string; name: string; overdue: bigint; items: number; oldest_due_on: Day };

/** The customers who owe most that is past due at the end of a posting day, by base amounts. What nothing was posted on since is as it stands; only the others
 *  are computed from their allocations. */
export async function customersByOverdue(ctx: Ctx, { asOf, limit }: { asOf: Day; limit: number }): Promise<OverdueCustomer[]> {
  const company = ctx.company.id;
  const changedSince =
    asOf >= ctx.today
      ? sql``
      : sql`
    union all
    select r.customer_id, r.due_on, r.base_original - coalesce((
      select sum(a.base_receivable) from allocation a where a.company_id = r.company_id and a.receivable_id = r.id and a.posted_on <= ${asOf}), 0)::bigint as base
    from receivable r
    where r.company_id = ${company} and r.kind <> 'technical' and r.posted_on <= ${asOf} and r.due_on < ${asOf} and r.last_posted_on > ${asOf}`;
  return ctx.tx.rows(sql<OverdueCustomer>`
    with late as (
      select r.customer_id, r.due_on, r.base_open as base from receivable r
      where r.company_id = ${company} and r.open <> 0 and r.due_on < ${asOf} and r.posted_on <= ${asOf} and ${asOf >= ctx.today ? sql`true` : sql`r.last_posted_on <= ${asOf}`}
      ${changedSince}),
    top as (
      select customer_id, sum(base)::bigint as overdue, count(*) filter (where base <> 0)::int as items, min(due_on) filter (where base <> 0) as oldest_due_on
      from late group by customer_id having sum(base) > 0 order by 2 desc, customer_id limit ${limit})
    select c.id, c.number, c.name, top.overdue, top.items, top.oldest_due_on from top join customer c on c.company_id = ${company} and c.id = top.customer_id
    order by top.overdue desc, c.id`);
}
