import { sql, type RawBuilder } from 'kysely';
import { addDays, type Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { normalised } from '../../foundation/text/fold-text.ts';
import type { Ctx } from '../access/context.ts';
import type { DocumentKind } from './find-documents.ts';
import type { StateFilter } from './invoice-table.ts';
import { openReceivables, someOpen, someUsable } from './open-documents.ts';

export type DocumentFilter = {
  readonly customerId: string | null;
  readonly kind: DocumentKind | null;
  readonly open: boolean;
  readonly overdue: boolean;
  readonly from: Day | null;
  readonly to: Day | null;
  /** Begins like the number, its digits or its payment reference. */
  readonly number: string | null;
  readonly state: StateFilter | null;
  /** Days for which the oldest of what is open has been past due. */
  readonly daysLateFrom: number | null;
  readonly daysLateTo: number | null;
  readonly currency: Currency | null;
  /** Gross, in minor units of `currency`. */
  readonly amountFrom: bigint | null;
  readonly amountTo: bigint | null;
  /** What was typed into the one box, as a condition (search-documents.ts). */
  readonly found: RawBuilder<unknown> | null;
};

/** How a condition on other tables is asked: as a set that any index may begin with, or row by row, of each document that is come upon. */
export type Asking = 'set' | 'row';

/** Conditions on a document `d`: `own` read its columns alone, `others` ask what is open on it, and the like. */
export function conditionsOf(ctx: Ctx, filter: DocumentFilter, asking: Asking): RawBuilder<unknown>[] {
  return [...ownConditions(filter), ...otherConditions(ctx, filter, asking)];
}

export function ownConditions(filter: DocumentFilter): RawBuilder<unknown>[] {
  const own: RawBuilder<unknown>[] = [];
  if (filter.customerId !== null) own.push(sql`d.customer_id = ${filter.customerId}`);
  if (filter.kind !== null) own.push(sql`d.kind = ${filter.kind}`);
  if (filter.from !== null) own.push(sql`d.issued_on >= ${filter.from}`);
  if (filter.to !== null) own.push(sql`d.issued_on <= ${filter.to}`);
  if (filter.currency !== null) own.push(sql`d.currency = ${filter.currency}`);
  if (filter.amountFrom !== null) own.push(sql`d.gross >= ${filter.amountFrom}`);
  if (filter.amountTo !== null) own.push(sql`d.gross <= ${filter.amountTo}`);
  if (filter.found !== null) own.push(filter.found);
  return own;
}

function otherConditions(ctx: Ctx, filter: DocumentFilter, asking: Asking): RawBuilder<unknown>[] {
  const others: RawBuilder<unknown>[] = [];
  if (filter.number !== null) others.push(sql`d.id in (${numbered(ctx, filter.number)})`);
  const states = new Set(statesOf(filter));
  for (const state of states) others.push(...(asking === 'set' ? stateAsSet(ctx, state) : stateOfRow(ctx, state)));
  others.push(...latenessOf(ctx, filter, asking));
  return others;
}

export function isUnfiltered(filter: DocumentFilter): boolean {
  return Object.values(filter).every((value) => value === null || value === false);
}

/** Filters that leave few documents, found by an index of their own. */
export function isNarrow(filter: DocumentFilter): boolean {
  return filter.customerId !== null || filter.number !== null || filter.state === 'disputed' || filter.state === 'held';
}

export function statesOf(filter: DocumentFilter): readonly StateFilter[] {
  return [...(filter.open ? ['open' as const] : []), ...(filter.overdue ? ['overdue' as const] : []), ...(filter.state === null ? [] : [filter.state])];
}

/** What is open of invoices stands in receivables, of credit notes in credits. */
function stateAsSet(ctx: Ctx, state: StateFilter): RawBuilder<unknown>[] {
  const company = ctx.company.id;
  switch (state) {
    case 'open':
      return [
        sql`d.id in (${openReceivables(ctx)}
          union select k.document_id from credit k where k.company_id = ${company} and k.document_id is not null and k.open <> 0)`,
      ];
    case 'overdue':
      return [sql`d.id in (${openReceivables(ctx, sql`r.due_on < ${ctx.today}`)})`];
    case 'paid':
      return [sql`d.kind = 'invoice'`, sql`not exists (select 1 from receivable r where r.company_id = ${company} and r.document_id = d.id and r.open <> 0)`];
    case 'part_paid':
      // One that is settled in part, or an instalment that is settled beside one that is open. As an array: the planner takes most open ones to be settled in
      // part, and would rather read all documents than look up the few.
      return [
        sql`d.id = any (array(${openReceivables(ctx, sql`r.open <> r.original`)}
          union select i.document_id from receivable i
            join receivable r on r.company_id = ${company} and r.document_id = i.document_id and r.open <> 0
            join receivable s on s.company_id = ${company} and s.document_id = i.document_id and s.open = 0
            where i.company_id = ${company} and i.document_id is not null and i.instalment > 1))`,
      ];
    case 'disputed':
      return [sql`d.id in (${heldDocuments(ctx, sql`h.kind = 'dispute'`)})`];
    default:
      return [sql`d.id in (${heldDocuments(ctx, sql`true`)})`];
  }
}

function stateOfRow(ctx: Ctx, state: StateFilter): RawBuilder<unknown>[] {
  switch (state) {
    case 'open':
      return [sql`coalesce(${someOpen(ctx)}, ${someUsable(ctx)}, false)`];
    case 'overdue':
      return [someOpen(ctx, sql`r.due_on < ${ctx.today}`)];
    case 'paid':
      return [sql`d.kind = 'invoice'`, sql`${someOpen(ctx)} is null`];
    case 'part_paid':
      return [
        sql`d.kind = 'invoice' and (
        select sum(r.open) from receivable r where r.company_id = ${ctx.company.id} and r.document_id = d.id and r.open <> 0) <> d.gross`,
      ];
    default:
      return stateAsSet(ctx, state);
  }
}

/** Documents with something open under a hold that is in force on it or on its customer. Company-wide holds are told once, not on every row. */
function heldDocuments(ctx: Ctx, which: RawBuilder<unknown>) {
  const company = ctx.company.id;
  const active = sql`h.company_id = ${company} and h.released_at is null and (h.until_on is null or h.until_on >= ${ctx.today}) and ${which}`;
  return sql`
    select r.document_id from hold h join receivable r on r.company_id = ${company} and r.id = h.receivable_id
    where ${active} and r.open <> 0 and r.document_id is not null
    union all
    select r.document_id from hold h join receivable r on r.company_id = ${company} and r.customer_id = h.customer_id
    where ${active} and h.customer_id is not null and r.open <> 0 and r.document_id is not null`;
}

/** The oldest of what is open fell due in a span: something open did, and nothing open did before. */
function latenessOf(ctx: Ctx, filter: DocumentFilter, asking: Asking): RawBuilder<unknown>[] {
  const { first, last } = dueSpan(ctx, { ...filter, overdue: false, state: null });
  if (last === null) return [];
  const within = first === null ? sql`r.due_on <= ${last}` : sql`r.due_on between ${first} and ${last}`;
  const before = sql`select 1 from receivable r where r.company_id = ${ctx.company.id} and r.document_id = d.id and r.open <> 0 and r.due_on < ${first}`;
  if (asking === 'row') return [someOpen(ctx, within), ...(first === null ? [] : [sql`${someOpen(ctx, sql`r.due_on < ${first}`)} is null`])];
  return [sql`d.id in (${openReceivables(ctx, within)})`, ...(first === null ? [] : [sql`not exists (${before})`])];
}

/** Between which days the oldest of what is open fell due, where a filter asks for what is late. */
export function dueSpan(ctx: Ctx, filter: DocumentFilter): { readonly first: Day | null; readonly last: Day | null } {
  const { daysLateFrom, daysLateTo } = filter;
  const late = daysLateFrom !== null || daysLateTo !== null || statesOf(filter).includes('overdue');
  return {
    first: daysLateTo === null ? null : addDays(ctx.today, -daysLateTo),
    last: late ? addDays(ctx.today, -Math.max(1, daysLateFrom ?? 1)) : null,
  };
}

/** Whether a filter lets only documents through with something, or with nothing, open. */
export function asksForOpen(filter: DocumentFilter): boolean {
  return filter.daysLateFrom !== null || filter.daysLateTo !== null || statesOf(filter).some((state) => state !== 'paid');
}

export function asksForSettled(filter: DocumentFilter): boolean {
  return statesOf(filter).includes('paid');
}

/** What of a filter is asked of the items before they are added up, so that few are where few are wanted. */
export function conditionsOfTotals(ctx: Ctx, filter: DocumentFilter): RawBuilder<unknown>[] {
  return [
    ...(filter.customerId === null ? [] : [sql`customer_id = ${filter.customerId}`]),
    ...(filter.currency === null ? [] : [sql`currency = ${filter.currency}`]),
    ...(filter.state === 'disputed' ? [sql`document_id in (${heldDocuments(ctx, sql`h.kind = 'dispute'`)})`] : []),
    ...(filter.state === 'held' ? [sql`document_id in (${heldDocuments(ctx, sql`true`)})`] : []),
  ];
}

/** What is left to ask of documents with something open, when items and sums were asked. */
export function restOfOpen(filter: DocumentFilter): DocumentFilter {
  const state = filter.state === 'part_paid' || filter.state === 'paid' ? filter.state : null;
  return { ...filter, customerId: null, currency: null, open: false, overdue: false, daysLateFrom: null, daysLateTo: null, state };
}

/** Tokens are upper-case letters and digits: everything that begins with one lies before it with many z behind, in any collation. Credit notes have no
 *  tokens and are found by their whole number. */
function numbered(ctx: Ctx, number: string) {
  const company = ctx.company.id;
  const token = normalised(number);
  const whole = sql`select id from document where company_id = ${company} and kind in ('invoice', 'credit_note') and number = ${number}`;
  if (token === '') return whole;
  return sql`
    select r.document_id from receivable_token t join receivable r on r.company_id = ${company} and r.id = t.receivable_id
    where t.company_id = ${company} and t.token >= ${token} and t.token <= ${`${token}zzzzzzzz`} and r.document_id is not null
    union all ${whole}`;
}
