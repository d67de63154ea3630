import { InvalidArgumentError, type Command } from 'commander';
import { importCustomers } from '../../ar/customers/import-customers.ts';
import { importInvoiceHistory } from '../../ar/payments/import-invoice-history.ts';
import { importPayments } from '../../ar/payments/import-payments.ts';
import { foldPositions } from '../../ar/receivables/fold-positions.ts';
import type { Profile } from '../../formats/csv/profile.ts';
import { readCustomerRows } from '../../formats/csv/read-customer-rows.ts';
import { readInvoiceRows } from '../../formats/csv/read-invoice-rows.ts';
import { readPaymentRows } from '../../formats/csv/read-payment-rows.ts';
import type { RowBatch, RowOptions } from '../../formats/csv/row-batch.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { isCurrency, type Currency } from '../../foundation/money/currency.ts';
import { parseDecimal } from '../../foundation/money/money.ts';
import type { ExitCode } from './exit-code.ts';
import { importLeaf, inOneUnit, refuseProblems, tellImport, withImportFile, type ImportOptions } from './import-file.ts';
import { dayOption } from './option-values.ts';
import { show, withCompany, type Cli, type CompanySession } from './session.ts';
import { addStatementImport } from './statement-command.ts';

type InvoiceOptions = ImportOptions & { readonly opening?: boolean; readonly cutOver?: Day; readonly expectOpen?: string };

function rowOptions(session: CompanySession, profile: Profile | undefined): RowOptions {
  return { defaultCurrency: session.runner.company.baseCurrency, ...(profile === undefined ? {} : { profile }) };
}

async function* counted<R>(batches: AsyncIterable<RowBatch<R>>, onRows: (rows: number) => void): AsyncGenerator<RowBatch<R>> {
  let rows = 0;
  for await (const batch of batches) {
    rows += batch.rows.length;
    onRows(rows);
    yield batch;
  }
}

async function runCustomers(session: CompanySession, file: string, options: ImportOptions): Promise<ExitCode> {
  const dryRun = options.dryRun === true;
  const result = await withImportFile(session, { file, profile: options.profile, kind: 'customers', noun: 'customers' }, (input) =>
    inOneUnit(session, dryRun, async (ctx) => {
      let bytes = 0;
      const { source } = input.file.read((read) => (bytes = read));
      const rows = counted(readCustomerRows(source, rowOptions(session, input.profile)), (count) => input.progress.at(bytes, count));
      const imported = await importCustomers(ctx, rows);
      if (options.strict) refuseProblems(imported.problems);
      return imported;
    }),
  );
  const { read, imported, updated, problems } = result;
  await show(session, { read, imported, updated, skipped: 0, problems, dryRun }, () => `Read ${read} customers: ${imported} new, ${updated} updated.\n`);
  return tellImport(session, { dryRun, problems, skipped: 0 });
}

function expectedOpen(text: string | undefined, base: Currency): { minor: bigint; currency: Currency } | null {
  if (text === undefined) return null;
  const [amount = '', code = base] = text.trim().split(/\s+/);
  if (!isCurrency(code)) throw new InvalidArgumentError(`--expect-open: "${code}" is not an ISO 4217 currency code; write for example "1234.50 EUR".`);
  const parsed = parseDecimal(amount, code);
  if (!parsed.ok) throw new InvalidArgumentError(`--expect-open: ${parsed.reason}; write for example 1234.50.`);
  return { minor: parsed.minor, currency: code };
}

function createdText(customers: number, dryRun: boolean): string {
  const done = dryRun ? 'would be' : customers === 1 ? 'was' : 'were';
  const unknown = customers === 1 ? 'customer was not known and' : 'customers were not known and';
  return `${customers} ${unknown} ${done} created from the file.`;
}

async function runInvoices(session: CompanySession, file: string, options: InvoiceOptions): Promise<ExitCode> {
  const dryRun = options.dryRun === true;
  const expected = expectedOpen(options.expectOpen, session.runner.company.baseCurrency);
  const result = await withImportFile(session, { file, profile: options.profile, kind: 'invoices', noun: 'invoices' }, (input) =>
    inOneUnit(session, dryRun, (ctx) => {
      let bytes = 0;
      const reading = input.file.read((read) => (bytes = read));
      return importInvoiceHistory(ctx, readInvoiceRows(reading.source, rowOptions(session, input.profile)), {
        fileName: input.file.name,
        sha256: () => reading.sha256(),
        strict: options.strict === true,
        opening: options.opening === true,
        cutOverOn: options.cutOver ?? null,
        expectedOpen: expected,
        onProgress: (read) => input.progress.at(bytes, read),
      });
    }),
  );
  const { read, imported, skipped, problems, customersCreated } = result;
  if (!dryRun && imported > 0) await session.runner.run(foldPositions);
  await show(
    session,
    { read, imported, skipped, problems, customersCreated, dryRun },
    () => `Read ${read} invoices and credit notes: ${imported} imported, ${skipped} not (there already, or reported as a problem).\n`,
  );
  if (customersCreated > 0) session.out.note(createdText(customersCreated, dryRun));
  return tellImport(session, { dryRun, problems, skipped });
}

async function runPayments(session: CompanySession, file: string, options: ImportOptions): Promise<ExitCode> {
  const dryRun = options.dryRun === true;
  const result = await withImportFile(session, { file, profile: options.profile, kind: 'payments', noun: 'payments' }, (input) =>
    inOneUnit(session, dryRun, (ctx) => {
      let bytes = 0;
      const reading = input.file.read((read) => (bytes = read));
      return importPayments(ctx, readPaymentRows(reading.source, rowOptions(session, input.profile)), {
        fileName: input.file.name,
        sha256: () => reading.sha256(),
        strict: options.strict === true,
        onProgress: (read) => input.progress.at(bytes, read),
      });
    }),
  );
  const { read, imported, skipped, problems } = result;
  if (!dryRun && imported > 0) await session.runner.run(foldPositions);
  await show(
    session,
    { read, imported, skipped, problems, dryRun },
    () => `Read ${read} payments: ${imported} imported, ${skipped} not (there already, or reported as a problem).\n`,
  );
  return tellImport(session, { dryRun, problems, skipped });
}

export function addImportCommands(program: Command, cli: Cli): void {
  const group = program.command('import').description('bring in customers, invoices, payments and bank statements');
  importLeaf(group, 'customers', 'import customers from CSV').action(async (file: string, options: ImportOptions) =>
    withCompany(cli, options, (session) => runCustomers(session, file, options)),
  );
  importLeaf(group, 'invoices', 'import invoices and credit notes from CSV: open ones and history')
    .option('--opening', 'open items of a cut-over: opening balances, no sales of ours')
    .option('--cut-over <day>', 'last day of the old books', dayOption)
    .option('--expect-open <amount>', 'open total of the old aging ("1234.50" or "1234.50 USD"); another total refuses the import')
    .action(async (file: string, options: InvoiceOptions) => withCompany(cli, options, (session) => runInvoices(session, file, options)));
  importLeaf(group, 'payments', 'import payments from CSV and apply them to the invoices that they name').action(async (file: string, options: ImportOptions) =>
    withCompany(cli, options, (session) => runPayments(session, file, options)),
  );
  addStatementImport(group, cli);
}
