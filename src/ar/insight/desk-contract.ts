import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, day, id, instant, pageOf, pageQuery, plainText, requiredText } from '../../foundation/contract/page.ts';
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

const searchHit = z
  .object({
    kind: z.enum(['customer', 'invoice', 'credit_note', 'bank_line']),
    id,
    title: z.string().meta({ description: 'Name of a customer, number of a document, payer of a bank line.' }),
    because: z.enum(['number', 'name', 'amount', 'payer']),
    customerId: id.nullable(),
    customerNumber: z.string().nullable(),
    customerName: z.string().nullable(),
    currency: currencyCode,
    amount: amount.nullable().meta({ description: 'Gross of a document, amount of a bank line.' }),
    open: amount.nullable().meta({ description: 'Of a customer all that it owes, in the currency of the books.' }),
    on: day.nullable().meta({ description: 'Issue day or booking day.' }),
    dueOn: day.nullable(),
    overdue: z.boolean(),
    state: z.string().nullable().meta({ description: 'Of a bank line.' }),
  })
  .meta({ id: 'SearchHit' });

const count = z.int().nullable().meta({ description: 'null: the caller may not see these.' });

export const deskOperations = {
  search: defineOperation({
    id: 'search',
    method: 'GET',
    path: '/v1/companies/{company}/search',
    tag: 'Desk',
    realm: 'company',
    scope: 'customers:read',
    summary: 'Find customers, invoices, credit notes and waiting bank lines by number, name or amount',
    description:
      'Customers by the beginning of their number or of the words of their name; documents by any part of their number, by their payment reference, and open ' +
      'ones by exactly what they come to or what of them is open; bank lines that wait by amount or payer. Amounts are read with a point or a comma. ' +
      'Only kinds that the caller may see.',
    query: z.object({
      q: requiredText(100),
      limit: z.coerce.number().int().min(1).max(20).default(6).meta({ description: 'Hits of each kind; invoices and credit notes are one.' }),
    }),
    ok: z.object({ items: z.array(searchHit) }),
  }),
  getDesk: defineOperation({
    id: 'getDesk',
    method: 'GET',
    path: '/v1/companies/{company}/desk',
    tag: 'Desk',
    realm: 'company',
    scope: 'customers:read',
    summary: 'How much waits for the caller and for the company: the figures beside the navigation',
    ok: z
      .object({
        today: day,
        tasks: z.object({ mine: z.int(), team: z.int().meta({ description: "For the caller's roles; for a key, for all." }), all: z.int() }).nullable(),
        bankLines: z.object({ confirm: z.int(), unmatched: z.int(), outgoing: z.int() }).nullable(),
        outbox: count,
        replies: count.meta({ description: 'Unread.' }),
        approvals: count,
        notifications: count.meta({ description: 'Unread by the caller.' }),
        drafts: count,
      })
      .meta({ id: 'Desk' }),
  }),
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
