import { sql } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import { customerKey, type CustomerName } from './customer.ts';

export type StoredCustomer = { id: string; number: string; name: string; parent_id: string | null; terms: string | null };

const COLUMNS = sql.raw('id, number, name, parent_id, terms');

export async function findByNumbers(ctx: Ctx, numbers: readonly string[]): Promise<StoredCustomer[]> {
  return ctx.tx.rows(sql<StoredCustomer>`
    select ${COLUMNS} from customer where company_id = ${ctx.company.id} and number = any (${arrayLiteral('text', numbers)}::text[])`);
}

/** Exact names; a name that two customers share comes twice. */
export async function findByNames(ctx: Ctx, names: readonly string[]): Promise<StoredCustomer[]> {
  return ctx.tx.rows(sql<StoredCustomer>`
    select ${COLUMNS} from customer where company_id = ${ctx.company.id} and name = any (${arrayLiteral('text', names)}::text[]) order by id`);
}

export async function findByIds(ctx: Ctx, ids: readonly string[]): Promise<StoredCustomer[]> {
  return ctx.tx.rows(sql<StoredCustomer>`
    select ${COLUMNS} from customer where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', ids)}::uuid[])`);
}

/** Customers that a file names, by `customerKey`: by number, else by exact name. A name that several customers share has all of them. */
export async function findCustomers(ctx: Ctx, wanted: readonly CustomerName[]): Promise<Map<string, StoredCustomer[]>> {
  const numbers = [...new Set(wanted.flatMap((customer) => customer.number ?? []))];
  const names = [...new Set(wanted.flatMap((customer) => (customer.number === null ? (customer.name ?? []) : [])))];
  const found = new Map<string, StoredCustomer[]>();
  const add = (key: string, customer: StoredCustomer): void => void found.set(key, [...(found.get(key) ?? []), customer]);
  if (numbers.length > 0) for (const customer of await findByNumbers(ctx, numbers)) add(customerKey({ number: customer.number, name: null }), customer);
  if (names.length > 0) for (const customer of await findByNames(ctx, names)) add(customerKey({ number: null, name: customer.name }), customer);
  return found;
}
