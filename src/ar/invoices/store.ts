import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Row } from '../../foundation/db/table.ts';
import type { Ctx } from '../access/context.ts';
import { numberEnd, type DocumentKind } from './find-documents.ts';
import { documentLineTable, documentTable, documentTaxTable } from './tables.ts';

export type Series = { series: string; prefix: string; width: number; first: bigint };

/** Takes `count` numbers of a series, the last lock of a unit of work; without a commit they were never taken, so the series has no gaps. */
export async function takeNumbers(ctx: Ctx, kind: DocumentKind, series: string, count: number): Promise<Series> {
  const row = await ctx.tx.first(sql<{ prefix: string; width: number; next: bigint }>`
    update number_series set next = next + ${count} where company_id = ${ctx.company.id} and kind = ${kind} and series = ${series} returning prefix, width, next`);
  if (!row) throw new Refusal('invoice.series_unknown', `There is no ${kind} series "${series}". Use an existing one, or create it first.`, { series });
  return { series, prefix: row.prefix, width: row.width, first: row.next - BigInt(count) };
}

export type NewDocument = Omit<Row<typeof documentTable>, 'number_end'>;

export async function insertDocuments(
  ctx: Ctx,
  documents: readonly NewDocument[],
  lines: readonly Row<typeof documentLineTable>[],
  taxes: readonly Row<typeof documentTaxTable>[],
): Promise<void> {
  await insertRows(
    ctx.tx,
    documentTable,
    documents.map((document) => ({ ...document, number_end: numberEnd(document.number) })),
  );
  await insertRows(ctx.tx, documentLineTable, lines);
  await insertRows(ctx.tx, documentTaxTable, taxes);
}

export type StoredLine = {
  pos: number;
  text: string;
  quantity: string;
  unit_price: string;
  discount_minor: bigint;
  net: bigint;
  tax_category: string;
  tax_rate: string;
};

export async function loadLines(ctx: Ctx, documentId: string): Promise<StoredLine[]> {
  return ctx.tx.rows(sql<StoredLine>`
    select pos, text, quantity, unit_price, discount_minor, net, tax_category, tax_rate from document_line
    where company_id = ${ctx.company.id} and document_id = ${documentId} order by pos`);
}

/** What credit notes have already taken from a document, gross. */
export async function creditedSoFar(ctx: Ctx, documentId: string): Promise<bigint> {
  const row = await ctx.tx.first(sql<{ sum: bigint }>`
    select coalesce(sum(gross), 0)::bigint as sum from document where company_id = ${ctx.company.id} and cites = ${documentId} and kind = 'credit_note'`);
  return row?.sum ?? 0n;
}
