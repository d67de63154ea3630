import { sql } from 'kysely';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import { addressKey } from './address.ts';
import type { MessageDraft } from './message.ts';
import { queueMessages } from './queue-messages.ts';
import type { Reply } from './receive-mails.ts';
import { detailText } from './record-deliveries.ts';
import { liftSuppression, suppressAddresses } from './suppressions.ts';
import { inboundMessageTable } from './tables.ts';

export type IncomingShortMessage = { readonly outsideId: string; readonly from: string; readonly text: string; readonly receivedAt: Date };

const STOP_WORDS: ReadonlySet<string> = new Set(['STOP', 'STOPALL', 'QUIT', 'END', 'REVOKE', 'OPTOUT', 'CANCEL', 'UNSUBSCRIBE', 'STOPP']);
const START_WORDS: ReadonlySet<string> = new Set(['START', 'UNSTOP']);

/** Whether a text asks to end or to begin messages: one of the words alone, however it is spaced, written or punctuated. A sentence that contains one is a reply. */
export function stopOrStart(text: string): 'stop' | 'start' | null {
  const word = text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^A-Z]/g, '');
  // Digits and other letters make it a sentence of its own: "STOP 7" is none of the words.
  if (/[\p{L}\p{N}]/u.test(text.normalize('NFKC').replaceAll(/[A-Za-z]/g, ''))) return null;
  return STOP_WORDS.has(word) ? 'stop' : START_WORDS.has(word) ? 'start' : null;
}

const CONFIRMATION: Readonly<Record<string, string>> = {
  en: 'You will get no more texts from us. Reply START to get them again.',
  de: 'Sie erhalten keine SMS mehr von uns. Antworten Sie START, um sie wieder zu erhalten.',
};

/** Takes in short messages, each once. STOP and its like end them at once, with one confirmation; START lifts what STOP began; the rest are replies. */
export async function receiveShortMessages(
  ctx: Ctx,
  incoming: readonly IncomingShortMessage[],
  deps: { readonly onReplies?: (ctx: Ctx, replies: readonly Reply[]) => Promise<void> } = {},
): Promise<{ stored: number; stopped: number; replies: number }> {
  const fresh = await newOnes(ctx, incoming);
  const last = await lastMessages(
    ctx,
    fresh.map(({ from }) => from),
  );
  const placed = fresh.map((message) => ({ message, id: ctx.newId(), wish: stopOrStart(message.text), answers: last.get(addressKey('sms', message.from)) }));
  await insertRows(
    ctx.tx,
    inboundMessageTable,
    placed.map(({ message, id, wish, answers }) => ({
      company_id: ctx.company.id,
      id,
      channel: 'sms',
      outside_id: message.outsideId,
      kind: wish === 'stop' ? 'stop' : 'reply',
      answers: answers?.id ?? null,
      customer_id: answers?.customerId ?? null,
      from_address: detailText(message.from),
      subject: '',
      body_text: message.text.replaceAll('\u0000', '').slice(0, 5_000),
      raw_file_id: null,
      received_at: message.receivedAt < ctx.now ? message.receivedAt : ctx.now,
      recorded_at: ctx.now,
      state: wish === null ? 'unread' : 'done',
      read_by: null,
      read_at: null,
    })),
  );
  let stopped = 0;
  // Few and in their order: somebody may say STOP and START within one batch.
  for (const { message, wish, answers } of placed) {
    if (wish === 'start') await liftSuppression(ctx, { channel: 'sms', address: message.from }, { reason: 'the recipient wrote START', only: 'stop' });
    if (wish !== 'stop') continue;
    const isNew = await suppressAddresses(ctx, [{ channel: 'sms', address: message.from, reason: 'stop', messageId: answers?.id ?? null }]);
    stopped += isNew;
    if (isNew > 0) await queueMessages(ctx, [confirmation(ctx, message, answers)]);
  }
  const replies = placed
    .filter(({ wish }) => wish === null)
    .map(({ id, message, answers }) => ({ id, customerId: answers?.customerId ?? null, messageId: answers?.id ?? null, receivedAt: message.receivedAt }));
  if (replies.length > 0) await deps.onReplies?.(ctx, replies);
  return { stored: placed.length, stopped, replies: replies.length };
}

async function newOnes(ctx: Ctx, incoming: readonly IncomingShortMessage[]): Promise<IncomingShortMessage[]> {
  const byId = new Map(incoming.map((one) => [one.outsideId, one]));
  const known = await ctx.tx.rows(sql<{ outside_id: string }>`
    select outside_id from inbound_message
    where company_id = ${ctx.company.id} and channel = 'sms' and outside_id = any (${arrayLiteral('text', [...byId.keys()])}::text[])`);
  for (const { outside_id } of known) byId.delete(outside_id);
  return [...byId.values()];
}

type LastMessage = {
  readonly id: string;
  readonly customerId: string | null;
  readonly customerLanguage: string;
  readonly timeZone: string;
  readonly to: string;
};

/** The last short message to each number: what an answer most likely answers. */
async function lastMessages(ctx: Ctx, numbers: readonly string[]): Promise<ReadonlyMap<string, LastMessage>> {
  if (numbers.length === 0) return new Map();
  const asked = [...new Set(numbers.map((number) => addressKey('sms', number)))];
  const rows = await ctx.tx.rows(sql<LastMessage>`
    select distinct on (to_address) id, customer_id as "customerId", language as "customerLanguage", time_zone as "timeZone", to_address as "to" from message
    where company_id = ${ctx.company.id} and channel = 'sms' and sent_at is not null and to_address = any (${arrayLiteral('text', asked)}::text[])
    order by to_address, sent_at desc`);
  return new Map(rows.map((row) => [addressKey('sms', row.to), row]));
}

function confirmation(ctx: Ctx, message: IncomingShortMessage, answers: LastMessage | undefined): MessageDraft {
  const language = answers?.customerLanguage ?? 'en';
  return {
    kind: 'answer',
    channel: 'sms',
    intentKey: `stop:${message.outsideId}`,
    customerId: answers?.customerId ?? null,
    contactId: null,
    toAddress: addressKey('sms', message.from),
    toName: '',
    cc: [],
    language,
    timeZone: answers?.timeZone ?? ctx.company.timeZone,
    subject: '',
    bodyText: CONFIRMATION[language.slice(0, 2)] ?? CONFIRMATION['en'] ?? '',
    bodyHtml: null,
    template: null,
    why: { code: 'stop_confirmed', figures: {} },
    cause: { kind: 'company', id: ctx.company.id },
    runId: null,
    sendAfter: ctx.now,
    attachments: [],
  };
}
