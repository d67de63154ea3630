import { sql } from 'kysely';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import type { MailboxPlace } from './ports.ts';
import { mailboxPlaceTable } from './tables.ts';

/** How far the mailbox has been read; null before the first time. */
export async function mailboxPlace(ctx: Ctx, mailbox: string): Promise<MailboxPlace | null> {
  const row = await ctx.tx.first(sql<{ uid_validity: bigint; last_uid: bigint }>`
    select uid_validity, last_uid from mailbox_place where company_id = ${ctx.company.id} and mailbox = ${mailbox}`);
  return row ? { uidValidity: row.uid_validity, lastUid: row.last_uid } : null;
}

/** Keeps the place in the unit of work that took the mails in: none is skipped, and one that is read twice is stored once. */
export async function saveMailboxPlace(ctx: Ctx, mailbox: string, place: MailboxPlace): Promise<void> {
  await insertRows(
    ctx.tx,
    mailboxPlaceTable,
    [{ company_id: ctx.company.id, mailbox, uid_validity: place.uidValidity, last_uid: place.lastUid, read_at: ctx.now }],
    'on conflict (company_id, mailbox) do update set uid_validity = excluded.uid_validity, last_uid = excluded.last_uid, read_at = excluded.read_at',
  );
}
