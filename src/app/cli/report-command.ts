import { Option, type Command } from 'commander';
import { AGING_BUCKETS, agingAsOf, type AgingTotal } from '../../ar/receivables/aging.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { csvLine } from './csv.ts';
import { dayOption } from './option-values.ts';
import { jsonText, renderTable, type Column } from './print.ts';
import { companyLeaf, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';

export type ReportFormat = 'table' | 'json' | 'csv';
export type ReportOptions = CompanyOptions & { readonly format?: ReportFormat; readonly asOf?: Day };

export function reportLeaf(parent: Command, name: string, description: string): Command {
  return companyLeaf(parent, name, description).addOption(new Option('--format <format>', 'how to print it (default table)').choices(['table', 'json', 'csv']));
}

/** `--json` is short for `--format json`. */
export async function showReport<R>(
  session: CompanySession,
  options: ReportOptions,
  report: { json: () => unknown; columns: readonly Column<R>[]; rows: readonly R[]; heading: string; empty: string },
): Promise<void> {
  const format = options.json === true ? 'json' : (options.format ?? 'table');
  if (format === 'json') return session.out.write(jsonText(report.json()));
  if (format === 'csv')
    return session.out.write(
      [report.columns.map((column) => column.title), ...report.rows.map((row) => report.columns.map((column) => column.value(row)))].map(csvLine).join(''),
    );
  return session.out.write(
    report.rows.length === 0 ? `${report.heading}\n${report.empty}\n` : `${report.heading}\n${renderTable(report.columns, report.rows)}`,
  );
}

function agingJson(asOf: Day, totals: readonly AgingTotal[]): unknown {
  return {
    asOf,
    totals: totals.map((total) => ({
      currency: total.currency,
      open: formatDecimal(total.open, total.currency),
      openCount: total.openCount,
      buckets: Object.fromEntries(AGING_BUCKETS.map((bucket) => [bucket, formatDecimal(total.buckets[bucket], total.currency)])),
      credits: formatDecimal(total.credits, total.currency),
    })),
  };
}

async function runAging(session: CompanySession, options: ReportOptions): Promise<void> {
  const { asOf, totals } = await session.runner.run(async (ctx) => {
    const on = options.asOf ?? ctx.today;
    return { asOf: on, totals: await agingAsOf(ctx, on) };
  });
  await showReport<AgingTotal>(session, options, {
    json: () => agingJson(asOf, totals),
    heading: `Open receivables of ${session.runner.company.name} at the end of ${asOf}, by days past due`,
    empty: 'Nothing was open.',
    columns: [
      { title: 'currency', value: (t) => t.currency },
      { title: 'open', value: (t) => formatDecimal(t.open, t.currency), align: 'right' },
      { title: 'openCount', value: (t) => String(t.openCount), align: 'right' },
      ...AGING_BUCKETS.map((bucket): Column<AgingTotal> => ({ title: bucket, value: (t) => formatDecimal(t.buckets[bucket], t.currency), align: 'right' })),
      { title: 'credits', value: (t) => formatDecimal(t.credits, t.currency), align: 'right' },
    ],
    rows: totals,
  });
}

export function addReportCommands(program: Command, cli: Cli): void {
  const group = program.command('report').description('figures as of any day');
  reportLeaf(group, 'aging', 'open receivables by days past due')
    .option('--as-of <day>', 'at the end of this day (default today)', dayOption)
    .action(async (options: ReportOptions) => withCompany(cli, options, (session) => runAging(session, options)));
}
