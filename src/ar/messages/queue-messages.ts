import { sql } from 'kysely';
import { isTimeZone } from '../../foundation/calendar/time-zone.ts';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import { addressProblem, isEmailAddress, isHeaderText } from './address.ts';
import type { MessageDraft, Queued } from './message.ts';
import { findSuppressed, isKeptFrom, suppressionKey } from './suppressions.ts';
import { messageAttachmentTable, messageTable } from './tables.ts';

const CHUNK_DRAFTS = 1_000;
const MAX_CC = 10;
const MAX_SUBJECT = 300;
const MAX_BODY = 200_000;
const MAX_ATTACHMENTS = 20;

const knownZones = new Map<string, boolean>();

function isKnownZone(text: string): boolean {
  const known = knownZones.get(text) ?? isTimeZone(text);
  if (knownZones.size < 1_000) knownZones.set(text, known);
  return known;
}

/** Why a draft can't become a message, in words; null where it can. Nothing of it may begin a header of its own. */
export function draftProblem(draft: Omit<MessageDraft, 'why' | 'cause'>): string | null {
  const address = addressProblem(draft.channel, draft.toAddress);
  if (address !== null) return address;
  if (draft.channel === 'email') {
    if (draft.cc.length > MAX_CC || draft.cc.some((one) => !isEmailAddress(one))) return `copies go to at most ${MAX_CC} e-mail addresses`;
    if (draft.subject.trim() === '') return 'the subject is empty';
  }
  if (draft.subject.length > MAX_SUBJECT || !isHeaderText(draft.subject)) return `a subject is one line of at most ${MAX_SUBJECT} characters`;
  if (!isHeaderText(draft.toName) || draft.toName.length > 200) return 'the name of the recipient is one line of at most 200 characters';
  if (draft.bodyText.trim() === '' || draft.bodyText.length > MAX_BODY) return `the text is empty or longer than ${MAX_BODY} characters`;
  if (/\u0000/.test(draft.bodyText) || /\u0000/.test(draft.bodyHtml ?? '')) return 'the text has characters that cannot be kept';
  if (draft.intentKey.trim() === '' || draft.intentKey.length > 300 || !isHeaderText(draft.intentKey))
    return 'the key of the intention is a line of 1 to 300 characters';
  if (!isKnownZone(draft.timeZone)) return `"${draft.timeZone}" is no time zone`;
  if (draft.attachments.length > MAX_ATTACHMENTS) return `a message has at most ${MAX_ATTACHMENTS} attachments`;
  if (draft.channel === 'sms' && draft.attachments.length > 0) return 'a short message has no attachments';
  return null;
}

/** Puts messages into the outbox, set-based and once per intention: asked for again, the first one stands, whatever became of it.
 *  Answers one result per draft, in order. Nothing is refused as a whole: a draft that can't be sent says why in its result.
 *  Dunning and status messages to a suppressed address are not stored (`suppressed`): the caller chooses the next channel. */
export async function queueMessages(ctx: Ctx, drafts: readonly MessageDraft[]): Promise<Queued[]> {
  const results: Queued[] = [];
  for (let from = 0; from < drafts.length; from += CHUNK_DRAFTS) results.push(...(await queueChunk(ctx, drafts.slice(from, from + CHUNK_DRAFTS))));
  return results;
}

async function queueChunk(ctx: Ctx, drafts: readonly MessageDraft[]): Promise<Queued[]> {
  const problems = drafts.map(draftProblem);
  const suppressed = await findSuppressed(
    ctx,
    drafts.map((draft) => ({ channel: draft.channel, address: draft.toAddress })),
  );
  const isSuppressed = (draft: MessageDraft): boolean =>
    isKeptFrom(draft.kind, draft.channel) && suppressed.has(suppressionKey({ channel: draft.channel, address: draft.toAddress }));
  // One draft per intention; in the order of the keys, so that two units of work that queue the same ones wait in line and not for each other.
  const wanted = new Map<string, { readonly id: string; readonly draft: MessageDraft }>();
  drafts.forEach((draft, index) => {
    if (problems[index] === null && !isSuppressed(draft) && !wanted.has(draft.intentKey)) wanted.set(draft.intentKey, { id: ctx.newId(), draft });
  });
  const ordered = [...wanted.values()].toSorted((a, b) => (a.draft.intentKey < b.draft.intentKey ? -1 : 1));
  await insertRows(
    ctx.tx,
    messageTable,
    ordered.map(({ id, draft }) => rowOf(ctx, id, draft)),
    'on conflict (company_id, intent_key) do nothing',
  );
  const stored = await storedIntents(
    ctx,
    drafts.map((draft) => draft.intentKey),
  );
  const isNew = ({ id, draft }: { id: string; draft: MessageDraft }): boolean => stored.get(draft.intentKey) === id;
  await insertRows(
    ctx.tx,
    messageAttachmentTable,
    ordered
      .filter(isNew)
      .flatMap(({ id, draft }) => draft.attachments.map((file, pos) => ({ company_id: ctx.company.id, message_id: id, pos, file_id: file }))),
  );
  const told = new Set<string>();
  return drafts.map((draft, index): Queued => {
    const { intentKey } = draft;
    const id = stored.get(intentKey) ?? null;
    const mine = wanted.get(intentKey);
    const first = !told.has(intentKey);
    if (id !== null) {
      told.add(intentKey);
      return { intentKey, id, result: first && mine?.id === id ? 'queued' : 'repeated' };
    }
    const problem = problems[index];
    return problem ? { intentKey, id: null, result: 'refused', problem } : { intentKey, id: null, result: 'suppressed' };
  });
}

async function storedIntents(ctx: Ctx, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const usable = [...new Set(keys)].filter((key) => isHeaderText(key));
  const rows = await ctx.tx.rows(sql<{ intent_key: string; id: string }>`
    select intent_key, id from message where company_id = ${ctx.company.id} and intent_key = any (${arrayLiteral('text', usable)}::text[])`);
  return new Map(rows.map((row) => [row.intent_key, row.id]));
}

function rowOf(ctx: Ctx, id: string, draft: MessageDraft) {
  return {
    company_id: ctx.company.id,
    id,
    kind: draft.kind,
    channel: draft.channel,
    intent_key: draft.intentKey,
    customer_id: draft.customerId,
    contact_id: draft.contactId,
    to_address: draft.toAddress,
    to_name: draft.toName,
    cc: draft.cc,
    language: draft.language,
    time_zone: draft.timeZone,
    subject: draft.subject,
    body_text: draft.bodyText,
    body_html: draft.bodyHtml,
    template_code: draft.template?.code ?? null,
    template_version: draft.template?.version ?? null,
    why: draft.why,
    cause_kind: draft.cause.kind,
    cause_id: draft.cause.id,
    run_id: draft.runId,
    send_after: draft.sendAfter,
    state: 'waiting',
    state_reason: '',
    attempts: 0,
    outside_id: '',
    queued_at: ctx.now,
    sent_at: null,
    settled_at: null,
    changed_at: ctx.now,
  };
}
