import { sql, type RawBuilder } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import type { CustomerKind } from './customer.ts';
import { nameTokens } from './payer-name.ts';

export type ListedCustomer = {
  id: string;
  number: string;
  name: string;
  kind: CustomerKind;
  parent_id: string | null;
  country: string | null;
  terms: string | null;
};

const MAX_WORDS = 6;

/** Customers by number, a page at a time. `search` finds the beginning of a number, a whole name, or names with words that begin like all of its words:
 *  by equality and ranges alone, because under row-level security nothing else gets an index. */
export async function listCustomers(ctx: Ctx, filter: { search: string | null; after: string | null; limit: number }): Promise<ListedCustomer[]> {
  const company = ctx.company.id;
  const columns = sql.raw('c.id, c.number, c.name, c.kind, c.parent_id, c.country, c.terms');
  const after = filter.after === null ? sql`true` : sql`c.number collate "C" > ${filter.after}`;
  if (filter.search === null || filter.search === '') {
    return ctx.tx.rows(sql<ListedCustomer>`
      select ${columns} from customer c where c.company_id = ${company} and ${after} order by c.number collate "C" limit ${filter.limit}`);
  }
  return ctx.tx.rows(sql<ListedCustomer>`
    with found as (${customersLike(company, filter.search)})
    select ${columns} from found join customer c on c.company_id = ${company} and c.id = found.id
    where ${after} order by c.number collate "C" limit ${filter.limit}`);
}

/** Ids of the customers that a search means, as a query of the column `id`. */
export function customersLike(company: string, search: string): RawBuilder<unknown> {
  const numbers = arrayLiteral('text', [...new Set([search, search.toUpperCase()])]);
  // Tokens are letters A to Z and digits: everything that begins with one lies before it with many z behind, in any collation.
  const words = [...new Set(nameTokens(search))]
    .slice(0, MAX_WORDS)
    .map((word) => sql`select customer_id as id from customer_token where company_id = ${company} and token >= ${word} and token <= ${`${word}zzzzzzzz`}`);
  const named = words.length === 0 ? sql`` : sql`union (${sql.join(words, sql` intersect `)})`;
  return sql`
    select c.id from unnest(${numbers}::text[]) as s (number)
    join customer c on c.company_id = ${company} and c.number collate "C" >= s.number and c.number collate "C" <= s.number || chr(1114111)
    union select id from customer where company_id = ${company} and name = ${search}
    ${named}`;
}
