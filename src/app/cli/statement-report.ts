import type { Command } from 'commander';
import { accountStatement, type AccountStatement, type CurrencyStatement, type StatementEntry } from '../../ar/insight/account-statement.ts';
import { loadStatementPrint } from '../../ar/insight/load-statement-print.ts';
import { fileName } from '../../ar/messages/keep-file.ts';
import { openDocumentPrinter } from '../../documents/document-printer.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { dayOption } from './option-values.ts';
import { reportLeaf, showReport, type ReportFormat, type ReportOptions } from './show-report.ts';
import { writeWhole } from './written-file.ts';
import { show, withCompany, type Cli, type CompanySession } from './session.ts';

type StatementOptions = Omit<ReportOptions, 'format'> & {
  readonly format?: ReportFormat | 'pdf';
  readonly output?: string;
  readonly customer: string;
  readonly from?: Day;
};

type EntryRow = { readonly currency: Currency; readonly entry: StatementEntry };

function currencyJson(one: CurrencyStatement): Record<string, unknown> {
  const amount = (minor: bigint): string => formatDecimal(minor, one.currency);
  return {
    currency: one.currency,
    opening: amount(one.opening),
    entries: one.entries.map(({ postedOn, on, kind, number, reference, dueOn, minor, balance }) => ({
      postedOn,
      on,
      kind,
      number,
      reference,
      dueOn,
      amount: amount(minor),
      balance: amount(balance),
    })),
    closing: amount(one.closing),
    openItems: one.openItems.map((item) => ({
      number: item.number,
      instalment: item.instalment,
      issuedOn: item.issuedOn,
      dueOn: item.dueOn,
      amount: amount(item.original),
      open: amount(item.open),
      daysPastDue: item.daysPastDue,
    })),
    openCredits: one.openCredits.map((credit) => ({
      kind: credit.kind,
      number: credit.number,
      valueOn: credit.valueOn,
      amount: amount(credit.original),
      open: amount(credit.open),
    })),
  };
}

/** Opening and closing balance stand as rows of their own, so that a table or CSV adds up by itself. */
function rowsOf(statement: AccountStatement): EntryRow[] {
  return statement.currencies.flatMap(({ currency, opening, entries, closing }) => {
    const balanceRow = (kind: string, on: Day, balance: bigint): EntryRow => ({
      currency,
      entry: { postedOn: on, on, kind, number: '', reference: '', dueOn: null, minor: 0n, balance },
    });
    const first = statement.from ?? entries[0]?.postedOn ?? statement.asOf;
    return [
      balanceRow('opening balance', first, opening),
      ...entries.map((entry) => ({ currency, entry })),
      balanceRow('closing balance', statement.asOf, closing),
    ];
  });
}

async function writePdf(session: CompanySession, options: StatementOptions): Promise<void> {
  const print = await session.runner.read((ctx) =>
    loadStatementPrint(ctx, { customerNumber: options.customer, from: options.from ?? null, asOf: options.asOf ?? ctx.today }),
  );
  const file = options.output ?? fileName(`${print.customer.number} ${print.statement.asOf}.pdf`);
  const printer = openDocumentPrinter({ threads: 1 });
  try {
    writeWhole(file, await printer.statement(print));
  } finally {
    await printer.close();
  }
  await show(session, { written: file }, () => `Wrote ${file}.\n`);
}

async function runStatement(session: CompanySession, options: StatementOptions): Promise<void> {
  const { format, ...rest } = options;
  if (format === 'pdf') return writePdf(session, options);

  const statement = await session.runner.read((ctx) =>
    accountStatement(ctx, { customerNumber: options.customer, from: options.from ?? null, asOf: options.asOf ?? ctx.today }),
  );
  const { customer, from, asOf } = statement;
  await showReport<EntryRow>(
    session,
    { ...rest, ...(format === undefined ? {} : { format }) },
    {
      json: () => ({ customer: { number: customer.number, name: customer.name }, from, asOf, currencies: statement.currencies.map(currencyJson) }),
      heading: `Account of ${customer.name} (${customer.number})${from === null ? '' : ` from ${from}`} as of ${asOf}`,
      empty: 'Nothing happened on this account.',
      columns: [
        { title: 'postedOn', value: ({ entry }) => entry.postedOn },
        { title: 'on', value: ({ entry }) => entry.on },
        { title: 'kind', value: ({ entry }) => entry.kind },
        { title: 'number', value: ({ entry }) => entry.number },
        { title: 'reference', value: ({ entry }) => entry.reference },
        { title: 'dueOn', value: ({ entry }) => entry.dueOn ?? '' },
        { title: 'currency', value: ({ currency }) => currency },
        { title: 'amount', value: ({ currency, entry }) => formatDecimal(entry.minor, currency), align: 'right' },
        { title: 'balance', value: ({ currency, entry }) => formatDecimal(entry.balance, currency), align: 'right' },
      ],
      rows: rowsOf(statement),
    },
  );
}

export function addStatementReport(group: Command, cli: Cli): void {
  reportLeaf(group, 'statement', "a customer's account: every movement with its balance, and what is open", ['pdf'])
    .option('-o, --output <file>', 'of --format pdf: write to this file (default: CUSTOMER DAY.pdf)')
    .requiredOption('--customer <number>', 'number of the customer')
    .option('--as-of <day>', 'at the end of this day (default today)', dayOption)
    .option('--from <day>', 'sum up everything before this day', dayOption)
    .action(async (options: StatementOptions) => withCompany(cli, options, (session) => runStatement(session, options)));
}
