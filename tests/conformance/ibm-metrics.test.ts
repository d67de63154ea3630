import { createReadStream, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Figure, MetricName } from '../../src/ar/insight/metrics/figure.ts';
import { showFraction } from '../../src/ar/insight/metrics/fraction.ts';
import { metricSeries } from '../../src/ar/insight/metrics/metric-series.ts';
import { metricsOf } from '../../src/ar/insight/metrics/metrics.ts';
import { importInvoiceHistory } from '../../src/ar/payments/import-invoice-history.ts';
import { foldPositions } from '../../src/ar/receivables/fold-positions.ts';
import { INVOICE_FIELDS } from '../../src/formats/csv/invoice-row.ts';
import { readProfile } from '../../src/formats/csv/profile.ts';
import { readInvoiceRows } from '../../src/formats/csv/read-invoice-rows.ts';
import { day, endOfMonth, type Day } from '../../src/foundation/calendar/day.ts';
import { testCompany, type TestCompany } from '../support/test-company.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';

const folder = path.join(import.meta.dirname, '..', '..', '..', 'shared', 'datasets');
const file = path.join(folder, 'ibm-accounts-receivable.csv');

type MonthEnd = {
  readonly open: number;
  readonly current: number;
  readonly sales: number;
  readonly dso_month: number;
  readonly dso_3m: number;
  readonly dso_countback: number;
  readonly best_possible_dso: number;
  readonly average_days_delinquent: number;
  readonly cei: number;
};
type Facts = { readonly amount_weighted_DaysToSettle: number; readonly month_end: Readonly<Record<string, MonthEnd>> };

const profile = readProfile(
  {
    columns: {
      customerNumber: 'customerID',
      number: 'invoiceNumber',
      issuedOn: 'InvoiceDate',
      dueOn: 'DueDate',
      amount: 'InvoiceAmount',
      settledOn: 'SettledDate',
    },
    dateOrder: 'mdy',
    constants: { currency: 'USD' },
  },
  INVOICE_FIELDS,
);

/** The facts have four places. */
const PLACES = 4;

function shown(figures: readonly Figure[], metric: MetricName, decimals = PLACES): number | null {
  const value = figures.find((one) => one.metric === metric)?.value;
  return value ? Number(showFraction(value, decimals)) : null;
}

describe.skipIf(!existsSync(file))('metrics of the published history of 2,466 settled invoices', () => {
  let db: TestDatabase;
  let company: TestCompany;
  let facts: Facts;

  beforeAll(async () => {
    facts = JSON.parse(readFileSync(path.join(folder, 'ibm-accounts-receivable.facts.json'), 'utf8')) as Facts;
    db = await testDatabase();
    company = await testCompany(db, { base: 'USD', country: 'US', today: '2014-02-03' });
    await company.run((ctx) =>
      importInvoiceHistory(ctx, readInvoiceRows(createReadStream(file), { profile }), {
        fileName: 'history.csv',
        sha256: () => '',
        strict: false,
        opening: false,
        cutOverOn: null,
        expectedOpen: null,
      }),
    );
  });

  afterAll(() => db.close());

  const monthEnds = (): [Day, MonthEnd][] => Object.entries(facts.month_end).map(([month, known]) => [endOfMonth(day(`${month}-01`)), known]);

  /** What the figures of a month and of three months say, in the words of the facts. */
  function said(month: readonly Figure[], quarter: readonly Figure[]): Omit<MonthEnd, 'current'> {
    return {
      open: Number(shown(month, 'openReceivables')) / 100,
      sales: Number(shown(month, 'creditSales')) / 100,
      dso_month: shown(month, 'dso') as number,
      dso_3m: shown(quarter, 'dso') as number,
      dso_countback: shown(month, 'dsoCountback') as number,
      best_possible_dso: shown(month, 'bestPossibleDso') as number,
      average_days_delinquent: shown(month, 'averageDaysDelinquent') as number,
      cei: shown(month, 'collectionEffectiveness') as number,
    };
  }

  function expected({ open, sales, dso_month, dso_3m, dso_countback, best_possible_dso, average_days_delinquent, cei }: MonthEnd): Omit<MonthEnd, 'current'> {
    return { open, sales, dso_month, dso_3m, dso_countback, best_possible_dso, average_days_delinquent, cei };
  }

  async function expectMonthEnds(): Promise<void> {
    for (const [asOf, known] of monthEnds()) {
      const month = await company.run((ctx) => metricsOf(ctx, { to: asOf, months: 1 }));
      const quarter = await company.run((ctx) => metricsOf(ctx, { to: asOf, months: 3 }));
      expect({ asOf, ...said(month.currencies[0]?.figures ?? [], quarter.currencies[0]?.figures ?? []) }).toEqual({ asOf, ...expected(known) });
      // One currency, which is the base currency: both tell the same.
      expect(month.base).toEqual(month.currencies[0]);
    }
  }

  test('are DSO, countback, best possible DSO, days delinquent and CEI of the facts at every month end, before and after folding', async () => {
    expect(monthEnds()).toHaveLength(24);
    await expectMonthEnds();
    expect(await company.run(foldPositions)).toBeGreaterThan(0);
    await expectMonthEnds();
  });

  test('are the same in one series over all month ends', async () => {
    const span = { from: day('2012-01-01'), to: day('2013-12-31') };
    const month = await company.run((ctx) => metricSeries(ctx, { ...span, months: 1 }));
    const quarter = await company.run((ctx) => metricSeries(ctx, { ...span, months: 3 }));
    expect(
      month.map((point, index) => ({ asOf: point.period.to, ...said(point.currencies[0]?.figures ?? [], quarter[index]?.currencies[0]?.figures ?? []) })),
    ).toEqual(monthEnds().map(([asOf, known]) => ({ asOf, ...expected(known) })));
  });

  test('weigh days to pay by amount over the whole history', async () => {
    const report = await company.run((ctx) => metricsOf(ctx, { from: day('2012-01-01'), to: day('2014-01-31'), only: ['daysToPay'] }));
    expect(shown(report.base.figures, 'daysToPay', 6)).toBe(facts.amount_weighted_DaysToSettle);
  });

  test('count a running month up to the day that was asked for', async () => {
    const report = await company.run((ctx) => metricsOf(ctx, { to: day('2012-01-03'), months: 1, only: ['dso', 'dsoCountback'] }));
    expect(report.period).toEqual({ from: '2012-01-01', to: '2012-01-03' });
    expect(report.base.figures.map(({ value, more }) => [value, more])).toEqual([
      [{ numerator: 3n, denominator: 1n }, false],
      [{ numerator: 3n, denominator: 1n }, false],
    ]);
  });
});
