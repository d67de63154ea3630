import type { Ctx } from '../access/context.ts';
import { accountKey } from './customer.ts';
import { aliasKey } from './payer-name.ts';
import { insertAliases, insertPayerAccounts } from './store.ts';

/** Shorter names say too little to recognise a payer by. */
const MIN_ALIAS_CHARACTERS = 4;

/** This account and this name pay for this customer. A second customer on one account makes it a group payer: nothing is overwritten. */
export async function learnPayers(ctx: Ctx, payers: readonly { customerId: string; account: string; name: string }[]): Promise<void> {
  const common = { company_id: ctx.company.id, source: 'learned', created_at: ctx.now };
  await insertPayerAccounts(
    ctx,
    payers.flatMap(({ customerId, account }) => (accountKey(account) === '' ? [] : [{ ...common, account_key: accountKey(account), customer_id: customerId }])),
  );
  await insertAliases(
    ctx,
    payers.flatMap(({ customerId, name }) =>
      aliasKey(name).length < MIN_ALIAS_CHARACTERS ? [] : [{ ...common, alias_key: aliasKey(name), customer_id: customerId }],
    ),
  );
}
