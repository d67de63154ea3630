import { InvalidArgumentError, type Command } from 'commander';
import { sendDocuments, unsentDocuments, type DocumentSent } from '../../ar/invoices/send-documents.ts';
import { openDocumentPrinter } from '../../documents/document-printer.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { keepDocumentFiles } from '../document-files.ts';
import { documentNumbered } from './invoice-pdf-command.ts';
import { dayOption } from './option-values.ts';
import { renderTable } from './print.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';

type SendOptions = CompanyOptions & { readonly unsent?: boolean; readonly from?: Day; readonly to?: Day; readonly again?: boolean };

const DOCUMENTS_A_CHUNK = 64;

async function wantedIds(session: CompanySession, numbers: readonly string[], options: SendOptions): Promise<string[]> {
  if ((numbers.length === 0) === (options.unsent !== true)) throw new InvalidArgumentError('Name documents, or --unsent for all that were never sent.');
  if (numbers.length === 0) return session.runner.read((ctx) => unsentDocuments(ctx, { from: options.from ?? ctx.today, to: options.to ?? ctx.today }));
  const ids: string[] = [];
  for (const number of numbers) ids.push((await documentNumbered(session, number)).id);
  return ids;
}

async function runSend(session: CompanySession, numbers: readonly string[], options: SendOptions): Promise<void> {
  const ids = await wantedIds(session, numbers, options);
  const printer = openDocumentPrinter();
  const documents: DocumentSent[] = [];
  try {
    for (let at = 0; at < ids.length; at += DOCUMENTS_A_CHUNK) {
      const chunk = ids.slice(at, at + DOCUMENTS_A_CHUNK);
      await keepDocumentFiles(session.runner, printer, chunk);
      documents.push(...(await session.runner.run((ctx) => sendDocuments(ctx, chunk, { again: options.again === true }))));
    }
  } finally {
    await printer.close();
  }
  await show(session, { documents }, () =>
    documents.length === 0
      ? 'Nothing waits to be sent.\n'
      : renderTable(
          [
            { title: 'Number', value: (one: DocumentSent) => one.number },
            { title: 'To', value: (one) => one.to },
            { title: 'Result', value: (one) => one.result.replaceAll('_', ' ') },
          ],
          documents,
        ),
  );
}

export function addInvoiceSendCommand(group: Command, cli: Cli): void {
  companyLeaf(group, 'send [numbers...]', 'mail invoices and credit notes with their PDF: into the outbox, once each')
    .option('--unsent', 'all issued documents that were never sent (of today, or of --from and --to)')
    .option('--from <day>', 'issued on this day or later', dayOption)
    .option('--to <day>', 'issued on this day or earlier', dayOption)
    .option('--again', 'send another copy of what was sent before')
    .action(async (numbers: readonly string[], options: SendOptions) => withCompany(cli, options, (session) => runSend(session, numbers, options)));
}
