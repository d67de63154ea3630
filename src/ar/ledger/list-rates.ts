import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';

export type ListedRate = { currency: Currency; on_day: Day; rate: string; source: string };

/** Exchange rates to the currency of the books, the newest day first, a page at a time. */
export async function listRates(
  ctx: Ctx,
  filter: { currency: Currency | null; after: { on: Day; currency: Currency } | null; limit: number },
): Promise<ListedRate[]> {
  const after = filter.after === null ? sql`true` : sql`(on_day, currency) < (${filter.after.on}::date, ${filter.after.currency}::text)`;
  return ctx.tx.rows(sql<ListedRate>`
    select currency, on_day, rate, source from exchange_rate
    where company_id = ${ctx.company.id} and (${filter.currency}::text is null or currency = ${filter.currency}) and ${after}
    order by on_day desc, currency desc limit ${filter.limit}`);
}
