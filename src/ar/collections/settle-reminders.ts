import type { Ctx } from '../access/context.ts';
import { giveStepsBack, outcomesOfMessages, setReminderStates } from './reminder-store.ts';

/** Takes over what became of the messages of reminders. One that never left, or that bounced for good, gives its steps back: the next run finds another way or
 *  other reasons. Cheap where nothing changed; safe to run at any time. */
export async function settleReminders(ctx: Ctx): Promise<number> {
  const outcomes = await outcomesOfMessages(ctx);
  const lost = outcomes.filter(({ message_state }) => message_state === 'stopped' || message_state === 'failed' || message_state === 'bounced');
  const reached = outcomes.filter(({ message_state, state }) => state === 'queued' && (message_state === 'sent' || message_state === 'delivered'));
  await setReminderStates(ctx, [
    ...lost.map(({ id, message_state, message_reason }) => ({
      id,
      state: 'stopped' as const,
      reason: message_state === 'stopped' ? message_reason : message_state,
    })),
    ...reached.map(({ id }) => ({ id, state: 'sent' as const, reason: '' })),
  ]);
  await giveStepsBack(
    ctx,
    lost.map(({ id }) => id),
  );
  return lost.length + reached.length;
}
