import { sql } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';

/** The kept PDF of each document that has one, by document. */
export async function invoiceFilesOf(ctx: Ctx, documentIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (documentIds.length === 0) return new Map();
  const rows = await ctx.tx.rows(sql<{ document_id: string; file_id: string }>`
    select document_id, file_id from document_file where company_id = ${ctx.company.id} and kind = 'pdf' and document_id = any (${arrayLiteral('uuid', documentIds)}::uuid[])`);
  return new Map(rows.map((row) => [row.document_id, row.file_id]));
}
