import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '../access/context.ts';
import { customersLike } from '../customers/list-customers.ts';

export const ACCOUNT_STATES = ['all', 'open', 'overdue', 'credit', 'held'] as const;
export type AccountState = (typeof ACCOUNT_STATES)[number];

export const ACCOUNT_SORTS = ['number', 'name', 'open', 'overdue', 'daysLate'] as const;
export type AccountSort = (typeof ACCOUNT_SORTS)[number];

export type AccountFilter = {
  /** As in the list of customers: the beginning of a number, or of the words of a name. */
  readonly search: string | null;
  /** open: something is owed; overdue: some of it past its due day; credit: something of theirs is not used yet; held: a hold on the customer or on
   *  something that is owed. */
  readonly state: AccountState;
};

/** Where a page begins: the value that it is sorted by, as text, and the customer's id. */
export type AccountPlace = { readonly value: string; readonly id: string };

export type AccountPage = AccountFilter & {
  readonly sort: AccountSort;
  readonly descending: boolean;
  readonly after: AccountPlace | null;
  readonly limit: number;
};

/** Customers under an active hold, of their own or on something that they owe, with its kind. */
export function heldCustomers(ctx: Ctx): RawBuilder<unknown> {
  const active = sql`h.company_id = ${ctx.company.id} and h.released_at is null and (h.until_on is null or h.until_on >= ${ctx.today})`;
  return sql`
    select h.customer_id as id, h.kind from hold h where ${active} and h.customer_id is not null
    union
    select r.customer_id, h.kind from hold h join receivable r on r.company_id = h.company_id and r.id = h.receivable_id
    where ${active} and h.receivable_id is not null and r.open <> 0`;
}

/** The customers of a filter, as `from … where …` with the alias c. What a state asks is a look into an index of open items for each customer. */
export function accountsOf(ctx: Ctx, filter: AccountFilter): RawBuilder<unknown> {
  const company = ctx.company.id;
  const from =
    filter.search === null || filter.search === ''
      ? sql`customer c`
      : sql`(${customersLike(company, filter.search)}) found join customer c on c.company_id = ${company} and c.id = found.id`;
  const owed = (more: RawBuilder<unknown>) => sql`exists (
    select 1 from receivable r where r.company_id = ${company} and r.customer_id = c.id and r.open <> 0 ${more})`;
  const states: Readonly<Record<AccountState, RawBuilder<unknown>>> = {
    all: sql`true`,
    open: owed(sql``),
    overdue: owed(sql`and r.due_on < ${ctx.today}`),
    credit: sql`exists (select 1 from credit k where k.company_id = ${company} and k.customer_id = c.id and k.open <> 0)`,
    held: sql`c.id in (select id from (${heldCustomers(ctx)}) held)`,
  };
  return sql`from ${from} where c.company_id = ${company} and ${states[filter.state]}`;
}

export type FoundAccount = { readonly id: string; readonly value: string };

/** The ids of a page of customers in their order, with the value that each is sorted by. Amounts are compared in the base currency. */
export async function findAccounts(ctx: Ctx, page: AccountPage): Promise<FoundAccount[]> {
  return page.sort === 'number' || page.sort === 'name' ? byText(ctx, page) : byMoney(ctx, page);
}

/** In the order of an index of customers, until the page is full. */
async function byText(ctx: Ctx, page: AccountPage): Promise<FoundAccount[]> {
  const column = sql.raw(page.sort === 'number' ? 'c.number collate "C"' : 'c.name');
  const direction = sql.raw(page.descending ? 'desc' : 'asc');
  const beyond = page.after === null ? sql`true` : sql`(${column}, c.id) ${sql.raw(page.descending ? '<' : '>')} (${page.after.value}, ${page.after.id}::uuid)`;
  return ctx.tx.rows(sql<FoundAccount>`
    select c.id, ${column} as value ${accountsOf(ctx, page)} and ${beyond} order by ${column} ${direction}, c.id ${direction} limit ${page.limit}`);
}

/** Adds up what is open with every customer (of a search: with those whom it finds), from the index of open receivables alone; who owes nothing counts as zero. */
async function byMoney(ctx: Ctx, page: AccountPage): Promise<FoundAccount[]> {
  const company = ctx.company.id;
  const found = page.search === null || page.search === '' ? sql`` : sql`and customer_id in (${customersLike(company, page.search)})`;
  const figures: Readonly<Record<string, string>> = { open: 'm.open', overdue: 'm.overdue', daysLate: 'm.days_late' };
  const value = sql`coalesce(${sql.raw(figures[page.sort] as string)}, 0)::bigint`;
  const direction = sql.raw(page.descending ? 'desc' : 'asc');
  const beyond =
    page.after === null ? sql`true` : sql`(value, id) ${sql.raw(page.descending ? '<' : '>')} (${page.after.value}::bigint, ${page.after.id}::uuid)`;
  return ctx.tx.rows(sql<FoundAccount>`
    with m as (
      select customer_id, sum(base_open) as open, sum(base_open) filter (where due_on < ${ctx.today}) as overdue, greatest(${ctx.today}::date - min(due_on), 0) as days_late
      from receivable where company_id = ${company} and open <> 0 ${found} group by customer_id),
    valued as (
      select f.id, ${value} as value from (select c.id ${accountsOf(ctx, page)}) f left join m on m.customer_id = f.id)
    select id, value::text as value from valued where ${beyond} order by valued.value ${direction}, id ${direction} limit ${page.limit}`);
}
