import { sql } from 'kysely';
import type { Currency } from '../../foundation/money/currency.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import type { ContactRole, CustomerKind } from './customer.ts';

export type Contact = { id: string; role: ContactRole; name: string; email: string; phone: string; language: string | null };

export type Customer = {
  id: string;
  number: string;
  name: string;
  kind: CustomerKind;
  country: string | null;
  language: string | null;
  terms: string | null;
  credit_limit_minor: bigint | null;
  credit_limit_currency: Currency | null;
  allocation_order: 'oldest_due' | 'largest' | 'none';
  origin: 'entered' | 'imported' | 'from_invoice';
  created_at: Date;
  parent_id: string | null;
  parent_number: string | null;
  parent_name: string | null;
  customer_group: string;
  time_zone: string | null;
  address_lines: string[];
  postal_code: string;
  city: string;
  vat_id: string;
};

/** A customer with its contacts and how many customers stand below it. Refuses `customer.not_found`. */
export async function getCustomer(ctx: Ctx, id: string): Promise<{ customer: Customer; contacts: Contact[]; members: number }> {
  const company = ctx.company.id;
  const customer = await ctx.tx.first(sql<Customer>`
    select c.id, c.number, c.name, c.kind, c.country, c.language, c.terms, c.credit_limit_minor, c.credit_limit_currency, c.allocation_order, c.origin, c.created_at,
      c.customer_group, c.time_zone, c.address_lines, c.postal_code, c.city, c.vat_id, c.parent_id, p.number as parent_number, p.name as parent_name
    from customer c left join customer p on p.company_id = c.company_id and p.id = c.parent_id
    where c.company_id = ${company} and c.id = ${id}`);
  if (!customer) throw customerNotFound(id);
  const contacts = await ctx.tx.rows(sql<Contact>`
    select id, role, name, email, phone, language from contact where company_id = ${company} and customer_id = ${id} order by id`);
  const below = await ctx.tx.first(sql<{ members: number }>`select count(*)::int as members from customer where company_id = ${company} and parent_id = ${id}`);
  return { customer, contacts, members: below?.members ?? 0 };
}

export function customerNotFound(id: string): Refusal {
  return new Refusal('customer.not_found', `There is no customer ${id} in this company. Check the id, or create the customer first.`, { id });
}
