import { daysBetween } from '../../foundation/calendar/day.ts';
import { seeOneState } from '../../foundation/db/kept-or-not.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import { AGING_BUCKETS, agingAsOf, type AgingBucket } from '../receivables/aging.ts';
import { accountStatement, type CurrencyStatement } from './account-statement.ts';
import type { insightOperations } from './contract.ts';
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

export const insightHandlers: ApiHandlers<typeof insightOperations> = {
  reportAging: async ({ ctx, query }) => {
    await seeOneState(ctx.tx);
    const asOf = query.asOf ?? ctx.today;
    const totals = (await agingAsOf(ctx, asOf)).map((total) => {
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
