import { sql, type RawBuilder } from 'kysely';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import { asksForOpen, asksForSettled, conditionsOf, dueSpan, isNarrow, isUnfiltered, ownConditions, statesOf, type DocumentFilter } from './invoice-filter.ts';
import { owedTotals, usableTotals } from './open-documents.ts';

/** Sums of one currency. Credit notes stand apart: they are no negative invoices. */
export type DocumentSums = {
  currency: Currency;
  count: number;
  /** Gross of the invoices. */
  amount: bigint;
  /** What is owed on them, and what of that is past its due day. */
  open: bigint;
  overdue: bigint;
  /** Gross of the credit notes, and what of it is still to be used. */
  credited: bigint;
  credit_open: bigint;
};

/** Count and sums of a filter, by currency. */
export async function summariseDocuments(ctx: Ctx, filter: DocumentFilter): Promise<DocumentSums[]> {
  const rows = await (isUnfiltered(filter)
    ? sumsOfAll(ctx)
    : isNarrow(filter)
      ? sumsOfFew(ctx, filter)
      : asksForOpen(filter)
        ? sumsOfOpen(ctx, filter)
        : sumsOfMany(ctx, filter));
  return rows.toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}

const GROSS = sql.raw(`
  count(*)::int as count, coalesce(sum(d.gross) filter (where d.kind = 'invoice'), 0)::bigint as amount,
  coalesce(sum(d.gross) filter (where d.kind = 'credit_note'), 0)::bigint as credited`);

/** Each table is summed by itself, from an index alone. */
async function sumsOfAll(ctx: Ctx): Promise<DocumentSums[]> {
  const company = ctx.company.id;
  return ctx.tx.rows(sql<DocumentSums>`
    select d.*, coalesce(r.open, 0)::bigint as open, coalesce(r.overdue, 0)::bigint as overdue, coalesce(k.open, 0)::bigint as credit_open
    from (select d.currency, ${GROSS} from document d where d.company_id = ${company} group by d.currency) d
    left join (
      select currency, sum(open) as open, sum(open) filter (where due_on < ${ctx.today}) as overdue
      from receivable where company_id = ${company} and document_id is not null and open <> 0 group by currency) r on r.currency = d.currency
    left join (${creditSums(company)}) k on k.currency = d.currency`);
}

function creditSums(company: string) {
  return sql`
    select c.currency, sum(c.open) as open from credit c join document o on o.company_id = ${company} and o.id = c.document_id and o.kind = 'credit_note'
    where c.company_id = ${company} and c.document_id is not null and c.open <> 0 group by c.currency`;
}

/** What is open is looked up for each document that was found. */
async function sumsOfFew(ctx: Ctx, filter: DocumentFilter): Promise<DocumentSums[]> {
  const company = ctx.company.id;
  const conditions = sql.join(conditionsOf(ctx, filter, 'set'), sql` and `);
  return ctx.tx.rows(sql<DocumentSums>`
    with found as materialized (select d.id, d.currency, d.kind, d.gross from document d where d.company_id = ${company} and ${conditions})
    select d.*, coalesce(r.open, 0)::bigint as open, coalesce(r.overdue, 0)::bigint as overdue, coalesce(k.open, 0)::bigint as credit_open
    from (select d.currency, ${GROSS} from found d group by d.currency) d
    left join (
      select f.currency, sum(r.open) as open, sum(r.open) filter (where r.due_on < ${ctx.today}) as overdue
      from found f join receivable r on r.company_id = ${company} and r.document_id = f.id and r.open <> 0
      where f.kind = 'invoice' group by f.currency) r on r.currency = d.currency
    left join (
      select f.currency, sum(c.open) as open from found f join credit c on c.company_id = ${company} and c.document_id = f.id and c.open <> 0
      where f.kind = 'credit_note' group by f.currency) k on k.currency = d.currency`);
}

/** What is open is added up once for the whole book, and read side by side with the documents. */
async function sumsOfMany(ctx: Ctx, filter: DocumentFilter): Promise<DocumentSums[]> {
  const paid = asksForSettled(filter) ? [sql`d.kind = 'invoice' and r.document_id is null`] : [];
  const conditions = [sql`d.company_id = ${ctx.company.id}`, ...ownConditions(filter), ...paid];
  return ctx.tx.rows(sql<DocumentSums>`
    select d.currency, ${GROSS}, coalesce(sum(r.open) filter (where d.kind = 'invoice'), 0)::bigint as open,
      coalesce(sum(r.overdue) filter (where d.kind = 'invoice'), 0)::bigint as overdue, coalesce(sum(k.open) filter (where d.kind = 'credit_note'), 0)::bigint as credit_open
    from document d left join (${owedTotals(ctx)}) r on r.document_id = d.id left join (${usableTotals(ctx)}) k on k.document_id = d.id
    where ${sql.join(conditions, sql` and `)} group by d.currency`);
}

