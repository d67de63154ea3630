import { Refusal } from '../../foundation/errors/refusal.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import { openBook } from '../ledger/book.ts';
import { applyPayments } from './apply-payments.ts';
import { paymentNotFound } from './get-payment.ts';
import { lockPayments } from './known-money.ts';

export type PaymentPart = { readonly receivableId: string; readonly minor: bigint; readonly discountMinor: bigint; readonly toleranceMinor: bigint };

/** A person applies a payment to receivables, of whichever customer, under a cause of its own: it can be taken back without the payment.
 *  Refuses `payment.not_found`, `payment.state` and what applying refuses. Returns the application. */
export async function applyPayment(ctx: Ctx, paymentId: string, parts: readonly PaymentPart[]): Promise<string> {
  const book = await openBook(ctx);
  const [payment] = await lockPayments(ctx, [paymentId]);
  if (!payment) throw paymentNotFound(paymentId);
  if (payment.state !== 'received')
    throw new Refusal('payment.state', `This payment was ${payment.state}; nothing can be paid with it. Reload it.`, { paymentId, state: payment.state });
  const id = ctx.newId();
  await applyPayments(
    ctx,
    book,
    parts.map((part) => ({
      ...part,
      creditId: payment.credit_id,
      valueOn: payment.received_on,
      bookedOn: payment.booked_on,
      cause: { kind: 'application', id },
    })),
  );
  await recordAudit(ctx, [
    { action: 'payment.applied', subjectKind: 'payment', subjectId: paymentId, after: { applicationId: id, receivables: parts.length } },
  ]);
  return id;
}
