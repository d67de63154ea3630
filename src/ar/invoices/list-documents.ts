import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { normalised } from '../../foundation/text/fold-text.ts';
import type { Ctx } from '../access/context.ts';
import type { DocumentKind } from './find-documents.ts';

export type ListedDocument = {
  id: string;
  kind: DocumentKind;
  number: string;
  customer_id: string;
  customer_number: string;
  customer_name: string;
  issued_on: Day;
  due_on: Day;
  currency: Currency;
  gross: bigint;
  /** Of an invoice what is still owed, of a credit note what is still to be used. */
  open: bigint;
  overdue: boolean;
};

export type DocumentFilter = {
  readonly customerId: string | null;
  readonly kind: DocumentKind | null;
  readonly open: boolean;
  readonly overdue: boolean;
  readonly from: Day | null;
  readonly to: Day | null;
  /** Begins like the number, its digits or its payment reference. */
  readonly number: string | null;
  readonly after: { readonly issuedOn: Day; readonly id: string } | null;
  readonly limit: number;
};

/** Invoices and credit notes, the last issued first, a page at a time. Numbers are found through their tokens. */
export async function listDocuments(ctx: Ctx, filter: DocumentFilter): Promise<ListedDocument[]> {
  const company = ctx.company.id;
  return ctx.tx.rows(sql<ListedDocument>`
    select d.id, d.kind, d.number, d.customer_id, c.number as customer_number, c.name as customer_name, d.issued_on, d.due_on, d.currency, d.gross,
      coalesce(r.open, k.open, 0)::bigint as open, coalesce(r.overdue, false) as overdue
    from (${page(ctx, filter)}) d
    join customer c on c.company_id = ${company} and c.id = d.customer_id
    left join lateral (
      select sum(open) as open, bool_or(open <> 0 and due_on < ${ctx.today}) as overdue from receivable where company_id = ${company} and document_id = d.id) r on d.kind = 'invoice'
    left join lateral (select sum(open) as open from credit where company_id = ${company} and document_id = d.id) k on d.kind = 'credit_note'
    order by d.issued_on desc, d.id desc`);
}

/** What is open of invoices stands in receivables, of credit notes in credits: each is a semi-join of its own, so that the planner walks the days of issue
 *  where much is open, and goes by the open items where little is. */
function page(ctx: Ctx, filter: DocumentFilter) {
  const company = ctx.company.id;
  const select = (...more: RawBuilder<unknown>[]) => sql`
    (select d.id, d.kind, d.number, d.customer_id, d.issued_on, d.due_on, d.currency, d.gross from document d
    where ${sql.join([...conditionsOf(company, filter), ...more], sql` and `)} order by d.issued_on desc, d.id desc limit ${filter.limit})`;
  if (!filter.open && !filter.overdue) return select();
  const due = filter.overdue ? sql`and r.due_on < ${ctx.today}` : sql``;
  const invoices = select(
    sql`d.kind = 'invoice'`,
    sql`exists (select 1 from receivable r where r.company_id = ${company} and r.document_id = d.id and r.open <> 0 ${due})`,
  );
  if (filter.overdue) return invoices;
  const notes = select(
    sql`d.kind = 'credit_note'`,
    sql`exists (select 1 from credit k where k.company_id = ${company} and k.document_id = d.id and k.open <> 0)`,
  );
  return sql`select * from (${invoices} union all ${notes}) d order by d.issued_on desc, d.id desc limit ${filter.limit}`;
}

function conditionsOf(company: string, filter: DocumentFilter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [sql`d.company_id = ${company}`];
  if (filter.customerId !== null) conditions.push(sql`d.customer_id = ${filter.customerId}`);
  if (filter.kind !== null) conditions.push(sql`d.kind = ${filter.kind}`);
  if (filter.from !== null) conditions.push(sql`d.issued_on >= ${filter.from}`);
  if (filter.to !== null) conditions.push(sql`d.issued_on <= ${filter.to}`);
  if (filter.after !== null) conditions.push(sql`(d.issued_on, d.id) < (${filter.after.issuedOn}::date, ${filter.after.id}::uuid)`);
  if (filter.number !== null) conditions.push(sql`d.id in (${numbered(company, filter.number)})`);
  return conditions;
}

/** Tokens are upper-case letters and digits: everything that begins with one lies before it with many z behind, in any collation. Credit notes have no
 *  tokens and are found by their whole number. */
function numbered(company: string, number: string) {
  const token = normalised(number);
  const whole = sql`select id from document where company_id = ${company} and kind in ('invoice', 'credit_note') and number = ${number}`;
  if (token === '') return whole;
  return sql`
    select r.document_id from receivable_token t join receivable r on r.company_id = ${company} and r.id = t.receivable_id
    where t.company_id = ${company} and t.token >= ${token} and t.token <= ${`${token}zzzzzzzz`} and r.document_id is not null
    union all ${whole}`;
}
