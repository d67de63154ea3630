import type { StatementPrinter } from '../ar/insight/ports.ts';
import type { InvoicePrinter } from '../ar/invoices/ports.ts';
import type { LetterPrinter } from '../ar/messages/ports.ts';
import { invoiceSheet } from './invoice-sheet.ts';
import { letterSheet } from './letter-sheet.ts';
import { openRenderPool } from './render-pool.ts';
import { statementSheet } from './statement-sheet.ts';

export type DocumentPrinter = InvoicePrinter & StatementPrinter & LetterPrinter & { close(): Promise<void> };

/** Prints every kind of document as PDF/A-3b. One of these a process; it costs nothing until something is printed. */
export function openDocumentPrinter(options: { readonly threads?: number } = {}): DocumentPrinter {
  const pool = openRenderPool(options);
  return {
    invoice: async (print) => (await pool.render(invoiceSheet(print))).bytes,
    statement: async (print) => (await pool.render(statementSheet(print))).bytes,
    letter: async (print) => (await pool.render(letterSheet(print))).bytes,
    close: () => pool.close(),
  };
}
