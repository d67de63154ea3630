import { sql } from 'kysely';
import { z } from 'zod';
import type { Day } from '../../foundation/calendar/day.ts';
import { day, id, reasonText } from '../../foundation/contract/page.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { requireAmount } from '../../foundation/money/require-amount.ts';
import { controlProfile } from '../access/control-profile.ts';
import type { Ctx } from '../access/context.ts';
import { requestApproval } from '../work/approvals.ts';
import { refundCredit } from './refund-credit.ts';

/** The operation that an approval of a refund names. */
export const REFUND = 'refundCredit';

const request = z.object({ creditId: id, amount: z.string(), postedOn: day.optional(), reason: reasonText });

export type RefundWish = {
  readonly creditId: string;
  /** Decimal in the currency of the credit. */
  readonly amount: string;
  /** Default: the day on which it is paid out. */
  readonly postedOn?: Day;
  readonly reason: string;
};

/** Money out takes four eyes: the refund is paid out when a second person approves, at once only in a company that one person runs.
 *  Refuses what can be seen now: `allocation.item_not_found`, `allocation.exceeds_open_amount`, `allocation.not_positive`, `amount.invalid`. */
export async function requestRefund(ctx: Ctx, wish: RefundWish): Promise<{ refundId: string } | { approvalId: string }> {
  if ((await controlProfile(ctx)) === 'solo') return payOut(ctx, wish);
  const credit = await findCredit(ctx, wish.creditId);
  const minor = requireAmount(wish.amount, credit.currency, 'The refund');
  if (minor <= 0n) throw new Refusal('allocation.not_positive', 'A refund is a positive amount.', {});
  if (minor > credit.open) {
    const open = formatDecimal(credit.open, credit.currency);
    throw new Refusal(
      'allocation.exceeds_open_amount',
      `Only ${open} ${credit.currency} of this credit is open; ${formatDecimal(minor, credit.currency)} cannot be refunded. Refund at most the open amount.`,
      { creditId: wish.creditId, open, asked: formatDecimal(minor, credit.currency), currency: credit.currency },
    );
  }
  return { approvalId: await requestApproval(ctx, { operation: REFUND, input: wish, reason: wish.reason }) };
}

/** Pays out what was approved, as it stands now. */
export async function refundAsApproved(ctx: Ctx, input: unknown): Promise<{ refundId: string }> {
  const { postedOn, ...wish } = request.parse(input);
  return payOut(ctx, { ...wish, ...(postedOn === undefined ? {} : { postedOn }) });
}

async function payOut(ctx: Ctx, wish: RefundWish): Promise<{ refundId: string }> {
  const credit = await findCredit(ctx, wish.creditId);
  const minor = requireAmount(wish.amount, credit.currency, 'The refund');
  const refund = await refundCredit(ctx, { creditId: wish.creditId, minor, from: 'BCL', postedOn: wish.postedOn ?? ctx.today, reason: wish.reason });
  return { refundId: refund.id };
}

async function findCredit(ctx: Ctx, creditId: string): Promise<{ currency: Currency; open: bigint }> {
  const credit = await ctx.tx.first(sql<{ currency: Currency; open: bigint }>`
    select currency, open from credit where company_id = ${ctx.company.id} and id = ${creditId}`);
  if (!credit) throw new Refusal('allocation.item_not_found', `There is no credit ${creditId} in this company. Reload the list.`, { id: creditId });
  return credit;
}
