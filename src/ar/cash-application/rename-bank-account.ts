import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';

/** Gives a bank account the name that people call it by; empty takes it away. Refuses `bank_account.not_found`. */
export async function renameBankAccount(ctx: Ctx, account: { readonly id: string; readonly name: string }): Promise<void> {
  const before = await ctx.tx.first(
    sql<{ name: string }>`select name from bank_account where company_id = ${ctx.company.id} and id = ${account.id} for update`,
  );
  if (!before) throw new Refusal('bank_account.not_found', 'There is no such bank account in this company. Reload the list.');
  if (before.name === account.name) return;
  await ctx.tx.run(sql`update bank_account set name = ${account.name} where company_id = ${ctx.company.id} and id = ${account.id}`);
  await recordAudit(ctx, [
    { action: 'bank_account.renamed', subjectKind: 'bank_account', subjectId: account.id, before: { name: before.name }, after: { name: account.name } },
  ]);
}
