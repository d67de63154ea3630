import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import type { Permission } from './draft.ts';
import type { StoredDocument } from './find-documents.ts';
import type { TaxCategory } from './invoice.ts';
import { creditedSoFar, loadLines, type StoredLine } from './store.ts';

export type DocumentHead = StoredDocument & {
  owner: 'dunlin' | 'imported';
  customer_number: string;
  customer_name: string;
  cites_id: string | null;
  cites_number: string | null;
  supplied_on: Day | null;
  terms: string;
  customer_reference: string;
  payment_reference: string;
  recorded_at: Date;
};

export type DocumentTax = { category: TaxCategory; rate: string; taxable: bigint; tax: bigint };
export type DocumentReceivable = { id: string; instalment: number; due_on: Day; original: bigint; open: bigint };
export type DocumentCredit = { id: string; original: bigint; open: bigint };

export type Document = {
  readonly head: DocumentHead;
  readonly lines: readonly StoredLine[];
  readonly taxes: readonly DocumentTax[];
  readonly receivables: readonly DocumentReceivable[];
  /** Of a credit note, what it can settle. */
  readonly credit: DocumentCredit | null;
  readonly creditNotes: readonly { id: string; number: string; gross: bigint; issued_on: Day }[];
  readonly can: { readonly credit: Permission };
};

/** A document as it was issued, and what of it is open. Refuses `document.not_found`. */
export async function getDocument(ctx: Ctx, id: string): Promise<Document> {
  const company = ctx.company.id;
  const head = await ctx.tx.first(sql<DocumentHead>`
    select d.id, d.kind, d.number, d.customer_id, d.currency, d.issued_on, d.due_on, d.posted_on, d.net, d.tax, d.gross, d.base_rate, d.base_gross, d.owner,
      c.number as customer_number, c.name as customer_name, o.id as cites_id, o.number as cites_number, d.supplied_on, d.terms, d.customer_reference, d.payment_reference, d.recorded_at
    from document d join customer c on c.company_id = d.company_id and c.id = d.customer_id
    left join document o on o.company_id = d.company_id and o.id = d.cites
    where d.company_id = ${company} and d.id = ${id}`);
  if (!head) throw new Refusal('document.not_found', `There is no invoice or credit note ${id} in this company. Check the id.`, { id });
  const lines = await loadLines(ctx, id);
  const taxes = await ctx.tx.rows(sql<DocumentTax>`
    select category, rate, taxable, tax from document_tax where company_id = ${company} and document_id = ${id} order by pos`);
  const receivables = await ctx.tx.rows(sql<DocumentReceivable>`
    select id, instalment, due_on, original, open from receivable where company_id = ${company} and document_id = ${id} order by instalment, id`);
  const [credit] = await ctx.tx.rows(sql<DocumentCredit>`
    select id, original, open from credit where company_id = ${company} and document_id = ${id} order by id limit 1`);
  const creditNotes = await ctx.tx.rows(sql<{ id: string; number: string; gross: bigint; issued_on: Day }>`
    select id, number, gross, issued_on from document
    where company_id = ${company} and customer_id = ${head.customer_id} and cites = ${id} and kind = 'credit_note' order by issued_on, id`);
  const left = head.kind === 'invoice' ? head.gross - (await creditedSoFar(ctx, id)) : 0n;
  const canCredit: Permission = head.kind === 'credit_note' ? 'document.not_found' : left > 0n || 'credit_note.exceeds_invoice';
  return { head, lines, taxes, receivables, credit: credit ?? null, creditNotes, can: { credit: canCredit } };
}
