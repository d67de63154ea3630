import { sql } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import { findByIds } from './find-customers.ts';
import { customerNotFound } from './get-customer.ts';

/** Puts customers into a pilot group ('' takes them out of theirs): automations may have a mode of their own there. Answers how many changed groups.
 *  Refuses `customer.not_found`; then nobody was moved. */
export async function setCustomerGroup(ctx: Ctx, customerIds: readonly string[], group: string): Promise<number> {
  const ids = [...new Set(customerIds)];
  const known = new Set((await findByIds(ctx, ids)).map((customer) => customer.id));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) throw customerNotFound(unknown);
  // One order of locks, so that two units of work never wait for each other in a circle.
  const moved = await ctx.tx.rows(sql<{ id: string; old: string }>`
    with before as (
      select id, customer_group from customer
      where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', ids)}::uuid[]) and customer_group <> ${group} order by id for update)
    update customer c set customer_group = ${group} from before where c.company_id = ${ctx.company.id} and c.id = before.id
    returning c.id, before.customer_group as old`);
  if (moved.length === 0) return 0;
  const [only] = moved;
  await recordAudit(ctx, [
    moved.length === 1 && only
      ? { action: 'customer.group_changed', subjectKind: 'customer', subjectId: only.id, before: { group: only.old }, after: { group } }
      : { action: 'customers.group_changed', subjectKind: 'company', subjectId: ctx.company.id, after: { group, customers: moved.length } },
  ]);
  return moved.length;
}

/** The pilot groups of the company with how many customers are in each; those in none are left out. */
export async function listCustomerGroups(ctx: Ctx): Promise<{ group: string; customers: number }[]> {
  return ctx.tx.rows(sql<{ group: string; customers: number }>`
    select customer_group as group, count(*)::int as customers from customer where company_id = ${ctx.company.id} and customer_group <> ''
    group by customer_group order by customer_group`);
}
