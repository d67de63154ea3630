import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, day, id, instant, pageOf, pageQuery, permitted, reasonText, requiredText } from '../../foundation/contract/page.ts';
import { draftLine, draftTerms, MAX_LINES } from './draft.ts';
import { TAX_CATEGORIES } from './invoice.ts';

export const MAX_DRAFTS = 2_000;
const MAX_BODY_BYTES = 32 * 1024 * 1024;

const documentKind = z.enum(['invoice', 'credit_note']).meta({ id: 'DocumentKind' });
const customerRef = z.object({ id, number: z.string(), name: z.string() });
const taxCategory = z.enum(TAX_CATEGORIES as ['S', ...typeof TAX_CATEGORIES]);

const invoiceView = z
  .object({
    id,
    kind: documentKind,
    number: z.string(),
    owner: z.enum(['dunlin', 'imported']),
    customer: customerRef,
    cites: z.object({ id, number: z.string() }).nullable().meta({ description: 'The invoice that a credit note corrects.' }),
    currency: currencyCode,
    issuedOn: day,
    dueOn: day,
    suppliedOn: day.nullable(),
    postedOn: day,
    terms: z.string(),
    customerReference: z.string(),
    paymentReference: z.string(),
    net: amount,
    tax: amount,
    amount,
    open: amount,
    baseRate: z.string().nullable().meta({ description: 'Frozen at issue; null in the currency of the books.' }),
    baseAmount: amount,
    recordedAt: instant,
    lines: z.array(
      z.object({
        text: z.string(),
        quantity: z.string(),
        unitPrice: z.string(),
        discount: amount,
        net: amount,
        taxCategory: z.string(),
        taxRate: z.string(),
      }),
    ),
    taxes: z.array(z.object({ category: z.string(), rate: z.string(), taxable: amount, tax: amount })),
    receivables: z.array(z.object({ id, instalment: z.int(), dueOn: day, amount, open: amount })),
    creditId: id.nullable().meta({ description: 'Of a credit note: the credit that can be refunded.' }),
    creditNotes: z.array(z.object({ id, number: z.string(), issuedOn: day, amount })),
    can: z.object({ credit: permitted }),
  })
  .meta({ id: 'Invoice' });

const whose = {
  customerId: id.optional(),
  customerNumber: requiredText(300).optional().meta({ description: 'Either this or customerId.' }),
};
const draftEntry = z.strictObject({ ...whose, ...draftTerms }).meta({ id: 'InvoiceDraftEntry' });

const draftView = z
  .object({
    id,
    state: z.enum(['open', 'issued', 'discarded']),
    customer: customerRef,
    currency: currencyCode,
    issuedOn: day.nullable(),
    suppliedOn: day.nullable(),
    terms: z.string().nullable(),
    customerReference: z.string(),
    series: z.string().nullable(),
    pricesIncludeTax: z.boolean(),
    lines: z.array(
      z.object({
        text: z.string(),
        quantity: z.string(),
        unitPrice: z.string(),
        discount: amount.nullable(),
        taxRate: z.string(),
        taxCategory,
        net: amount,
      }),
    ),
    net: amount,
    tax: amount,
    amount,
    invoiceId: id.nullable(),
    createdBy: z.string(),
    createdAt: instant,
    changedAt: instant,
    can: z.object({ change: permitted, issue: permitted, discard: permitted }),
  })
  .meta({ id: 'InvoiceDraft' });

const issuedView = z
  .object({
    issued: z.array(z.object({ id, number: z.string(), customerId: id, amount, currency: currencyCode, receivableIds: z.array(id) })),
  })
  .meta({ id: 'IssuedInvoices' });

const ISSUE_ERRORS = [
  'customer.not_found',
  'customer.unnamed',
  'terms.unknown',
  'invoice.line_invalid',
  'invoice.not_positive',
  'invoice.series_unknown',
  'amount.invalid',
  'rate.missing',
  'period.closed',
] as const;
const DRAFT_ERRORS = ['customer.not_found', 'customer.unnamed', 'terms.unknown', 'invoice.line_invalid', 'amount.invalid'] as const;
const draftParams = z.object({ draft: id });
const TAG = 'Invoices';
const DRAFTS = 'Invoice drafts';

