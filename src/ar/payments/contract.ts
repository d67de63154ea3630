import { z } from 'zod';
import { importAnswer, importQuery } from '../../foundation/contract/import-answer.ts';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, day, flag, id, pageOf, pageQuery, permitted, plainText, reasonText, requiredText } from '../../foundation/contract/page.ts';

const method = z.enum(['bank_transfer', 'direct_debit', 'card', 'check', 'cash', 'imported']).meta({ id: 'PaymentMethod' });
const state = z.enum(['received', 'reversed', 'returned']).meta({ id: 'PaymentState' });
const TAG = 'Payments';

const paymentFields = {
  id,
  method,
  state,
  customer: z.object({ id, number: z.string(), name: z.string() }).nullable(),
  currency: currencyCode,
  amount,
  unapplied: amount,
  receivedOn: day,
  bookedOn: day,
  payerName: z.string(),
  reference: z.string(),
  bankLineId: id.nullable(),
  awaitsBank: z.boolean(),
  creditId: id.nullable().meta({ description: 'The credit that can be refunded.' }),
};
const listedPayment = z.object(paymentFields).meta({ id: 'ListedPayment' });

export const paymentView = z
  .object({
    ...paymentFields,
    uses: z.array(
      z.object({
        receivableId: id,
        invoiceId: id.nullable(),
        number: z.string(),
        instalment: z.int(),
        amount,
        postedOn: day,
        applicationId: id.nullable().meta({ description: 'An application that a person made and that can be taken back alone.' }),
        reversed: z.boolean(),
      }),
    ),
    can: z.object({ apply: permitted, reverse: permitted, refund: permitted }),
  })
  .meta({ id: 'Payment' });

const refundView = z
  .object({
    id,
    creditId: id,
    customerId: id.nullable(),
    currency: currencyCode,
    amount,
    state: z.enum(['issued', 'rejected']),
    bankLineId: id.nullable(),
    awaitsBank: z.boolean(),
    postedOn: day,
    by: z.string(),
    can: z.object({ reject: permitted }),
  })
  .meta({ id: 'Refund' });

const paymentParams = z.object({ payment: id });
const importCounts = { read: z.int(), imported: z.int(), skipped: z.int(), ...importAnswer };
const FILE_ERRORS = ['import.strict', 'profile.invalid', 'profile.not_json', 'file.column_missing', 'file.encoding_invalid', 'file.nul_byte'] as const;

const refundOperations = {
  requestRefund: defineOperation({
    id: 'requestRefund',
    method: 'POST',
    path: '/v1/companies/{company}/refunds',
    tag: 'Refunds',
    realm: 'company',
    scope: 'payments:write',
    summary: 'Give the open part of a credit back',
    description: 'Money out takes four eyes: a second person approves it. Only in a company that one person runs it is paid out at once.',
    idempotent: true,
    body: z.strictObject({ creditId: id, amount, postedOn: day.optional(), reason: reasonText }),
    status: 201,
    ok: z.object({ state: z.enum(['issued', 'awaits_approval']), refundId: id.nullable(), approvalId: id.nullable() }),
    errors: [
      'allocation.item_not_found',
      'allocation.exceeds_open_amount',
      'allocation.not_positive',
      'refund.not_refundable',
      'amount.invalid',
      'period.closed',
    ],
  }),
  listRefunds: defineOperation({
    id: 'listRefunds',
    method: 'GET',
    path: '/v1/companies/{company}/refunds',
    tag: 'Refunds',
    realm: 'company',
    scope: 'payments:read',
    summary: 'List refunds, the newest first',
    query: pageQuery,
    ok: pageOf(refundView),
  }),
  getRefund: defineOperation({
    id: 'getRefund',
    method: 'GET',
    path: '/v1/companies/{company}/refunds/{refund}',
    tag: 'Refunds',
    realm: 'company',
    scope: 'payments:read',
    summary: 'Get a refund',
    params: z.object({ refund: id }),
    ok: refundView,
    errors: ['refund.not_found'],
  }),
  rejectRefund: defineOperation({
    id: 'rejectRefund',
    method: 'POST',
    path: '/v1/companies/{company}/refunds/{refund}/reject',
    tag: 'Refunds',
    realm: 'company',
    scope: 'payments:write',
    summary: 'Say that the bank sent a refund back; the customer has the credit again',
    idempotent: true,
    params: z.object({ refund: id }),
    body: z.strictObject({ on: day.optional().meta({ description: 'Day on which the money came back; default today.' }), reason: reasonText }),
    ok: z.object({ creditId: id }),
    errors: ['refund.not_found', 'refund.already_rejected'],
  }),
};

