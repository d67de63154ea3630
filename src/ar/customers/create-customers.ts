import { assert, Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import { accountKey, type CustomerKind } from './customer.ts';
import { findByNumbers, type StoredCustomer } from './find-customers.ts';
import { aliasKey, nameTokens } from './payer-name.ts';
import { addContacts, contactsOf } from './join-contacts.ts';
import { insertAliases, insertCustomers, insertPayerAccounts, insertTokens } from './store.ts';

export type NewCustomer = {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly kind: CustomerKind;
  readonly parentId: string | null;
  readonly country: string | null;
  readonly language: string | null;
  readonly terms: string | null;
  readonly creditLimit: { readonly minor: bigint; readonly currency: Currency } | null;
  readonly email: string | null;
  readonly iban: string | null;
  /** Of the billing contact. */
  readonly phone?: string | null;
  readonly managementEmail?: string | null;
  readonly group?: string;
  /** IANA name, checked by the caller. */
  readonly timeZone?: string | null;
  readonly addressLines?: readonly string[];
  readonly postalCode?: string;
  readonly city?: string;
  readonly vatId?: string;
  readonly origin: 'entered' | 'imported' | 'from_invoice';
};

/** Makes customers with their contacts, search tokens, own name as payer alias and account, set-based. Refuses `customer.number_taken`. */
export async function createCustomers(ctx: Ctx, customers: readonly NewCustomer[]): Promise<void> {
  const [taken] = (await createCustomersUnlessTaken(ctx, customers)).values();
  if (taken) {
    throw new Refusal('customer.number_taken', `There is a customer "${taken.number}" already (${taken.name}). Use that one, or give another number.`, {
      number: taken.number,
    });
  }
}

/** As createCustomers, but numbers that exist by now are passed over: an import does not fail because another one was faster.
 *  Returns the existing customers by the id that was asked for. */
export async function createCustomersUnlessTaken(ctx: Ctx, customers: readonly NewCustomer[]): Promise<ReadonlyMap<string, StoredCustomer>> {
  const company = ctx.company.id;
  // In the order of numbers, so that two units of work never wait for each other.
  const ordered = customers.toSorted((a, b) => (a.number < b.number ? -1 : 1));
  const made = await insertCustomers(
    ctx,
    ordered.map((c) => ({
      company_id: company,
      id: c.id,
      number: c.number,
      name: c.name,
      kind: c.kind,
      parent_id: c.parentId,
      country: c.country,
      language: c.language,
      terms: c.terms,
      credit_limit_minor: c.creditLimit?.minor ?? null,
      credit_limit_currency: c.creditLimit?.currency ?? null,
      allocation_order: 'oldest_due',
      customer_group: c.group ?? '',
      time_zone: c.timeZone ?? null,
      address_lines: c.addressLines ?? [],
      postal_code: c.postalCode ?? '',
      city: c.city ?? '',
      vat_id: c.vatId ?? '',
      origin: c.origin,
      created_at: ctx.now,
    })),
  );
  const taken = made === customers.length ? new Map<string, StoredCustomer>() : await findTaken(ctx, customers);
  const fresh = customers.filter((c) => !taken.has(c.id));
  await addContacts(ctx, fresh.flatMap(contactsOf));
  await indexNames(ctx, fresh);
  await insertPayerAccounts(
    ctx,
    fresh.flatMap((c) =>
      c.iban === null ? [] : [{ company_id: company, account_key: accountKey(c.iban), customer_id: c.id, source: 'imported', created_at: ctx.now }],
    ),
  );
  return taken;
}

async function findTaken(ctx: Ctx, asked: readonly NewCustomer[]): Promise<Map<string, StoredCustomer>> {
  const stored = new Map(
    (
      await findByNumbers(
        ctx,
        asked.map((c) => c.number),
      )
    ).map((c) => [c.number, c]),
  );
  const taken = new Map<string, StoredCustomer>();
  for (const { id, number } of asked) {
    const found = stored.get(number);
    assert(found, 'a number that could not be inserted exists');
    if (found.id !== id) taken.set(id, found);
  }
  return taken;
}

/** Makes customers findable by the words of their name and recognisable as payers under it. */
export async function indexNames(ctx: Ctx, customers: readonly { id: string; name: string }[]): Promise<void> {
  await insertTokens(
    ctx,
    customers.flatMap((c) => [...new Set(nameTokens(c.name))].map((token) => ({ company_id: ctx.company.id, token, customer_id: c.id }))),
  );
  await insertAliases(
    ctx,
    customers.flatMap((c) => {
      const key = aliasKey(c.name);
      return key === '' ? [] : [{ company_id: ctx.company.id, alias_key: key, customer_id: c.id, source: 'own_name', created_at: ctx.now }];
    }),
  );
}
