import { sql } from 'kysely';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import type { GuardVerdict, MessageKind } from './message.ts';
import type { MailAttachment } from './ports.ts';
import { dunningInstant, type Hours } from './quiet-hours.ts';
import { findSuppressed, isKeptFrom, suppressionKey } from './suppressions.ts';
import { deliveryAttemptTable } from './tables.ts';

/** What a guard sees of a message that is about to leave. */
export type GuardedMessage = {
  readonly id: string;
  readonly kind: MessageKind;
  readonly channel: 'email' | 'sms' | 'letter';
  readonly customerId: string | null;
  readonly cause: { readonly kind: string; readonly id: string };
  readonly queuedAt: Date;
};

/** Judges messages of one kind at the moment of sending, set-based: every message gets a verdict. Reads and decides; it sends nothing itself. */
export type MessageGuard = (ctx: Ctx, messages: readonly GuardedMessage[]) => Promise<ReadonlyMap<string, GuardVerdict>>;

export type MessageGuards = Readonly<Partial<Record<MessageKind, MessageGuard>>>;

/** Dunning is judged by a guard of another slice; what fails there must not keep invoices waiting, so each lane is claimed apart. */
export type Lane = 'dunning' | 'other';

export const LANES: readonly Lane[] = ['other', 'dunning'];

/** A message whose attempt is written down: it must be handed over now. */
export type ClaimedMessage = {
  readonly id: string;
  readonly kind: MessageKind;
  readonly attempt: number;
  /** Tries before this one that the other side put off for this message's own sake. */
  readonly retries: number;
  readonly toAddress: string;
  readonly toName: string;
  readonly cc: readonly string[];
  readonly subject: string;
  readonly bodyText: string;
  readonly bodyHtml: string | null;
  /** Message-ID of a mail, the same at every try; empty for short messages. */
  readonly messageId: string;
  /** Message-ID of what it answers. */
  readonly inReplyTo: string | null;
  readonly attachments: readonly MailAttachment[];
};

type DueMessage = GuardedMessage & {
  readonly toAddress: string;
  readonly toName: string;
  readonly cc: readonly string[];
  readonly timeZone: string;
  readonly country: string;
  readonly subject: string;
  readonly bodyText: string;
  readonly bodyHtml: string | null;
  readonly attempts: number;
  readonly outsideId: string;
  readonly inReplyTo: string | null;
  readonly retries: number;
};

export type ClaimOptions = {
  readonly channel: 'email' | 'sms' | 'letter';
  readonly lane: Lane;
  readonly limit: number;
  readonly guards: MessageGuards;
  /** Behind the @ of new Message-IDs: the sender's domain. */
  readonly mailDomain: string;
  readonly hours?: Hours;
};

const GUARD_SILENT_MS = 60 * 60_000;

/** Channel detail of an attempt that failed for the channel's sake; it does not count against the message. */
export const CHANNEL_DETAIL = 'channel: ';

/** Takes due messages out of the outbox: each is judged again (hours of dunning, suppression, the guard of its kind), and what may leave becomes `sending`
 *  with an attempt of its own. Commit this unit of work, then hand over. Several workers may claim at once; each gets other messages.
 *  `looked` counts the due ones, whatever was decided: 0 means that nothing is due. */
export async function claimMessages(ctx: Ctx, options: ClaimOptions): Promise<{ looked: number; claimed: ClaimedMessage[] }> {
  const due = await dueMessages(ctx, options);
  if (due.length === 0) return { looked: 0, claimed: [] };
  const verdicts = await judge(ctx, due, options);
  await setAside(ctx, verdicts);
  const going = due.filter((message) => verdicts.get(message.id)?.do === 'send');
  if (going.length === 0) return { looked: due.length, claimed: [] };
  const messageIds = going.map((message) => (options.channel === 'email' ? message.outsideId || `${message.id}@${options.mailDomain}` : ''));
  await ctx.tx.run(sql`
    update message set state = 'sending', state_reason = '', attempts = attempts + 1, outside_id = given.outside_id, changed_at = ${ctx.now}
    from unnest(${arrayLiteral(
      'uuid',
      going.map(({ id }) => id),
    )}::uuid[], ${arrayLiteral('text', messageIds)}::text[]) as given (id, outside_id)
    where message.company_id = ${ctx.company.id} and message.id = given.id`);
  await insertRows(
    ctx.tx,
    deliveryAttemptTable,
    going.map((message) => ({
      company_id: ctx.company.id,
      message_id: message.id,
      attempt: message.attempts + 1,
      started_at: ctx.now,
      ended_at: null,
      outcome: null,
      detail: '',
    })),
  );
  const files = await attachmentsOf(
    ctx,
    going.map(({ id }) => id),
  );
  const claimed = going.map((message, index) => ({
    id: message.id,
    kind: message.kind,
    attempt: message.attempts + 1,
    retries: message.retries,
    toAddress: message.toAddress,
    toName: message.toName,
    cc: message.cc,
    subject: message.subject,
    bodyText: message.bodyText,
    bodyHtml: message.bodyHtml,
    messageId: messageIds[index] ?? '',
    inReplyTo: message.inReplyTo,
    attachments: files.get(message.id) ?? [],
  }));
  return { looked: due.length, claimed };
}

