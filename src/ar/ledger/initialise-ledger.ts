import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import { ACCOUNTS } from './account.ts';
import { accountTable, ledgerBookTable } from './tables.ts';

/** Gives a new company its book and the default chart. */
export async function initialiseLedger(ctx: Ctx): Promise<void> {
  await insertRows(ctx.tx, ledgerBookTable, [{ company_id: ctx.company.id, closed_through: null }]);
  await insertRows(
    ctx.tx,
    accountTable,
    Object.entries(ACCOUNTS).map(([code, name]) => ({ company_id: ctx.company.id, code, name, external_code: null })),
  );
}
