import type { Ctx } from '../access/context.ts';
import { createCustomersUnlessTaken } from './create-customers.ts';
import { customerKey, requireNamed, type CustomerName } from './customer.ts';
import { findByNames, findByNumbers, type StoredCustomer } from './find-customers.ts';

export type EnsuredCustomers = {
  /** By customerKey of what was asked for. */
  readonly byKey: ReadonlyMap<string, StoredCustomer>;
  readonly created: readonly CustomerName[];
  /** Keys of names that several customers bear: nobody was chosen. */
  readonly ambiguous: ReadonlySet<string>;
};

/** Finds customers by number, else by exact name, and makes those that are missing. A customer without a number takes its name as number.
 *  A name that several customers bear is left to the caller. */
export async function ensureCustomers(ctx: Ctx, wanted: readonly CustomerName[]): Promise<EnsuredCustomers> {
  const asked = new Map<string, CustomerName>();
  for (const customer of wanted) {
    requireNamed(customer);
    const key = customerKey(customer);
    if (!asked.has(key)) asked.set(key, customer);
  }
  const { byKey, ambiguous } = await findKnown(ctx, asked);
  // Numbers first: a name that is somebody's number in the same list must not take it.
  const missing = [...asked]
    .filter(([key]) => !byKey.has(key) && !ambiguous.has(key))
    .toSorted(([, a], [, b]) => Number(a.number === null) - Number(b.number === null));
  const sameNumber = await findByNumbers(
    ctx,
    missing.flatMap(([, c]) => (c.number === null ? [c.name ?? ''] : [])),
  );
  // A name that just became a customer is that customer; a name that is somebody else's number gets a number of its own.
  for (const [key, { number, name }] of missing) {
    const found = number === null ? sameNumber.find((c) => c.number === name && c.name === name) : undefined;
    if (found) byKey.set(key, found);
  }
  const taken = new Set(sameNumber.map((c) => c.number));
  const created = missing
    .filter(([key]) => !byKey.has(key))
    .map(([key, customer]) => {
      const own = customer.number ?? customer.name ?? '';
      const id = ctx.newId();
      const number = customer.number === null && taken.has(own) ? `${own} (${id.slice(-6)})` : own;
      const stored: StoredCustomer = { id, number, name: customer.name ?? own, parent_id: null, terms: null };
      taken.add(own);
      return { key, stored, customer };
    });
  const faster = await createCustomersUnlessTaken(
    ctx,
    created.map(({ stored }) => ({
      id: stored.id,
      number: stored.number,
      name: stored.name,
      kind: 'business',
      parentId: null,
      country: null,
      language: null,
      terms: null,
      creditLimit: null,
      email: null,
      iban: null,
      origin: 'from_invoice',
    })),
  );
  for (const { key, stored } of created) byKey.set(key, faster.get(stored.id) ?? stored);
  return { byKey, ambiguous, created: created.filter(({ stored }) => !faster.has(stored.id)).map(({ customer }) => customer) };
}

async function findKnown(ctx: Ctx, asked: ReadonlyMap<string, CustomerName>): Promise<{ byKey: Map<string, StoredCustomer>; ambiguous: Set<string> }> {
  const known = new Map<string, StoredCustomer>();
  const ambiguous = new Set<string>();
  const numbers = [...asked.values()].flatMap((c) => (c.number === null ? [] : [c.number]));
  if (numbers.length > 0) for (const found of await findByNumbers(ctx, numbers)) known.set(customerKey({ number: found.number, name: null }), found);
  const names = [...asked.values()].flatMap((c) => (c.number === null && c.name !== null ? [c.name] : []));
  if (names.length > 0) {
    for (const found of await findByNames(ctx, names)) {
      const key = customerKey({ number: null, name: found.name });
      if (known.has(key)) ambiguous.add(key);
      else known.set(key, found);
    }
  }
  for (const key of ambiguous) known.delete(key);
  return { byKey: known, ambiguous };
}
