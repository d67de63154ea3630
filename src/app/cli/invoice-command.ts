import { readFileSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import { z } from 'zod';
import { findByNumbers } from '../../ar/customers/find-customers.ts';
import { listInvoices, type ListedInvoice } from '../../ar/insight/list-invoices.ts';
import { TAX_CATEGORIES, type DraftLine, type InvoiceDraft, type TaxCategory } from '../../ar/invoices/invoice.ts';
import { issueInvoices } from '../../ar/invoices/issue-invoices.ts';
import { foldPositions } from '../../ar/receivables/fold-positions.ts';
import { parseDay, type Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { isCurrency, type Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { addInvoicePdfCommand } from './invoice-pdf-command.ts';
import { addInvoiceSendCommand } from './invoice-send-command.ts';
import { countOption, currencyOption, dayOption } from './option-values.ts';
import { renderTable } from './print.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';

type IssueOptions = CompanyOptions & {
  readonly customer?: string;
  readonly line?: readonly DraftLine[];
  readonly issuedOn?: Day;
  readonly currency?: Currency;
  readonly terms?: string;
  readonly series?: string;
  readonly customerReference?: string;
  readonly pricesIncludeTax?: boolean;
};
type ListOptions = CompanyOptions & {
  readonly open?: boolean;
  readonly overdue?: boolean;
  readonly customer?: string;
  readonly limit: number;
  readonly after?: string;
};

/** A draft as a person writes it: the customer by number. */
type NamedDraft = { readonly customerNumber: string; readonly draft: Omit<InvoiceDraft, 'customerId'> };

function isCategory(text: string): text is TaxCategory {
  return (TAX_CATEGORIES as readonly string[]).includes(text);
}

function lineOption(text: string, before: readonly DraftLine[] = []): readonly DraftLine[] {
  const [what = '', quantity = '', unitPrice = '', taxRate = '0', category = 'S', ...more] = text.split(';').map((part) => part.trim());
  if (quantity === '' || unitPrice === '' || more.length > 0 || !isCategory(category)) {
    throw new InvalidArgumentError(
      `Write TEXT;QUANTITY;UNIT PRICE;TAX PERCENT[;CATEGORY], for example "Consulting;2.5;120.00;19". Categories: ${TAX_CATEGORIES.join(', ')}.`,
    );
  }
  return [...before, { text: what, quantity, unitPrice, taxRate, taxCategory: category }];
}

const text = z.string().trim().min(1);
const dayText = z
  .string()
  .refine((value) => parseDay(value) !== undefined, 'is not a day of the calendar; write YYYY-MM-DD')
  .transform((value) => value as Day);
const draftShape = z.strictObject({
  customerNumber: text,
  currency: z.string().refine(isCurrency, 'is not an ISO 4217 currency code').optional(),
  issuedOn: dayText.optional(),
  suppliedOn: dayText.optional(),
  terms: text.optional(),
  customerReference: text.optional(),
  series: text.optional(),
  pricesIncludeTax: z.boolean().optional(),
  lines: z
    .array(z.strictObject({ text, quantity: text, unitPrice: text, taxRate: text.default('0'), taxCategory: z.enum(TAX_CATEGORIES).default('S') }))
    .min(1),
});
const fileShape = z.union([z.array(draftShape), draftShape.transform((draft) => [draft])]);

/** Absent, not undefined: what a file does not say must not overwrite a default. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** Read before the unit of work begins: standard input can be read once, a unit of work may be tried again. */
function readDrafts(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    const name = nameOf(file);
    throw new Refusal('invoice.file_unreadable', `${name} cannot be read as JSON: ${(error as Error).message}.`, { file: name });
  }
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}

function draftsOfFile(file: string, parsed: unknown, defaults: { currency: Currency; issuedOn: Day }): NamedDraft[] {
  const checked = fileShape.safeParse(parsed);
  if (!checked.success) {
    const [issue] = z.array(draftShape).safeParse(Array.isArray(parsed) ? parsed : [parsed]).error?.issues ?? checked.error.issues;
    throw new Refusal(
      'invoice.file_invalid',
      `${nameOf(file)}: ${issue ? `${issue.path.join('.') || 'the file'}: ${issue.message}` : 'not a list of invoices'}. Nothing was issued.`,
      { file },
    );
  }
  return checked.data.map(({ customerNumber, ...draft }) => ({ customerNumber, draft: { ...defaults, ...present(draft) } as NamedDraft['draft'] }));
}

function draftOfOptions(options: IssueOptions, defaults: { currency: Currency; issuedOn: Day }): NamedDraft {
  if (options.customer === undefined || options.line === undefined)
    throw new InvalidArgumentError('Name a file of invoices, or --customer and at least one --line.');
  const { currency, issuedOn, terms, series, customerReference, pricesIncludeTax } = options;
  return {
    customerNumber: options.customer,
    draft: { ...defaults, ...present({ currency, issuedOn, terms, series, customerReference, pricesIncludeTax }), lines: options.line } as NamedDraft['draft'],
  };
}

async function runIssue(session: CompanySession, file: string | undefined, options: IssueOptions): Promise<void> {
  const read = file === undefined ? undefined : readDrafts(file);
  const issued = await session.runner.run(async (ctx) => {
    const defaults = { currency: ctx.company.baseCurrency, issuedOn: ctx.today };
    const named = file === undefined ? [draftOfOptions(options, defaults)] : draftsOfFile(file, read, defaults);
    const customers = new Map(
      (await findByNumbers(ctx, [...new Set(named.map((one) => one.customerNumber))])).map((customer) => [customer.number, customer.id]),
    );
    const drafts = named.map(({ customerNumber, draft }, index): InvoiceDraft => {
      const customerId = customers.get(customerNumber);
      if (customerId === undefined)
        throw new Refusal(
          'customer.not_found',
          `Invoice ${index + 1}: there is no customer with the number "${customerNumber}" in this company. Check the number.`,
        );
      return { ...draft, customerId };
    });
    return (await issueInvoices(ctx, drafts)).map((invoice, index) => ({
      ...invoice,
      customerNumber: named[index]?.customerNumber ?? '',
      currency: drafts[index]?.currency ?? defaults.currency,
    }));
  });
  await session.runner.run(foldPositions);
  await show(
    session,
    {
      issued: issued.map((invoice) => ({
        id: invoice.id,
        number: invoice.number,
        customerNumber: invoice.customerNumber,
        amount: formatDecimal(invoice.gross, invoice.currency),
        currency: invoice.currency,
      })),
    },
    () =>
      issued
        .map((invoice) => `Issued ${invoice.number} to ${invoice.customerNumber}: ${formatDecimal(invoice.gross, invoice.currency)} ${invoice.currency}.\n`)
        .join(''),
  );
}

async function runList(session: CompanySession, options: ListOptions): Promise<void> {
  const invoices = await session.runner.read((ctx) =>
    listInvoices(ctx, {
      open: options.open === true,
      overdue: options.overdue === true,
      customerNumber: options.customer ?? null,
      after: options.after ?? null,
      limit: options.limit,
    }),
  );
  const next = invoices.length === options.limit ? (invoices.at(-1)?.id ?? null) : null;
  const json = (invoice: ListedInvoice): Record<string, unknown> => ({
    id: invoice.id,
    kind: invoice.kind,
    number: invoice.number,
    customerNumber: invoice.customer_number,
    customerName: invoice.customer_name,
    issuedOn: invoice.issued_on,
    dueOn: invoice.due_on,
    amount: formatDecimal(invoice.gross, invoice.currency),
    open: formatDecimal(invoice.open, invoice.currency),
    currency: invoice.currency,
    overdue: invoice.overdue,
  });
  await show(session, { invoices: invoices.map(json), next }, () =>
    invoices.length === 0
      ? 'No such invoices.\n'
      : renderTable<ListedInvoice>(
          [
            { title: 'Number', value: (i) => i.number },
            { title: 'Kind', value: (i) => i.kind },
            { title: 'Customer', value: (i) => `${i.customer_name.slice(0, 40)} (${i.customer_number})` },
            { title: 'Issued', value: (i) => i.issued_on },
            { title: 'Due', value: (i) => i.due_on },
            { title: 'Amount', value: (i) => formatDecimal(i.gross, i.currency), align: 'right' },
            { title: 'Open', value: (i) => formatDecimal(i.open, i.currency), align: 'right' },
            { title: '', value: (i) => i.currency },
            { title: '', value: (i) => (i.overdue ? 'overdue' : '') },
          ],
          invoices,
        ),
  );
  if (next !== null && !session.json) session.out.note(`There may be more: --after ${next}`);
}

export function addInvoiceCommands(program: Command, cli: Cli): void {
  const one = program.command('invoice').description('write invoices');
  companyLeaf(one, 'issue [file]', 'issue invoices: those of a JSON file ("-" reads standard input), or one by options')
    .option('--customer <number>', 'number of the customer')
    .option('--line <line>', 'TEXT;QUANTITY;UNIT PRICE;TAX PERCENT[;CATEGORY], several times', lineOption)
    .option('--issued-on <day>', 'day of issue (default today)', dayOption)
    .option('--currency <code>', 'default: of the books', currencyOption)
    .option('--terms <code>', 'NET30, 2/10NET30, EOM30, …; default: of the customer')
    .option('--series <series>', 'number series')
    .option('--customer-reference <text>', 'what the customer asked to be printed')
    .option('--prices-include-tax', 'unit prices contain the tax')
    .action(async (file: string | undefined, options: IssueOptions) => withCompany(cli, options, (session) => runIssue(session, file, options)));
  addInvoicePdfCommand(one, cli);
  addInvoiceSendCommand(one, cli);
  const many = program.command('invoices').description('invoices and credit notes');
  companyLeaf(many, 'list', 'list invoices and credit notes')
    .option('--open', 'only what is open')
    .option('--overdue', 'only what is open past its due day')
    .option('--customer <number>', 'only of this customer')
    .option('--limit <count>', 'at most this many', countOption, 100)
    .option('--after <id>', 'go on after this one')
    .action(async (options: ListOptions) => withCompany(cli, options, (session) => runList(session, options)));
}
