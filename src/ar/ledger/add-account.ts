import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import type { AccountCode } from './account.ts';
import { accountTable } from './tables.ts';

/** Adds an account to the company's chart: a further bank account's own. */
export async function addAccount(ctx: Ctx, account: { code: AccountCode; name: string }): Promise<void> {
  await insertRows(ctx.tx, accountTable, [{ company_id: ctx.company.id, code: account.code, name: account.name, external_code: null }]);
}
