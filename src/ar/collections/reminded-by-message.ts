import type { Ctx } from '../access/context.ts';
import { findReminders, remindedItems, type RemindedItem } from './reminder-store.ts';

export type { RemindedItem };

/** What a message of the ladder asks for, as its letter is printed: by message. */
export async function remindedByMessage(
  ctx: Ctx,
  messageIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly language: string; readonly items: readonly RemindedItem[] }>> {
  const reminders = await findReminders(ctx, { messageIds });
  const items = await remindedItems(
    ctx,
    reminders.map(({ id }) => id),
  );
  return new Map(
    reminders.flatMap(({ id, message_id, language }) =>
      message_id === null ? [] : [[message_id, { language, items: items.filter(({ reminder_id }) => reminder_id === id) }] as const],
    ),
  );
}
