import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, day, id, instant, pageOf, pageQuery, plainText } from '../../foundation/contract/page.ts';
import { bankLineState, permissions, reason } from './contract.ts';

const TAG = 'Cash application';
const totals = z.array(z.object({ currency: currencyCode, lines: z.int(), amount }));
const percent = z
  .string()
  .regex(/^\d+\.\d\d$/)
  .nullable()
  .meta({ description: 'Percent to two places; null where there is nothing to judge.' });

const cashBands = z
  .object({
    on: day,
    since: day.meta({ description: 'First of the ninety days up to `on` over which everything is judged.' }),
    applied: z.object({
      totals,
      byMachine: z.int().meta({ description: 'How many of the lines no person looked at.' }),
      judged: z.object({ appliedByMachine: z.int(), takenBack: z.int(), precision: percent }),
    }),
    confirm: z.object({
      totals,
      judged: z.object({
        decided: z.int().meta({ description: 'Lines with a proposal that a person decided.' }),
        firstRight: z.int().meta({ description: 'Those of them where it was the first proposal.' }),
        share: percent,
      }),
    }),
    unmatched: z.object({
      totals,
      judged: z.object({
        solved: z.int().meta({ description: 'Lines without any proposal that a person applied or set aside.' }),
        medianDays: z.string().nullable().meta({ description: 'Days from import to decision, one place: half of them took less.' }),
      }),
    }),
    outgoing: z.object({ totals }),
  })
  .meta({ id: 'CashBands' });

const cashLine = z
  .object({
    id,
    bookedOn: day,
    amount,
    currency: currencyCode,
    counterpartyName: z.string(),
    text: z.string(),
    state: bankLineState,
    reason: z.object({
      code: z.string(),
      sentence: z.string(),
      figures: reason.shape.figures.nullable().meta({ description: 'The figures behind the sentence, where they were kept.' }),
    }),
    best: z
      .object({
        proposalId: id,
        kind: z.string(),
        pattern: z.string(),
        probability: z.number(),
        customerId: id,
        customerName: z.string(),
        receivables: z.int(),
        short: amount.nullable().meta({ description: 'What is missing of what it names.' }),
        over: amount.nullable().meta({ description: 'What stays unapplied with the customer.' }),
        discount: amount.nullable(),
        evidence: reason.nullable().meta({ description: 'The first of its evidence.' }),
      })
      .nullable()
      .meta({ description: 'The explanation that stands, or the best that waits.' }),
    applied: z.object({ by: z.enum(['machine', 'person']), actor: z.string(), at: instant }).nullable(),
    can: permissions,
  })
  .meta({ id: 'CashLine' });

const foundReceivable = z
  .object({
    id,
    number: z.string(),
    instalment: z.int(),
    customerId: id,
    customerNumber: z.string(),
    customerName: z.string(),
    currency: currencyCode,
    issuedOn: day,
    dueOn: day,
    daysPastDue: z.int().meta({ description: 'Negative before the due day.' }),
    amount,
    open: amount,
    discount: z.object({ untilOn: day, amount }).nullable().meta({ description: 'What may be taken off by payments that count today.' }),
    held: z.string().nullable().meta({ description: 'The kind of the oldest hold on it.' }),
  })
  .meta({ id: 'FoundReceivable' });

export const workbenchOperations = {
  getCashBands: defineOperation({
    id: 'getCashBands',
    method: 'GET',
    path: '/v1/companies/{company}/cash-bands',
    tag: TAG,
    realm: 'company',
    scope: 'cash:read',
    summary: 'What was applied on a day, what waits to be confirmed or explained, and how well the machine did',
    query: z.object({ on: day.optional().meta({ description: 'The day of the applications; default today.' }) }),
    ok: cashBands,
  }),
  listCashLines: defineOperation({
    id: 'listCashLines',
    method: 'GET',
    path: '/v1/companies/{company}/cash-lines',
    tag: TAG,
    realm: 'company',
    scope: 'cash:read',
    summary: 'List the bank lines of one band of the workbench with their best explanation',
    query: pageQuery.extend({
      band: z.enum(['confirm', 'unmatched', 'applied', 'outgoing', 'set_aside']),
      on: day.optional().meta({ description: 'For `applied`: the day of the decisions; default today.' }),
      sort: z
        .enum(['newest', 'amount'])
        .default('newest')
        .meta({ description: 'The last booked (of `applied` the last decided) or the largest amount first.' }),
    }),
    ok: pageOf(cashLine),
  }),
  findOpenReceivables: defineOperation({
    id: 'findOpenReceivables',
    method: 'GET',
    path: '/v1/companies/{company}/open-receivables',
    tag: TAG,
    realm: 'company',
    scope: 'receivables:read',
    summary: 'Find open receivables by number, customer or amount, to explain a bank line by hand',
    description: 'At most fifty, the earliest due first.',
    query: z.object({
      q: plainText(200).optional().meta({ description: "The beginning of a number, its digits or its payment reference, or of words of the customer's name." }),
      customer: id.optional(),
      currency: currencyCode.optional(),
      amount: amount
        .optional()
        .meta({ description: "Exactly what is open, or what is open less today's discount. Of the currency given, else of the base currency." }),
    }),
    ok: z.object({ items: z.array(foundReceivable) }),
    errors: ['amount.invalid'],
  }),
} as const satisfies Operations;