const draftOperations = {
  listInvoiceDrafts: defineOperation({
    id: 'listInvoiceDrafts',
    method: 'GET',
    path: '/v1/companies/{company}/invoice-drafts',
    tag: DRAFTS,
    realm: 'company',
    scope: 'invoices:read',
    summary: 'List drafts, the newest first',
    query: pageQuery.extend({ state: z.enum(['open', 'issued', 'discarded']).default('open') }),
    ok: pageOf(draftView),
  }),
  getInvoiceDraft: defineOperation({
    id: 'getInvoiceDraft',
    method: 'GET',
    path: '/v1/companies/{company}/invoice-drafts/{draft}',
    tag: DRAFTS,
    realm: 'company',
    scope: 'invoices:read',
    summary: 'Get a draft with what it comes to',
    params: draftParams,
    ok: draftView,
    errors: ['invoice_draft.not_found'],
  }),
  createInvoiceDraft: defineOperation({
    id: 'createInvoiceDraft',
    method: 'POST',
    path: '/v1/companies/{company}/invoice-drafts',
    tag: DRAFTS,
    realm: 'company',
    scope: 'invoices:write',
    summary: 'Write a draft',
    idempotent: true,
    body: draftEntry,
    status: 201,
    ok: draftView,
    errors: DRAFT_ERRORS,
  }),
  updateInvoiceDraft: defineOperation({
    id: 'updateInvoiceDraft',
    method: 'PUT',
    path: '/v1/companies/{company}/invoice-drafts/{draft}',
    tag: DRAFTS,
    realm: 'company',
    scope: 'invoices:write',
    summary: 'Write a draft anew',
    idempotent: true,
    params: draftParams,
    body: draftEntry,
    ok: draftView,
    errors: ['invoice_draft.not_found', 'invoice_draft.state', 'invoice_draft.customer_changed', ...DRAFT_ERRORS],
  }),
  discardInvoiceDraft: defineOperation({
    id: 'discardInvoiceDraft',
    method: 'POST',
    path: '/v1/companies/{company}/invoice-drafts/{draft}/discard',
    tag: DRAFTS,
    realm: 'company',
    scope: 'invoices:write',
    summary: 'Discard a draft',
    idempotent: true,
    params: draftParams,
    ok: draftView,
    errors: ['invoice_draft.not_found', 'invoice_draft.state'],
  }),
  issueInvoiceDrafts: defineOperation({
    id: 'issueInvoiceDrafts',
    method: 'POST',
    path: '/v1/companies/{company}/invoice-drafts/issue',
    tag: DRAFTS,
    realm: 'company',
    scope: 'invoices:write',
    summary: 'Issue drafts, all or none',
    idempotent: true,
    body: z.strictObject({ draftIds: z.array(id).min(1).max(MAX_DRAFTS) }),
    status: 201,
    ok: issuedView,
    errors: ['invoice_draft.not_found', 'invoice_draft.state', ...ISSUE_ERRORS],
  }),
};

