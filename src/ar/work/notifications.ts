import { sql } from 'kysely';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { findUserInCompany } from '../access/find-user.ts';
import type { Role } from '../access/roles.ts';
import { notificationReadTable, notificationTable } from './tables.ts';

/** Who is told: everyone of a role, or one user. */
export type Audience = `role:${Role}` | `user:${string}`;

export type NewNotification = {
  readonly audience: Audience;
  /** A code by which a screen knows what it is about (`run.failed`). */
  readonly kind: string;
  readonly text: string;
  readonly subjectKind: string;
  readonly subjectId: string;
};

export type ListedNotification = {
  id: string;
  audience: string;
  kind: string;
  text: string;
  subject_kind: string;
  subject_id: string;
  created_at: Date;
  read_at: Date | null;
};

/** Tells people something once, in the caller's unit of work. */
export async function notify(ctx: Ctx, notification: NewNotification | readonly NewNotification[]): Promise<void> {
  const told: readonly NewNotification[] = 'audience' in notification ? [notification] : notification;
  await insertRows(
    ctx.tx,
    notificationTable,
    told.map((one) => ({
      company_id: ctx.company.id,
      id: ctx.newId(),
      audience: one.audience,
      kind: one.kind,
      text: one.text,
      subject_kind: one.subjectKind,
      subject_id: one.subjectId,
      created_at: ctx.now,
    })),
  );
}

/** What the reader sees: a user what is for them and their roles, the operator everything, a key or an automation nothing. */
async function audiences(ctx: Ctx): Promise<readonly string[] | 'all'> {
  if (ctx.actor.kind === 'operator') return 'all';
  if (ctx.actor.kind !== 'user') return [];
  const user = await findUserInCompany(ctx, ctx.actor.id);
  return user ? [`user:${user.id}`, ...user.roles.map((role) => `role:${role}`)] : [];
}

async function seenBy(ctx: Ctx) {
  const to = await audiences(ctx);
  return to === 'all' ? sql`true` : sql`n.audience = any (${[...to]}::text[])`;
}

type Shown = { readonly unreadOnly?: boolean; readonly before: string | null; readonly limit: number };

/** What the reader was told, the newest first, a page at a time, and how much of all of it is unread. */
export async function listNotifications(ctx: Ctx, shown: Shown): Promise<{ notifications: ListedNotification[]; unread: number }> {
  const reader = actorText(ctx.actor);
  const seen = await seenBy(ctx);
  const from = sql`notification n left join notification_read r on r.company_id = n.company_id and r.notification_id = n.id and r.reader = ${reader}
    where n.company_id = ${ctx.company.id} and ${seen}`;
  const notifications = await ctx.tx.rows(sql<ListedNotification>`
    select n.id, n.audience, n.kind, n.text, n.subject_kind, n.subject_id, n.created_at, r.read_at from ${from}
      and (${shown.before}::uuid is null or n.id < ${shown.before}::uuid) ${shown.unreadOnly === true ? sql`and r.read_at is null` : sql``}
    order by n.id desc limit ${shown.limit}`);
  const count = await ctx.tx.first(sql<{ unread: number }>`select count(*)::int as unread from ${from} and r.read_at is null`);
  return { notifications, unread: count?.unread ?? 0 };
}

/** Marks notifications read for the reader alone: the named ones, or everything up to now. What is not theirs or read already is passed over; answers how many were marked. */
export async function markRead(ctx: Ctx, which: readonly string[] | 'all'): Promise<number> {
  const reader = actorText(ctx.actor);
  const named = which === 'all' ? sql`true` : sql`n.id = any (${[...which]}::uuid[])`;
  const unread = await ctx.tx.rows(sql<{ id: string }>`
    select n.id from notification n where n.company_id = ${ctx.company.id} and ${named} and ${await seenBy(ctx)} and not exists (
      select from notification_read r where r.company_id = n.company_id and r.notification_id = n.id and r.reader = ${reader})`);
  return insertRows(
    ctx.tx,
    notificationReadTable,
    unread.map(({ id }) => ({ company_id: ctx.company.id, notification_id: id, reader, read_at: ctx.now })),
    'on conflict do nothing',
  );
}
