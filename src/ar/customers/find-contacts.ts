import { sql } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import type { Contact } from './get-customer.ts';

/** The contacts of many customers, by customer, each in the order in which they were added; a customer without any is not in it. */
export async function findContacts(ctx: Ctx, customerIds: readonly string[]): Promise<ReadonlyMap<string, readonly Contact[]>> {
  const found = new Map<string, Contact[]>();
  if (customerIds.length === 0) return found;
  const rows = await ctx.tx.rows(sql<Contact & { customer_id: string }>`
    select customer_id, id, role, name, email, phone, language from contact
    where company_id = ${ctx.company.id} and customer_id = any (${arrayLiteral('uuid', customerIds)}::uuid[]) order by id`);
  for (const { customer_id: customerId, ...contact } of rows) {
    const contacts = found.get(customerId);
    if (contacts) contacts.push(contact);
    else found.set(customerId, [contact]);
  }
  return found;
}
