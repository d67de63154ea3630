import { sql } from 'kysely';
import { daysBetween, type Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import type { MessageState } from '../messages/message.ts';
import { HOLD_KINDS, type HoldKind } from '../receivables/hold.ts';
import type { DocumentKind } from './find-documents.ts';
import type { DocumentFilter } from './invoice-filter.ts';
import type { Order, Place } from './invoice-order.ts';
import { documentState, type DocumentState } from './invoice-table.ts';
import { pageDocuments, type PageRequest } from './page-documents.ts';
import { deliveriesOf } from './send-documents.ts';

type Facts = {
  id: string;
  kind: DocumentKind;
  owner: 'dunlin' | 'imported';
  number: string;
  customer_id: string;
  customer_number: string;
  customer_name: string;
  issued_on: Day;
  due_on: Day;
  currency: Currency;
  gross: bigint;
  payment_reference: string;
  /** Of an invoice what is still owed, of a credit note what is still to be used. */
  open: bigint;
  /** Of what is open past its due day, the earliest. */
  late_since: Day | null;
};

/** A row of the table of invoices. */
export type ListedDocument = Facts & {
  readonly state: DocumentState;
  readonly daysLate: number | null;
  readonly held: HoldKind | null;
  /** How far its last mail has come. */
  readonly sent: MessageState | null;
};

/** Invoices and credit notes of a filter in an order, from a place on, a page at a time. */
export async function listDocuments(
  ctx: Ctx,
  filter: DocumentFilter,
  order: Order,
  request: PageRequest,
): Promise<{ readonly row: ListedDocument; readonly place: Place }[]> {
  const placed = await pageDocuments(ctx, filter, order, request);
  const rows = await describeDocuments(
    ctx,
    placed.map(({ id }) => id),
  );
  return placed.flatMap(({ id, place }) => {
    const row = rows.get(id);
    return row === undefined ? [] : [{ row, place }];
  });
}

/** What the table shows of documents, by id; three statements for any number. */
export async function describeDocuments(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, ListedDocument>> {
  if (ids.length === 0) return new Map();
  const facts = await loadFacts(ctx, ids);
  const holds = await holdsOf(ctx, ids);
  const sent = new Map<string, MessageState>();
  for (const { documentId, state } of await deliveriesOf(ctx, ids)) if (!sent.has(documentId)) sent.set(documentId, state);
  return new Map(
    facts.map((row) => [
      row.id,
      {
        ...row,
        state: documentState({ ...row, lateSince: row.late_since }),
        daysLate: row.late_since === null ? null : daysBetween(row.late_since, ctx.today),
        held: holds.get(row.id) ?? null,
        sent: sent.get(row.id) ?? null,
      },
    ]),
  );
}

async function loadFacts(ctx: Ctx, ids: readonly string[]): Promise<Facts[]> {
  const company = ctx.company.id;
  return ctx.tx.rows(sql<Facts>`
    select d.id, d.kind, d.owner, d.number, d.customer_id, c.number as customer_number, c.name as customer_name, d.issued_on, d.due_on, d.currency, d.gross,
      d.payment_reference, coalesce(r.open, k.open, 0)::bigint as open, r.late_since
    from unnest(${arrayLiteral('uuid', ids)}::uuid[]) as asked (id)
    join document d on d.company_id = ${company} and d.id = asked.id
    join customer c on c.company_id = ${company} and c.id = d.customer_id
    left join lateral (
      select sum(open) as open, min(due_on) filter (where due_on < ${ctx.today}) as late_since
      from receivable where company_id = ${company} and document_id = d.id and open <> 0) r on d.kind = 'invoice'
    left join lateral (select sum(open) as open from credit where company_id = ${company} and document_id = d.id and open <> 0) k on d.kind = 'credit_note'`);
}

/** Which hold is shown where several are in force: the first of this list. */
const SHOWN_FIRST: readonly HoldKind[] = ['dispute', 'legal', 'plan', 'promise', 'pending_debit', ...HOLD_KINDS];

/** The hold in force on what is open of documents, or on their customers. */
async function holdsOf(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, HoldKind>> {
  const company = ctx.company.id;
  const active = sql`h.company_id = ${company} and h.released_at is null and (h.until_on is null or h.until_on >= ${ctx.today})`;
  const rows = await ctx.tx.rows(sql<{ document_id: string; kind: HoldKind }>`
    with item as materialized (
      select id, document_id, customer_id from receivable
      where company_id = ${company} and document_id = any (${arrayLiteral('uuid', ids)}::uuid[]) and open <> 0)
    select i.document_id, h.kind from item i join hold h on h.receivable_id = i.id where ${active}
    union select i.document_id, h.kind from item i join hold h on h.customer_id = i.customer_id where ${active}`);
  const shown = new Map<string, HoldKind>();
  for (const { document_id: id, kind } of rows) {
    const before = shown.get(id);
    if (before === undefined || SHOWN_FIRST.indexOf(kind) < SHOWN_FIRST.indexOf(before)) shown.set(id, kind);
  }
  return shown;
}
