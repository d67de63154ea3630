import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { sha256 } from '../../foundation/crypto/token.ts';
import type { MailParser, ReadMail } from '../../ar/messages/ports.ts';
import { readDeliveryStatus, readFeedbackReport, type Failure } from './delivery-report.ts';
import { htmlText } from './html-text.ts';
import { headerBlock, headerFields, type HeaderField } from './mail-headers.ts';
import { answeredIds, messageIdOfReturned, messageIdsIn } from './mail-ids.ts';
import { newText } from './new-text.ts';
import { guessFailures, looksLikeBounce } from './plain-bounce.ts';

export type MailParserLimits = {
  /** What is read of a mail; the rest is not looked at. */
  readonly maxBytes: number;
  /** Lines cost more than bytes. What people and servers write stands in the first parts; what a cut loses is the tail of attached files. */
  readonly maxLines: number;
  readonly maxHeaderBytes: number;
  readonly maxDepth: number;
  /** Multiparts that a mail may open: each is compared with every line that might end it. */
  readonly maxMultiparts: number;
};

const LIMITS: MailParserLimits = { maxBytes: 5_000_000, maxLines: 30_000, maxHeaderBytes: 256 * 1024, maxDepth: 20, maxMultiparts: 100 };

const AUTO_SUBJECT =
  /^(?:automatic reply|auto(?:matic|mated)?[- ]?(?:reply|response|responder)|automatische antwort|abwesenheit|out of (?:the )?office|ooo\b|away from|réponse automatique|absence du bureau|respuesta automática|risposta automatica|automatisch antwoord|afwezig|autosvar|automaattinen vastaus)/i;

/** Reads received mails from their bytes, whatever they contain: what cannot be read is empty, and a mail beyond the limits is judged by its head alone. Never throws. */
export function createMailParser(limits: Partial<MailParserLimits> = {}): MailParser {
  const all = { ...LIMITS, ...limits };
  return {
    async read(raw) {
      const bytes = beginning(raw, all);
      const block = headerBlock(bytes, all.maxHeaderBytes);
      const email = await parsed(bytes, all);
      return email === null ? readFromHead(raw, headerFields(block)) : readWhole(raw, email);
    },
  };
}

function beginning(raw: Uint8Array, { maxBytes, maxLines }: MailParserLimits): Uint8Array {
  let end = 0;
  for (let lines = 0; lines < maxLines; lines += 1) {
    const next = raw.indexOf(0x0a, end);
    if (next < 0 || next >= maxBytes) return raw.subarray(0, maxBytes);
    end = next + 1;
  }
  return raw.subarray(0, end);
}

async function parsed(bytes: Uint8Array, limits: MailParserLimits): Promise<Email | null> {
  if (countIgnoringCase(bytes, 'boundary') > limits.maxMultiparts) return null;
  try {
    return await PostalMime.parse(bytes, {
      // A returned mail is evidence, not something its reader wrote: it stays an attachment.
      forceRfc822Attachments: true,
      maxHeadersSize: limits.maxHeaderBytes,
      maxNestingDepth: limits.maxDepth,
    });
  } catch {
    return null;
  }
}

type Head = {
  readonly messageId: string;
  readonly from: string;
  readonly subject: string;
  readonly receivedAt: Date | null;
  readonly value: (key: string) => string;
};

function headOf(raw: Uint8Array, fields: readonly HeaderField[], given: { subject: string | undefined; from: string | undefined }): Head {
  const value = (key: string): string => fields.find((field) => field.key === key)?.value ?? '';
  // Without an id of its own, its bytes tell it from others, so that it is stored once.
  const messageId = messageIdsIn(value('message-id'))[0] ?? `${sha256(raw).toString('hex').slice(0, 32)}@no-message-id.invalid`;
  const from = given.from ?? /([^\s<>"(),;]{1,64}@[^\s<>"(),;]{1,255})/.exec(value('from').slice(0, 2000))?.[1] ?? '';
  return {
    messageId,
    from: from.slice(0, 320),
    subject: clean(given.subject ?? value('subject')),
    receivedAt: receivedAt(value('received'), value('date')),
    value,
  };
}

