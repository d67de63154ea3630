import { sql } from 'kysely';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import { customerNotFound } from './get-customer.ts';

type Limit = { readonly minor: bigint; readonly currency: Currency } | null;

function shown(limit: Limit): string | null {
  return limit === null ? null : `${formatDecimal(limit.minor, limit.currency)} ${limit.currency}`;
}

/** How much may stand open with a customer; null: no limit. Refuses `customer.not_found`. */
export async function setCreditLimit(ctx: Ctx, id: string, limit: Limit, reason: string): Promise<void> {
  const before = await ctx.tx.first(sql<{ minor: bigint | null; currency: Currency | null }>`
    select credit_limit_minor as minor, credit_limit_currency as currency from customer where company_id = ${ctx.company.id} and id = ${id} for update`);
  if (!before) throw customerNotFound(id);
  await ctx.tx.run(sql`
    update customer set credit_limit_minor = ${limit?.minor ?? null}::bigint, credit_limit_currency = ${limit?.currency ?? null}::text
    where company_id = ${ctx.company.id} and id = ${id}`);
  const old = before.minor === null || before.currency === null ? null : { minor: before.minor, currency: before.currency };
  await recordAudit(ctx, [
    { action: 'customer.credit_limit_changed', subjectKind: 'customer', subjectId: id, before: { limit: shown(old) }, after: { limit: shown(limit) }, reason },
  ]);
}