export const invoicesOperations = {
  ...draftOperations,
  getInvoice: defineOperation({
    id: 'getInvoice',
    method: 'GET',
    path: '/v1/companies/{company}/invoices/{invoice}',
    tag: TAG,
    realm: 'company',
    scope: 'invoices:read',
    summary: 'Get an invoice or credit note with lines, taxes and what is open',
    params: z.object({ invoice: id }),
    ok: invoiceView,
    errors: ['document.not_found'],
  }),
  getInvoicePdf: defineOperation({
    id: 'getInvoicePdf',
    method: 'GET',
    path: '/v1/companies/{company}/invoices/{invoice}/pdf',
    tag: TAG,
    realm: 'company',
    scope: 'invoices:read',
    summary: 'The PDF of an invoice or credit note',
    description: 'Made when it is asked for first, and the same bytes from then on.',
    params: z.object({ invoice: id }),
    answers: 'file',
    errors: ['document.not_found', 'document.imported'],
  }),
  sendInvoices: defineOperation({
    id: 'sendInvoices',
    method: 'POST',
    path: '/v1/companies/{company}/invoices/send',
    tag: TAG,
    realm: 'company',
    scope: 'invoices:write',
    summary: 'Mail invoices and credit notes with their PDF',
    description:
      'Each goes into the outbox once, to the billing contact, else to whoever has an address; `again` sends another copy. Not dunning: it leaves at once.',
    idempotent: true,
    body: z.strictObject({ documentIds: z.array(id).min(1).max(50), again: z.boolean().default(false) }),
    ok: z.object({
      documents: z.array(
        z
          .object({
            documentId: id,
            number: z.string(),
            to: z.string(),
            result: z.enum(['queued', 'already_sent', 'no_address', 'no_pdf', 'refused']),
            messageId: id.nullable(),
          })
          .meta({ id: 'DocumentSent' }),
      ),
    }),
    errors: ['document.not_found', 'document.imported'],
  }),
  previewInvoiceSend: defineOperation({
    id: 'previewInvoiceSend',
    method: 'POST',
    path: '/v1/companies/{company}/invoices/send-preview',
    tag: TAG,
    realm: 'company',
    scope: 'invoices:read',
    summary: 'Say which invoices and credit notes would be mailed, and which would be left out',
    description: 'What sendInvoices would do with each, and why; nothing is done. Send those that are ready, fifty at a time.',
    body: z.strictObject({ documentIds: z.array(id).min(1).max(500), again: z.boolean().default(false) }),
    ok: z.object({
      ready: z.int(),
      documents: z.array(
        z
          .object({
            documentId: id,
            number: z.string(),
            customerName: z.string(),
            to: z.string().meta({ description: 'The address; empty where there is none.' }),
            result: z.enum(['ready', 'imported', 'already_sent', 'no_address', 'refused']),
            problem: z.string().nullable().meta({ description: 'In words, where it is refused.' }),
          })
          .meta({ id: 'DocumentToSend' }),
      ),
    }),
    errors: ['document.not_found'],
  }),
  listInvoiceDeliveries: defineOperation({
    id: 'listInvoiceDeliveries',
    method: 'GET',
    path: '/v1/companies/{company}/invoices/{invoice}/deliveries',
    tag: TAG,
    realm: 'company',
    scope: 'invoices:read',
    summary: 'How far the mails of an invoice or credit note have come, the newest first',
    params: z.object({ invoice: id }),
    ok: z.object({
      deliveries: z.array(
        z.object({
          messageId: id,
          to: z.string(),
          state: z.enum(['waiting', 'sending', 'sent', 'delivered', 'bounced', 'failed', 'unknown', 'stopped']),
          at: instant,
        }),
      ),
    }),
    errors: ['document.not_found'],
  }),
  issueInvoices: defineOperation({
    id: 'issueInvoices',
    method: 'POST',
    path: '/v1/companies/{company}/invoices/issue',
    tag: TAG,
    realm: 'company',
    scope: 'invoices:write',
    summary: 'Issue invoices, all or none',
    description: 'Numbers are given in the order of the list. One that cannot be issued refuses the list and is named by its position.',
    idempotent: true,
    maxBytes: MAX_BODY_BYTES,
    body: z.strictObject({ invoices: z.array(draftEntry).min(1).max(MAX_DRAFTS) }),
    status: 201,
    ok: issuedView,
    errors: ISSUE_ERRORS,
  }),
  issueCreditNote: defineOperation({
    id: 'issueCreditNote',
    method: 'POST',
    path: '/v1/companies/{company}/invoices/{invoice}/credit-notes',
    tag: TAG,
    realm: 'company',
    scope: 'invoices:write',
    summary: 'Correct an invoice by a credit note',
    description: 'Without lines everything on the invoice is credited. The credit reduces what is due last first.',
    idempotent: true,
    params: z.object({ invoice: id }),
    body: z.strictObject({ reason: reasonText, issuedOn: day.optional(), lines: z.array(draftLine).min(1).max(MAX_LINES).optional() }),
    status: 201,
    ok: invoiceView,
    errors: ['document.not_found', 'credit_note.exceeds_invoice', 'invoice.line_invalid', 'amount.invalid', 'period.closed'],
  }),
} as const satisfies Operations;
