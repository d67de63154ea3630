import type { Command } from 'commander';
import { importStatement, type StatementImport } from '../../ar/cash-application/import-statement.ts';
import { inspectStatement, type InspectedStatement } from '../../ar/cash-application/inspect-statement.ts';
import type { Problem } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { importLeaf, refuseProblems, tellImport, withImportFile, type ImportOptions } from './import-file.ts';
import type { ExitCode } from './exit-code.ts';
import { renderTable, type Column } from './print.ts';
import { show, withCompany, type Cli, type CompanySession } from './session.ts';

type StatementOptions = ImportOptions & { readonly account?: string };

function amount(minor: bigint | null, currency: Currency): string | null {
  return minor === null ? null : formatDecimal(minor, currency);
}

function statementJson(statement: InspectedStatement, fallback: Currency): Record<string, unknown> {
  const currency = statement.currency ?? fallback;
  return {
    account: statement.account,
    currency,
    entries: statement.entries,
    details: statement.details,
    credits: formatDecimal(statement.credits, currency),
    debits: formatDecimal(statement.debits, currency),
    opening: amount(statement.opening, currency),
    closing: amount(statement.closing, currency),
    inBalance: statement.inBalance,
    kind: statement.kind,
    reference: statement.reference,
  };
}

function statementTable(statements: readonly InspectedStatement[], fallback: Currency): string {
  const money = (title: string, of: (statement: InspectedStatement) => bigint | null): Column<InspectedStatement> => ({
    title,
    value: (s) => amount(of(s), s.currency ?? fallback) ?? '',
    align: 'right',
  });
  return renderTable<InspectedStatement>(
    [
      { title: 'Statement', value: (s) => s.reference },
      { title: 'Account', value: (s) => s.account },
      { title: 'Currency', value: (s) => s.currency ?? fallback },
      { title: 'Entries', value: (s) => String(s.entries), align: 'right' },
      { title: 'Lines', value: (s) => String(s.details), align: 'right' },
      money('Opening', (s) => s.opening),
      money('Credits', (s) => s.credits),
      money('Debits', (s) => s.debits),
      money('Closing', (s) => s.closing),
      { title: 'In balance', value: (s) => (s.inBalance === null ? 'no balances' : s.inBalance ? 'yes' : 'NO') },
    ],
    statements,
  );
}

function importedText(result: StatementImport): string {
  const more = [
    ...(result.repeated > 0 ? [`${result.repeated} repeated from an earlier file`] : []),
    ...(result.pending > 0 ? [`${result.pending} not booked yet`] : []),
  ];
  return `${result.lines} bank lines posted${more.length > 0 ? `, ${more.join(', ')}` : ''}. A running worker matches them; without one: dunlin cash apply.\n`;
}

async function runStatement(session: CompanySession, file: string, options: StatementOptions): Promise<ExitCode> {
  const dryRun = options.dryRun === true;
  const base = session.runner.company.baseCurrency;
  return withImportFile(session, { file, profile: options.profile, kind: 'statement', noun: 'bytes' }, async (input) => {
    const sourceOf = () => ({
      fileName: input.file.name,
      source: input.file.read((bytes) => input.progress.at(bytes, bytes)).source,
      defaultCurrency: base,
      ...(input.profile === undefined ? {} : { profile: input.profile }),
      ...(options.account === undefined ? {} : { account: options.account }),
    });
    const refuse = (problems: readonly Problem[]): void => {
      if (options.strict === true) refuseProblems(problems);
    };
    if (dryRun) {
      const { format, statements, problems } = await inspectStatement(sourceOf());
      input.progress.done();
      refuse(problems);
      await show(session, { format, statements: statements.map((s) => statementJson(s, base)), problems }, () => statementTable(statements, base));
      return tellImport(session, { dryRun, problems, skipped: 0 });
    }
    const result = await session.runner.run(async (ctx) => {
      const imported = await importStatement(ctx, sourceOf());
      refuse(imported.problems);
      return imported;
    });
    input.progress.done();
    const { format, statements, problems, lines, repeated, pending, fileId } = result;
    await show(
      session,
      { format, statements: statements.map((s) => ({ ...statementJson(s, base), id: s.id })), problems, fileId, lines, repeated, pending },
      () => statementTable(statements, base) + importedText(result),
    );
    return tellImport(session, { dryRun, problems, skipped: 0 });
  });
}

export function addStatementImport(group: Command, cli: Cli): void {
  importLeaf(group, 'statement', 'import a bank statement: camt.052, camt.053, camt.054, MT940, MT942 or CSV')
    .option('--account <account>', 'the own account, where the file does not name it')
    .action(async (file: string, options: StatementOptions) => withCompany(cli, options, (session) => runStatement(session, file, options)));
}
