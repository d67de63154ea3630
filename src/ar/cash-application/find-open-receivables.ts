import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { normalised } from '../../foundation/text/fold-text.ts';
import type { Ctx } from '../access/context.ts';
import { customersLike } from '../customers/list-customers.ts';

export type FoundReceivable = {
  id: string;
  number: string;
  instalment: number;
  customer_id: string;
  customer_number: string;
  customer_name: string;
  currency: Currency;
  issued_on: Day;
  due_on: Day;
  original: bigint;
  open: bigint;
  discount_until: Day | null;
  discount_minor: bigint | null;
  held: string | null;
};

export type ReceivableSearch = {
  /** Begins like a number, its digits or its payment reference, or like the words of a customer's name. */
  readonly text: string | null;
  readonly customerId: string | null;
  readonly currency: Currency | null;
  /** What is open, or what is open less the discount that can be taken today, in minor units. */
  readonly minor: bigint | null;
};

export const MAX_FOUND = 50;
/** A beginning that more numbers share than this finds the highest of them. */
const MAX_TOKENS = 5_000;
const MAX_CUSTOMERS = 500;

/** Open receivables for explaining a bank line by hand, the earliest due first, at most MAX_FOUND. By tokens and equality alone, as every search here. */
export async function findOpenReceivables(ctx: Ctx, search: ReceivableSearch): Promise<FoundReceivable[]> {
  const company = ctx.company.id;
  const wanted: RawBuilder<unknown>[] = [sql`r.company_id = ${company}`, sql`r.open <> 0`];
  if (search.customerId !== null) wanted.push(sql`r.customer_id = ${search.customerId}::uuid`);
  if (search.currency !== null) wanted.push(sql`r.currency = ${search.currency}`);
  if (search.minor !== null) {
    // No discount is more than half: the others are passed over without a look at theirs.
    wanted.push(sql`r.open between ${search.minor} and ${search.minor * 2n}`);
    wanted.push(sql`(r.open = ${search.minor} or r.open - coalesce(d.minor, 0) = ${search.minor})`);
  }
  const named = search.text === null || search.text.trim() === '' ? sql`` : sql`join (${namedBy(company, search.text.trim())}) n on n.id = r.id`;
  return ctx.tx.rows(sql<FoundReceivable>`
    select r.id, r.number, r.instalment, r.customer_id, c.number as customer_number, c.name as customer_name, r.currency, r.issued_on, r.due_on, r.original, r.open,
      d.until_on as discount_until, d.minor as discount_minor, h.kind as held
    from receivable r ${named}
    join customer c on c.company_id = ${company} and c.id = r.customer_id
    left join lateral (
      select until_on, minor from receivable_discount d
      where d.company_id = ${company} and d.receivable_id = r.id and d.until_on >= ${ctx.today} order by until_on limit 1) d on true
    left join lateral (
      select kind from hold h
      where h.company_id = ${company} and h.receivable_id = r.id and h.released_at is null and (h.until_on is null or h.until_on >= ${ctx.today}) order by since limit 1) h on true
    where ${sql.join(wanted, sql` and `)}
    order by r.due_on, r.id limit ${MAX_FOUND}`);
}

/** Tokens are upper-case letters and digits: everything that begins with one lies before it with many z behind, in any collation. */
function namedBy(company: string, text: string): RawBuilder<unknown> {
  const token = normalised(text);
  const ofCustomers = sql`
    select r.id from (select id from (${customersLike(company, text)}) m limit ${MAX_CUSTOMERS}) m
    join receivable r on r.company_id = ${company} and r.customer_id = m.id and r.open <> 0`;
  if (token === '') return ofCustomers;
  return sql`
    select receivable_id as id from (
      select t.receivable_id from receivable_token t
      where t.company_id = ${company} and t.token >= ${token} and t.token <= ${`${token}zzzzzzzz`} order by t.token desc limit ${MAX_TOKENS}) t
    union ${ofCustomers}`;
}
