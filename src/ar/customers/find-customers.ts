import { sql } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';

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
