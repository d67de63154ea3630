import { sql } from 'kysely';
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

/** Invoices and credit notes, the last issued first, a page at a time. Numbers are found through their tokens, what is open through the open items. */
export async function listDocuments(ctx: Ctx, filter: DocumentFilter): Promise<ListedDocument[]> {
  const company = ctx.company.id;
  const conditions = [sql`d.company_id = ${company}`];
  if (filter.customerId !== null) conditions.push(sql`d.customer_id = ${filter.customerId}`);
  if (filter.kind !== null) conditions.push(sql`d.kind = ${filter.kind}`);
  if (filter.from !== null) conditions.push(sql`d.issued_on >= ${filter.from}`);
  if (filter.to !== null) conditions.push(sql`d.issued_on <= ${filter.to}`);
  if (filter.after !== null) conditions.push(sql`(d.issued_on, d.id) < (${filter.after.issuedOn}::date, ${filter.after.id}::uuid)`);
  if (filter.number !== null) conditions.push(sql`d.id in (${numbered(company, filter.number)})`);
  if (filter.overdue)
    conditions.push(
      sql`d.id in (select document_id from receivable where company_id = ${company} and open <> 0 and due_on < ${ctx.today} and document_id is not null)`,
    );
  if (filter.open && !filter.overdue) {
    conditions.push(sql`d.id in (
      select document_id from receivable where company_id = ${company} and open <> 0 and document_id is not null
      union all select document_id from credit where company_id = ${company} and open <> 0 and document_id is not null)`);
  }
  return ctx.tx.rows(sql<ListedDocument>`
    select d.id, d.kind, d.number, d.customer_id, c.number as customer_number, c.name as customer_name, d.issued_on, d.due_on, d.currency, d.gross,
      coalesce(r.open, k.open, 0)::bigint as open, coalesce(r.overdue, false) as overdue
    from (
      select d.id, d.kind, d.number, d.customer_id, d.issued_on, d.due_on, d.currency, d.gross from document d
      where ${sql.join(conditions, sql` and `)} order by d.issued_on desc, d.id desc limit ${filter.limit}) d
    join customer c on c.company_id = ${company} and c.id = d.customer_id
    left join lateral (
      select sum(open) as open, bool_or(open <> 0 and due_on < ${ctx.today}) as overdue from receivable where company_id = ${company} and document_id = d.id) r on d.kind = 'invoice'
    left join lateral (select sum(open) as open from credit where company_id = ${company} and document_id = d.id) k on d.kind = 'credit_note'
    order by d.issued_on desc, d.id desc`);
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
