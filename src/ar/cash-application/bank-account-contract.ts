import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, day, id, instant, plainText } from '../../foundation/contract/page.ts';

const TAG = 'Bank accounts';

const bankAccountView = z
  .object({
    id,
    name: z.string().meta({ description: 'Given by a person; empty until then.' }),
    identification: z.string().meta({ description: 'IBAN or account number, as the bank writes it; empty while no file has named it.' }),
    currency: currencyCode,
    ledgerAccount: z.string(),
    throughOn: day.nullable().meta({ description: 'Until which day its movements are in the books.' }),
    daysBehind: z.int().nullable().meta({ description: 'Days since then, by the calendar.' }),
    lastStatement: z
      .object({ closingOn: day.nullable(), closing: amount.nullable(), importedAt: instant, fileName: z.string() })
      .nullable()
      .meta({ description: 'The newest that has a closing balance, else the one that was imported last.' }),
    openLines: z.int().meta({ description: 'Bank lines that nobody has explained yet.' }),
    createdAt: instant,
  })
  .meta({ id: 'BankAccount' });

export const bankAccountOperations = {
  listBankAccounts: defineOperation({
    id: 'listBankAccounts',
    method: 'GET',
    path: '/v1/companies/{company}/bank-accounts',
    tag: TAG,
    realm: 'company',
    scope: 'cash:read',
    summary: 'List the bank accounts and how fresh they are',
    ok: z.object({ items: z.array(bankAccountView) }),
  }),
  renameBankAccount: defineOperation({
    id: 'renameBankAccount',
    method: 'PATCH',
    path: '/v1/companies/{company}/bank-accounts/{account}',
    tag: TAG,
    realm: 'company',
    scope: 'settings:write',
    summary: 'Give a bank account a name',
    params: z.object({ account: id }),
    body: z.strictObject({ name: plainText(100) }),
    ok: bankAccountView,
    errors: ['bank_account.not_found'],
    idempotent: true,
  }),
} as const satisfies Operations;
