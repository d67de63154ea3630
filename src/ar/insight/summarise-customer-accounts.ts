import { sql } from 'kysely';
import type { Ctx } from '../access/context.ts';
import { balanceSums, openItems, type AccountBalance } from './customer-accounts.ts';
import { accountsOf, heldCustomers, type AccountFilter, type AccountState } from './find-accounts.ts';

export type AccountsSummary = {
  /** How many customers the search finds, by state: the figures on the tabs. */
  readonly counts: Readonly<Record<AccountState, number>>;
  /** Of the customers of the filter. */
  readonly balances: readonly AccountBalance[];
};

/** What stands with all customers of a filter together, by currency, and how many each state has. */
export async function summariseCustomerAccounts(ctx: Ctx, filter: AccountFilter): Promise<AccountsSummary> {
  const company = ctx.company.id;
  const counts = await ctx.tx.first(sql<AccountsSummary['counts']>`
    select count(*)::int as "all", count(r.customer_id)::int as open, count(*) filter (where r.oldest_on < ${ctx.today})::int as overdue, count(k.customer_id)::int as credit,
      count(h.id)::int as held
    from (select c.id ${accountsOf(ctx, { search: filter.search, state: 'all' })}) c
    left join (select customer_id, min(due_on) as oldest_on from receivable where company_id = ${company} and open <> 0 group by customer_id) r on r.customer_id = c.id
    left join (select distinct customer_id from credit where company_id = ${company} and open <> 0) k on k.customer_id = c.id
    left join (select distinct id from (${heldCustomers(ctx)}) held) h on h.id = c.id`);
  const everybody = filter.state === 'all' && (filter.search === null || filter.search === '');
  const of = everybody ? sql`true` : sql`customer_id in (select c.id ${accountsOf(ctx, filter)})`;
  const balances = await ctx.tx.rows(sql<AccountBalance>`
    select ${balanceSums(ctx)} from (${openItems(ctx, of)}) items group by currency order by currency`);
  return { counts: counts ?? { all: 0, open: 0, overdue: 0, credit: 0, held: 0 }, balances };
}
