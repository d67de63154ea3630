import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, cursor, day, flag, id, pageOf, pageQuery, plainText } from '../../foundation/contract/page.ts';
import { HOLD_KINDS } from '../receivables/hold.ts';
import { DOCUMENT_STATES, MAX_SKIP, SORTS, STATE_FILTERS } from './invoice-table.ts';

const documentKind = z.enum(['invoice', 'credit_note']).meta({ id: 'DocumentKind' });
const TAG = 'Invoices';
const PATH = '/v1/companies/{company}/invoices';

const listedInvoice = z
  .object({
    id,
    kind: documentKind,
    number: z.string(),
    owner: z.enum(['dunlin', 'imported']),
    customerId: id,
    customerNumber: z.string(),
    customerName: z.string(),
    issuedOn: day,
    dueOn: day.meta({ description: 'The last due day, where there are instalments.' }),
    amount,
    open: amount.meta({ description: 'Of an invoice what is still owed, of a credit note what is still to be used.' }),
    currency: currencyCode,
    overdue: z.boolean(),
    state: z.enum(DOCUMENT_STATES).meta({
      description:
        'Of invoices: `overdue` when some of it is open past its due day, else `open` (nothing settled), `part_paid` or `paid` (nothing open, whatever settled it). ' +
        'Of credit notes: `open` (nothing used), `part_used`, `used`.',
    }),
    daysLate: z.int().nullable().meta({ description: 'Days for which the oldest of what is open has been past due; null when nothing is.' }),
    held: z.enum(HOLD_KINDS).nullable().meta({ description: 'The hold in force on what is open of it, or on its customer; the weightiest of several.' }),
    sent: z
      .enum(['waiting', 'sending', 'sent', 'delivered', 'bounced', 'failed', 'unknown', 'stopped'])
      .nullable()
      .meta({ description: 'How far its last mail has come; null when there was none.' }),
  })
  .meta({ id: 'ListedInvoice' });

const filters = {
  customer: id.optional(),
  kind: documentKind.optional(),
  open: flag.optional(),
  overdue: flag.optional(),
  from: day.optional().meta({ description: 'First day of issue.' }),
  to: day.optional().meta({ description: 'Last day of issue.' }),
  number: plainText(100).optional().meta({ description: 'The beginning of the number, of its digits or of the payment reference.' }),
  state: z
    .enum(STATE_FILTERS)
    .optional()
    .meta({
      description:
        '`open`: anything open; `overdue`: some of it past due; `part_paid`: something settled and something open, overdue or not; `paid`: an invoice with nothing open; ' +
        '`disputed`, `held`: something open, and a hold (of a dispute, of any kind) in force on it or on its customer.',
    }),
  daysLateFrom: z.coerce.number().int().min(1).max(36_500).optional().meta({ description: 'Days past due of the oldest of what is open, at least.' }),
  daysLateTo: z.coerce.number().int().min(1).max(36_500).optional(),
  currency: currencyCode.optional(),
  amountFrom: amount.optional().meta({ description: 'Of the gross amount, with `currency`.' }),
  amountTo: amount.optional(),
  q: plainText(200).optional().meta({
    description:
      'The text of a search box: the beginning of a number, of its digits or of the payment reference (three characters or more), of the customer’s number or of words of the customer’s name, or an exact amount such as 1234.56 or 1.234,56.',
  }),
};

const order = {
  sort: z.enum(SORTS).default('issued').meta({
    description:
      '`customer`: by name, then number. `amount`, `open`: with `currency` as written, else by the value in the currency of the books. Rows that tie stand in the order of their ids.',
  }),
  direction: z.enum(['asc', 'desc']).optional().meta({ description: 'Default: newest or largest first, all else from the beginning.' }),
};

type Amounts = { amountFrom?: unknown; amountTo?: unknown; currency?: unknown };
const currencyNamed = (query: Amounts): boolean => (query.amountFrom === undefined && query.amountTo === undefined) || query.currency !== undefined;
const CURRENCY_MISSING = { path: ['currency'], message: 'Amounts are compared in one currency: name it.' };

const sums = z
  .object({
    currency: currencyCode,
    count: z.int(),
    amount: amount.meta({ description: 'Gross of the invoices.' }),
    open: amount.meta({ description: 'What is owed on them.' }),
    overdue: amount.meta({ description: 'What of that is past its due day.' }),
    credited: amount.meta({ description: 'Gross of the credit notes.' }),
    creditOpen: amount.meta({ description: 'What of that is still to be used.' }),
  })
  .meta({ id: 'InvoiceSums' });

export const invoiceTableOperations = {
  listInvoices: defineOperation({
    id: 'listInvoices',
    method: 'GET',
    path: PATH,
    tag: TAG,
    realm: 'company',
    scope: 'invoices:read',
    summary: 'List invoices and credit notes, the last issued first',
    description: 'A cursor belongs to its sort and direction.',
    query: pageQuery
      .extend({
        ...filters,
        ...order,
        skip: z.coerce.number().int().min(0).max(MAX_SKIP).default(0).meta({ description: 'Rows to pass over after the cursor.' }),
      })
      .refine(currencyNamed, CURRENCY_MISSING),
    ok: pageOf(listedInvoice),
    errors: ['amount.invalid'],
  }),
  summariseInvoices: defineOperation({
    id: 'summariseInvoices',
    method: 'GET',
    path: `${PATH}/summary`,
    tag: TAG,
    realm: 'company',
    scope: 'invoices:read',
    summary: 'Count and sums of the invoices and credit notes of a filter',
    query: z.object(filters).refine(currencyNamed, CURRENCY_MISSING),
    ok: z.object({ count: z.int(), currencies: z.array(sums) }).meta({ id: 'InvoiceSummary' }),
    errors: ['amount.invalid'],
  }),
  listInvoiceAnchors: defineOperation({
    id: 'listInvoiceAnchors',
    method: 'GET',
    path: `${PATH}/anchors`,
    tag: TAG,
    realm: 'company',
    scope: 'invoices:read',
    summary: 'Places along a list of invoices, to reach any row of it',
    description:
      'Row `i` is the row `i mod step` after the cursor `anchors[floor(i / step)]`: list with that cursor and that `skip`. The first anchor is null, the beginning. ' +
      'What is issued or settled meanwhile moves rows as it does on every page.',
    query: z.object({ ...filters, ...order }).refine(currencyNamed, CURRENCY_MISSING),
    ok: z.object({ count: z.int(), step: z.int(), anchors: z.array(cursor.nullable()) }).meta({ id: 'InvoiceAnchors' }),
    errors: ['amount.invalid'],
  }),
  exportInvoices: defineOperation({
    id: 'exportInvoices',
    method: 'GET',
    path: `${PATH}/export`,
    tag: TAG,
    realm: 'company',
    scope: 'invoices:read',
    summary: 'All invoices and credit notes of a filter as a file',
    description: 'CSV (RFC 4180, UTF-8) in the order of the list. Text that a spreadsheet would run as a formula begins with an apostrophe.',
    requestsPerMinute: 20,
    query: z.object({ ...filters, ...order, format: z.enum(['csv']).default('csv') }).refine(currencyNamed, CURRENCY_MISSING),
    answers: 'file',
    errors: ['amount.invalid'],
  }),
} as const satisfies Operations;
