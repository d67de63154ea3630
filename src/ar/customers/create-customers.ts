import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import { accountKey, type CustomerKind } from './customer.ts';
import { aliasKey, nameTokens } from './payer-name.ts';
import { insertAliases, insertContacts, insertCustomers, insertPayerAccounts, insertTokens } from './store.ts';

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
  readonly origin: 'entered' | 'imported' | 'from_invoice';
};

/** Makes customers with their billing contact, search tokens, own name as payer alias and account, set-based. Numbers must be free. */
export async function createCustomers(ctx: Ctx, customers: readonly NewCustomer[]): Promise<void> {
  const company = ctx.company.id;
  await insertCustomers(
    ctx,
    customers.map((c) => ({
      company_id: company, id: c.id, number: c.number, name: c.name, kind: c.kind, parent_id: c.parentId, country: c.country, language: c.language, terms: c.terms,
      credit_limit_minor: c.creditLimit?.minor ?? null, credit_limit_currency: c.creditLimit?.currency ?? null, allocation_order: 'oldest_due',
      origin: c.origin, created_at: ctx.now,
    })),
  );
  await insertContacts(
    ctx,
    customers.flatMap((c) =>
      c.email === null
        ? []
        : [{ company_id: company, id: ctx.newId(), customer_id: c.id, role: 'billing', name: '', email: c.email, phone: '', language: c.language, created_at: ctx.now }],
    ),
  );
  await indexNames(ctx, customers);
  await insertPayerAccounts(
    ctx,
    customers.flatMap((c) =>
      c.iban === null ? [] : [{ company_id: company, account_key: accountKey(c.iban), customer_id: c.id, source: 'imported', created_at: ctx.now }],
    ),
  );
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
