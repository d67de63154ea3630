import type { Day } from '../../foundation/calendar/day.ts';
import { assert, Refusal } from '../../foundation/errors/refusal.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import { recordAudit } from '../access/record-audit.ts';
import { actorText, type Ctx } from '../access/context.ts';
import type { AccountCode } from '../ledger/account.ts';
import { openBook, postingDay, requireOpenDay } from '../ledger/book.ts';
import { transfer } from '../ledger/journal.ts';
import { post } from '../ledger/post.ts';
import { lockCredits, type LockedCredit } from '../receivables/lock-items.ts';
import { baseShare } from '../receivables/receivable.ts';
import { settleTechnically } from '../receivables/settle-technically.ts';
import { refundTable } from './tables.ts';

export type RefundRequest = {
  readonly creditId: string;
  /** Of the credit's open amount, in its currency. */
  readonly minor: bigint;
  /** The clearing account through which the money leaves. */
  readonly from: AccountCode;
  readonly postedOn: Day;
  readonly reason: string;
};

export type IssuedRefund = { readonly id: string; readonly postedOn: Day };

/** Gives the open part of a payment or a credit note back to the customer: the credit is taken up technically, the money leaves its clearing account
 *  and awaits the bank. At the credit's own frozen base, so a refund moves no exchange difference until the bank reports its own.
 *  Refuses `allocation.item_not_found`, `allocation.not_positive`, `allocation.exceeds_open_amount`, `refund.not_refundable` and `period.closed`. */
export async function refundCredit(ctx: Ctx, request: RefundRequest): Promise<IssuedRefund> {
  const book = await openBook(ctx);
  requireOpenDay(book, request.postedOn, 'The day of the refund');
  const credit = (await lockCredits(ctx, [request.creditId])).get(request.creditId);
  const account = requireRefundable(request, credit);
  assert(credit, 'a refundable credit exists');
  const postedOn = postingDay(book, request.postedOn, credit.posted_on);
  const id = ctx.newId();
  const cause = { kind: 'refund', id } as const;
  const base = baseShare({ open: credit.open, baseOpen: credit.base_open, original: credit.original, baseOriginal: credit.base_original }, request.minor);
  await settleTechnically(ctx, book, { credits: [{ creditId: credit.id, minor: request.minor }], cause, eventOn: postedOn, label: 'refund' });
  await post(ctx, [
    {
      postedOn,
      valueOn: postedOn,
      cause,
      lines: transfer({ debit: account, credit: request.from, currency: credit.currency, minor: request.minor, baseMinor: base, debitCreditId: credit.id }),
    },
  ]);
  await insertRows(ctx.tx, refundTable, [
    {
      company_id: ctx.company.id,
      id,
      credit_id: credit.id,
      currency: credit.currency,
      minor: request.minor,
      state: 'issued',
      bank_line_id: null,
      awaits_bank: request.from === 'BCL',
      actor: actorText(ctx.actor),
      posted_on: postedOn,
      recorded_at: ctx.now,
    },
  ]);
  await recordAudit(ctx, [
    {
      action: 'refund.issued',
      subjectKind: 'refund',
      subjectId: id,
      after: { creditId: credit.id, amount: formatDecimal(request.minor, credit.currency), currency: credit.currency },
      reason: request.reason,
    },
  ]);
  return { id, postedOn };
}

/** The account in which the credit stands. */
function requireRefundable(request: RefundRequest, credit: LockedCredit | undefined): 'UNA' | 'AR' {
  if (!credit) {
    throw new Refusal(
      'allocation.item_not_found',
      `There is no credit ${request.creditId} in this company. Reload the list; it may belong to another company.`,
      {
        id: request.creditId,
      },
    );
  }
  if (credit.sits_in === 'DEP') {
    throw new Refusal('refund.not_refundable', 'A deposit carries tax of its own and is not refunded like unapplied cash. Cancel its order instead.', {
      creditId: credit.id,
    });
  }
  if (request.minor <= 0n) throw new Refusal('allocation.not_positive', 'A refund is a positive amount.', { asked: request.minor });
  if (request.minor > credit.open) {
    const open = formatDecimal(credit.open, credit.currency);
    throw new Refusal(
      'allocation.exceeds_open_amount',
      `Only ${open} ${credit.currency} of this credit is open; ${formatDecimal(request.minor, credit.currency)} cannot be refunded. Refund at most the open amount.`,
      { creditId: credit.id, open, asked: formatDecimal(request.minor, credit.currency), currency: credit.currency },
    );
  }
  return credit.sits_in;
}