/** Where only open ones are asked for, what is open is the beginning: few open ones need few documents. Where nothing is asked of the documents themselves, they
 *  are not read at all but for those with instalments: an invoice of one receivable is its receivable (README, invariant 5). */
async function sumsOfOpen(ctx: Ctx, filter: DocumentFilter): Promise<DocumentSums[]> {
  const single = ownConditions(filter).length === 0;
  const states = statesOf(filter);
  const { last } = dueSpan(ctx, filter);
  const notes = last === null && states.every((state) => state === 'open');
  const parts = [
    ...(states.includes('paid') ? [] : [owedByDocument(ctx, filter, single ? sql`document_id in (select document_id from several)` : sql`true`)]),
    ...(single && !states.includes('paid') ? [owedByReceivable(ctx, filter), settledOfReceivables(ctx, filter)] : []),
    ...(notes ? [usableByDocument(ctx, filter)] : []),
  ];
  if (parts.length === 0) return [];
  return ctx.tx.rows(sql<DocumentSums>`
    with several as materialized (
      select distinct document_id from receivable where company_id = ${ctx.company.id} and instalment > 1 and document_id is not null)
    select currency, sum(count)::int as count, sum(amount)::bigint as amount, sum(open)::bigint as open, sum(overdue)::bigint as overdue,
      sum(credited)::bigint as credited, sum(credit_open)::bigint as credit_open
    from (${sql.join(parts, sql` union all `)}) parts group by currency`);
}

/** Invoices by what is owed on them, of those receivables that are named. */
function owedByDocument(ctx: Ctx, filter: DocumentFilter, which: RawBuilder<unknown>) {
  const conditions = [
    sql`d.kind = 'invoice'`,
    ...ownConditions(filter),
    ...dueConditions(ctx, filter, sql`t.due_on`),
    ...(statesOf(filter).includes('part_paid') ? [sql`t.open <> d.gross`] : []),
  ];
  return sql`
    select d.currency, ${GROSS}, sum(t.open) as open, sum(t.overdue) as overdue, 0 as credit_open
    from (${owedTotals(ctx, which)}) t join document d on d.company_id = ${ctx.company.id} and d.id = t.document_id
    where ${sql.join(conditions, sql` and `)} group by d.currency`;
}

function usableByDocument(ctx: Ctx, filter: DocumentFilter) {
  return sql`
    select d.currency, ${GROSS}, 0 as open, 0 as overdue, sum(t.open) as credit_open
    from (${usableTotals(ctx)}) t join document d on d.company_id = ${ctx.company.id} and d.id = t.document_id
    where ${sql.join([sql`d.kind = 'credit_note'`, ...ownConditions(filter)], sql` and `)} group by d.currency`;
}

function singleReceivables(ctx: Ctx, filter: DocumentFilter, more: readonly RawBuilder<unknown>[] = []) {
  const conditions = [
    sql`r.company_id = ${ctx.company.id} and r.document_id is not null and r.open <> 0`,
    sql`not exists (select 1 from several s where s.document_id = r.document_id)`,
    ...dueConditions(ctx, filter, sql`r.due_on`),
    ...(statesOf(filter).includes('part_paid') ? [sql`r.open <> r.original`] : []),
    ...more,
  ];
  return sql`from receivable r where ${sql.join(conditions, sql` and `)} group by r.currency`;
}

/** Invoices of one receivable by what is open, as if nothing was settled; and what was, of the few where something was. */
function owedByReceivable(ctx: Ctx, filter: DocumentFilter) {
  return sql`
    select r.currency, count(*)::int as count, sum(r.open) as amount, 0 as credited, sum(r.open) as open,
      coalesce(sum(r.open) filter (where r.due_on < ${ctx.today}), 0) as overdue, 0 as credit_open ${singleReceivables(ctx, filter)}`;
}

function settledOfReceivables(ctx: Ctx, filter: DocumentFilter) {
  return sql`
    select r.currency, 0 as count, sum(r.original - r.open) as amount, 0 as credited, 0 as open, 0 as overdue, 0 as credit_open
    ${singleReceivables(ctx, filter, [sql`r.open <> r.original`])}`;
}

function dueConditions(ctx: Ctx, filter: DocumentFilter, dueOn: RawBuilder<unknown>): RawBuilder<unknown>[] {
  const { first, last } = dueSpan(ctx, filter);
  return [...(last === null ? [] : [sql`${dueOn} <= ${last}`]), ...(first === null ? [] : [sql`${dueOn} >= ${first}`])];
}
