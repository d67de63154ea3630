import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import type { Row } from '../../foundation/db/table.ts';
import type { Ctx } from '../access/context.ts';
import { documentLineTable, documentTable, documentTaxTable } from './tables.ts';

export type DocumentKind = 'invoice' | 'credit_note';

export type Series = { series: string; prefix: string; width: number; first: bigint };

/** Takes `count` numbers of a series, the last lock of a unit of work; without a commit they were never taken, so the series has no gaps. */
export async function takeNumbers(ctx: Ctx, kind: DocumentKind, series: string, count: number): Promise<Series> {
  const row = await ctx.tx.first(sql<{ prefix: string; width: number; next: bigint }>`
    update number_series set next = next + ${count} where company_id = ${ctx.company.id} and kind = ${kind} and series = ${series} returning prefix, width, next`);
  if (!row) throw new Refusal('invoice.series_unknown', `There is no ${kind} series "${series}". Use an existing one, or create it first.`, { series });
  return { series, prefix: row.prefix, width: row.width, first: row.next - BigInt(count) };
}

export async function insertDocuments(
  ctx: Ctx,
  documents: readonly Row<typeof documentTable>[],
  lines: readonly Row<typeof documentLineTable>[],
  taxes: readonly Row<typeof documentTaxTable>[],
): Promise<void> {
  await insertRows(ctx.tx, documentTable, documents);
  await insertRows(ctx.tx, documentLineTable, lines);
  await insertRows(ctx.tx, documentTaxTable, taxes);
}

export type StoredDocument = {
  id: string;
  kind: DocumentKind;
  number: string;
  customer_id: string;
  currency: Currency;
  issued_on: Day;
  due_on: Day;
  posted_on: Day;
  net: bigint;
  tax: bigint;
  gross: bigint;
  base_rate: string | null;
  base_gross: bigint;
};

const COLUMNS = sql.raw('id, kind, number, customer_id, currency, issued_on, due_on, posted_on, net, tax, gross, base_rate, base_gross');

export async function findDocumentsByNumber(ctx: Ctx, numbers: readonly string[]): Promise<StoredDocument[]> {
  return ctx.tx.rows(sql<StoredDocument>`
    select ${COLUMNS} from document where company_id = ${ctx.company.id} and kind in ('invoice', 'credit_note') and number = any (${arrayLiteral('text', numbers)}::text[])`);
}

export async function findDocument(ctx: Ctx, id: string): Promise<StoredDocument | undefined> {
  return ctx.tx.first(sql<StoredDocument>`select ${COLUMNS} from document where company_id = ${ctx.company.id} and id = ${id}`);
}

export type StoredLine = { pos: number; text: string; quantity: string; unit_price: string; discount_minor: bigint; net: bigint; tax_category: string; tax_rate: string };

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