function readWhole(raw: Uint8Array, email: Email): ReadMail {
  const head = headOf(raw, email.headers, { subject: email.subject, from: email.from?.address });
  const body = email.text ?? (email.html === undefined ? '' : htmlText(email.html));
  const part = (...types: readonly string[]): string => textOf(email.attachments.find(({ mimeType }) => types.includes(mimeType)));
  const status = readDeliveryStatus(part('message/delivery-status', 'message/global-delivery-status'));
  const complaint = part('message/feedback-report');
  const returned = part('message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers');
  const reported = [messageIdOfReturned(returned) ?? messageIdOfReturned(body) ?? originalIdOf(part('message/disposition-notification'))].flatMap(
    (id) => id ?? [],
  );
  const about = (): readonly string[] => answeredIds(reported, head.value('in-reply-to'), head.value('references'));

  const reports = [...status.failures, ...(complaint === '' ? [] : readFeedbackReport(complaint))];
  if (reports.length > 0) return mailOf(head, { kind: 'bounce', text: body.slice(0, 100_000).trim(), references: about(), failures: reports });
  const disposition = /report-type="?disposition-notification/i.test(head.value('content-type'));
  if (status.reached || disposition) return mailOf(head, { kind: 'delivery_report', text: body.slice(0, 100_000).trim(), references: about(), failures: [] });
  if (isPlainBounce(head)) {
    const failures = guessFailures(body, head.value('x-failed-recipients'));
    return mailOf(head, { kind: 'bounce', text: body.slice(0, 100_000).trim(), references: about(), failures });
  }
  const kind = isAutomatic(head) ? 'auto_reply' : 'reply';
  // A mail that only carries another one along answers what its own head names.
  return mailOf(head, { kind, text: newText(body), references: answeredIds([], head.value('in-reply-to'), head.value('references')), failures: [] });
}

function readFromHead(raw: Uint8Array, fields: readonly HeaderField[]): ReadMail {
  const head = headOf(raw, fields, { subject: undefined, from: undefined });
  const bounce = isPlainBounce(head) || /^multipart\/report\b.{0,400}delivery-status/i.test(head.value('content-type'));
  const failures = bounce ? guessFailures('', head.value('x-failed-recipients')) : [];
  const kind = bounce ? 'bounce' : isAutomatic(head) ? 'auto_reply' : 'reply';
  return mailOf(head, { kind, text: '', references: answeredIds([], head.value('in-reply-to'), head.value('references')), failures });
}

function mailOf(
  { messageId, from, subject, receivedAt: at }: Head,
  rest: { kind: ReadMail['kind']; text: string; references: readonly string[]; failures: readonly Failure[] },
): ReadMail {
  // Postgres takes no NUL, and no reader of a reply needs one.
  return { messageId, from, subject, receivedAt: at, ...rest, text: rest.text.replaceAll('\u0000', '') };
}

function isPlainBounce({ from, subject, value }: Head): boolean {
  return looksLikeBounce({ from, subject, returnPath: value('return-path').trim(), failedRecipients: value('x-failed-recipients') });
}

/** Sources: RFC 3834 section 5; the headers of robots older than it. */
function isAutomatic({ subject, value }: Head): boolean {
  const submitted = value('auto-submitted').toLowerCase();
  if (submitted !== '' && !submitted.startsWith('no')) return true;
  if (value('x-autoreply') !== '' || value('x-autorespond') !== '' || value('x-auto-response') !== '') return true;
  if (/^(?:auto_reply|bulk|junk|list)\b/i.test(value('precedence'))) return true;
  return AUTO_SUBJECT.test(subject);
}

function originalIdOf(notification: string): string | null {
  return messageIdsIn(/^Original-Message-ID:.{0,900}/im.exec(notification)?.[0] ?? '')[0] ?? null;
}

/** When our own mail server took it in (the topmost Received), else what the sender says. */
function receivedAt(received: string, date: string): Date | null {
  for (const text of [received.slice(received.lastIndexOf(';') + 1), date]) {
    const at = new Date(
      text
        .slice(0, 100)
        .replace(/\([^)]*\)/g, '')
        .trim(),
    );
    if (text.trim() !== '' && !Number.isNaN(at.getTime()) && at.getTime() > 0 && at.getUTCFullYear() < 3000) return at;
  }
  return null;
}

function textOf(attachment: Attachment | undefined): string {
  if (attachment === undefined) return '';
  if (typeof attachment.content === 'string') return attachment.content.slice(0, 500_000);
  return new TextDecoder().decode(new Uint8Array(attachment.content).subarray(0, 500_000));
}

function clean(text: string): string {
  return text
    .slice(0, 2000)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 500);
}

function countIgnoringCase(bytes: Uint8Array, word: string): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').toLowerCase().split(word).length - 1;
}
