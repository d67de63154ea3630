import { z } from 'zod';
import { daysBetween } from '../../foundation/calendar/day.ts';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import { id } from '../../foundation/contract/page.ts';
import { present } from '../../foundation/contract/present.ts';
import { seeOneState } from '../../foundation/db/kept-or-not.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import { AGING_BUCKETS, agingAsOf, type AgingBucket } from '../receivables/aging.ts';
import { accountStatement, type CurrencyStatement } from './account-statement.ts';
import type { insightOperations } from './contract.ts';
import { agingByIssueDay } from './metrics/aging-by-issue-day.ts';
import { listMetricRows } from './metrics/list-metric-rows.ts';
import { listPaidByCustomer } from './metrics/load-paid.ts';
import { metricSeries } from './metrics/metric-series.ts';
import { customerPaidView, metricRowView, pointView } from './metrics/metric-views.ts';
import { metricPeriod, metricsOf } from './metrics/metrics.ts';
import { rollForward } from './roll-forward.ts';
import { verifyCompany } from './verify/verify-company.ts';

/** Thirty years. */
const MAX_SPAN_DAYS = 10_958;

function currencyView(one: CurrencyStatement) {
  const text = (minor: bigint) => formatDecimal(minor, one.currency);
  return {
    currency: one.currency,
    opening: text(one.opening),
    entries: one.entries.map(({ minor, balance, ...entry }) => ({ ...entry, amount: text(minor), balance: text(balance) })),
    closing: text(one.closing),
    openItems: one.openItems.map(({ number, instalment, issuedOn, dueOn, original, open, daysPastDue }) => ({
      number,
      instalment,
      issuedOn,
      dueOn,
      amount: text(original),
      open: text(open),
      daysPastDue,
    })),
    openCredits: one.openCredits.map(({ kind, number, valueOn, original, open }) => ({ kind, number, valueOn, amount: text(original), open: text(open) })),
  };
}

type MetricHandlers = Pick<ApiHandlers<typeof insightOperations>, 'reportMetrics' | 'reportMetricSeries' | 'reportMetricRows' | 'reportDaysToPay'>;

const customerPlace = z.tuple([id, z.string().length(3)]);

const metricHandlers: MetricHandlers = {
  reportMetrics: async ({ ctx, query: { asOf, ...query } }) => {
    await seeOneState(ctx.tx);
    return pointView(await metricsOf(ctx, { to: asOf ?? ctx.today, ...present(query) }));
  },
  reportMetricSeries: async ({ ctx, query: { from, to, ...query } }) => {
    await seeOneState(ctx.tx);
    return { points: (await metricSeries(ctx, { from, to, ...present(query) })).map(pointView) };
  },
  reportMetricRows: async ({ ctx, params, query: { asOf, from, months, ...query } }) => {
    await seeOneState(ctx.tx);
    const period = await metricPeriod(ctx, { to: asOf ?? ctx.today, ...present({ from, months }) });
    const place = decodeCursor(query.cursor, z.tuple([id]));
    const rows = await listMetricRows(ctx, params.rows, { period, currency: query.currency ?? null, after: place?.[0] ?? null, limit: query.limit + 1 });
    return cutPage(rows, { limit: query.limit, place: (last) => [last.id], item: (row) => metricRowView(row, ctx.company.baseCurrency) });
  },
  reportDaysToPay: async ({ ctx, query: { asOf, from, months, ...query } }) => {
    await seeOneState(ctx.tx);
    const period = await metricPeriod(ctx, { to: asOf ?? ctx.today, ...present({ from, months }) });
    const place = decodeCursor(query.cursor, customerPlace);
    const after = place === undefined ? null : { id: place[0], currency: place[1] };
    const rows = await listPaidByCustomer(ctx, { period, after, limit: query.limit + 1 });
    return cutPage(rows, { limit: query.limit, place: (last) => [last.id, last.currency], item: customerPaidView });
  },
};

export const insightHandlers: ApiHandlers<typeof insightOperations> = {
  ...metricHandlers,
  reportAging: async ({ ctx, query }) => {
    await seeOneState(ctx.tx);
    const asOf = query.asOf ?? ctx.today;
    const totals = (await (query.by === 'issue' ? agingByIssueDay : agingAsOf)(ctx, asOf)).map((total) => {
      const text = (minor: bigint) => formatDecimal(minor, total.currency);
      const buckets = Object.fromEntries(AGING_BUCKETS.map((bucket) => [bucket, text(total.buckets[bucket])])) as Record<AgingBucket, string>;
      return { currency: total.currency, open: text(total.open), openCount: total.openCount, buckets, credits: text(total.credits) };
    });
    return { asOf, totals };
  },
  reportRollForward: async ({ ctx, query }) => {
    if (daysBetween(query.from, query.to) > MAX_SPAN_DAYS)
      throw new Refusal('report.span_too_long', 'The span is longer than thirty years. Ask for a part of it.', { from: query.from, to: query.to });
    await seeOneState(ctx.tx);
    const months = await rollForward(ctx, query);
    return {
      ...query,
      months: months.map(({ currency, from, to, opening, movements, closing }) => ({
        from,
        to,
        currency,
        opening: formatDecimal(opening, currency),
        movements: Object.fromEntries([...movements].map(([kind, minor]) => [kind, formatDecimal(minor, currency)])),
        closing: formatDecimal(closing, currency),
      })),
    };
  },
  reportAccountStatement: async ({ ctx, query }) => {
    await seeOneState(ctx.tx);
    const { customer, from, asOf, currencies } = await accountStatement(ctx, {
      customerNumber: query.customerNumber,
      from: query.from ?? null,
      asOf: query.asOf ?? ctx.today,
    });
    return { customer: { number: customer.number, name: customer.name }, from, asOf, currencies: currencies.map(currencyView) };
  },
  verifyBooks: async ({ ctx }) => {
    await seeOneState(ctx.tx);
    const checks = await verifyCompany(ctx);
    return { ok: checks.every((check) => check.ok), checks };
  },
};
