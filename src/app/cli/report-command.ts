import { Option, type Command } from 'commander';
import { AGING_BUCKETS, agingAsOf, type AgingTotal } from '../../ar/receivables/aging.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { agingByIssueDay } from '../../ar/insight/metrics/aging-by-issue-day.ts';
import { rollForward, type RollForwardMonth } from '../../ar/insight/roll-forward.ts';
import { dayOption } from './option-values.ts';
import type { Column } from './print.ts';
import { reportLeaf, showReport, type ReportOptions } from './show-report.ts';
import { withCompany, type Cli, type CompanySession } from './session.ts';
import { addMetricReports } from './metrics-report.ts';
import { addStatementReport } from './statement-report.ts';

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

type AgingOptions = ReportOptions & { readonly by?: 'due' | 'issue' };

async function runAging(session: CompanySession, options: AgingOptions): Promise<void> {
  const byIssue = options.by === 'issue';
  const { asOf, totals } = await session.runner.read(async (ctx) => {
    const on = options.asOf ?? ctx.today;
    return { asOf: on, totals: await (byIssue ? agingByIssueDay : agingAsOf)(ctx, on) };
  });
  await showReport<AgingTotal>(session, options, {
    json: () => agingJson(asOf, totals),
    heading: `Open receivables of ${session.runner.company.name} at the end of ${asOf}, by days ${byIssue ? 'since issue' : 'past due'}`,
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

type SpanOptions = ReportOptions & { readonly from: Day; readonly to: Day };

/** One row a month, currency and kind of movement, between its opening and its closing. */
type RollRow = { readonly month: RollForwardMonth; readonly kind: string; readonly minor: bigint };

function rollRows(months: readonly RollForwardMonth[]): RollRow[] {
  return months.flatMap((month) => [
    { month, kind: 'opening', minor: month.opening },
    ...[...month.movements].map(([kind, minor]) => ({ month, kind, minor })),
    { month, kind: 'closing', minor: month.closing },
  ]);
}

async function runRollForward(session: CompanySession, options: SpanOptions): Promise<void> {
  const months = await session.runner.read((ctx) => rollForward(ctx, { from: options.from, to: options.to }));
  await showReport<RollRow>(session, options, {
    json: () => ({
      from: options.from,
      to: options.to,
      months: months.map(({ currency, from, to, opening, movements, closing }) => ({
        from,
        to,
        currency,
        opening: formatDecimal(opening, currency),
        movements: Object.fromEntries([...movements].map(([kind, minor]) => [kind, formatDecimal(minor, currency)])),
        closing: formatDecimal(closing, currency),
      })),
    }),
    heading: `Open receivables of ${session.runner.company.name} from ${options.from} to ${options.to}`,
    empty: 'Nothing was open, and nothing moved.',
    columns: [
      { title: 'from', value: (row) => row.month.from },
      { title: 'to', value: (row) => row.month.to },
      { title: 'currency', value: (row) => row.month.currency },
      { title: 'kind', value: (row) => row.kind },
      { title: 'amount', value: (row) => formatDecimal(row.minor, row.month.currency), align: 'right' },
    ],
    rows: rollRows(months),
  });
}

export function addReportCommands(program: Command, cli: Cli): void {
  const group = program.command('report').description('figures as of any day');
  reportLeaf(group, 'aging', 'open receivables by days past due')
    .option('--as-of <day>', 'at the end of this day (default today)', dayOption)
    .addOption(new Option('--by <day>', 'days past the due day, or days since the issue day (default due)').choices(['due', 'issue']))
    .action(async (options: AgingOptions) => withCompany(cli, options, (session) => runAging(session, options)));
  reportLeaf(group, 'roll-forward', 'from opening to closing, month by month, by what moved the open receivables')
    .requiredOption('--from <day>', 'first day', dayOption)
    .requiredOption('--to <day>', 'last day', dayOption)
    .action(async (options: SpanOptions) => withCompany(cli, options, (session) => runRollForward(session, options)));
  addStatementReport(group, cli);
  addMetricReports(group, cli);
}
