import { sql } from 'kysely';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import { closeTasks, openTasks, type NewTask } from '../work/tasks.ts';
import { keepFile } from './keep-file.ts';
import type { ReadMail } from './ports.ts';
import { detailText, recordEvents } from './record-deliveries.ts';
import { suppressAddresses } from './suppressions.ts';
import { inboundMessageTable } from './tables.ts';

/** A reply that a person has to read: other slices may hold their reminders until then. */
export type Reply = { readonly id: string; readonly customerId: string | null; readonly messageId: string | null; readonly receivedAt: Date };

export type IncomingMail = { readonly mail: ReadMail; readonly raw: Uint8Array };

export type ReceivedMails = { readonly stored: number; readonly replies: number; readonly bounced: number };

const MAX_TEXT = 100_000;

type Ours = {
  readonly id: string;
  readonly outside_id: string;
  readonly customer_id: string | null;
  readonly state: string;
  readonly to_address: string;
  readonly subject: string;
};

/** Takes in mails of the mailbox: each is stored once by its Message-ID with its bytes, laid beside the message that it answers, else beside the customer
 *  whose contact wrote it. A bounce for good suppresses the address and asks a person for another one; a report of another kind only stands on the timeline. Whatever names a mail of unknown fate ends the doubt.
 *  `onReplies` hears of what a person has to read, in the same unit of work. */
export async function receiveMails(
  ctx: Ctx,
  incoming: readonly IncomingMail[],
  deps: { readonly onReplies?: (ctx: Ctx, replies: readonly Reply[]) => Promise<void> } = {},
): Promise<ReceivedMails> {
  const fresh = await newOnes(ctx, incoming);
  if (fresh.length === 0) return { stored: 0, replies: 0, bounced: 0 };
  const ours = await answeredMessages(
    ctx,
    fresh.flatMap(({ mail }) => mail.references),
  );
  const senders = await customersOf(
    ctx,
    fresh.map(({ mail }) => mail.from),
  );
  const placed = fresh.map(({ mail, raw }) => {
    const answers = mail.references.map((reference) => ours.get(reference)).find((found) => found !== undefined);
    return { mail, raw, id: ctx.newId(), answers, customerId: answers?.customer_id ?? senders.get(mail.from.toLowerCase()) ?? null };
  });
  const rows = [];
  for (const one of placed) rows.push(await rowOf(ctx, one));
  await insertRows(ctx.tx, inboundMessageTable, rows);
  const bounced = await takeBounces(ctx, placed);
  await endDoubts(ctx, placed);
  await recordEvents(
    ctx,
    placed.flatMap(({ mail, answers }) =>
      answers && mail.kind !== 'bounce' ? [{ messageId: answers.id, kind: mail.kind, detail: mail.subject, at: instantOf(ctx, mail) }] : [],
    ),
  );
  const replies = placed
    .filter(({ mail }) => mail.kind === 'reply')
    .map(({ id, customerId, answers, mail }) => ({ id, customerId, messageId: answers?.id ?? null, receivedAt: instantOf(ctx, mail) }));
  if (replies.length > 0) await deps.onReplies?.(ctx, replies);
  return { stored: placed.length, replies: replies.length, bounced };
}

/** A mail server that says "tomorrow" is not believed. */
function instantOf(ctx: Ctx, mail: ReadMail): Date {
  return mail.receivedAt && mail.receivedAt < ctx.now ? mail.receivedAt : ctx.now;
}

async function newOnes(ctx: Ctx, incoming: readonly IncomingMail[]): Promise<IncomingMail[]> {
  const byId = new Map(incoming.map((one) => [one.mail.messageId, one]));
  // Two readers of one mailbox wait for each other here, at the first mail too; the second sees what the first stored.
  await ctx.tx.rows(sql`select 1 from message_channel where company_id = ${ctx.company.id} and channel = 'mailbox' for update`);
  const known = await ctx.tx.rows(sql<{ outside_id: string }>`
    select outside_id from inbound_message
    where company_id = ${ctx.company.id} and channel = 'email' and outside_id = any (${arrayLiteral('text', [...byId.keys()])}::text[])`);
  for (const { outside_id } of known) byId.delete(outside_id);
  return [...byId.values()];
}

/** Our messages by their Message-IDs. */
async function answeredMessages(ctx: Ctx, references: readonly string[]): Promise<ReadonlyMap<string, Ours>> {
  const asked = [...new Set(references)].filter((reference) => reference !== '');
  if (asked.length === 0) return new Map();
  const rows = await ctx.tx.rows(sql<Ours>`
    select id, outside_id, customer_id, state, to_address, subject from message
    where company_id = ${ctx.company.id} and channel = 'email' and outside_id <> '' and outside_id = any (${arrayLiteral('text', asked)}::text[])`);
  return new Map(rows.map((row) => [row.outside_id, row]));
}

