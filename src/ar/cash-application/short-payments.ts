import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { Ctx } from '../access/context.ts';
import { placeHolds, releaseHolds } from '../receivables/holds.ts';
import { shortReasonName, type ShortReason } from './short-reason.ts';
import { shortPaymentTable } from './tables.ts';

/** Says why a decision leaves some of its receivables partly open: each of them gets a hold of kind dispute, so that what is in question is not reminded.
 *  Called after the money has been applied. Refuses `cash.not_short` where all of them are settled. */
export async function recordShortPayments(ctx: Ctx, of: { proposalId: string; receivableIds: readonly string[]; reason: ShortReason }): Promise<void> {
  const open = await ctx.tx.rows(sql<{ id: string; number: string; open: bigint; currency: Currency }>`
    select id, number, open, currency from receivable
    where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', [...new Set(of.receivableIds)])}::uuid[]) and open <> 0 order by id`);
  if (open.length === 0) {
    throw new Refusal(
      'cash.not_short',
      'Nothing stays open on the receivables of this explanation, so there is nothing to give a reason for. Leave the reason out.',
      {
        reason: of.reason,
      },
    );
  }
  const holds = await placeHolds(
    ctx,
    open.map((one) => ({
      scope: { kind: 'receivable', id: one.id },
      kind: 'dispute',
      untilOn: null,
      reason: `Short payment, ${shortReasonName(of.reason)}: ${formatDecimal(one.open, one.currency)} ${one.currency} of ${one.number} stays open`,
    })),
  );
  await insertRows(
    ctx.tx,
    shortPaymentTable,
    open.map((one, index) => ({
      company_id: ctx.company.id,
      proposal_id: of.proposalId,
      receivable_id: one.id,
      reason: of.reason,
      minor: one.open,
      hold_id: holds[index] as string,
      recorded_at: ctx.now,
    })),
  );
}

export type ShortPayment = {
  proposal_id: string;
  receivable_id: string;
  number: string;
  currency: Currency;
  reason: ShortReason;
  minor: bigint;
  hold_id: string;
};

export async function shortPaymentsOf(ctx: Ctx, proposalId: string): Promise<ShortPayment[]> {
  return ctx.tx.rows(sql<ShortPayment>`
    select s.proposal_id, s.receivable_id, r.number, r.currency, s.reason, s.minor, s.hold_id
    from short_payment s join receivable r on r.company_id = s.company_id and r.id = s.receivable_id
    where s.company_id = ${ctx.company.id} and s.proposal_id = ${proposalId} order by r.due_on, r.id`);
}

/** The decision was taken back: what it left open is no longer in question. */
export async function releaseShortPayments(ctx: Ctx, proposalId: string): Promise<void> {
  const short = await shortPaymentsOf(ctx, proposalId);
  await releaseHolds(
    ctx,
    short.map(({ hold_id }) => hold_id),
    'the application was undone',
  );
}
