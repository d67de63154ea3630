import path from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { findDocumentsByNumber, issuedOn } from '../../ar/invoices/find-documents.ts';
import { fileName, readFile } from '../../ar/messages/keep-file.ts';
import { openDocumentPrinter } from '../../documents/document-printer.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { keepDocumentFiles } from '../document-files.ts';
import { dayOption } from './option-values.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';
import { makeFolder, writeWhole } from './written-file.ts';

type PdfOptions = CompanyOptions & { readonly output?: string; readonly allIssuedOn?: Day; readonly out?: string };

type Wanted = { readonly id: string; readonly number: string };
type Written = { readonly number: string; readonly file: string; readonly bytes: number };

const DOCUMENTS_A_CHUNK = 64;

export async function documentNumbered(session: CompanySession, number: string): Promise<Wanted> {
  const [found, another] = await session.runner.read((ctx) => findDocumentsByNumber(ctx, [number]));
  if (!found)
    throw new Refusal('document.number_unknown', `There is no invoice or credit note "${number}" in this company. Check the number: dunlin invoices list.`, {
      number,
    });
  if (another)
    throw new Refusal('document.number_ambiguous', `More than one document has the number "${number}". Ask for it by its id over the API.`, { number });
  return found;
}

/** Makes what is missing, a chunk at a time, and writes each under its place. */
async function writeAll(session: CompanySession, wanted: readonly Wanted[], placeOf: (number: string) => string): Promise<Written[]> {
  const printer = openDocumentPrinter();
  const written: Written[] = [];
  try {
    for (let at = 0; at < wanted.length; at += DOCUMENTS_A_CHUNK) {
      const chunk = wanted.slice(at, at + DOCUMENTS_A_CHUNK);
      const files = await keepDocumentFiles(
        session.runner,
        printer,
        chunk.map(({ id }) => id),
      );
      for (const { id, number } of chunk) {
        const { bytes } = await session.runner.read((ctx) => readFile(ctx, files.get(id) ?? ''));
        const file = placeOf(number);
        writeWhole(file, bytes);
        written.push({ number, file, bytes: bytes.byteLength });
      }
    }
  } finally {
    await printer.close();
  }
  return written;
}

async function runPdf(session: CompanySession, number: string | undefined, options: PdfOptions): Promise<void> {
  if ((number === undefined) === (options.allIssuedOn === undefined)) throw new InvalidArgumentError('Name one document, or --all-issued-on with --out.');
  let written: Written[];
  if (number !== undefined) {
    const place = options.output ?? fileName(`${number}.pdf`);
    written = await writeAll(session, [await documentNumbered(session, number)], () => place);
  } else {
    const { allIssuedOn, out } = options;
    if (allIssuedOn === undefined || out === undefined) throw new InvalidArgumentError('Say with --out into which folder.');
    makeFolder(out);
    const wanted = await session.runner.read((ctx) => issuedOn(ctx, allIssuedOn));
    written = await writeAll(session, wanted, (one) => path.join(out, fileName(`${one}.pdf`)));
  }
  await show(session, { written }, () =>
    written.length === 0 ? 'Nothing was issued on that day.\n' : written.map((one) => `Wrote ${one.file} (${Math.ceil(one.bytes / 1024)} KiB).\n`).join(''),
  );
}

export function addInvoicePdfCommand(group: Command, cli: Cli): void {
  companyLeaf(group, 'pdf [number]', 'write the PDF of an invoice or credit note, or of all of a day')
    .option('-o, --output <file>', 'write to this file (default: NUMBER.pdf)')
    .option('--all-issued-on <day>', 'all that was issued on this day', dayOption)
    .option('--out <folder>', 'folder for --all-issued-on')
    .action(async (number: string | undefined, options: PdfOptions) => withCompany(cli, options, (session) => runPdf(session, number, options)));
}