export const paymentsOperations = {
  listPayments: defineOperation({
    id: 'listPayments',
    method: 'GET',
    path: '/v1/companies/{company}/payments',
    tag: TAG,
    realm: 'company',
    scope: 'payments:read',
    summary: 'List payments, the last received first',
    query: pageQuery.extend({
      customer: id.optional(),
      state: state.optional(),
      unapplied: flag.optional().meta({ description: 'Only those with something left to apply.' }),
      awaitsBank: flag.optional().meta({ description: 'Only those that the bank has still to report.' }),
      from: day.optional(),
      to: day.optional(),
    }),
    ok: pageOf(listedPayment),
  }),
  getPayment: defineOperation({
    id: 'getPayment',
    method: 'GET',
    path: '/v1/companies/{company}/payments/{payment}',
    tag: TAG,
    realm: 'company',
    scope: 'payments:read',
    summary: 'Get a payment with what it settled',
    params: paymentParams,
    ok: paymentView,
    errors: ['payment.not_found'],
  }),
  recordPayment: defineOperation({
    id: 'recordPayment',
    method: 'POST',
    path: '/v1/companies/{company}/payments',
    tag: TAG,
    realm: 'company',
    scope: 'payments:write',
    summary: 'Record money that came in',
    description: 'It stands unapplied with the customer until it is applied. Money that awaits the bank is linked to its bank line, never booked twice.',
    idempotent: true,
    body: z.strictObject({
      customerId: id.optional(),
      customerNumber: requiredText(300).optional().meta({ description: 'Either this or customerId.' }),
      method: z.enum(['bank_transfer', 'direct_debit', 'card', 'check', 'cash']),
      amount,
      currency: currencyCode.optional().meta({ description: 'Default: the currency of the books.' }),
      receivedOn: day.optional().meta({ description: 'Value day; default today.' }),
      payerName: plainText(200).optional(),
      reference: plainText(140).optional(),
      awaitsBank: z.boolean().optional().meta({ description: 'The bank has still to report it; default true. Only cash and checks may say false.' }),
    }),
    status: 201,
    ok: paymentView,
    errors: [
      'customer.not_found',
      'customer.unnamed',
      'payment.not_positive',
      'payment.day_ahead',
      'payment.bank_unseen',
      'amount.invalid',
      'period.closed',
      'rate.missing',
    ],
  }),
  applyPayment: defineOperation({
    id: 'applyPayment',
    method: 'POST',
    path: '/v1/companies/{company}/payments/{payment}/applications',
    tag: TAG,
    realm: 'company',
    scope: 'cash:apply',
    summary: 'Apply a payment to receivables',
    description: 'A tolerance gives money up and needs the permission writeoffs:write as well.',
    idempotent: true,
    params: paymentParams,
    body: z.strictObject({
      parts: z
        .array(z.strictObject({ receivableId: id, amount, discount: amount.optional(), tolerance: amount.optional() }))
        .min(1)
        .max(1_000),
    }),
    status: 201,
    ok: paymentView,
    errors: [
      'payment.not_found',
      'payment.state',
      'amount.invalid',
      'allocation.item_not_found',
      'allocation.exceeds_open_amount',
      'allocation.not_positive',
      'allocation.currency_differs',
      'discount.not_earned',
      'discount.exceeds_agreed',
    ],
  }),
  reverseApplication: defineOperation({
    id: 'reverseApplication',
    method: 'POST',
    path: '/v1/companies/{company}/payments/{payment}/applications/{application}/reverse',
    tag: TAG,
    realm: 'company',
    scope: 'cash:apply',
    summary: 'Take an application back; the payment stays',
    idempotent: true,
    params: z.object({ payment: id, application: id }),
    body: z.strictObject({ reason: reasonText }),
    ok: paymentView,
    errors: ['payment.not_found', 'payment.application_not_found', 'cause.already_reversed'],
  }),
  reversePayment: defineOperation({
    id: 'reversePayment',
    method: 'POST',
    path: '/v1/companies/{company}/payments/{payment}/reverse',
    tag: TAG,
    realm: 'company',
    scope: 'payments:write',
    summary: 'Take a payment back that should not have been recorded, with all it settled',
    idempotent: true,
    params: paymentParams,
    body: z.strictObject({ reason: reasonText }),
    ok: paymentView,
    errors: ['payment.not_found', 'payment.of_bank_line', 'cause.already_reversed', 'cause.not_reversible'],
  }),
  ...refundOperations,
  importInvoices: defineOperation({
    id: 'importInvoices',
    method: 'POST',
    path: '/v1/companies/{company}/invoice-imports',
    tag: 'Imports',
    realm: 'company',
    scope: 'invoices:write',
    summary: 'Import invoices and credit notes of other books: open ones and history',
    idempotent: true,
    upload: true,
    query: z.object({
      ...importQuery,
      opening: flag.optional().meta({ description: 'Open items of a cut-over: opening balances, no sales of ours.' }),
      cutOver: day.optional().meta({ description: 'Last day of the old books.' }),
      expectOpen: amount.optional().meta({ description: 'Open total of the old aging; another total refuses the import.' }),
      unknownCustomers: z
        .enum(['create', 'problem'])
        .optional()
        .meta({ description: 'A customer that is not there yet is made from the row (default), or keeps the row back.' }),
      expectCurrency: currencyCode.optional().meta({ description: 'Of expectOpen; default: the currency of the books.' }),
    }),
    ok: z.object({ ...importCounts, customersCreated: z.int() }),
    errors: ['import.not_tied', 'amount.invalid', 'rate.missing', ...FILE_ERRORS],
  }),
  importPayments: defineOperation({
    id: 'importPayments',
    method: 'POST',
    path: '/v1/companies/{company}/payment-imports',
    tag: 'Imports',
    realm: 'company',
    scope: 'payments:write',
    summary: 'Import payments that other books recorded',
    idempotent: true,
    upload: true,
    query: z.object(importQuery),
    ok: z.object(importCounts),
    errors: ['rate.missing', ...FILE_ERRORS],
  }),
} as const satisfies Operations;
