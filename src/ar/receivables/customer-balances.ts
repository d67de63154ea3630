import { sql } from 'kysely';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';

export type CustomerBalance = { currency: Currency; open: bigint; overdue: bigint; openCount: number; credits: bigint };

/** What stands open with a customer today, by currency: receivables, those past due among them, and credits apart. */
export async function customerBalances(ctx: Ctx, customerId: string): Promise<CustomerBalance[]> {
  return ctx.tx.rows(sql<CustomerBalance>`
    select currency, sum(open)::bigint as open, sum(overdue)::bigint as overdue, sum(items)::int as "openCount", sum(credits)::bigint as credits from (
      select currency, open, case when due_on < ${ctx.today} then open else 0 end as overdue, 1 as items, 0 as credits
      from receivable where company_id = ${ctx.company.id} and customer_id = ${customerId} and open <> 0
      union all
      select currency, 0, 0, 0, open from credit where company_id = ${ctx.company.id} and customer_id = ${customerId} and open <> 0) items
    group by currency order by currency`);
}
