import { createHmac } from 'node:crypto';
import { equalBytes, sha256 } from '../../foundation/crypto/token.ts';
import { meaningOf, type CodeMeaning } from './judge-code.ts';

export type TwilioDelivery = {
  /** The public address the provider called, with its query; behind a proxy not the one that the server sees. */
  readonly url: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  /** X-Twilio-Signature. */
  readonly signature: string;
};

export type TwilioEvent =
  /** `settled` says whether the state is the last one; callbacks may come out of order. */
  | {
      readonly kind: 'status';
      readonly outsideId: string;
      readonly state: 'sent' | 'delivered' | 'failed' | 'underway';
      readonly reported: string;
      /** What an error is about; null without one, or where the code is not known. */
      readonly about: CodeMeaning | null;
      readonly code: number | null;
    }
  /** A short message from outside. `wish`: the provider recognised one of its words for stopping, starting or help. */
  | {
      readonly kind: 'inbound';
      readonly outsideId: string;
      readonly from: string;
      readonly to: string;
      readonly text: string;
      readonly wish: 'stop' | 'start' | 'help' | null;
    };

export type ReadWebhook = { readonly ok: true; readonly event: TwilioEvent } | { readonly ok: false; readonly status: 400 | 403; readonly reason: string };

const MAX_BYTES = 100_000;
const MESSAGE_SID = /^(?:SM|MM)[0-9a-fA-F]{32}$/;

/** Checks and reads a callback of the provider. Nothing of the body is believed before its signature.
 *  Source: the provider's page on webhook security: HMAC-SHA1 over the address and the sorted fields; of a JSON body its SHA-256 in the query. */
export function readTwilioWebhook(authToken: string, delivery: TwilioDelivery): ReadWebhook {
  if (delivery.body.length > MAX_BYTES) return { ok: false, status: 400, reason: 'The body is too long.' };
  const form = /^application\/x-www-form-urlencoded\b/i.test(delivery.contentType);
  const fields = form ? new URLSearchParams(Buffer.from(delivery.body).toString('utf8')) : new URLSearchParams();
  if (!signatureHolds(authToken, delivery, fields, form)) return { ok: false, status: 403, reason: 'The signature does not fit.' };
  const event = eventOf(fields);
  return event === null ? { ok: false, status: 400, reason: 'The body names no message.' } : { ok: true, event };
}

function signatureHolds(authToken: string, { url, body, signature }: TwilioDelivery, fields: URLSearchParams, form: boolean): boolean {
  if (authToken === '' || !URL.canParse(url)) return false;
  if (!form) {
    const told = new URL(url).searchParams.get('bodySHA256') ?? '';
    if (!equalBytes(Buffer.from(told, 'hex'), sha256(body))) return false;
  }
  const given = Buffer.from(signature, 'base64');
  // The provider signs with or without the port, depending on its age.
  return addressForms(url).some((address) => equalBytes(given, signatureOf(authToken, address, fields)));
}

function signatureOf(authToken: string, url: string, fields: URLSearchParams): Buffer {
  const names = [...new Set(fields.keys())].toSorted((a, b) => (a < b ? -1 : 1));
  const text = names
    .map((name) =>
      [...new Set(fields.getAll(name))]
        .toSorted((a, b) => (a < b ? -1 : 1))
        .map((value) => name + value)
        .join(''),
    )
    .join('');
  return createHmac('sha1', authToken)
    .update(url + text, 'utf8')
    .digest();
}

function addressForms(url: string): string[] {
  const match = /^(https?):\/\/([^/?#]*)(.*)$/s.exec(url);
  if (match === null) return [url];
  const [, scheme, host, rest] = match as unknown as [string, string, string, string];
  const bare = host.replace(/:\d+$/, '');
  return [...new Set([url, `${scheme}://${bare}${rest}`, `${scheme}://${bare}:${scheme === 'https' ? 443 : 80}${rest}`])];
}

function eventOf(fields: URLSearchParams): TwilioEvent | null {
  const field = (name: string): string => fields.get(name) ?? '';
  const outsideId = field('MessageSid') || field('SmsSid');
  if (!MESSAGE_SID.test(outsideId)) return null;
  const reported = field('MessageStatus') || field('SmsStatus');
  // An incoming message says of itself that it was received.
  if (fields.has('Body') && (reported === '' || reported === 'received')) {
    return {
      kind: 'inbound',
      outsideId,
      from: field('From').slice(0, 100),
      to: field('To').slice(0, 100),
      text: field('Body').replaceAll('\u0000', '').slice(0, 10_000),
      wish: wishOf(field('OptOutType'), field('Body')),
    };
  }
  if (reported === '') return null;
  const code = /^\d{4,6}$/.test(field('ErrorCode')) ? Number(field('ErrorCode')) : null;
  return { kind: 'status', outsideId, state: stateOf(reported), reported: reported.slice(0, 40), about: code === null ? null : meaningOf(code), code };
}

function stateOf(reported: string): 'sent' | 'delivered' | 'failed' | 'underway' {
  if (reported === 'delivered' || reported === 'read') return 'delivered';
  if (reported === 'undelivered' || reported === 'failed' || reported === 'canceled') return 'failed';
  return reported === 'sent' ? 'sent' : 'underway';
}

/** What the provider recognised counts; without it the words that carriers demand, alone in the message. */
function wishOf(optOutType: string, text: string): 'stop' | 'start' | 'help' | null {
  const word = (optOutType || text).trim().toLowerCase().replace(/[.!]$/, '');
  if (/^(?:stop|stopall|unsubscribe|cancel|end|quit|stopp|abmelden|arret|baja)$/.test(word)) return 'stop';
  if (/^(?:start|unstop)$/.test(word)) return 'start';
  return /^(?:help|info|hilfe)$/.test(word) ? 'help' : null;
}
