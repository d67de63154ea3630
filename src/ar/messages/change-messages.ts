import { sql } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { htmlOf } from './message-layout.ts';
import type { MessageChannel, MessageKind, MessageState } from './message.ts';
import { draftProblem } from './queue-messages.ts';

type Waiting = {
  readonly id: string;
  readonly kind: MessageKind;
  readonly channel: MessageChannel;
  readonly state: MessageState;
  readonly to_address: string;
  readonly to_name: string;
  readonly cc: readonly string[];
  readonly language: string;
  readonly time_zone: string;
  readonly subject: string;
  readonly body_text: string;
  readonly body_html: string | null;
  readonly send_after: Date;
};

async function lockWaiting(ctx: Ctx, id: string): Promise<Waiting> {
  const found = await ctx.tx.first(sql<Waiting>`
    select id, kind, channel, state, to_address, to_name, cc, language, time_zone, subject, body_text, body_html, send_after
    from message where company_id = ${ctx.company.id} and id = ${id} for update`);
  if (!found) throw new Refusal('message.not_found', `There is no message ${id} in this company. Reload the list.`, { id });
  if (found.state !== 'waiting')
    throw new Refusal('message.not_waiting', `This message does not wait any more (it is ${found.state}); nothing was changed. Reload the list.`, {
      id,
      state: found.state,
    });
  return found;
}

/** Stops messages that still wait; the others are passed over. Answers the ids of those that were stopped. */
export async function stopMessages(ctx: Ctx, ids: readonly string[], reason: string): Promise<string[]> {
  const rows = await ctx.tx.rows(sql<{ id: string }>`
    update message set state = 'stopped', state_reason = 'stopped_by_person', settled_at = ${ctx.now}, changed_at = ${ctx.now}
    where company_id = ${ctx.company.id} and state = 'waiting' and id = any (${arrayLiteral('uuid', [...new Set(ids)])}::uuid[]) returning id`);
  const stopped = rows.map(({ id }) => id).toSorted();
  await recordAudit(
    ctx,
    stopped.map((id) => ({ action: 'message.stopped', subjectKind: 'message', subjectId: id, reason })),
  );
  return stopped;
}

/** Stops one. Refuses `message.not_found`, `message.not_waiting`. */
export async function stopMessage(ctx: Ctx, id: string, reason: string): Promise<void> {
  await lockWaiting(ctx, id);
  await stopMessages(ctx, [id], reason);
}

export type MessageEdit = { readonly subject?: string | undefined; readonly bodyText?: string | undefined; readonly toAddress?: string | undefined };

/** Changes what a waiting message says or where it goes; the HTML of a mail is made anew from its text. Before and after stand in the audit trail.
 *  Refuses `message.not_found`, `message.not_waiting`, `message.invalid`. */
export async function editMessage(ctx: Ctx, id: string, edit: MessageEdit): Promise<void> {
  const before = await lockWaiting(ctx, id);
  const after = { subject: edit.subject ?? before.subject, bodyText: edit.bodyText ?? before.body_text, toAddress: edit.toAddress ?? before.to_address };
  const problem = draftProblem({
    ...after,
    kind: before.kind,
    channel: before.channel,
    intentKey: id,
    customerId: null,
    contactId: null,
    toName: before.to_name,
    cc: before.cc,
    language: before.language,
    timeZone: before.time_zone,
    bodyHtml: null,
    template: null,
    runId: null,
    sendAfter: before.send_after,
    attachments: [],
  });
  if (problem !== null) throw new Refusal('message.invalid', `The message can't be changed like this: ${problem}. Correct it and save again.`, { id });
  const html = before.channel !== 'email' ? null : edit.bodyText === undefined ? before.body_html : htmlOf(after.bodyText, before.language);
  await ctx.tx.run(sql`
    update message set subject = ${after.subject}, body_text = ${after.bodyText}, body_html = ${html}, to_address = ${after.toAddress}, changed_at = ${ctx.now}
    where company_id = ${ctx.company.id} and id = ${id}`);
  await recordAudit(ctx, [
    {
      action: 'message.edited',
      subjectKind: 'message',
      subjectId: id,
      before: { subject: before.subject, bodyText: before.body_text, toAddress: before.to_address },
      after,
    },
  ]);
}

/** Moves a waiting message to an instant: now, or later. Dunning keeps to its hours all the same. Refuses `message.not_found`, `message.not_waiting`. */
export async function scheduleMessage(ctx: Ctx, id: string, at: Date): Promise<void> {
  const before = await lockWaiting(ctx, id);
  const sendAfter = at < ctx.now ? ctx.now : at;
  await ctx.tx.run(sql`
    update message set send_after = ${sendAfter}, state_reason = 'scheduled_by_person', changed_at = ${ctx.now} where company_id = ${ctx.company.id} and id = ${id}`);
  await recordAudit(ctx, [
    {
      action: 'message.scheduled',
      subjectKind: 'message',
      subjectId: id,
      before: { sendAfter: before.send_after.toISOString() },
      after: { sendAfter: sendAfter.toISOString() },
    },
  ]);
}
