import { sql } from 'kysely';
import type { Currency } from '../../foundation/money/currency.ts';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import type { AccountCode } from '../ledger/account.ts';
import { addAccount } from '../ledger/add-account.ts';
import { bankAccountTable } from './tables.ts';

export type BankAccount = { id: string; identification: string; currency: Currency; ledger_account: string };

/** The bank account of an identification and currency; made on first sight, with a ledger account of its own after the first. */
export async function ensureBankAccount(ctx: Ctx, identification: string, currency: Currency): Promise<BankAccount> {
  const company = ctx.company.id;
  // One maker at a time, so that two imports never give two accounts the same ledger account.
  await ctx.tx.run(sql`select pg_advisory_xact_lock(727203, hashtext(${company}))`);
  const known = await ctx.tx.rows(
    sql<BankAccount>`select id, identification, currency, ledger_account from bank_account where company_id = ${company} order by created_at, id`,
  );
  const found = known.find((account) => account.identification === identification && account.currency === currency);
  if (found) return found;
  const ledgerAccount: AccountCode = known.length === 0 ? 'BANK' : `BANK-${known.length + 1}`;
  const account = { id: ctx.newId(), identification, currency, ledger_account: ledgerAccount };
  await insertRows(ctx.tx, bankAccountTable, [
    { company_id: company, id: account.id, identification, name: '', currency, ledger_account: ledgerAccount, created_at: ctx.now },
  ]);
  if (ledgerAccount !== 'BANK') await addAccount(ctx, { code: ledgerAccount, name: `Bank ${known.length + 1}` });
  return account;
}
