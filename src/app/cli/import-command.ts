import { InvalidArgumentError, type Command } from 'commander';
import type { Ctx } from '../../ar/access/context.ts';
import { importCustomers } from '../../ar/customers/import-customers.ts';
import { importInvoiceHistory } from '../../ar/payments/import-invoice-history.ts';
import { foldPositionsJob } from '../../ar/receivables/jobs.ts';
import { CUSTOMER_FIELDS } from '../../formats/csv/customer-row.ts';
import { INVOICE_FIELDS } from '../../formats/csv/invoice-row.ts';
import type { Profile } from '../../formats/csv/profile.ts';
import { readCustomerRows } from '../../formats/csv/read-customer-rows.ts';
import { readInvoiceRows } from '../../formats/csv/read-invoice-rows.ts';
import type { RowBatch, RowOptions } from '../../formats/csv/row-batch.ts';
import { Refusal, type Problem } from '../../foundation/errors/refusal.ts';
import { isCurrency, type Currency } from '../../foundation/money/currency.ts';
import { parseDecimal } from '../../foundation/money/money.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { inputFile, type InputFile } from './input-file.ts';
import { loadProfile, type ProfileKind } from './load-profile.ts';
import { dayOption } from './option-values.ts';
import { noteProblems } from './print.ts';
import { showProgress, type Progress } from './progress.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';

export type ImportOptions = CompanyOptions & { readonly profile?: string; readonly dryRun?: boolean; readonly strict?: boolean };
type InvoiceOptions = ImportOptions & { readonly opening?: boolean; readonly cutOver?: Day; readonly expectOpen?: string };

/** Ends the unit of work of a dry run: everything was done as it would be, and is rolled back. */
class DryRunEnds<T> extends Error {
  readonly result: T;

  constructor(result: T) {
    super('dry run');
    this.result = result;
  }
}

/** One unit of work, kept; or done alike and rolled back. */
async function inOneUnit<T>(session: CompanySession, dryRun: boolean, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  if (!dryRun) return session.runner.run(work);
  try {
    return await session.runner.run(async (ctx) => {
      throw new DryRunEnds(await work(ctx));
    });
  } catch (error) {
    if (error instanceof DryRunEnds) return error.result as T;
    throw error;
  }
}

export function importLeaf(parent: Command, name: string, description: string): Command {
  return companyLeaf(parent, `${name} <file>`, `${description}; "-" reads standard input`)
    .option('--profile <profile>', 'how the file is written: a JSON file, or the name of a saved profile')
    .option('--dry-run', 'do everything, report it, and keep nothing')
    .option('--strict', 'keep nothing when any row has a problem');
}

/** Opens file and profile, shows progress by bytes, and removes both at the end. */
export async function withImportFile<T>(
  session: CompanySession,
  options: { file: string; profile: string | undefined; kind: ProfileKind; fields: readonly string[]; noun: string },
  work: (input: { file: InputFile; profile: Profile | undefined; progress: Progress }) => Promise<T>,
): Promise<T> {
  const profile = await loadProfile(options.profile, { kind: options.kind, fields: options.fields, runner: session.runner });
  const file = await inputFile(options.file);
  const progress = showProgress(session.out, { label: `Reading ${file.name}`, noun: options.noun, total: file.bytes });
  try {
    return await work({ file, profile, progress });
  } finally {
    progress.done();
    file.dispose();
  }
}

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

function refuseProblems(problems: readonly Problem[]): void {
  const [first] = problems;
  if (!first) return;
  throw new Refusal('import.strict', `${first.where}: ${first.message}. Nothing was imported because of --strict; mend the file or import without it.`, {
    problems: problems.length,
  });
}

export function tellImport(session: CompanySession, options: { dryRun: boolean; problems: readonly Problem[]; skipped: number }): ExitCode {
  if (!session.json && options.problems.length > 0) {
    session.out.note(`${options.problems.length} problem${options.problems.length === 1 ? '' : 's'}:`);
    noteProblems(session.out, options.problems);
  }
  if (options.dryRun) session.out.note('This was a dry run: nothing was kept.');
  return options.problems.length > 0 || options.skipped > 0 ? EXIT.partly : EXIT.ok;
}

async function runCustomers(session: CompanySession, file: string, options: ImportOptions): Promise<ExitCode> {
  const dryRun = options.dryRun === true;
  const result = await withImportFile(session, { file, profile: options.profile, kind: 'customers', fields: CUSTOMER_FIELDS, noun: 'customers' }, (input) =>
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

async function runInvoices(session: CompanySession, file: string, options: InvoiceOptions): Promise<ExitCode> {
  const dryRun = options.dryRun === true;
  const expected = expectedOpen(options.expectOpen, session.runner.company.baseCurrency);
  const result = await withImportFile(session, { file, profile: options.profile, kind: 'invoices', fields: INVOICE_FIELDS, noun: 'invoices' }, (input) =>
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
  if (!dryRun && imported > 0) await session.runner.run(foldPositionsJob);
  await show(
    session,
    { read, imported, skipped, problems, customersCreated, dryRun },
    () => `Read ${read} invoices and credit notes: ${imported} imported, ${skipped} skipped because they are there already.\n`,
  );
  if (customersCreated > 0)
    session.out.note(
      `${customersCreated} customer${customersCreated === 1 ? ' was' : 's were'} not known and ${dryRun ? 'would be' : 'were'} created from the file.`,
    );
  return tellImport(session, { dryRun, problems, skipped });
}

export function addImportCommands(program: Command, cli: Cli): Command {
  const group = program.command('import').description('bring in customers, invoices, payments and bank statements');
  importLeaf(group, 'customers', 'import customers from CSV').action(async (file: string, options: ImportOptions) =>
    withCompany(cli, options, (session) => runCustomers(session, file, options)),
  );
  importLeaf(group, 'invoices', 'import invoices and credit notes from CSV: open ones and history')
    .option('--opening', 'open items of a cut-over: opening balances, no sales of ours')
    .option('--cut-over <day>', 'last day of the old books', dayOption)
    .option('--expect-open <amount>', 'open total of the old aging ("1234.50" or "1234.50 USD"); another total refuses the import')
    .action(async (file: string, options: InvoiceOptions) => withCompany(cli, options, (session) => runInvoices(session, file, options)));
  return group;
}
