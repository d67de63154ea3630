import { Refusal, type RefusalDetails } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal, multiplyDivideRounded } from '../../foundation/money/money.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import { openBook, postingDay } from '../ledger/book.ts';
import { post } from '../ledger/post.ts';
import { findReturnable, returnPayments } from '../payments/return-payments.ts';
import { lockAwaitedRefund, tieRefund } from '../payments/settle-refund.ts';
import type { StoredLine } from './bank-line.ts';
import { requireLine } from './require-line.ts';
import { saveLineStates, supersedeProposals } from './match-store.ts';

function amountsOf(line: StoredLine, known: { currency: Currency; minor: bigint }): RefusalDetails {
  const { id: lineId, currency, minor } = line;
  return { lineId, line: formatDecimal(-minor, currency), currency, known: formatDecimal(known.minor, known.currency), knownCurrency: known.currency };
}

function requireOutgoing(line: StoredLine, known: { currency: Currency; minor: bigint; what: string }): bigint {
  const out = -line.minor;
  const text = (minor: bigint) => `${formatDecimal(minor, line.currency)} ${line.currency}`;
  if (out <= 0n)
    throw new Refusal('cash.not_outgoing', 'Money came in on this bank line; only an outgoing line can be a return or a refund.', { lineId: line.id });
  if (line.currency !== known.currency || out < known.minor) {
    throw new Refusal(
      'cash.outgoing_differs',
      `The bank line of ${text(out)} cannot be the ${known.what} of ${formatDecimal(known.minor, known.currency)} ${known.currency}. Choose the line with its amount.`,
      amountsOf(line, known),
    );
  }
  return out;
}

/** The bank took a payment back (returned debit, bad check): what it settled is open again from the line's day on. What the line takes beyond the payment
 *  is the bank's fee. Everything of the payment's cause goes back together, so the line is at least that much.
 *  Refuses `cash.not_outgoing`, `cash.outgoing_differs`, `payment.not_found`, `payment.not_returnable`, `bank_line.*`. */
export async function explainAsReturn(ctx: Ctx, input: { lineId: string; paymentId: string; reason: string }): Promise<void> {
  const line = await requireLine(ctx, input.lineId, 'applied');
  const money = await findReturnable(ctx, input.paymentId);
  const out = requireOutgoing(line, { ...money, what: 'return' });
  const book = await openBook(ctx);
  await returnPayments(ctx, money, { lineId: line.id, on: line.booked_on });
  const fee = out - money.minor;
  const feeBase = fee === 0n ? 0n : multiplyDivideRounded(-line.base_minor, fee, out);
  await settleClearing(ctx, { line, postedOn: postingDay(book, line.booked_on), causeKind: 'return', fee, feeBase, knownBase: money.baseMinor });
  await finish(ctx, line, {
    reason: 'returned_payment',
    action: 'bank_line.return',
    after: { paymentIds: money.paymentIds, fee: formatDecimal(fee, line.currency) },
    why: input.reason,
  });
}

/** The outgoing line is a refund that we issued. Refuses `refund.*`, `cash.*`, `bank_line.*`. */
export async function explainAsRefund(ctx: Ctx, input: { lineId: string; refundId: string; reason: string }): Promise<void> {
  const line = await requireLine(ctx, input.lineId, 'applied');
  const refund = await lockAwaitedRefund(ctx, input.refundId);
  const out = requireOutgoing(line, { ...refund, what: 'refund' });
  if (out !== refund.minor) {
    throw new Refusal(
      'cash.outgoing_differs',
      `The bank line of ${formatDecimal(out, line.currency)} ${line.currency} is more than the refund of ${formatDecimal(refund.minor, refund.currency)}.`,
      amountsOf(line, refund),
    );
  }
  const book = await openBook(ctx);
  await tieRefund(ctx, refund.id, line.id);
  await settleClearing(ctx, { line, postedOn: postingDay(book, line.booked_on), causeKind: 'return', fee: 0n, feeBase: 0n, knownBase: refund.baseMinor });
  await finish(ctx, line, { reason: 'refund', action: 'bank_line.refund', after: { refundId: refund.id }, why: input.reason });
}

type Clearing = { line: StoredLine; postedOn: StoredLine['posted_on']; causeKind: 'return'; fee: bigint; feeBase: bigint; knownBase: bigint };

/** Clearing is empty but for the bank's fee and for what the bank's rate differs from the frozen one. */
async function settleClearing(ctx: Ctx, { line, postedOn, causeKind, fee, feeBase, knownBase }: Clearing): Promise<void> {
  const difference = -line.base_minor - feeBase - knownBase;
  const { currency } = line;
  await post(ctx, [
    {
      postedOn,
      valueOn: line.value_on,
      cause: { kind: causeKind, id: ctx.newId() },
      lines: [
        { account: 'COST', currency, minor: fee, baseMinor: feeBase },
        { account: 'FX', currency, minor: 0n, baseMinor: difference },
        { account: 'BCL', currency, minor: -fee, baseMinor: -feeBase - difference },
      ],
    },
  ]);
}

async function finish(ctx: Ctx, line: StoredLine, done: { reason: string; action: string; after: unknown; why: string }): Promise<void> {
  await supersedeProposals(ctx, [line.id]);
  await saveLineStates(ctx, [{ id: line.id, state: 'applied', reason: done.reason }]);
  await recordAudit(ctx, [{ action: done.action, subjectKind: 'bank_line', subjectId: line.id, after: done.after, reason: done.why }]);
}
