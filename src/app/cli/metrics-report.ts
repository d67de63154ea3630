import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { METRIC_NAMES, METRICS, ROW_SETS, type Figure, type FigureSet, type MetricName, type RowSet } from '../../ar/insight/metrics/figure.ts';
import { listMetricRows, type MetricRow } from '../../ar/insight/metrics/list-metric-rows.ts';
import { listPaidByCustomer, type CustomerPaid } from '../../ar/insight/metrics/load-paid.ts';
import { metricSeries, SERIES_METRICS, type SeriesPoint } from '../../ar/insight/metrics/metric-series.ts';
import { customerPaidView, metricRowView, pointView, shownValue } from '../../ar/insight/metrics/metric-views.ts';
import { metricPeriod, metricsOf, type MetricsReport } from '../../ar/insight/metrics/metrics.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { present } from '../../foundation/contract/present.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { countOption, currencyOption, dayOption } from './option-values.ts';
import type { Column } from './print.ts';
import { reportLeaf, showReport, type ReportOptions } from './show-report.ts';
import { withCompany, type Cli, type CompanySession } from './session.ts';

type PeriodOptions = ReportOptions & { readonly to?: Day; readonly from?: Day; readonly months?: number };
type MetricOptions = PeriodOptions & { readonly only?: readonly MetricName[]; readonly eachMonth?: boolean };

