import type { DeliveryOutcome } from '../../ar/messages/ports.ts';

/** How far a message had come when it failed. */
export type SmtpPhase =
  /** Connecting, greeting, TLS, hello. */
  | 'connect'
  | 'sign_in'
  /** MAIL FROM. */
  | 'sender'
  /** RCPT TO of the main recipient. */
  | 'recipient'
  /** DATA and what follows it. */
  | 'content';

export type SmtpFailure = {
  readonly phase: SmtpPhase;
  /** The server's answer to the step that failed (`550 5.1.1 No such user`); null when none came. */
  readonly reply: string | null;
  /** It failed before the message was begun: the next message would fare no better. */
  readonly opening?: boolean;
  /** The whole message with its end went into the connection, and the answer to it is missing: it may have been taken. */
  readonly mayBeTaken: boolean;
  /** What happened, for a person, without the server's own words. */
  readonly sentence: string;
};

type RefusedReason = 'address' | 'content' | 'account';

const MAX_WAIT_MS = 3_600_000;

/** What a failure means for the message. A server's 4xx and everything that happened before the end of the message went out leave it surely not taken;
 *  5xx is for good, and its enhanced status (RFC 3463) and its step say what it is about. */
export function judgeFailure(failure: SmtpFailure): DeliveryOutcome {
  const { phase, reply } = failure;
  const detail = reply === null ? failure.sentence : `${failure.sentence} The server said: ${readable(reply)}`;
  if (failure.mayBeTaken) return { kind: 'unknown', detail };
  const { code, enhanced, text } = readReply(reply ?? '');
  if (failure.opening === true) return withWait({ kind: 'retry', detail, scope: 'channel' }, text);
  if (code < 500 || phase === 'connect' || phase === 'sign_in') return withWait({ kind: 'retry', detail }, text);
  // Out of step: the session was in a wrong state, the message itself was not judged.
  if (code === 503 && !/auth/i.test(text)) return { kind: 'retry', detail };
  const reason =
    phase === 'sender' ? senderReason(code, enhanced) : phase === 'recipient' ? recipientReason(code, enhanced, text) : contentReason(code, enhanced, text);
  return reason === 'wait' ? { kind: 'retry', detail } : { kind: 'refused', reason, detail };
}

function senderReason(code: number, enhanced: string): RefusedReason {
  return code === 552 || enhanced === '3.4' || enhanced === '2.3' ? 'content' : 'account';
}

/** Words of servers without an enhanced status, or with one that says nothing: about everything this account sends, not about one recipient. */
const ABOUT_US = /\brelay|authenticat(?:e|ion)|sending limit|sending quota|sender (?:address )?(?:rejected|denied|not)/i;

function recipientReason(code: number, enhanced: string, text: string): RefusedReason | 'wait' {
  // A full mailbox answers 5xx at some hosts, and is emptied again.
  if (enhanced === '2.2' || (enhanced === '' && code === 552)) return 'wait';
  if (enhanced === '3.4' || enhanced === '2.3') return 'content';
  // 1.7 and 1.8: the address of the sender.
  if (enhanced === '1.7' || enhanced === '1.8') return 'account';
  if (/^[12]\./.test(enhanced)) return 'address';
  // 4.1 and 4.4: no such host for the recipient's domain.
  if (enhanced === '4.1' || enhanced === '4.4') return 'address';
  // Only what holds for every recipient may stop the account; 4.5: it has sent its share.
  if (ABOUT_US.test(text) || code === 530 || code === 535 || enhanced === '4.5') return 'account';
  // A policy for this recipient, or for this mail.
  if (enhanced !== '' && enhanced !== '0.0') return 'content';
  return code === 550 || code === 551 || code === 553 || code === 501 || code === 521 || code === 556 ? 'address' : 'content';
}

function contentReason(code: number, enhanced: string, text: string): RefusedReason | 'wait' {
  if (enhanced === '2.2') return 'wait';
  if (/^1\.(?:[1-6]|10)$/.test(enhanced) || enhanced === '2.1') return 'address';
  // 7.20 to 7.29: the domain or the machine of the sender did not prove itself.
  if (/^7\.2\d$/.test(enhanced) || (code !== 552 && /\bspf\b|\bdkim\b|\bdmarc\b|relay|authentication required|quota|sending limit/i.test(text)))
    return 'account';
  return 'content';
}

/** Code, enhanced status without its class (`1.1` of `5.1.1`), and text of a reply. */
export function readReply(reply: string): { readonly code: number; readonly enhanced: string; readonly text: string } {
  const match = /^(\d{3})(?:[ -]|$)(?:\s*[245]\.(\d{1,3}\.\d{1,3})\b)?/.exec(reply);
  return match === null
    ? { code: 0, enhanced: '', text: reply }
    : { code: Number(match[1]), enhanced: match[2] ?? '', text: reply.slice(match[0].length).trim() };
}

/** "Come back in 300 seconds" of greylisting servers. */
function withWait(outcome: DeliveryOutcome & { readonly kind: 'retry' }, text: string): DeliveryOutcome {
  const match = /\b(\d{1,5}) ?(s|sec|seconds?|m|min|minutes?)\b/i.exec(text);
  if (match === null) return outcome;
  const ms = Number(match[1]) * (/^s/i.test(match[2] as string) ? 1000 : 60_000);
  return ms > 0 ? { ...outcome, afterMs: Math.min(ms, MAX_WAIT_MS) } : outcome;
}

function readable(reply: string): string {
  return reply
    .slice(0, 400)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 300);
}
