import { keptPdfs, pendingPdfs, storePdfs, type MadePdf } from '../ar/invoices/keep-pdf.ts';
import type { InvoicePrinter } from '../ar/invoices/ports.ts';
import type { CompanyRunner } from './run-context.ts';

/** So many documents are loaded, printed and stored at once: some megabytes, and a few seconds of one thread. */
const DOCUMENTS_A_CHUNK = 64;

/** Makes the PDFs that are missing, and answers the kept files of all, by document. No transaction is open while the processor prints; what was printed when
 *  something fails stays kept. Refuses `document.not_found`, `document.imported`. */
export async function keepDocumentFiles(
  runner: Pick<CompanyRunner, 'run' | 'read'>,
  printer: InvoicePrinter,
  documentIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (let at = 0; at < documentIds.length; at += DOCUMENTS_A_CHUNK) {
    const chunk = documentIds.slice(at, at + DOCUMENTS_A_CHUNK);
    const pending = await runner.read((ctx) => pendingPdfs(ctx, chunk));
    const made = await Promise.all(pending.map(async (one): Promise<MadePdf> => ({ ...one, bytes: await printer.invoice(one.print) })));
    const kept = await runner.run(async (ctx) => {
      if (made.length > 0) await storePdfs(ctx, made);
      return keptPdfs(ctx, chunk);
    });
    for (const [documentId, fileId] of kept) files.set(documentId, fileId);
  }
  return files;
}
