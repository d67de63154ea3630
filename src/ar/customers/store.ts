import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Row } from '../../foundation/db/table.ts';
import type { Ctx } from '../access/context.ts';
import { contactTable, customerTable, customerTokenTable, payerAccountTable, payerAliasTable } from './tables.ts';

/** Numbers that exist are passed over, also those that another unit of work is just making (it is waited for). Returns how many were made. */
export async function insertCustomers(ctx: Ctx, rows: readonly Row<typeof customerTable>[]): Promise<number> {
  return insertRows(ctx.tx, customerTable, rows, 'on conflict (company_id, number) do nothing');
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
