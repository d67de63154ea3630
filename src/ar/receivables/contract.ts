import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, day, id, pageOf, pageQuery } from '../../foundation/contract/page.ts';

const receivableView = z
  .object({
    id,
    kind: z.enum(['invoice', 'opening', 'fee', 'interest', 'deposit_request', 'technical']),
    invoiceId: id.nullable(),
    number: z.string(),
    instalment: z.int(),
    reference: z.string(),
    currency: currencyCode,
    issuedOn: day,
    dueOn: day,
    daysPastDue: z.int().meta({ description: 'Negative before the due day.' }),
    amount,
    open: amount,
    discount: z.object({ untilOn: day, amount }).nullable().meta({ description: 'What may be taken off by payments that count today.' }),
  })
  .meta({ id: 'Receivable' });

const creditView = z
  .object({
    id,
    kind: z.enum(['payment', 'credit_note', 'discount', 'tolerance', 'write_off', 'bank_fee', 'opening', 'deposit']),
    paymentId: id.nullable(),
    creditNoteId: id.nullable(),
    currency: currencyCode,
    valueOn: day,
    amount,
    open: amount,
  })
  .meta({ id: 'Credit' });

export const receivablesOperations = {
  listReceivables: defineOperation({
    id: 'listReceivables',
    method: 'GET',
    path: '/v1/companies/{company}/customers/{customer}/receivables',
    tag: 'Receivables',
    realm: 'company',
    scope: 'receivables:read',
    summary: 'List the open receivables of a customer, the earliest due first',
    params: z.object({ customer: id }),
    query: pageQuery,
    ok: pageOf(receivableView),
    errors: ['customer.not_found'],
  }),
  listCredits: defineOperation({
    id: 'listCredits',
    method: 'GET',
    path: '/v1/companies/{company}/customers/{customer}/credits',
    tag: 'Receivables',
    realm: 'company',
    scope: 'receivables:read',
    summary: 'List the open credits of a customer: unapplied payments, credit notes',
    params: z.object({ customer: id }),
    query: pageQuery,
    ok: pageOf(creditView),
    errors: ['customer.not_found'],
  }),
} as const satisfies Operations;
