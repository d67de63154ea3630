import { sql } from 'kysely';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import { assert } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { keepFiles, readFile, type KeptFile } from '../messages/keep-file.ts';
import { loadInvoicePrints } from './load-invoice-prints.ts';
import type { InvoicePrint, InvoicePrinter } from './ports.ts';
import { documentFileTable } from './tables.ts';

/** A document's print on its way to the printer. */
export type PendingPdf = { readonly documentId: string; readonly print: InvoicePrint };
export type MadePdf = PendingPdf & { readonly bytes: Uint8Array };

/** Ids of the kept files of those documents that have one. */
export async function keptPdfs(ctx: Ctx, documentIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await ctx.tx.rows(sql<{ document_id: string; file_id: string }>`
    select document_id, file_id from document_file
    where company_id = ${ctx.company.id} and kind = 'pdf' and document_id = any (${arrayLiteral('uuid', documentIds)}::uuid[])`);
  return new Map(rows.map((row) => [row.document_id, row.file_id]));
}

/** What is still to be printed of these documents. Refuses `document.not_found`, `document.imported`. */
export async function pendingPdfs(ctx: Ctx, documentIds: readonly string[]): Promise<PendingPdf[]> {
  const kept = await keptPdfs(ctx, documentIds);
  const missing = [...new Set(documentIds)].filter((id) => !kept.has(id));
  const prints = await loadInvoicePrints(ctx, missing);
  return missing.map((documentId, index) => ({ documentId, print: prints[index] as InvoicePrint }));
}

/** Keeps what was printed. Of a document that another unit of work has kept meanwhile, those bytes stand and these are forgotten. */
export async function storePdfs(ctx: Ctx, made: readonly MadePdf[]): Promise<void> {
  const kept = await keptPdfs(
    ctx,
    made.map((one) => one.documentId),
  );
  const fresh = made.filter((one) => !kept.has(one.documentId));
  const files = await keepFiles(
    ctx,
    fresh.map(({ print, bytes }) => ({ name: `${print.number}.pdf`, mediaType: 'application/pdf', bytes })),
  );
  await insertRows(
    ctx.tx,
    documentFileTable,
    fresh.map(({ documentId, print }, index) => ({
      company_id: ctx.company.id,
      document_id: documentId,
      kind: 'pdf',
      layout: print.letterhead.layout,
      language: print.language,
      file_id: files[index] as string,
      made_at: ctx.now,
    })),
    'on conflict (company_id, document_id, kind) do nothing',
  );
}

/** The PDFs of a few documents as kept files, by document: made once, the same for good. For many, print between units of work (app/document-files.ts).
 *  Refuses `document.not_found`, `document.imported`. */
export async function keepPdfs(ctx: Ctx, printer: InvoicePrinter, documentIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const made: MadePdf[] = [];
  for (const one of await pendingPdfs(ctx, documentIds)) made.push({ ...one, bytes: await printer.invoice(one.print) });
  if (made.length > 0) await storePdfs(ctx, made);
  return keptPdfs(ctx, documentIds);
}

/** The PDF of a document, made if it is asked for the first time. Refuses `document.not_found`, `document.imported`. */
export async function readPdf(ctx: Ctx, printer: InvoicePrinter, documentId: string): Promise<KeptFile> {
  const fileId = (await keepPdfs(ctx, printer, [documentId])).get(documentId);
  assert(fileId, 'a document that was just printed has a file');
  return readFile(ctx, fileId);
}
