import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, day, requiredText } from '../../foundation/contract/page.ts';

const TAG = 'Reports';
const buckets = z.object({ current: amount, '1-30': amount, '31-60': amount, '61-90': amount, '91+': amount });

export const insightOperations = {
  reportAging: defineOperation({
    id: 'reportAging',
    method: 'GET',
    path: '/v1/companies/{company}/reports/aging',
    tag: TAG,
    realm: 'company',
    scope: 'reports:read',
    summary: 'Open receivables by days past due, at the end of any day',
    query: z.object({ asOf: day.optional().meta({ description: 'Posting day; default today.' }) }),
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
