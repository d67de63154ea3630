import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, day, id, pageOf, pageQuery, plainText } from '../../foundation/contract/page.ts';

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
} as const satisfies Operations;
