import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { amount, currencyCode, day, id } from '../../foundation/contract/page.ts';

const customer = z.object({ id, number: z.string(), name: z.string() });
const totals = z.array(z.object({ currency: currencyCode, open: amount }));

const remindersEvidence = z.object({
  kind: z.literal('reminders'),
  runId: id,
  policy: z.string(),
  on: day.nullable(),
  reminders: z.int(),
  customers: z.int(),
  byStep: z.array(z.object({ step: z.string(), channel: z.enum(['email', 'sms', 'letter', 'call']), count: z.int() })),
  totals: totals.meta({ description: 'Open on what is reminded of, as it stood when it was planned; what two reminders name counts once.' }),
  excluded: z
    .array(
      z.object({
        outcome: z.enum(['skip', 'hold']),
        reason: z.string(),
        count: z.int(),
        totals,
        examples: z
          .array(z.object({ receivableId: id, number: z.string(), customer, open: amount, currency: currencyCode }))
          .meta({ description: 'The largest open ones.' }),
      }),
    )
    .meta({ description: 'Open receivables that the policy looked at on the day of the run and left out, by reason, the most frequent first.' }),
});

const refundEvidence = z.object({
  kind: z.literal('refund'),
  customer: customer.nullable(),
  credit: z.object({ id, kind: z.string(), number: z.string().nullable(), currency: currencyCode, amount, open: amount, valueOn: day }),
  payment: z
    .object({ id, method: z.string(), payerName: z.string(), reference: z.string(), receivedOn: day, amount, bankLineId: id.nullable() })
    .nullable()
    .meta({ description: 'Where the credit comes from money that was received.' }),
  enough: z.boolean().meta({ description: 'Whether as much as is asked for is still open.' }),
  owed: totals.meta({ description: 'What the customer owes besides.' }),
});

export const approvalEvidenceOperations = {
  getApprovalEvidence: defineOperation({
    id: 'getApprovalEvidence',
    method: 'GET',
    path: '/v1/companies/{company}/approvals/{approval}/evidence',
    tag: 'Approvals',
    realm: 'company',
    scope: 'approvals:read',
    summary: 'What an approval would do, with the facts that it rests on',
    params: z.object({ approval: id }),
    ok: z
      .object({
        evidence: z.union([remindersEvidence, refundEvidence]).nullable().meta({
          description:
            'null: nothing is known about the operation but its input, or the caller may not see it (refunds: `payments:read`, reminders: `collections:read`).',
        }),
      })
      .meta({ id: 'ApprovalEvidence' }),
    errors: ['approval.not_found'],
  }),
} as const satisfies Operations;
