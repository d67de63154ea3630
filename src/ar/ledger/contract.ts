import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, day, id, instant, pageOf, pageQuery, plainText, reasonText } from '../../foundation/contract/page.ts';

const TAG = 'Ledger';
const bookView = z.object({ closedThrough: day.nullable().meta({ description: 'Last closed day; null while every day is open.' }) }).meta({ id: 'Book' });
const rateView = z.object({ currency: currencyCode, on: day, rate: z.string(), source: z.string() }).meta({ id: 'ExchangeRate' });
const rate = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,10})?$/, 'A rate is a decimal such as 0.9215.')
  .meta({ description: 'Units of the books for one unit of the currency.', examples: ['0.9215'] });
const entryView = z
  .object({
    id,
    postedOn: day,
    valueOn: day,
    recordedAt: instant,
    causeKind: z.string(),
    causeId: id,
    reverses: id.nullable(),
    lines: z.array(
      z.object({
        account: z.string(),
        amount: amount.meta({ description: 'Debit positive, credit negative.' }),
        currency: currencyCode,
        baseAmount: amount,
        receivableId: id.nullable(),
        creditId: id.nullable(),
      }),
    ),
  })
  .meta({ id: 'JournalEntry' });

export const ledgerOperations = {
  getBook: defineOperation({
    id: 'getBook',
    method: 'GET',
    path: '/v1/companies/{company}/book',
    tag: TAG,
    realm: 'company',
    scope: 'ledger:read',
    summary: 'Tell through which day the books are closed',
    ok: bookView,
  }),
  closePeriod: defineOperation({
    id: 'closePeriod',
    method: 'POST',
    path: '/v1/companies/{company}/book/close',
    tag: TAG,
    realm: 'company',
    scope: 'periods:close',
    summary: 'Close every day up to and including one',
    idempotent: true,
    body: z.strictObject({ through: day, reason: plainText(1_000).optional() }),
    ok: bookView,
    errors: ['period.not_over', 'period.would_reopen'],
  }),
  reopenPeriod: defineOperation({
    id: 'reopenPeriod',
    method: 'POST',
    path: '/v1/companies/{company}/book/reopen',
    tag: TAG,
    realm: 'company',
    scope: 'periods:close',
    summary: 'Open closed days again',
    idempotent: true,
    body: z.strictObject({ through: day.nullable().meta({ description: 'Last day that stays closed; null opens all.' }), reason: reasonText }),
    ok: bookView,
    errors: ['period.would_close'],
  }),
  listRates: defineOperation({
    id: 'listRates',
    method: 'GET',
    path: '/v1/companies/{company}/rates',
    tag: TAG,
    realm: 'company',
    scope: 'ledger:read',
    summary: 'List exchange rates, the newest day first',
    query: pageQuery.extend({ currency: currencyCode.optional() }),
    ok: pageOf(rateView),
  }),
  setRates: defineOperation({
    id: 'setRates',
    method: 'PUT',
    path: '/v1/companies/{company}/rates',
    tag: TAG,
    realm: 'company',
    scope: 'rates:write',
    summary: 'Set exchange rates, each from its day on',
    description: 'What is posted keeps the rate that it was posted with.',
    idempotent: true,
    body: z.strictObject({
      rates: z
        .array(z.strictObject({ currency: currencyCode, on: day, rate }))
        .min(1)
        .max(1_000),
    }),
    ok: z.object({ set: z.int() }),
    errors: ['rate.invalid', 'rate.of_base'],
  }),
  listAccounts: defineOperation({
    id: 'listAccounts',
    method: 'GET',
    path: '/v1/companies/{company}/accounts',
    tag: TAG,
    realm: 'company',
    scope: 'ledger:read',
    summary: 'List the chart of accounts',
    ok: z.object({ items: z.array(z.object({ code: z.string(), name: z.string(), externalCode: z.string().nullable() })) }),
  }),
  getJournalOfCause: defineOperation({
    id: 'getJournalOfCause',
    method: 'GET',
    path: '/v1/companies/{company}/journal/{cause}',
    tag: TAG,
    realm: 'company',
    scope: 'ledger:read',
    summary: 'Get what a cause posted, and what took it back',
    description: 'A cause is an invoice, a credit note, a payment, an application, a proposal, a refund, a reversal.',
    params: z.object({ cause: id }),
    ok: z.object({ entries: z.array(entryView) }),
    errors: ['cause.not_found'],
  }),
} as const satisfies Operations;
