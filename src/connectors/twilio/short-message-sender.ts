import { ProviderFault } from '../../foundation/errors/provider-fault.ts';
import type { DeliveryOutcome, ShortMessageAccount, ShortMessageSender } from '../../ar/messages/ports.ts';
import { meaningOf, outcomeOf } from './judge-code.ts';
import { AnswerLost, askTwilio, NotReached, type TwilioAnswer } from './twilio-api.ts';

const MAX_PAGES = 10;
/** Clocks of two machines differ. */
const SLACK_MS = 120_000;
const REST_MS = 60_000;

/** Short messages by Twilio's Messages resource (API 2010-04-01). The provider knows no idempotency key: an answer that is missing, or a 5xx, is `unknown`,
 *  and `find` looks among the messages of the account before anything is sent again. */
export function createShortMessageSender(options: { readonly timeoutMs?: number } = {}): ShortMessageSender {
  const { timeoutMs = 15_000 } = options;
  return {
    async send(account, message) {
      const form = new URLSearchParams({
        To: message.to,
        Body: message.text,
        ...senderOf(account),
        ...(message.statusUrl === null ? {} : { StatusCallback: message.statusUrl }),
      });
      try {
        return judge(await askTwilio(account, messagesPath(account), form, timeoutMs));
      } catch (error) {
        if (error instanceof NotReached) return { kind: 'retry', detail: error.message, scope: 'channel' };
        if (error instanceof AnswerLost) return { kind: 'unknown', detail: `${error.message} The message may have been sent.` };
        if (error instanceof ProviderFault) return { kind: 'refused', reason: 'account', detail: error.message };
        throw error;
      }
    },

    async find(account, { to, text, sentAfter }) {
      const since = new Date(sentAfter.getTime() - SLACK_MS);
      const wanted = (one: Listed): boolean =>
        one.body.trimEnd() === text.trimEnd() && one.direction.startsWith('outbound') && (one.created === null || one.created >= since);
      const query = new URLSearchParams({ To: to, 'DateSent>': since.toISOString().slice(0, 10), PageSize: '200' });
      const sent = await findAmong(account, query, wanted, timeoutMs);
      // A message that still waits at the provider has no day of sending, and no filter by it shows it.
      const found = sent ?? (await findAmong(account, new URLSearchParams({ To: to, PageSize: '200' }), wanted, timeoutMs, since));
      return found === null ? null : { outsideId: found.sid, state: found.status };
    },
  };
}

function messagesPath({ accountSid }: ShortMessageAccount): string {
  return `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
}

function senderOf({ from }: ShortMessageAccount): Readonly<Record<string, string>> {
  return /^MG[0-9a-fA-F]{32}$/.test(from) ? { MessagingServiceSid: from } : { From: from };
}

function judge({ status, body, retryAfterMs }: TwilioAnswer): DeliveryOutcome {
  const code = typeof body['code'] === 'number' ? body['code'] : typeof body['error_code'] === 'number' ? body['error_code'] : 0;
  if (status >= 200 && status < 300) {
    const sid = body['sid'];
    if (typeof sid !== 'string' || sid === '') return { kind: 'unknown', detail: 'The provider took the message and did not say under which number.' };
    const meaning = body['status'] === 'failed' ? meaningOf(code) : null;
    return meaning === null || meaning === 'retry' ? { kind: 'accepted', outsideId: sid, detail: '' } : outcomeOf(meaning, code);
  }
  if (status === 429)
    return { kind: 'retry', detail: 'The provider gets too many messages from this account at once.', afterMs: retryAfterMs ?? 1000, scope: 'channel' };
  if (status >= 500) return { kind: 'unknown', detail: `The provider failed (status ${status}). The message may have been sent.` };
  if (status === 401)
    return { kind: 'retry', detail: 'The provider refused the sign-in. Check account number and token of the account.', afterMs: REST_MS, scope: 'channel' };
  const meaning = meaningOf(code);
  if (meaning !== null) return outcomeOf(meaning, code);
  return {
    kind: 'refused',
    reason: status === 403 || status === 404 ? 'account' : 'content',
    detail: `The provider did not take the message (status ${status}${code === 0 ? '' : `, code ${code}`}).`,
  };
}

type Listed = { readonly sid: string; readonly status: string; readonly body: string; readonly direction: string; readonly created: Date | null };

/** Pages through the list, newest first, until a message fits, or all are older than `until`. Throws ProviderFault where it cannot say that there is none. */
async function findAmong(
  account: ShortMessageAccount,
  query: URLSearchParams,
  fits: (one: Listed) => boolean,
  timeoutMs: number,
  until?: Date,
): Promise<Listed | null> {
  let path = `${messagesPath(account)}?${query.toString()}`;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const body = await listed(account, path, timeoutMs);
    const messages = (Array.isArray(body['messages']) ? (body['messages'] as unknown[]) : []).flatMap(readListed);
    const found = messages.find(fits);
    if (found !== undefined) return found;
    const next = body['next_page_uri'];
    const allOlder = until !== undefined && messages.length > 0 && messages.every(({ created }) => created !== null && created < until);
    if (typeof next !== 'string' || next === '' || allOlder) return null;
    if (!next.startsWith(`${messagesPath(account)}?`))
      throw new ProviderFault('unavailable', 'The provider listed messages at an unknown place. Try again later.');
    path = next;
  }
  throw new ProviderFault(
    'unavailable',
    'The provider lists too many messages to this number to say whether one was sent. Look it up in the account of the provider.',
  );
}

async function listed(account: ShortMessageAccount, path: string, timeoutMs: number): Promise<TwilioAnswer['body']> {
  let answer: TwilioAnswer;
  try {
    answer = await askTwilio(account, path, null, timeoutMs);
  } catch (error) {
    if (error instanceof NotReached || error instanceof AnswerLost) throw new ProviderFault('unavailable', error.message);
    throw error;
  }
  const { status, body, retryAfterMs } = answer;
  if (status === 200 && Array.isArray(body['messages'])) return body;
  if (status === 401 || status === 403) throw new ProviderFault('auth', 'The provider refused the sign-in. Check account number and token of the account.');
  if (status === 429) throw new ProviderFault('rate_limited', 'The provider gets too many requests from this account.', { retryAfterMs });
  throw new ProviderFault('unavailable', `The provider could not list the messages (status ${status}). Try again later.`);
}

function readListed(value: unknown): Listed[] {
  if (typeof value !== 'object' || value === null) return [];
  const { sid, status, body, direction, date_created: created } = value as Record<string, unknown>;
  if (typeof sid !== 'string' || typeof body !== 'string') return [];
  const at = typeof created === 'string' ? new Date(created) : null;
  return [
    {
      sid,
      body,
      status: typeof status === 'string' ? status : '',
      direction: typeof direction === 'string' ? direction : '',
      created: at === null || Number.isNaN(at.getTime()) ? null : at,
    },
  ];
}
