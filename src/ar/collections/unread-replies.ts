import { sql } from 'kysely';
import { addBusinessDays } from '../../foundation/calendar/business-days.ts';
import type { Ctx } from '../access/context.ts';
import type { Reply } from '../messages/receive-mails.ts';
import { placeHolds, releaseHolds } from '../receivables/holds.ts';

/** So long a reply that nobody reads keeps reminders back; then it escalates (`escalate.ts`) and the ladder goes on. */
export const READ_WITHIN_BUSINESS_DAYS = 2;

/** Whoever has written to us is not reminded before somebody has read it: a hold on the customer of each reply, for two business days at most. A reply of nobody
 *  whom we know holds nobody. */
export async function placeUnreadReplyHolds(ctx: Ctx, replies: readonly Reply[]): Promise<void> {
  const untilOn = addBusinessDays(ctx.today, READ_WITHIN_BUSINESS_DAYS, ctx.company.country);
  await placeHolds(
    ctx,
    replies.flatMap(({ id, customerId }) =>
      customerId === null ? [] : [{ scope: { kind: 'customer' as const, id: customerId }, kind: 'unread_reply' as const, untilOn, reason: reasonOf(id) }],
    ),
  );
}

/** Ends the holds of replies that were read by now. Cheap where there are none; safe to run at any time. Answers how many ended. */
export async function releaseReadReplies(ctx: Ctx): Promise<number> {
  const holds = await ctx.tx.rows(sql<{ id: string }>`
    select h.id from hold h join inbound_message i on i.company_id = h.company_id and h.reason = ${REASON_BEGINS} || i.id || ${REASON_ENDS}
    where h.company_id = ${ctx.company.id} and h.kind = 'unread_reply' and h.released_at is null and (h.until_on is null or h.until_on >= ${ctx.today}) and i.state <> 'unread'
    order by h.id`);
  await releaseHolds(
    ctx,
    holds.map(({ id }) => id),
    'the reply was read',
  );
  return holds.length;
}

const REASON_BEGINS = 'The reply ';
const REASON_ENDS = ' waits to be read';

/** Says which reply it is, for people and for who ends the hold. */
function reasonOf(replyId: string): string {
  return `${REASON_BEGINS}${replyId}${REASON_ENDS}`;
}
