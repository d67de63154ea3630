import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, day, id, instant, pageOf, pageQuery, plainText } from '../../foundation/contract/page.ts';
import { TIMELINE_KINDS } from './timeline/timeline-entry.ts';

const state = z
  .enum(['all', 'open', 'overdue', 'credit', 'held'])
  .default('all')
  .meta({ description: 'open: owes something; overdue: some of it past due; credit: has credits that are not used; held: something holds reminders back.' });
const q = plainText(200).optional().meta({ description: 'The beginning of a number, or of the words of a name.' });
const inBase = z
  .object({ open: amount, overdue: amount, credits: amount })
  .meta({ description: 'All currencies by their frozen base amounts, in the currency of the books.' });
const balance = z
  .object({
    currency: currencyCode,
    open: amount,
    overdue: amount,
    openCount: z.int(),
    overdueCount: z.int(),
    daysLate: z.int().meta({ description: 'Of the oldest that is past due; 0 where nothing is.' }),
    credits: amount.meta({ description: 'Cash that is not applied and credit notes. Not taken off.' }),
  })
  .meta({ id: 'AccountBalance' });

const timelineKind = z.enum(TIMELINE_KINDS).meta({ id: 'TimelineKind' });
const figures = z.record(z.string(), z.union([z.string(), z.number()]));

const timelineEntry = z
  .object({
    id: z.string(),
    at: instant,
    on: day.meta({ description: 'The day of it: issue day of an invoice, value day of a payment.' }),
    kind: timelineKind,
    what: z.string().meta({ description: 'A code such as message.bounced; `figures` complete the sentence. Of a change it is the action in the audit trail.' }),
    by: z.enum(['person', 'machine', 'customer']).nullable().meta({ description: 'null where nothing says who.' }),
    actor: z.string().nullable().meta({ description: '`user:<id>`, `key:<id>`, `operator` or `automation:<name>`.' }),
    actorName: z.string().nullable(),
    subject: z.object({ kind: z.string(), id: z.string(), number: z.string().nullable() }),
    amount: amount.nullable(),
    currency: currencyCode.nullable(),
    reason: z.object({ code: z.string(), figures }).nullable(),
    figures,
  })
  .meta({ id: 'CustomerTimelineEntry' });

export const deskOperations = {
  listCustomerAccounts: defineOperation({
    id: 'listCustomerAccounts',
    method: 'GET',
    path: '/v1/companies/{company}/customer-accounts',
    tag: 'Customers',
    realm: 'company',
    scope: 'customers:read',
    summary: 'List customers with what is open with each',
    query: pageQuery.extend({
      q,
      state,
      sort: z
        .enum(['number', 'name', 'open', 'overdue', 'daysLate'])
        .default('number')
        .meta({ description: 'Amounts are compared in the currency of the books.' }),
      direction: z.enum(['asc', 'desc']).default('asc'),
    }),
    ok: pageOf(
      z
        .object({
          id,
          number: z.string(),
          name: z.string(),
          kind: z.enum(['business', 'consumer', 'public']),
          country: z.string().nullable(),
          group: z.string(),
          terms: z.string().nullable(),
          parentId: id.nullable(),
          creditLimit: z.object({ amount, currency: currencyCode }).nullable(),
          base: inBase,
          openCount: z.int(),
          overdueCount: z.int(),
          daysLate: z.int(),
          currencies: z.array(balance),
          held: z.boolean(),
          holds: z.array(z.string()).meta({ description: 'Kinds of the active holds on the customer or on something that it owes.' }),
          lastPaymentOn: day.nullable(),
        })
        .meta({ id: 'CustomerAccount' }),
    ),
  }),
  summariseCustomerAccounts: defineOperation({
    id: 'summariseCustomerAccounts',
    method: 'GET',
    path: '/v1/companies/{company}/customer-accounts/summary',
    tag: 'Customers',
    realm: 'company',
    scope: 'customers:read',
    summary: 'What is open with all customers of a filter, and how many customers each state has',
    query: z.object({ q, state }),
    ok: z
      .object({
        customers: z.int(),
        counts: z
          .object({ all: z.int(), open: z.int(), overdue: z.int(), credit: z.int(), held: z.int() })
          .meta({ description: 'Customers that `q` finds, by state.' }),
        base: inBase,
        openCount: z.int(),
        overdueCount: z.int(),
        currencies: z.array(balance),
      })
      .meta({ id: 'CustomerAccountsSummary' }),
  }),
  getCustomerTimeline: defineOperation({
    id: 'getCustomerTimeline',
    method: 'GET',
    path: '/v1/companies/{company}/customers/{customer}/timeline',
    tag: 'Customers',
    realm: 'company',
    scope: 'customers:read',
    summary: 'What happened with a customer, the newest first: messages, replies, promises, money, documents, holds, tasks, decisions and changes',
    description: 'Of kinds that the caller may not see (payments without payments:read) there is nothing in it.',
    params: z.object({ customer: id }),
    query: pageQuery.extend({
      kinds: z
        .string()
        .transform((text) => text.split(','))
        .pipe(z.array(timelineKind))
        .optional()
        .meta({ description: 'Kinds with commas between; default all.' }),
      invoice: id.optional().meta({ description: 'Only what is about this invoice or credit note.' }),
    }),
    ok: pageOf(timelineEntry),
    errors: ['customer.not_found', 'document.not_found'],
  }),
} as const satisfies Operations;
