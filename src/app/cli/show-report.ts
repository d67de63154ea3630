import { Option, type Command } from 'commander';
import type { Day } from '../../foundation/calendar/day.ts';
import { csvLine } from '../../foundation/text/csv-line.ts';
import { jsonText, renderTable, visible, type Column } from './print.ts';
import { companyLeaf, type CompanyOptions, type CompanySession } from './session.ts';

export type ReportFormat = 'table' | 'json' | 'csv';

const FORMATS: readonly ReportFormat[] = ['table', 'json', 'csv'];

export type ReportOptions = CompanyOptions & { readonly format?: ReportFormat; readonly asOf?: Day };

/** `more`: formats that this report has beside those of all. */
export function reportLeaf(parent: Command, name: string, description: string, more: readonly string[] = []): Command {
  return companyLeaf(parent, name, description).addOption(new Option('--format <format>', 'how to print it (default table)').choices([...FORMATS, ...more]));
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
    report.rows.length === 0 ? `${visible(report.heading)}\n${report.empty}\n` : `${visible(report.heading)}\n${renderTable(report.columns, report.rows)}`,
  );
}
