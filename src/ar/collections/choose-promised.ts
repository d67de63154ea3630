import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import { findReceivablesByNumber } from '../receivables/find-receivables.ts';

/** Which receivables a promise is for. Named by number: all open instalments of those invoices. Unnamed: the earliest due ones of the customer, as many as the amount
 *  needs, and without an amount all that are overdue. Refuses `receivable.not_found`, `promise.nothing_open`. */
export async function choosePromised(
  ctx: Ctx,
  wanted: { customerId: string; currency: Currency; minor: bigint | null; numbers: readonly string[] },
): Promise<string[]> {
  if (wanted.numbers.length > 0) return namedReceivables(ctx, wanted.numbers, wanted.currency);
  const dueBy = wanted.minor === null ? sql`due_on < ${ctx.today}` : sql`true`;
  const open = await ctx.tx.rows(sql<{ id: string; open: bigint }>`
    select id, open from receivable
    where company_id = ${ctx.company.id} and customer_id = ${wanted.customerId} and currency = ${wanted.currency} and open > 0 and kind <> 'technical' and ${dueBy}
    order by due_on, id`);
  if (open.length === 0)
    throw new Refusal(
      'promise.nothing_open',
      `Nothing ${wanted.minor === null ? 'is overdue' : 'is open'} in ${wanted.currency} for this customer. Check customer and currency, or name the invoices.`,
      { currency: wanted.currency },
    );
  if (wanted.minor === null) return open.map(({ id }) => id);
  let left = wanted.minor;
  const chosen: string[] = [];
  for (const { id, open: minor } of open) {
    if (left <= 0n && chosen.length > 0) break;
    chosen.push(id);
    left -= minor;
  }
  return chosen;
}

async function namedReceivables(ctx: Ctx, numbers: readonly string[], currency: Currency): Promise<string[]> {
  const found = await findReceivablesByNumber(ctx, numbers, currency);
  return numbers.flatMap((number) => {
    const own = found.filter((receivable) => receivable.number === number);
    if (own.length === 0)
      throw new Refusal('receivable.not_found', `There is no invoice ${number} in ${currency} in this company. Check the number.`, { number, currency });
    const open = own.filter((receivable) => receivable.open > 0n);
    // A settled invoice is refused where all promises are judged, in its own words.
    return (open.length > 0 ? open : own).map(({ id }) => id);
  });
}
