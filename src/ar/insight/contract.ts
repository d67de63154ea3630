import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, day, id, pageOf, pageQuery, requiredText } from '../../foundation/contract/page.ts';
import { METRIC_NAMES, ROW_SETS } from './metrics/figure.ts';

const TAG = 'Reports';
const buckets = z.object({ current: amount, '1-30': amount, '31-60': amount, '61-90': amount, '91+': amount });

const metricName = z.enum(METRIC_NAMES as readonly [(typeof METRIC_NAMES)[number], ...(typeof METRIC_NAMES)[number][]]).meta({ id: 'MetricName' });
const rowSet = z.enum(ROW_SETS).meta({ id: 'MetricRowSet' });
const shownFigure = z.string().regex(/^-?\d+(\.\d+)?$/);

const metricFigure = z
  .object({
    value: shownFigure.nullable().meta({ description: 'null where the denominator is zero.' }),
    more: z.boolean().meta({ description: 'The history was used up: the figure is more than `value`.' }),
    unit: z.enum(['amount', 'days', 'percent', 'times']),
    parts: z.record(z.string(), z.union([shownFigure, z.int()])).meta({ description: 'What it was computed from: amounts as text, counts as numbers.' }),
    months: z
      .array(z.object({ from: day, to: day, days: z.int(), creditSales: amount, taken: amount, counted: shownFigure }))
      .optional()
      .meta({ description: 'The months of a countback, newest first.' }),
    rows: z.array(rowSet).meta({ description: 'Which rows stand behind it.' }),
  })
  .meta({ id: 'MetricFigure' });

const figureSet = z.object({ currency: currencyCode, figures: z.partialRecord(metricName, metricFigure) }).meta({ id: 'MetricFigures' });
const metricPoint = z
  .object({
    asOf: day,
    period: z.object({ from: day, to: day, days: z.int() }),
    currencies: z.array(figureSet),
    base: figureSet.meta({ description: 'All currencies by their frozen base amounts.' }),
  })
  .meta({ id: 'MetricPoint' });

const only = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(metricName))
  .optional()
  .meta({ description: 'Names of metrics with commas between; default all.' });
const months = z.coerce.number().int().min(1).max(120).optional().meta({ description: 'Calendar months of the period up to `asOf`; default 3.' });
const periodQuery = z.object({
  asOf: day.optional().meta({ description: 'Last day of the period, a posting day; default today.' }),
  from: day.optional().meta({ description: 'First day of the period, instead of `months`.' }),
  months,
});

const metricOperations = {
  reportMetrics: defineOperation({
    id: 'reportMetrics',
    method: 'GET',
    path: '/v1/companies/{company}/reports/metrics',
    tag: TAG,
    realm: 'company',
    scope: 'reports:read',
    summary: 'DSO, collection effectiveness, days to pay and the other metrics as of any day, with what they were computed from',
    query: periodQuery.extend({ only }),
    ok: metricPoint,
    errors: ['report.span_invalid'],
  }),
  reportMetricSeries: defineOperation({
    id: 'reportMetricSeries',
    method: 'GET',
    path: '/v1/companies/{company}/reports/metrics/series',
    tag: TAG,
    realm: 'company',
    scope: 'reports:read',
    summary: 'The metrics of open receivables, sales and days to pay at every month end of a span',
    query: z.object({ from: day, to: day, months, only }),
    ok: z.object({ points: z.array(metricPoint) }).meta({ id: 'MetricSeries' }),
    errors: ['report.span_invalid', 'report.span_too_long'],
  }),
  reportMetricRows: defineOperation({
    id: 'reportMetricRows',
    method: 'GET',
    path: '/v1/companies/{company}/reports/metrics/rows/{rows}',
    tag: TAG,
    realm: 'company',
    scope: 'reports:read',
    summary: 'The rows behind the figures of a period, in the order of their making',
    params: z.object({ rows: rowSet }),
    query: periodQuery.extend({ ...pageQuery.shape, currency: currencyCode.optional() }),
    ok: pageOf(
      z
        .object({
          id,
          kind: z.string(),
          number: z.string(),
          customerNumber: z.string(),
          customerName: z.string(),
          currency: currencyCode,
          postedOn: day,
          on: day.meta({ description: 'Issue day or value day.' }),
          dueOn: day.nullable(),
          amount,
          counted: amount.meta({ description: 'What of it enters the figure; the rows add up to it.' }),
          countedBase: amount,
          days: z.int().nullable(),
          state: z.string(),
        })
        .meta({ id: 'MetricRow' }),
    ),
    errors: ['report.span_invalid'],
  }),
  reportDaysToPay: defineOperation({
    id: 'reportDaysToPay',
    method: 'GET',
    path: '/v1/companies/{company}/reports/days-to-pay',
    tag: TAG,
    realm: 'company',
    scope: 'reports:read',
    summary: 'Weighted days to pay of every customer who paid in a period, by value day',
    query: periodQuery.extend(pageQuery.shape),
    ok: pageOf(
      z
        .object({
          customerNumber: z.string(),
          customerName: z.string(),
          currency: currencyCode,
          daysToPay: shownFigure.nullable(),
          amountDays: shownFigure,
          paid: amount,
          allocations: z.int(),
        })
        .meta({ id: 'CustomerDaysToPay' }),
    ),
    errors: ['report.span_invalid'],
  }),
} as const satisfies Operations;

