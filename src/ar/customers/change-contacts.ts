import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import type { ContactRole } from './customer.ts';
import { findByIds } from './find-customers.ts';
import { customerNotFound, type Contact } from './get-customer.ts';
import { insertContacts } from './store.ts';

export type ContactEntry = { readonly role: ContactRole; readonly name?: string; readonly email?: string; readonly phone?: string; readonly language?: string };

/** Adds a person at a customer. Refuses `customer.not_found`. The trail names the role, never the person. */
export async function addContact(ctx: Ctx, customerId: string, entry: ContactEntry): Promise<Contact> {
  if ((await findByIds(ctx, [customerId])).length === 0) throw customerNotFound(customerId);
  const { role, name = '', email = '', phone = '', language = null } = entry;
  const contact: Contact = { id: ctx.newId(), role, name, email, phone, language };
  await insertContacts(ctx, [{ company_id: ctx.company.id, customer_id: customerId, ...contact, created_at: ctx.now }]);
  await recordAudit(ctx, [{ action: 'contact.added', subjectKind: 'customer', subjectId: customerId, after: { contact: contact.id, role } }]);
  return contact;
}

/** Refuses `contact.not_found`. */
export async function removeContact(ctx: Ctx, customerId: string, contactId: string): Promise<void> {
  const removed = await ctx.tx.run(sql`delete from contact where company_id = ${ctx.company.id} and customer_id = ${customerId} and id = ${contactId}`);
  if (removed === 0) throw new Refusal('contact.not_found', `There is no contact ${contactId} at this customer. Reload the customer.`, { id: contactId });
  await recordAudit(ctx, [{ action: 'contact.removed', subjectKind: 'customer', subjectId: customerId, before: { contact: contactId } }]);
}
