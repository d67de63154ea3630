import { domainToASCII } from 'node:url';
import MailComposer from 'nodemailer/lib/mail-composer';
import { assert } from '../../foundation/errors/refusal.ts';
import type { MailAddress, MailAttachment, OutgoingMail } from '../../ar/messages/ports.ts';

export type ComposedMail = { readonly from: string; readonly to: string; readonly cc: readonly string[]; readonly raw: Buffer };

const MESSAGE_ID = /^[^\s<>@\p{Cc}]{1,200}@[^\s<>@\p{Cc}]{1,200}$/u;
const MEDIA_TYPE = /^(?:application|audio|font|image|model|text|video)\/[\w.+-]{1,100}$/;
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;

/** An address as it goes into the envelope (its domain in ASCII), or null when no server could take it. */
export function envelopeAddress(address: string): string | null {
  const match = /^([^\s<>()[\]\\,;:"@\p{Cc}]{1,64})@([^\s<>()\\,;"@\p{Cc}]{1,255})$/u.exec(address);
  if (match === null) return null;
  const domain = domainToASCII(match[2] as string);
  return domain === '' ? null : `${match[1]}@${domain}`;
}

/** The mail as bytes (RFC 5322, MIME). Text from outside becomes text inside its header, never a header of its own: controls are dropped before encoding.
 *  null when one of the addresses cannot be written to at all; `who` names it. */
export async function composeMail(mail: OutgoingMail, at: Date): Promise<ComposedMail | { readonly who: 'from' | 'to' | 'cc' }> {
  assert(MESSAGE_ID.test(mail.messageId), 'a mail needs a Message-ID without angle brackets');
  const from = envelopeAddress(mail.from.address);
  if (from === null) return { who: 'from' };
  const to = envelopeAddress(mail.to.address);
  if (to === null) return { who: 'to' };
  const cc = mail.cc.map(({ address }) => envelopeAddress(address));
  if (cc.includes(null)) return { who: 'cc' };
  const answered = mail.inReplyTo !== null && MESSAGE_ID.test(mail.inReplyTo) ? `<${mail.inReplyTo}>` : null;
  const replyTo = mail.replyTo !== null && envelopeAddress(mail.replyTo.address) !== null ? mail.replyTo : null;
  const composer = new MailComposer({
    messageId: `<${mail.messageId}>`,
    date: at,
    from: headerAddress(mail.from),
    to: headerAddress(mail.to),
    ...(cc.length > 0 ? { cc: mail.cc.map(headerAddress) } : {}),
    ...(replyTo === null ? {} : { replyTo: headerAddress(replyTo) }),
    ...(answered === null ? {} : { inReplyTo: answered, references: answered }),
    subject: oneLine(mail.subject),
    text: mail.text,
    ...(mail.html === null ? {} : { html: mail.html }),
    attachments: mail.attachments.map(attachment),
    headers: mail.personal === true ? {} : { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  });
  const recipients = [...new Set(cc as string[])].filter((address) => address !== to);
  return { from, to, cc: recipients, raw: await composer.compile().build() };
}

function headerAddress({ address, name }: MailAddress): MailAddress {
  return { address, name: oneLine(name) };
}

function attachment({ name, mediaType, bytes }: MailAttachment) {
  // A message or a multipart as attachment would be read as structure of this mail.
  const contentType = MEDIA_TYPE.test(mediaType) ? mediaType : 'application/octet-stream';
  const filename = oneLine(name).replace(/[/\\]/g, '_').slice(0, 200) || 'attachment';
  return { filename, contentType, content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), contentDisposition: 'attachment' };
}

function oneLine(text: string): string {
  return text.replace(CONTROLS, ' ').trim();
}
