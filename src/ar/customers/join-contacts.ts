import { sql } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import type { ContactRole } from './customer.ts';
import { findContacts } from './find-contacts.ts';
import { insertContacts } from './store.ts';

/** Ways to reach a customer as a file or a form names them. */
type Ways = {
  readonly id: string;
  readonly email: string | null;
  readonly phone?: string | null;
  readonly managementEmail?: string | null;
  readonly language: string | null;
};

export type NewContact = {
  readonly customerId: string;
  readonly role: ContactRole;
  readonly email: string;
  readonly phone: string;
  readonly language: string | null;
};

/** E-mail and telephone are of the contact for invoices; the management has one of its own. */
export function contactsOf({ id: customerId, email, phone, managementEmail, language }: Ways): NewContact[] {
  const billing = email !== null || phone != null ? [{ customerId, role: 'billing' as const, email: email ?? '', phone: phone ?? '', language }] : [];
  const management = managementEmail == null ? [] : [{ customerId, role: 'management' as const, email: managementEmail, phone: '', language }];
  return [...billing, ...management];
}

export async function addContacts(ctx: Ctx, contacts: readonly NewContact[]): Promise<void> {
  await insertContacts(
    ctx,
    contacts.map(({ customerId, ...contact }) => ({
      company_id: ctx.company.id,
      id: ctx.newId(),
      customer_id: customerId,
      name: '',
      created_at: ctx.now,
      ...contact,
    })),
  );
}

/** Adds what no contact of the customer has yet; nothing that a person entered is overwritten. A telephone number joins the contact whose e-mail it came with,
 *  where that one has none. */
export async function joinContacts(ctx: Ctx, contacts: readonly NewContact[]): Promise<void> {
  if (contacts.length === 0) return;
  const known = await findContacts(ctx, [...new Set(contacts.map((contact) => contact.customerId))]);
  const fresh: NewContact[] = [];
  const phones: { id: string; phone: string }[] = [];
  for (const contact of contacts) {
    const email = contact.email.toLowerCase();
    const found = (known.get(contact.customerId) ?? []).find((one) =>
      contact.email === '' ? one.phone === contact.phone : one.email.toLowerCase() === email && (contact.role === 'billing' || one.role === contact.role),
    );
    if (!found) fresh.push(contact);
    else if (found.phone === '' && contact.phone !== '') phones.push({ id: found.id, phone: contact.phone });
  }
  await addContacts(ctx, fresh);
  if (phones.length === 0) return;
  const [ids, numbers] = [phones.map((one) => one.id), phones.map((one) => one.phone)];
  await ctx.tx.run(sql`
    update contact c set phone = v.phone from unnest(${arrayLiteral('uuid', ids)}::uuid[], ${arrayLiteral('text', numbers)}::text[]) as v (id, phone)
    where c.company_id = ${ctx.company.id} and c.id = v.id and c.phone = ''`);
}
