import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { closeTasks } from '../work/tasks.ts';
import { recordDeliveries, recordEvents, type Delivery } from './record-deliveries.ts';

/** Longer than any call takes: an attempt without an end after that belongs to a process that is gone. */
export const LOST_AFTER_MS = 15 * 60_000;

const LOST: Delivery['outcome'] = { kind: 'unknown', detail: 'the program ended before the mail server answered' };

/** Mails whose attempt began long ago and has no end: they may have left. They become unknown, and a person decides. Answers how many. */
export async function settleLostMails(ctx: Ctx): Promise<number> {
  const lost = await lostAttempts(ctx, 'email');
  await recordDeliveries(
    ctx,
    lost.map(({ id, attempt }) => ({ id, attempt, retries: 0, outcome: LOST })),
  );
  return lost.length;
}

export type LostShortMessage = { readonly id: string; readonly attempt: number; readonly to: string; readonly text: string; readonly startedAt: Date };

/** Short messages whose outcome is not known: the provider is asked for them. */
export async function lostShortMessages(ctx: Ctx): Promise<LostShortMessage[]> {
  return lostAttempts(ctx, 'sms');
}

async function lostAttempts(ctx: Ctx, channel: 'email' | 'sms'): Promise<LostShortMessage[]> {
  const states = channel === 'sms' ? sql`m.state in ('sending', 'unknown')` : sql`m.state = 'sending'`;
  return ctx.tx.rows(sql<LostShortMessage>`
    select m.id, m.attempts as attempt, m.to_address as "to", m.body_text as text, a.started_at as "startedAt"
    from message m join delivery_attempt a on a.company_id = m.company_id and a.message_id = m.id and a.attempt = m.attempts
    where m.company_id = ${ctx.company.id} and ${states} and m.channel = ${channel} and m.changed_at < ${new Date(ctx.now.getTime() - LOST_AFTER_MS)}
    order by m.changed_at, m.id limit 200`);
}

/** A person says what became of a message whose outcome is unknown: it arrived, it shall be sent again, or it shall rest. Refuses `message.not_unknown`. */
export async function settleUnknown(ctx: Ctx, id: string, as: 'sent' | 'again' | 'stopped'): Promise<void> {
  const state = as === 'again' ? 'waiting' : as;
  const changed = await ctx.tx.run(sql`
    update message set state = ${state}, state_reason = 'settled_by_person', changed_at = ${ctx.now},
      send_after = case when ${state}::text = 'waiting' then ${ctx.now}::timestamptz else send_after end,
      sent_at = case when ${state}::text = 'sent' then coalesce(sent_at, ${ctx.now}::timestamptz) else sent_at end,
      settled_at = case when ${state}::text = 'stopped' then ${ctx.now}::timestamptz else null end
    where company_id = ${ctx.company.id} and id = ${id} and state = 'unknown'`);
  if (changed === 0) throw new Refusal('message.not_unknown', 'What became of this message is known already; nothing was changed. Reload the list.', { id });
  await recordEvents(ctx, [{ messageId: id, kind: `settled_${as}`, detail: '', at: ctx.now }]);
  await recordAudit(ctx, [{ action: 'message.settled', subjectKind: 'message', subjectId: id, before: { state: 'unknown' }, after: { state } }]);
  await closeTasks(ctx, [`message.unknown:${id}`], as);
}
