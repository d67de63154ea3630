import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import { openBook } from '../ledger/book.ts';
import { paymentNotFound } from './get-payment.ts';
import { lockPayments } from './known-money.ts';
import { reverseCauses } from './reverse-causes.ts';

/** Takes a payment back that should not have been recorded, with everything that used it. What a bank line brought is undone at the line, which would
 *  otherwise stay applied without its money.
 *  Refuses `payment.not_found`, `payment.of_bank_line`, `cause.already_reversed`, `cause.not_reversible`. */
export async function reversePayment(ctx: Ctx, paymentId: string, reason: string): Promise<void> {
  await openBook(ctx);
  const [payment] = await lockPayments(ctx, [paymentId]);
  if (!payment) throw paymentNotFound(paymentId);
  if (payment.state !== 'received')
    throw new Refusal('cause.already_reversed', `This payment was ${payment.state} before; nothing was changed. Reload it.`, {
      paymentId,
      state: payment.state,
    });
  if (payment.bank_line_id !== null)
    throw new Refusal(
      'payment.of_bank_line',
      'This payment stands on a bank line. Undo the bank line; then it waits again, or the payment awaits the bank again.',
      {
        paymentId,
        bankLineId: payment.bank_line_id,
      },
    );
  await reverseCauses(ctx, { causeIds: [payment.cause_id], eventOn: null, paymentState: 'reversed', label: 'undo' });
  await recordAudit(ctx, [{ action: 'payment.reversed', subjectKind: 'payment', subjectId: paymentId, reason }]);
}

/** Takes one application of a payment back; the payment stays, unapplied by that much.
 *  Refuses `payment.application_not_found`, `cause.already_reversed`. */
export async function reverseApplication(ctx: Ctx, of: { paymentId: string; applicationId: string; reason: string }): Promise<void> {
  const [found] = await ctx.tx.rows(sql<{ id: string }>`
    select a.id from allocation a join credit k on k.company_id = a.company_id and k.id = a.credit_id
    where a.company_id = ${ctx.company.id} and a.cause_id = ${of.applicationId} and a.cause_kind = 'application' and k.payment_id = ${of.paymentId} limit 1`);
  if (!found)
    throw new Refusal('payment.application_not_found', `This payment has no application ${of.applicationId} that could be taken back alone. Reload it.`, {
      id: of.applicationId,
    });
  await reverseCauses(ctx, { causeIds: [of.applicationId], eventOn: null, paymentState: 'reversed', label: 'undo' });
  await recordAudit(ctx, [
    { action: 'payment.application_reversed', subjectKind: 'payment', subjectId: of.paymentId, after: { applicationId: of.applicationId }, reason: of.reason },
  ]);
}