export const insightOperations = {
  ...metricOperations,
  reportAging: defineOperation({
    id: 'reportAging',
    method: 'GET',
    path: '/v1/companies/{company}/reports/aging',
    tag: TAG,
    realm: 'company',
    scope: 'reports:read',
    summary: 'Open receivables by days past due or since issue, at the end of any day',
    query: z.object({
      asOf: day.optional().meta({ description: 'Posting day; default today.' }),
      by: z.enum(['due', 'issue']).default('due').meta({ description: 'Days past the due day, or days since the issue day.' }),
    }),
    ok: z
      .object({ asOf: day, totals: z.array(z.object({ currency: currencyCode, open: amount, openCount: z.int(), buckets, credits: amount })) })
      .meta({ id: 'Aging' }),
  }),
  reportRollForward: defineOperation({
    id: 'reportRollForward',
    method: 'GET',
    path: '/v1/companies/{company}/reports/roll-forward',
    tag: TAG,
    realm: 'company',
    scope: 'reports:read',
    summary: 'From opening to closing, month by month, by what moved the open receivables',
    query: z.object({ from: day, to: day }),
    ok: z
      .object({
        from: day,
        to: day,
        months: z.array(z.object({ from: day, to: day, currency: currencyCode, opening: amount, movements: z.record(z.string(), amount), closing: amount })),
      })
      .meta({ id: 'RollForward' }),
    errors: ['report.span_invalid', 'report.span_too_long'],
  }),
  reportAccountStatement: defineOperation({
    id: 'reportAccountStatement',
    method: 'GET',
    path: '/v1/companies/{company}/reports/account-statement',
    tag: TAG,
    realm: 'company',
    scope: 'receivables:read',
    summary: "A customer's account: every movement with its balance, and what is open",
    query: z.object({
      customerNumber: requiredText(300),
      from: day.optional().meta({ description: 'Sum up everything before this day.' }),
      asOf: day.optional(),
    }),
    ok: z
      .object({
        customer: z.object({ number: z.string(), name: z.string() }),
        from: day.nullable(),
        asOf: day,
        currencies: z.array(
          z.object({
            currency: currencyCode,
            opening: amount,
            entries: z.array(
              z.object({
                postedOn: day,
                on: day,
                kind: z.string(),
                number: z.string(),
                reference: z.string(),
                dueOn: day.nullable(),
                amount,
                balance: amount,
              }),
            ),
            closing: amount,
            openItems: z.array(z.object({ number: z.string(), instalment: z.int(), issuedOn: day, dueOn: day, amount, open: amount, daysPastDue: z.int() })),
            openCredits: z.array(z.object({ kind: z.string(), number: z.string(), valueOn: day, amount, open: amount })),
          }),
        ),
      })
      .meta({ id: 'AccountStatement' }),
    errors: ['customer.not_found'],
  }),
  verifyBooks: defineOperation({
    id: 'verifyBooks',
    method: 'GET',
    path: '/v1/companies/{company}/verify',
    tag: 'Ledger',
    realm: 'company',
    scope: 'ledger:read',
    summary: 'Prove every invariant of the books',
    requestsPerMinute: 10,
    ok: z
      .object({ ok: z.boolean(), checks: z.array(z.object({ name: z.string(), ok: z.boolean(), rows: z.int(), detail: z.string() })) })
      .meta({ id: 'Verification' }),
  }),
} as const satisfies Operations;
