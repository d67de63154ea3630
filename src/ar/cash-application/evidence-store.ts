import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import type { ClosedItem, OpenItem } from './explain/explanation.ts';

export type CustomerInGroup = { id: string; group_id: string };

type ItemRow = {
  receivable_id: string;
  customer_id: string;
  group_id: string;
  number: string;
  reference: string;
  currency: Currency;
  open: bigint;
  original: bigint;
  issued_on: Day;
  due_on: Day;
};

/** More open items of one customer than this are not looked at; the line then says so and is never applied without full references. */
export const MAX_ITEMS_PER_CUSTOMER = 2_000;

/** Open items of these customers, oldest due first, at most MAX_ITEMS_PER_CUSTOMER + 1 each, with discount and holds. */
export async function loadOpenItems(ctx: Ctx, customerIds: readonly string[]): Promise<OpenItem[]> {
  const ids = arrayLiteral('uuid', customerIds);
  const rows = await ctx.tx.rows(sql<ItemRow>`
    select r.id as receivable_id, r.customer_id, coalesce(c.parent_id, c.id) as group_id, r.number, r.reference, r.currency, r.open, r.original, r.issued_on, r.due_on
    from unnest(${ids}::uuid[]) as w (id)
    join customer c on c.company_id = ${ctx.company.id} and c.id = w.id
    cross join lateral (
      select * from receivable r where r.company_id = ${ctx.company.id} and r.customer_id = w.id and r.open <> 0 order by r.due_on, r.id limit ${MAX_ITEMS_PER_CUSTOMER + 1}) r`);
  const discounts = await loadDiscounts(ctx, ids);
  const holds = await loadHolds(ctx, ids);
  return rows.map((row) => ({
    receivableId: row.receivable_id,
    customerId: row.customer_id,
    groupId: row.group_id,
    number: row.number,
    reference: row.reference,
    currency: row.currency,
    open: row.open,
    original: row.original,
    issuedOn: row.issued_on,
    dueOn: row.due_on,
    discount: discounts.get(row.receivable_id) ?? null,
    held: holds.get(row.receivable_id) ?? holds.get(row.customer_id) ?? null,
  }));
}

async function loadDiscounts(ctx: Ctx, customerIds: string): Promise<Map<string, { untilOn: Day; minor: bigint }>> {
  const rows = await ctx.tx.rows(sql<{ receivable_id: string; until_on: Day; minor: bigint }>`
    select d.receivable_id, d.until_on, d.minor from receivable_discount d
    join receivable r on r.company_id = d.company_id and r.id = d.receivable_id
    where d.company_id = ${ctx.company.id} and r.customer_id = any (${customerIds}::uuid[]) and r.open <> 0 order by d.receivable_id, d.until_on`);
  return new Map(rows.map((row) => [row.receivable_id, { untilOn: row.until_on, minor: row.minor }]));
}

/** Holds that forbid automation, by receivable or customer. */
async function loadHolds(ctx: Ctx, customerIds: string): Promise<Map<string, string>> {
  const rows = await ctx.tx.rows(sql<{ held: string; kind: string }>`
    select coalesce(h.receivable_id, h.customer_id) as held, h.kind from hold h
    left join receivable r on r.company_id = h.company_id and r.id = h.receivable_id
    where h.company_id = ${ctx.company.id} and h.released_at is null and (h.until_on is null or h.until_on >= ${ctx.today}) and h.kind in ('dispute', 'legal')
      and coalesce(h.customer_id, r.customer_id) = any (${customerIds}::uuid[])`);
  return new Map(rows.map((row) => [row.held, row.kind]));
}

export type TokenHit = { token: string; receivable_id: string; customer_id: string; number: string; reference: string; open: bigint };

/** More receivables than this under one token name nothing (a year, a short number). */
const MAX_HITS_PER_TOKEN = 20;

/** Receivables, open or settled, that carry one of the tokens. */
export async function findByTokens(ctx: Ctx, tokens: readonly string[]): Promise<TokenHit[]> {
  return ctx.tx.rows(sql<TokenHit>`
    select t.token, r.id as receivable_id, r.customer_id, r.number, r.reference, r.open
    from unnest(${arrayLiteral('text', tokens)}::text[]) as w (token)
    cross join lateral (
      select t.token, t.receivable_id from receivable_token t where t.company_id = ${ctx.company.id} and t.token = w.token limit ${MAX_HITS_PER_TOKEN}) t
    join receivable r on r.company_id = ${ctx.company.id} and r.id = t.receivable_id`);
}

export function closedItemOf(hit: TokenHit): ClosedItem {
  return { receivableId: hit.receivable_id, customerId: hit.customer_id, number: hit.number, reference: hit.reference };
}

export async function findPayersByAccount(ctx: Ctx, accountKeys: readonly string[]): Promise<{ key: string; customer_id: string }[]> {
  return ctx.tx.rows(sql<{ key: string; customer_id: string }>`
    select account_key as key, customer_id from payer_account where company_id = ${ctx.company.id} and account_key = any (${arrayLiteral('text', accountKeys)}::text[]) order by 1, 2`);
}

export async function findPayersByAlias(ctx: Ctx, aliasKeys: readonly string[]): Promise<{ key: string; customer_id: string }[]> {
  return ctx.tx.rows(sql<{ key: string; customer_id: string }>`
    select a.alias_key as key, a.customer_id from unnest(${arrayLiteral('text', aliasKeys)}::text[]) as w (key)
    cross join lateral (select alias_key, customer_id from payer_alias p where p.company_id = ${ctx.company.id} and p.alias_key = w.key order by customer_id limit 6) a`);
}

/** Words that at most this many customers share tell one from another. */
const RARE_WORD = 40;

/** Customers by rare words of their name. */
export async function findByRareWords(ctx: Ctx, words: readonly string[]): Promise<{ key: string; customer_id: string }[]> {
  return ctx.tx.rows(sql<{ key: string; customer_id: string }>`
    select key, customer_id from (
      select w.key, t.customer_id, count(*) over (partition by w.key) as shared
      from unnest(${arrayLiteral('text', words)}::text[]) as w (key)
      cross join lateral (select customer_id from customer_token t where t.company_id = ${ctx.company.id} and t.token = w.key order by customer_id limit ${RARE_WORD + 1}) t) found
    where shared <= ${RARE_WORD} order by 1, 2`);
}

/** The customers with their group (parent, else themselves), and every member of those groups. */
export async function loadGroups(ctx: Ctx, customerIds: readonly string[]): Promise<CustomerInGroup[]> {
  return ctx.tx.rows(sql<CustomerInGroup>`
    with wanted as (
      select distinct coalesce(c.parent_id, c.id) as group_id from customer c where c.company_id = ${ctx.company.id} and c.id = any (${arrayLiteral('uuid', customerIds)}::uuid[]))
    select g.id, w.group_id from wanted w join customer g on g.company_id = ${ctx.company.id} and g.id = w.group_id
    union all
    select m.id, w.group_id from wanted w join customer m on m.company_id = ${ctx.company.id} and m.parent_id = w.group_id
    order by 2, 1`);
}