/** The customer of each sender; a sender who is a contact of several customers is left to a person. */
async function customersOf(ctx: Ctx, senders: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(senders.map((sender) => sender.toLowerCase()))].filter((sender) => sender !== '');
  if (asked.length === 0) return new Map();
  const rows = await ctx.tx.rows(sql<{ email: string; customer_id: string }>`
    select lower(email) as email, min(customer_id::text)::uuid as customer_id from contact
    where company_id = ${ctx.company.id} and lower(email) = any (${arrayLiteral('text', asked)}::text[])
    group by lower(email) having count(distinct customer_id) = 1`);
  return new Map(rows.map((row) => [row.email, row.customer_id]));
}

type Placed = {
  readonly mail: ReadMail;
  readonly raw: Uint8Array;
  readonly id: string;
  readonly answers: Ours | undefined;
  readonly customerId: string | null;
};

async function rowOf(ctx: Ctx, { mail, raw, id, answers, customerId }: Placed) {
  const file = await keepFile(ctx, { name: `${id}.eml`, mediaType: 'message/rfc822', bytes: raw });
  return {
    company_id: ctx.company.id,
    id,
    channel: 'email',
    outside_id: mail.messageId,
    kind: mail.kind,
    answers: answers?.id ?? null,
    customer_id: customerId,
    from_address: detailText(mail.from),
    subject: detailText(mail.subject),
    body_text: mail.text.replaceAll('\u0000', '').slice(0, MAX_TEXT),
    raw_file_id: file,
    received_at: instantOf(ctx, mail),
    recorded_at: ctx.now,
    // Reports and robots need nobody.
    state: mail.kind === 'reply' ? 'unread' : 'done',
    read_by: null,
    read_at: null,
  };
}

/** Failed addresses: only those that a message of ours really went to are believed, so that nobody can silence an address by a forged report. */
async function takeBounces(ctx: Ctx, placed: readonly Placed[]): Promise<number> {
  const failures = placed.flatMap(({ mail, answers }) =>
    mail.kind === 'bounce' && answers
      ? mail.failures
          .filter(({ address }) => address.toLowerCase() === answers.to_address.toLowerCase())
          .map((failure) => ({ ...failure, message: answers, at: instantOf(ctx, mail) }))
      : [],
  );
  await recordEvents(
    ctx,
    failures.map(({ message, permanent, status, detail, at }) => ({
      messageId: message.id,
      kind: permanent ? 'bounced' : 'delayed',
      detail: `${status} ${detail}`.trim(),
      at,
    })),
  );
  const gone = failures.filter(({ permanent }) => permanent);
  if (gone.length === 0) return 0;
  await ctx.tx.run(sql`
    update message set state = 'bounced', state_reason = 'address_refused', settled_at = ${ctx.now}, changed_at = ${ctx.now}
    where company_id = ${ctx.company.id} and state in ('sending', 'sent', 'delivered', 'unknown') and id = any (${arrayLiteral(
      'uuid',
      gone.map(({ message }) => message.id),
    )}::uuid[])`);
  await suppressAddresses(
    ctx,
    gone.map(({ message }) => ({ channel: 'email' as const, address: message.to_address, reason: 'hard_bounce' as const, messageId: message.id })),
  );
  await openTasks(ctx, gone.map(bounceTask));
  return gone.length;
}

/** Whoever answers or reports on a mail has got it: one of unknown fate was sent after all, and no person has to find out. The word may even come before the
 *  attempt is written down, or the program died before it was. */
async function endDoubts(ctx: Ctx, placed: readonly Placed[]): Promise<void> {
  const doubted = placed.flatMap(({ answers }) => (answers?.state === 'unknown' || answers?.state === 'sending' ? [answers.id] : []));
  if (doubted.length === 0) return;
  await ctx.tx.run(sql`
    update message set state = 'sent', state_reason = '', sent_at = coalesce(sent_at, ${ctx.now}::timestamptz), changed_at = ${ctx.now}
    where company_id = ${ctx.company.id} and state in ('sending', 'unknown') and id = any (${arrayLiteral('uuid', doubted)}::uuid[])`);
  await closeTasks(
    ctx,
    doubted.map((id) => `message.unknown:${id}`),
    'answered',
  );
}

function bounceTask({ message, status, detail }: { message: Ours; status: string; detail: string }): NewTask {
  return {
    kind: 'message.address',
    key: `message.address:email:${message.to_address.toLowerCase()}`,
    subjectKind: 'message',
    subjectId: message.id,
    customerId: message.customer_id,
    title: 'Correct an address that is refused',
    reason: 'bounced',
    figures: { channel: 'email', subject: message.subject, detail: detailText(`${status} ${detail}`) },
    forRole: 'billing',
  };
}
