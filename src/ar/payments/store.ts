import { sql } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';

export async function setPaymentState(ctx: Ctx, ids: readonly string[], state: 'reversed' | 'returned'): Promise<void> {
  await ctx.tx.run(
    sql`update payment set state = ${state}, awaits_bank = false where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', ids)}::uuid[])`,
  );
}