function onlyOption(text: string): readonly MetricName[] {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !(METRIC_NAMES as readonly string[]).includes(name));
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is no metric; use ${METRIC_NAMES.join(', ')}.`);
  return names as MetricName[];
}

/** A company that only ever traded in its base currency has one set of figures, not two that say the same. */
function setsOf({ currencies, base }: { readonly currencies: readonly FigureSet[]; readonly base: FigureSet }): { set: FigureSet; label: string }[] {
  const own = currencies.map((set) => ({ set, label: set.currency as string }));
  const [first] = currencies;
  if (currencies.length === 1 && first?.currency === base.currency) return own;
  return [...own, { set: base, label: `all in ${base.currency}` }];
}

function shown(figure: Figure | undefined, currency: Currency): string {
  if (figure === undefined) return '';
  const value = shownValue(figure, currency);
  return value === null ? '-' : figure.more ? `> ${value}` : value;
}

function partsText({ parts }: Figure, currency: Currency): string {
  return Object.entries(parts)
    .map(([name, part]) => `${name} ${'minor' in part ? formatDecimal(part.minor, currency) : part.count}`)
    .join(', ');
}

type FigureRow = { readonly figure: Figure; readonly currency: Currency; readonly label: string };

async function runMetrics(session: CompanySession, options: MetricOptions): Promise<void> {
  if (options.eachMonth === true) return runSeries(session, options);
  const report: MetricsReport = await session.runner.read((ctx) =>
    metricsOf(ctx, { to: options.to ?? options.asOf ?? ctx.today, ...present({ from: options.from, months: options.months, only: options.only }) }),
  );
  const { from, to } = report.period;
  await showReport<FigureRow>(session, options, {
    json: () => pointView(report),
    heading: `${session.runner.company.name} from ${from} to ${to}, ${report.days} days, as of ${to}`,
    empty: 'Nothing was ever posted.',
    columns: [
      { title: 'currency', value: (row) => row.label },
      { title: 'metric', value: (row) => row.figure.metric },
      { title: 'value', value: (row) => shown(row.figure, row.currency), align: 'right' },
      { title: 'unit', value: (row) => (METRICS[row.figure.metric].unit === 'amount' ? row.currency : METRICS[row.figure.metric].unit) },
      { title: 'computedFrom', value: (row) => partsText(row.figure, row.currency) },
    ],
    rows: setsOf(report).flatMap(({ set, label }) => set.figures.map((figure) => ({ figure, currency: set.currency, label }))),
  });
}

type PointRow = { readonly point: SeriesPoint; readonly set: FigureSet; readonly label: string };

async function runSeries(session: CompanySession, options: MetricOptions): Promise<void> {
  const points = await session.runner.read((ctx) => {
    const to = options.to ?? options.asOf ?? ctx.today;
    return metricSeries(ctx, { from: options.from ?? to, to, ...present({ months: options.months, only: options.only }) });
  });
  const metrics: readonly MetricName[] = SERIES_METRICS.filter((name) => options.only?.includes(name) ?? true);
  await showReport<PointRow>(session, options, {
    json: () => ({ points: points.map(pointView) }),
    heading: `${session.runner.company.name}, month by month`,
    empty: 'Nothing was ever posted.',
    columns: [
      { title: 'from', value: (row) => row.point.period.from },
      { title: 'to', value: (row) => row.point.period.to },
      { title: 'currency', value: (row) => row.label },
      ...metrics.map((name): Column<PointRow> => ({
        title: name,
        value: ({ set }) =>
          shown(
            set.figures.find((one) => one.metric === name),
            set.currency,
          ),
        align: 'right',
      })),
    ],
    rows: points.flatMap((point) => setsOf(point).map(({ set, label }) => ({ point, set, label }))),
  });
}

type ListOptions = PeriodOptions & { readonly currency?: Currency; readonly limit: number; readonly after?: string };

/** Behind a metric may stand two sets; its name means the first of them. */
function rowSetOf(session: CompanySession, name: string): RowSet {
  if ((ROW_SETS as readonly string[]).includes(name)) return name as RowSet;
  const [first, ...others]: readonly RowSet[] = METRICS[name as MetricName].rows;
  if (others.length > 0) session.out.note(`Behind ${name} stand ${[first, ...others].join(' and ')}; these are the ${first}.`);
  return first as RowSet;
}

async function runRows(session: CompanySession, name: string, options: ListOptions): Promise<void> {
  const set = rowSetOf(session, name);
  const { period, found } = await session.runner.read(async (ctx) => {
    const asked = await metricPeriod(ctx, { to: options.to ?? options.asOf ?? ctx.today, ...present({ from: options.from, months: options.months }) });
    const filter = { period: asked, currency: options.currency ?? null, after: options.after ?? null, limit: options.limit + 1 };
    return { period: asked, found: await listMetricRows(ctx, set, filter) };
  });
  const rows = found.slice(0, options.limit);
  const next = found.length > rows.length ? (rows.at(-1)?.id ?? null) : null;
  const base = session.runner.company.baseCurrency;
  await showReport<MetricRow>(session, options, {
    json: () => ({ period, set, rows: rows.map((row) => metricRowView(row, base)), next }),
    heading: `${set} of ${session.runner.company.name} from ${period.from} to ${period.to}`,
    empty: 'No row.',
    columns: [
      { title: 'kind', value: (row) => row.kind },
      { title: 'number', value: (row) => row.number },
      { title: 'customerNumber', value: (row) => row.customerNumber },
      { title: 'customerName', value: (row) => row.customerName },
      { title: 'postedOn', value: (row) => row.postedOn },
      { title: 'on', value: (row) => row.on },
      { title: 'dueOn', value: (row) => row.dueOn ?? '' },
      { title: 'currency', value: (row) => row.currency },
      { title: 'amount', value: (row) => formatDecimal(row.minor, row.currency), align: 'right' },
      { title: 'counted', value: (row) => formatDecimal(row.counted, row.currency), align: 'right' },
      { title: 'days', value: (row) => row.days?.toString() ?? '', align: 'right' },
      { title: 'state', value: (row) => row.state },
      { title: 'id', value: (row) => row.id },
    ],
    rows,
  });
  if (next !== null) session.out.note(`There are more; go on with --after ${next}.`);
}

async function runByCustomer(session: CompanySession, options: MetricOptions): Promise<void> {
  const { period, rows } = await session.runner.read(async (ctx) => {
    const asked = await metricPeriod(ctx, { to: options.to ?? options.asOf ?? ctx.today, ...present({ from: options.from, months: options.months }) });
    const all: CustomerPaid[] = [];
    for (let last: CustomerPaid | undefined; ; last = all.at(-1)) {
      const page = await listPaidByCustomer(ctx, { period: asked, after: last ?? null, limit: 5_000 });
      all.push(...page);
      if (page.length < 5_000) return { period: asked, rows: all };
    }
  });
  await showReport<CustomerPaid>(session, options, {
    json: () => ({ period, customers: rows.map(customerPaidView) }),
    heading: `Days to pay of the customers of ${session.runner.company.name} from ${period.from} to ${period.to}`,
    empty: 'Nobody paid.',
    columns: [
      { title: 'customerNumber', value: (row) => row.number },
      { title: 'customerName', value: (row) => row.name },
      { title: 'currency', value: (row) => row.currency },
      { title: 'daysToPay', value: (row) => customerPaidView(row).daysToPay ?? '-', align: 'right' },
      { title: 'paid', value: (row) => formatDecimal(row.sums.minor, row.currency), align: 'right' },
      { title: 'allocations', value: (row) => String(row.sums.allocations), align: 'right' },
    ],
    rows,
  });
}

function periodLeaf(group: Command, name: string, description: string): Command {
  return reportLeaf(group, name, description)
    .option('--as-of <day>', 'last day of the period (default today)', dayOption)
    .option('--from <day>', 'first day of the period', dayOption)
    .option('--to <day>', 'the same as --as-of, beside --from', dayOption)
    .option('--months <count>', 'calendar months of the period, instead of --from (default 3)', countOption);
}

/** Commands that show a part of the metrics under a name that people look for. */
const CHOSEN: Readonly<Record<string, { description: string; only: readonly MetricName[] }>> = {
  dso: {
    description: 'days sales outstanding by both methods, the best possible, and average days delinquent',
    only: [
      'openReceivables',
      'creditSales',
      'dso',
      'dsoCountback',
      'bestPossibleDso',
      'bestPossibleDsoCountback',
      'averageDaysDelinquent',
      'averageDaysDelinquentCountback',
    ],
  },
  cei: { description: 'collection effectiveness, current ratio and turnover', only: ['collectionEffectiveness', 'currentRatio', 'turnover'] },
};

const EACH_MONTH = 'one row for every month end from --from on';

export function addMetricReports(group: Command, cli: Cli): void {
  periodLeaf(group, 'metrics', 'every metric of a period, as of its last day')
    .option('--only <metrics>', 'names of metrics with commas between', onlyOption)
    .option('--each-month', EACH_MONTH)
    .action(async (options: MetricOptions) => withCompany(cli, options, (session) => runMetrics(session, options)));
  for (const [name, { description, only }] of Object.entries(CHOSEN)) {
    periodLeaf(group, name, description)
      .option('--each-month', EACH_MONTH)
      .action(async (options: MetricOptions) => withCompany(cli, options, (session) => runMetrics(session, { ...options, only })));
  }
  periodLeaf(group, 'days-to-pay', 'days from issue to payment, weighted by amount, by value day')
    .option('--each-month', EACH_MONTH)
    .option('--by-customer', 'one row for every customer who paid')
    .action(async (options: MetricOptions & { byCustomer?: boolean }) =>
      withCompany(cli, options, (session) =>
        options.byCustomer === true ? runByCustomer(session, options) : runMetrics(session, { ...options, only: ['daysToPay'] }),
      ),
    );
  periodLeaf(group, 'rows', 'the rows behind a metric')
    .addArgument(new Argument('<metric>', 'a metric, or a set of rows').choices([...ROW_SETS, ...METRIC_NAMES]))
    .option('--currency <code>', 'only rows of this currency', currencyOption)
    .addOption(new Option('--limit <count>', 'rows to show').default(100).argParser(countOption))
    .option('--after <id>', 'go on behind this row')
    .action(async (metric: string, options: ListOptions) => withCompany(cli, options, (session) => runRows(session, metric, options)));
}
