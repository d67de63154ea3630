import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { day, id, instant, pageOf, pageQuery, permitted, reasonText } from '../../foundation/contract/page.ts';
import { HAND_PLACED_KINDS, HOLD_KINDS } from './hold.ts';

const TAG = 'Holds';
const MAX_SUBJECTS = 500;

const holdView = z
  .object({
    id,
    kind: z.enum(HOLD_KINDS),
    scope: z.enum(['receivable', 'customer', 'company']),
    invoiceId: id.nullable().meta({ description: 'Of a held receivable: its invoice, if it has one.' }),
    receivableId: id.nullable(),
    number: z.string().nullable().meta({ description: 'Of the held receivable.' }),
    instalment: z.int().nullable(),
    customerId: id.nullable().meta({ description: 'Who is held, or owes what is held; null for holds on the whole company.' }),
    customerNumber: z.string().nullable(),
    customerName: z.string().nullable(),
    since: instant,
    untilOn: day.nullable().meta({ description: 'Its last day; null until it is released.' }),
    reason: z.string(),
    placedBy: z.string(),
    placedByName: z.string().nullable().meta({ description: 'Where a person placed it.' }),
    can: z.object({ release: permitted }),
  })
  .meta({ id: 'Hold' });

const placement = z
  .object({
    subjectId: id.meta({ description: 'The invoice or customer that was named.' }),
    number: z.string().nullable().meta({ description: 'Of the invoice or customer; null of a credit note.' }),
    result: z.enum(['placed', 'ready', 'skipped']).meta({ description: '`ready`: a dry run would have placed it.' }),
    code: z
      .enum(['nothing_open', 'already_held', 'credit_note'])
      .nullable()
      .meta({ description: 'Why it was skipped. `already_held`: a hold of this kind is in force on it already, or on its customer.' }),
    holdIds: z.array(id).meta({ description: 'One a receivable that is open; of a dry run none.' }),
  })
  .meta({ id: 'HoldPlacement' });

const subjects = z.array(id).min(1).max(MAX_SUBJECTS);

export const holdOperations = {
  listHolds: defineOperation({
    id: 'listHolds',
    method: 'GET',
    path: '/v1/companies/{company}/holds',
    tag: TAG,
    realm: 'company',
    scope: 'receivables:read',
    summary: 'List the holds in force, the oldest first',
    description: 'Of an invoice or a customer: those on it, and those that hold it with everything else of its customer or of the company.',
    query: pageQuery.extend({ invoice: id.optional(), customer: id.optional(), kind: z.enum(HOLD_KINDS).optional() }),
    ok: pageOf(holdView),
  }),
  placeHolds: defineOperation({
    id: 'placeHolds',
    method: 'POST',
    path: '/v1/companies/{company}/holds',
    tag: TAG,
    realm: 'company',
    scope: 'collections:write',
    summary: 'Hold invoices or customers: no reminder and no debit for now',
    description:
      'An invoice is held in each of its open receivables. What has nothing open or is held so already is skipped and says why; the others are held. ' +
      'The kinds are those that a person places; the others belong to what they follow from. A dry run says the same and places nothing.',
    idempotent: true,
    body: z
      .strictObject({
        kind: z.enum(HAND_PLACED_KINDS),
        reason: reasonText,
        untilOn: day.optional().meta({ description: 'Its last day; without it until it is released.' }),
        invoiceIds: subjects.optional(),
        customerIds: subjects.optional(),
        dryRun: z.boolean().default(false),
      })
      .refine(({ invoiceIds, customerIds }) => (invoiceIds === undefined) !== (customerIds === undefined), {
        path: ['invoiceIds'],
        message: 'Name either invoices or customers.',
      }),
    ok: z.object({ dryRun: z.boolean(), held: z.int(), skipped: z.int(), results: z.array(placement) }),
    errors: ['hold.subject_not_found', 'hold.ends_in_past', 'customer.not_found'],
  }),
  releaseHold: defineOperation({
    id: 'releaseHold',
    method: 'POST',
    path: '/v1/companies/{company}/holds/{hold}/release',
    tag: TAG,
    realm: 'company',
    scope: 'collections:write',
    summary: 'End a hold that a person placed',
    idempotent: true,
    params: z.object({ hold: id }),
    body: z.strictObject({ reason: reasonText }),
    ok: z.object({ id, released: z.literal(true) }),
    errors: ['hold.not_found', 'hold.not_active', 'hold.not_by_hand'],
  }),
} as const satisfies Operations;
