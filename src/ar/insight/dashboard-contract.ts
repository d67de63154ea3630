import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, day, id } from '../../foundation/contract/page.ts';

const TAG = 'Reports';
const shown = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .nullable();
const figure = z
  .object({
    unit: z.enum(['amount', 'days', 'percent', 'times']),
    value: shown.meta({ description: 'null where the denominator is zero.' }),
    more: z.boolean().meta({ description: 'The history was used up: the figure is more than `value`.' }),
    before: shown.meta({ description: 'As of `monthBefore`.' }),
  })
  .meta({ id: 'DashboardFigure' });
const promised = z.object({ count: z.int(), amount });
const query = z.object({ asOf: day.optional().meta({ description: 'Posting day; default today.' }) });

export const dashboardOperations = {
  getDashboard: defineOperation({
    id: 'getDashboard',
    method: 'GET',
    path: '/v1/companies/{company}/reports/dashboard',
    tag: TAG,
    realm: 'company',
    scope: 'reports:read',
    summary: 'The figures of the first screen in the base currency, each with its value a month before',
    description: 'Every figure equals the one of the report of metrics for the same day. Period figures are over the last three calendar months.',
    query,
    ok: z
      .object({
        asOf: day,
        monthBefore: day.meta({ description: "The same day of the month before; of a month's end that month's end." }),
        currency: currencyCode,
        figures: z.object({
          openReceivables: figure,
          overdue: figure,
          overdueShare: figure,
          dso: figure,
          dsoCountback: figure,
          bestPossibleDso: figure,
          bestPossibleDsoCountback: figure,
          averageDaysDelinquent: figure,
          averageDaysDelinquentCountback: figure,
          collectionEffectiveness: figure,
          currentRatio: figure,
          unappliedCash: figure,
        }),
        promises: z
          .object({ until: day, since: day, due: promised, broken: promised })
          .nullable()
          .meta({ description: 'Open promises up to `until` and those found broken since `since`, with what has not come; null for a day that is not today.' }),
        topOverdue: z.array(
          z.object({ customerId: id, customerNumber: z.string(), customerName: z.string(), overdue: amount, items: z.int(), oldestDueOn: day }),
        ),
      })
      .meta({ id: 'Dashboard' }),
  }),
  getDashboardSeries: defineOperation({
    id: 'getDashboardSeries',
    method: 'GET',
    path: '/v1/companies/{company}/reports/dashboard/series',
    tag: TAG,
    realm: 'company',
    scope: 'reports:read',
    summary: 'The charts of the first screen in the base currency, aging of eight month ends and DSO of twelve, and the rates of applied cash',
    query,
    ok: z
      .object({
        asOf: day,
        currency: currencyCode,
        aging: z.array(
          z.object({ on: day, open: amount, buckets: z.object({ current: amount, '1-30': amount, '31-60': amount, '61-90': amount, '91+': amount }) }),
        ),
        dso: z.array(
          z.object({
            on: day,
            dso: shown,
            dsoCountback: shown,
            more: z.boolean().meta({ description: 'The countback is more than its value.' }),
            bestPossibleDso: shown,
            bestPossibleDsoCountback: shown,
          }),
        ),
        automation: z.object({
          since: day.meta({ description: 'First of the ninety days up to `asOf`.' }),
          straightThroughRate: shown,
          payments: z.int(),
          straightThrough: z.int(),
          precision: shown,
          autoApplied: z.int(),
          takenBack: z.int(),
        }),
      })
      .meta({ id: 'DashboardSeries' }),
  }),
} as const satisfies Operations;
