import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { assert, Refusal } from '../../foundation/errors/refusal.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import type { AccountCode } from '../ledger/account.ts';
import { openBook, postingDay } from '../ledger/book.ts';
import { transfer } from '../ledger/journal.ts';
import { post } from '../ledger/post.ts';
import { createCredits } from '../receivables/create-credits.ts';
import { lockCredits } from '../receivables/lock-items.ts';

type Found = { credit_id: string; minor: bigint; state: 'issued' | 'rejected'; posted_on: Day; account: AccountCode; base_minor: bigint };

/** The bank sent a refund back: the money is in its clearing account again and the customer has the credit again, as a new one of the same kind and base.
 *  Returns the new credit. Refuses `refund.not_found` and `refund.already_rejected`. */
export async function rejectRefund(ctx: Ctx, request: { refundId: string; eventOn: Day; reason: string }): Promise<{ creditId: string }> {
  const book = await openBook(ctx);
  await ctx.tx.run(sql`select id from refund where company_id = ${ctx.company.id} and id = ${request.refundId} for update`);
  const refund = await ctx.tx.first(sql<Found>`
    select r.credit_id, r.minor, r.state, r.posted_on, l.account, -l.base_minor as base_minor from refund r
    join journal_entry e on e.company_id = r.company_id and e.cause_id = r.id
    join journal_line l on l.company_id = e.company_id and l.entry_id = e.id and l.minor < 0
    where r.company_id = ${ctx.company.id} and r.id = ${request.refundId}`);
  if (!refund) throw new Refusal('refund.not_found', `There is no refund ${request.refundId} in this company. Reload the list.`, { id: request.refundId });
  if (refund.state === 'rejected')
    throw new Refusal('refund.already_rejected', 'This refund was rejected before; nothing was changed.', { id: request.refundId });
  const old = (await lockCredits(ctx, [refund.credit_id])).get(refund.credit_id);
  assert(old, 'a refund has its credit');
  const postedOn = postingDay(book, request.eventOn, refund.posted_on);
  const cause = { kind: 'refund', id: ctx.newId() } as const;
  const creditId = ctx.newId();
  const account = old.sits_in === 'AR' ? 'AR' : 'UNA';
  await createCredits(ctx, [
    {
      id: creditId,
      kind: old.kind,
      sitsIn: old.sits_in,
      customerId: old.customer_id,
      paymentId: null,
      documentId: null,
      currency: old.currency,
      postedOn,
      valueOn: old.value_on,
      original: refund.minor,
      baseOriginal: refund.base_minor,
      cause,
    },
  ]);
  await post(ctx, [
    {
      postedOn,
      valueOn: postedOn,
      cause,
      lines: transfer({
        debit: refund.account,
        credit: account,
        currency: old.currency,
        minor: refund.minor,
        baseMinor: refund.base_minor,
        creditCreditId: creditId,
      }),
    },
  ]);
  await ctx.tx.run(sql`update refund set state = 'rejected', awaits_bank = false where company_id = ${ctx.company.id} and id = ${request.refundId}`);
  await recordAudit(ctx, [{ action: 'refund.rejected', subjectKind: 'refund', subjectId: request.refundId, after: { creditId }, reason: request.reason }]);
  return { creditId };
}