async function dueMessages(ctx: Ctx, options: ClaimOptions): Promise<DueMessage[]> {
  const lane = options.lane === 'dunning' ? sql`m.kind = 'dunning'` : sql`m.kind <> 'dunning'`;
  const rows = await ctx.tx.rows(sql<Omit<DueMessage, 'cause'> & { causeKind: string; causeId: string }>`
    select m.id, m.kind, m.channel, m.customer_id as "customerId", m.cause_kind as "causeKind", m.cause_id as "causeId", m.queued_at as "queuedAt",
      m.to_address as "toAddress", m.to_name as "toName", m.cc, m.time_zone as "timeZone", coalesce(c.country, ${ctx.company.country}::text) as country,
      m.subject, m.body_text as "bodyText", m.body_html as "bodyHtml", m.attempts, m.outside_id as "outsideId",
      (select i.outside_id from inbound_message i where i.company_id = m.company_id and i.id = m.cause_id and m.cause_kind = 'inbound_message') as "inReplyTo",
      (select count(*)::int from delivery_attempt a
       where a.company_id = m.company_id and a.message_id = m.id and a.outcome = 'retry' and a.detail not like ${`${CHANNEL_DETAIL}%`}) as retries
    from message m left join customer c on c.company_id = m.company_id and c.id = m.customer_id
    where m.company_id = ${ctx.company.id} and m.state = 'waiting' and m.send_after <= ${ctx.now} and m.channel = ${options.channel} and ${lane}
    order by m.send_after, m.id limit ${options.limit} for update of m skip locked`);
  return rows.map(({ causeKind, causeId, ...row }) => ({ ...row, cause: { kind: causeKind, id: causeId } }));
}

async function judge(ctx: Ctx, due: readonly DueMessage[], options: ClaimOptions): Promise<Map<string, GuardVerdict>> {
  const verdicts = new Map<string, GuardVerdict>();
  const suppressed = await findSuppressed(
    ctx,
    due.map((message) => ({ channel: message.channel, address: message.toAddress })),
  );
  for (const message of due) {
    if (isKeptFrom(message.kind, message.channel) && suppressed.has(suppressionKey({ channel: message.channel, address: message.toAddress }))) {
      verdicts.set(message.id, { do: 'stop', reason: 'suppressed' });
    } else if (message.kind === 'dunning' && message.channel !== 'letter') {
      const from = dunningInstant(ctx.now, message, options.hours);
      if (from > ctx.now) verdicts.set(message.id, { do: 'postpone', until: from, reason: 'quiet_hours' });
    }
  }
  for (const kind of new Set(due.map((message) => message.kind))) {
    const guard = options.guards[kind];
    const asked = due.filter((message) => message.kind === kind && !verdicts.has(message.id));
    if (asked.length === 0) continue;
    const said = guard ? await guard(ctx, asked) : undefined;
    for (const message of asked) {
      const verdict = guard ? said?.get(message.id) : ({ do: 'send' } as const);
      verdicts.set(message.id, verdict ?? { do: 'postpone', until: new Date(ctx.now.getTime() + GUARD_SILENT_MS), reason: 'guard_silent' });
    }
  }
  return verdicts;
}

/** Stops and postpones, a statement for all. */
async function setAside(ctx: Ctx, verdicts: ReadonlyMap<string, GuardVerdict>): Promise<void> {
  const stopped = [...verdicts].flatMap(([id, verdict]) => (verdict.do === 'stop' ? [{ id, reason: verdict.reason }] : []));
  const later = [...verdicts].flatMap(([id, verdict]) => (verdict.do === 'postpone' ? [{ id, reason: verdict.reason, until: verdict.until }] : []));
  if (stopped.length > 0) {
    await ctx.tx.run(sql`
      update message set state = 'stopped', state_reason = given.reason, settled_at = ${ctx.now}, changed_at = ${ctx.now}
      from unnest(${arrayLiteral(
        'uuid',
        stopped.map(({ id }) => id),
      )}::uuid[], ${arrayLiteral(
        'text',
        stopped.map(({ reason }) => reason),
      )}::text[]) as given (id, reason)
      where message.company_id = ${ctx.company.id} and message.id = given.id`);
  }
  if (later.length > 0) {
    await ctx.tx.run(sql`
      update message set send_after = given.until, state_reason = given.reason, changed_at = ${ctx.now}
      from unnest(${arrayLiteral(
        'uuid',
        later.map(({ id }) => id),
      )}::uuid[], ${arrayLiteral(
        'text',
        later.map(({ reason }) => reason),
      )}::text[], ${arrayLiteral(
        'timestamptz',
        later.map(({ until }) => until),
      )}::timestamptz[]) as given (id, reason, until)
      where message.company_id = ${ctx.company.id} and message.id = given.id`);
  }
}

/** Files of messages, in order, by message. */
export async function attachmentsOf(ctx: Ctx, messageIds: readonly string[]): Promise<ReadonlyMap<string, readonly MailAttachment[]>> {
  const rows = await ctx.tx.rows(sql<{ message_id: string; name: string; media_type: string; bytes: Uint8Array }>`
    select a.message_id, f.name, f.media_type, f.bytes from message_attachment a
    join kept_file f on f.company_id = a.company_id and f.id = a.file_id
    where a.company_id = ${ctx.company.id} and a.message_id = any (${arrayLiteral('uuid', messageIds)}::uuid[]) order by a.message_id, a.pos`);
  const byMessage = new Map<string, MailAttachment[]>();
  for (const row of rows) {
    const files = byMessage.get(row.message_id) ?? [];
    files.push({ name: row.name, mediaType: row.media_type, bytes: row.bytes });
    byMessage.set(row.message_id, files);
  }
  return byMessage;
}
