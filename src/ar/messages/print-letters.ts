import { sql } from 'kysely';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { claimMessages, LANES, type ClaimedMessage, type MessageGuards } from './claim-messages.ts';
import { recordDeliveries } from './record-deliveries.ts';
import { messageAttachmentTable } from './tables.ts';

const MAX_LETTERS = 500;

/** Takes waiting letters out of the outbox for the printer: each is judged again like any message, and leaves the outbox until a person says that it was
 *  printed or gives it back. Letters without a file are printed from their text by the caller, who keeps the file with `attachLetter`. */
export async function collectLetters(ctx: Ctx, options: { readonly guards: MessageGuards; readonly limit?: number }): Promise<ClaimedMessage[]> {
  const letters: ClaimedMessage[] = [];
  const limit = options.limit ?? MAX_LETTERS;
  for (const lane of LANES) {
    if (letters.length >= limit) break;
    const { claimed } = await claimMessages(ctx, { channel: 'letter', lane, limit: limit - letters.length, guards: options.guards, mailDomain: '' });
    letters.push(...claimed);
  }
  return letters;
}

/** Lays the printed file of a letter beside it. */
export async function attachLetter(ctx: Ctx, messageId: string, fileId: string): Promise<void> {
  await insertRows(ctx.tx, messageAttachmentTable, [{ company_id: ctx.company.id, message_id: messageId, pos: 0, file_id: fileId }], 'on conflict do nothing');
}

/** A person says what became of collected letters: on their way, or back into the outbox. Refuses `message.not_collected` when one of them was not collected. */
export async function settleLetters(ctx: Ctx, ids: readonly string[], as: 'printed' | 'given_back'): Promise<number> {
  const own = [...new Set(ids)];
  const rows = await ctx.tx.rows(sql<{ id: string; attempts: number }>`
    select id, attempts from message
    where company_id = ${ctx.company.id} and channel = 'letter' and state = 'sending' and id = any (${arrayLiteral('uuid', own)}::uuid[]) order by id for update`);
  if (rows.length !== own.length)
    throw new Refusal('message.not_collected', `${own.length - rows.length} of these letters are not at the printer; nothing was changed. Reload the list.`, {
      letters: own.length,
    });
  await recordDeliveries(
    ctx,
    rows.map(({ id, attempts }) => ({
      id,
      attempt: attempts,
      retries: 0,
      outcome:
        as === 'printed'
          ? { kind: 'accepted', outsideId: '', detail: 'printed' }
          : { kind: 'retry', detail: 'given back by a person', scope: 'channel', afterMs: 0 },
    })),
  );
  await recordAudit(
    ctx,
    rows.map(({ id }) => ({ action: as === 'printed' ? 'message.printed' : 'message.given_back', subjectKind: 'message', subjectId: id })),
  );
  return rows.length;
}

/** Letters that were collected and of which nobody has said what became of them. */
export async function lettersAtPrinter(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.tx.rows(
    sql<{ id: string }>`select id from message where company_id = ${ctx.company.id} and channel = 'letter' and state = 'sending' order by id`,
  );
  return rows.map(({ id }) => id);
}
