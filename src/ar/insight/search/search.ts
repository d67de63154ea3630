import { sql } from 'kysely';
import type { Day } from '../../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../../foundation/db/insert-rows.ts';
import type { Currency } from '../../../foundation/money/currency.ts';
import type { Ctx } from '../../access/context.ts';
import type { Scope } from '../../access/roles.ts';
import { customersLike } from '../../customers/list-customers.ts';
import { findBankLines, type FoundLine } from './find-bank-lines.ts';
import { findDocumentsByAmount, RANK_AMOUNT } from './find-by-amount.ts';
import { findDocumentsLike, type FoundDocument } from './find-documents-like.ts';
import { readAmounts } from './read-amounts.ts';

export type CustomerHit = {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly byNumber: boolean;
  readonly baseOpen: bigint;
  readonly baseOverdue: bigint;
};

export type DocumentHit = {
  readonly id: string;
  readonly kind: 'invoice' | 'credit_note';
  readonly number: string;
  readonly customerId: string;
  readonly customerNumber: string;
  readonly customerName: string;
  readonly currency: Currency;
  readonly gross: bigint;
  readonly open: bigint;
  readonly issuedOn: Day;
  readonly dueOn: Day;
  readonly overdue: boolean;
  readonly because: 'number' | 'amount';
};

export type SearchHits = { readonly customers: readonly CustomerHit[]; readonly documents: readonly DocumentHit[]; readonly lines: readonly FoundLine[] };

/** Names that many customers begin with are looked at so far. */
const MAX_LIKE = 500;

/** What a person may mean by a few characters: customers by number or name, invoices and credit notes by any part of their number, open invoices and waiting
 *  bank lines by amount. At most `limit` of each; nothing of what the scopes do not allow to see. */
export async function search(ctx: Ctx, text: string, options: { scopes: ReadonlySet<Scope>; limit: number }): Promise<SearchHits> {
  const { scopes, limit } = options;
  const readings = readAmounts(text);
  return {
    customers: scopes.has('customers:read') ? await findCustomers(ctx, text, limit) : [],
    documents: scopes.has('invoices:read') ? await findDocuments(ctx, text, readings, limit) : [],
    lines: scopes.has('cash:read') ? await findBankLines(ctx, text, readings, limit) : [],
  };
}

/** A number that is the text comes first, then numbers that begin with it, then names. */
async function findCustomers(ctx: Ctx, text: string, limit: number): Promise<CustomerHit[]> {
  const company = ctx.company.id;
  const numbers = [...new Set([text, text.toUpperCase()])];
  return ctx.tx.rows(sql<CustomerHit>`
    select f.id, f.number, f.name, f.rank < 2 as "byNumber", coalesce(r.open, 0)::bigint as "baseOpen", coalesce(r.overdue, 0)::bigint as "baseOverdue"
    from (
      select c.id, c.number, c.name, case when c.number = any (${numbers}::text[]) then 0 when strpos(upper(c.number), ${text.toUpperCase()}::text) = 1 then 1 else 2 end as rank
      from (
        select id from customer where company_id = ${company} and number = any (${numbers}::text[])
        union (select id from (${customersLike(company, text)}) l limit ${MAX_LIKE})) m
      join customer c on c.company_id = ${company} and c.id = m.id
      order by rank, c.name, c.id limit ${limit}) f
    left join lateral (
      select sum(base_open) as open, sum(base_open) filter (where due_on < ${ctx.today}) as overdue
      from receivable r where r.company_id = ${company} and r.customer_id = f.id and r.open <> 0) r on true
    order by f.rank, f.name, f.id`);
}

async function findDocuments(ctx: Ctx, text: string, readings: readonly string[], limit: number): Promise<DocumentHit[]> {
  const byNumber = await findDocumentsLike(ctx, text, limit);
  const byAmount = readings.length === 0 ? [] : await findDocumentsByAmount(ctx, readings, limit);
  const numbered = new Map(byNumber.map((found) => [found.id, found]));
  const amounts = byAmount.filter(({ id }) => !numbered.has(id));
  // Both ways of reading a figure keep a place, so that an amount is found where many numbers end like it.
  const room = Math.max(limit - amounts.length, Math.ceil(limit / 2));
  const kept = [...byNumber.slice(0, room), ...amounts].slice(0, limit);
  return (await shown(ctx, kept)).map(({ rank, ...hit }) => ({ ...hit, because: rank === RANK_AMOUNT ? 'amount' : 'number' }));
}

async function shown(ctx: Ctx, found: readonly FoundDocument[]): Promise<(Omit<DocumentHit, 'because'> & { rank: number })[]> {
  if (found.length === 0) return [];
  const company = ctx.company.id;
  const ids = arrayLiteral(
    'uuid',
    found.map(({ id }) => id),
  );
  const ranks = arrayLiteral(
    'int',
    found.map(({ rank }) => rank),
  );
  return ctx.tx.rows(sql<Omit<DocumentHit, 'because'> & { rank: number }>`
    select d.id, d.kind, d.number, d.customer_id as "customerId", c.number as "customerNumber", c.name as "customerName", d.currency, d.gross, d.issued_on as "issuedOn", d.due_on as "dueOn",
      coalesce(r.open, k.open, 0)::bigint as open, coalesce(r.overdue, false) as overdue, f.rank
    from unnest(${ids}::uuid[], ${ranks}::int[]) as f (id, rank)
    join document d on d.company_id = ${company} and d.id = f.id
    join customer c on c.company_id = ${company} and c.id = d.customer_id
    left join lateral (
      select sum(open) as open, bool_or(open <> 0 and due_on < ${ctx.today}) as overdue from receivable r
      where r.company_id = ${company} and r.document_id = d.id and d.kind = 'invoice') r on true
    left join lateral (
      select sum(open) as open from credit k
      where k.company_id = ${company} and k.document_id = d.id and d.kind = 'credit_note' and k.kind in ('credit_note', 'opening')) k on true
    order by f.rank, coalesce(r.open, k.open, 0) = 0, d.issued_on desc, d.id desc`);
}
