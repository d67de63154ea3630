import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import type { CustomerKind } from '../customers/customer.ts';
import type { HoldKind } from '../receivables/holds.ts';
import { findAccounts, heldCustomers, type AccountPage } from './find-accounts.ts';

/** What stands with a customer in one currency; amounts in its minor units, `base…` in those of the base currency. */
export type AccountBalance = {
  readonly currency: Currency;
  readonly open: bigint;
  readonly overdue: bigint;
  readonly openCount: number;
  readonly overdueCount: number;
  /** Of the oldest that is past due; 0 where nothing is. */
  readonly daysLate: number;
  /** Open credits: cash that is not applied, credit notes. Not taken off. */
  readonly credits: bigint;
  readonly baseOpen: bigint;
  readonly baseOverdue: bigint;
  readonly baseCredits: bigint;
};

export type CustomerAccount = {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly kind: CustomerKind;
  readonly country: string | null;
  readonly group: string;
  readonly terms: string | null;
  readonly parentId: string | null;
  readonly limitMinor: bigint | null;
  readonly limitCurrency: Currency | null;
  readonly lastPaymentOn: Day | null;
  readonly holds: readonly HoldKind[];
  readonly balances: readonly AccountBalance[];
  /** What the page is sorted by, as text. */
  readonly value: string;
};

type Head = Omit<CustomerAccount, 'holds' | 'balances' | 'value'>;

/** Customers with what is open with each, a page at a time: the page is found first, then everything about its customers with a statement a subject. */
export async function listCustomerAccounts(ctx: Ctx, page: AccountPage): Promise<CustomerAccount[]> {
  const found = await findAccounts(ctx, page);
  if (found.length === 0) return [];
  const ids = arrayLiteral(
    'uuid',
    found.map(({ id }) => id),
  );
  const company = ctx.company.id;
  const heads = await ctx.tx.rows(sql<Head>`
    select c.id, c.number, c.name, c.kind, c.country, c.customer_group as group, c.terms, c.parent_id as "parentId", c.credit_limit_minor as "limitMinor",
      c.credit_limit_currency as "limitCurrency", p.received_on as "lastPaymentOn"
    from customer c
    left join lateral (
      select received_on from payment p where p.company_id = ${company} and p.customer_id = c.id and p.state = 'received' order by received_on desc limit 1) p on true
    where c.company_id = ${company} and c.id = any (${ids}::uuid[])`);
  const holds = await ctx.tx.rows(sql<{ id: string; kinds: HoldKind[] }>`
    select id, array_agg(kind order by kind) as kinds from (${heldCustomers(ctx)}) held where id = any (${ids}::uuid[]) group by id`);
  const balances = Map.groupBy(await balancesOf(ctx, ids), ({ customerId }) => customerId);
  const headOf = new Map(heads.map((head) => [head.id, head]));
  const holdsOf = new Map(holds.map(({ id, kinds }) => [id, kinds]));
  return found.flatMap(({ id, value }) => {
    const head = headOf.get(id);
    return head === undefined ? [] : [{ ...head, value, holds: holdsOf.get(id) ?? [], balances: balances.get(id) ?? [] }];
  });
}

async function balancesOf(ctx: Ctx, customerIds: string): Promise<(AccountBalance & { customerId: string })[]> {
  return ctx.tx.rows(sql<AccountBalance & { customerId: string }>`
    select customer_id as "customerId", ${balanceSums(ctx)}
    from (${openItems(ctx, sql`customer_id = any (${customerIds}::uuid[])`)}) items group by customer_id, currency order by customer_id, currency`);
}

/** Open receivables and open credits of some customers, a row each, for `balanceSums`. */
export function openItems(ctx: Ctx, of: RawBuilder<unknown>): RawBuilder<unknown> {
  const company = ctx.company.id;
  return sql`
    select customer_id, currency, open, base_open, due_on, due_on < ${ctx.today} as late, 0::bigint as credits, 0::bigint as base_credits
    from receivable where company_id = ${company} and open <> 0 and ${of}
    union all
    select customer_id, currency, 0, 0, null, null, open, base_open from credit where company_id = ${company} and open <> 0 and customer_id is not null and ${of}`;
}

/** The columns of an AccountBalance over rows of `openItems`, grouped by currency at least. */
export function balanceSums(ctx: Ctx): RawBuilder<unknown> {
  return sql`
    currency, sum(open)::bigint as open, coalesce(sum(open) filter (where late), 0)::bigint as overdue, count(due_on)::int as "openCount", count(*) filter (where late)::int as "overdueCount",
    greatest(${ctx.today}::date - min(due_on), 0) as "daysLate", sum(credits)::bigint as credits, sum(base_open)::bigint as "baseOpen",
    coalesce(sum(base_open) filter (where late), 0)::bigint as "baseOverdue", sum(base_credits)::bigint as "baseCredits"`;
}
