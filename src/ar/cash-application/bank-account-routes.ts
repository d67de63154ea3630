import { assert } from '../../foundation/errors/refusal.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import type { bankAccountOperations } from './bank-account-contract.ts';
import { listBankAccounts } from './list-bank-accounts.ts';
import { renameBankAccount } from './rename-bank-account.ts';

export const bankAccountHandlers: ApiHandlers<typeof bankAccountOperations> = {
  listBankAccounts: async ({ ctx }) => ({ items: await listBankAccounts(ctx) }),
  renameBankAccount: async ({ ctx, params, body }) => {
    await renameBankAccount(ctx, { id: params.account, name: body.name });
    const renamed = (await listBankAccounts(ctx)).find(({ id }) => id === params.account);
    assert(renamed, 'an account that was just renamed is there');
    return renamed;
  },
};
