import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
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
  const named = identification === '' ? oneOf(known, currency) : await adopt(ctx, known, { identification, currency });
  if (named) return named;
  const ledgerAccount: AccountCode = known.length === 0 ? 'BANK' : `BANK-${known.length + 1}`;
  const account = { id: ctx.newId(), identification, currency, ledger_account: ledgerAccount };
  await insertRows(ctx.tx, bankAccountTable, [
    { company_id: company, id: account.id, identification, name: '', currency, ledger_account: ledgerAccount, created_at: ctx.now },
  ]);
  if (ledgerAccount !== 'BANK') await addAccount(ctx, { code: ledgerAccount, name: `Bank ${known.length + 1}` });
  return account;
}

/** The account that `ensureBankAccount` would take, without making or naming one; undefined where it would make one or refuse. */
export async function findBankAccount(ctx: Ctx, identification: string, currency: Currency): Promise<BankAccount | undefined> {
  const known = await ctx.tx.rows(sql<BankAccount>`
    select id, identification, currency, ledger_account from bank_account where company_id = ${ctx.company.id} and currency = ${currency} order by created_at, id`);
  if (identification === '') return known.length === 1 ? known[0] : undefined;
  return known.find((account) => account.identification === identification) ?? known.find((account) => account.identification === '');
}

/** A file that names no account is of the only one there is in its currency; with several somebody must say which. */
function oneOf(known: readonly BankAccount[], currency: Currency): BankAccount | undefined {
  const same = known.filter((account) => account.currency === currency);
  if (same.length > 1) {
    throw new Refusal(
      'bank_account.not_named',
      `The file names no account, and there are ${same.length} bank accounts in ${currency}. Say which one: --account IBAN.`,
      {
        accounts: same.length,
      },
    );
  }
  return same[0];
}

/** An account whose files had no name so far gets the one that is given now: otherwise the same lines would come in a second time under it. */
async function adopt(ctx: Ctx, known: readonly BankAccount[], name: { identification: string; currency: Currency }): Promise<BankAccount | undefined> {
  const nameless = known.find((account) => account.identification === '' && account.currency === name.currency);
  if (!nameless) return undefined;
  await ctx.tx.run(sql`update bank_account set identification = ${name.identification} where company_id = ${ctx.company.id} and id = ${nameless.id}`);
  return { ...nameless, identification: name.identification };
}
