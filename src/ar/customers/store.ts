import { sql } from 'kysely';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import type { Row } from '../../foundation/db/table.ts';
import type { Ctx } from '../access/context.ts';
import { contactTable, customerTable, customerTokenTable, payerAccountTable, payerAliasTable } from './tables.ts';

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

export async function insertCustomers(ctx: Ctx, rows: readonly Row<typeof customerTable>[]): Promise<void> {
  await insertRows(ctx.tx, customerTable, rows);
}

export async function insertContacts(ctx: Ctx, rows: readonly Row<typeof contactTable>[]): Promise<void> {
  await insertRows(ctx.tx, contactTable, rows);
}

export async function insertTokens(ctx: Ctx, rows: readonly Row<typeof customerTokenTable>[]): Promise<void> {
  await insertRows(ctx.tx, customerTokenTable, rows, 'on conflict do nothing');
}

export async function insertAliases(ctx: Ctx, rows: readonly Row<typeof payerAliasTable>[]): Promise<void> {
  await insertRows(ctx.tx, payerAliasTable, rows, 'on conflict do nothing');
}

export async function insertPayerAccounts(ctx: Ctx, rows: readonly Row<typeof payerAccountTable>[]): Promise<void> {
  await insertRows(ctx.tx, payerAccountTable, rows, 'on conflict do nothing');
}
