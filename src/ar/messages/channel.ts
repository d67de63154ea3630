import { z } from 'zod';
import { plainText, requiredText } from '../../foundation/contract/page.ts';
import { isEmailAddress } from './address.ts';

/** Sending accounts of a company, and the mailbox that is read. */
export const CHANNELS = ['email', 'sms', 'mailbox'] as const;
export type ChannelName = (typeof CHANNELS)[number];

const host = z
  .string()
  .trim()
  .max(253)
  .regex(/^[A-Za-z0-9.:-]+$/, 'A host is a name like smtp.example.com, without protocol and port.');
const port = z.int().min(1).max(65_535);
const secretText = z.string().min(1).max(4_000).optional();
const emailAddress = z.string().trim().refine(isEmailAddress, 'This is no e-mail address.');
const mailAddress = z.object({
  address: emailAddress,
  name: plainText(200)
    .refine((text) => !/[\r\n\t]/.test(text), 'A name is one line.')
    .default(''),
});
const perMinute = (most: number) => z.int().min(1).max(6_000).default(most).meta({ description: 'Messages a minute at most.' });

/** How to sign in. A secret that is left out stays as it was, as long as server and user stay the same. */
const auth = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('password'), user: requiredText(300), password: secretText }),
  z.strictObject({
    kind: z.literal('xoauth2'),
    user: requiredText(300),
    clientId: requiredText(300),
    tokenUrl: z.url({ protocol: /^https$/ }).max(500),
    clientSecret: secretText,
    refreshToken: secretText,
  }),
]);

const server = {
  host,
  port,
  security: z.enum(['tls', 'starttls', 'none']),
  allowPlain: z.boolean().default(false).meta({ description: 'Without this, `security: none` is for servers on this machine only.' }),
  auth,
};

function demandSecurity(value: { security: string; host: string; allowPlain: boolean }): boolean {
  return value.security !== 'none' || value.allowPlain || /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(value.host);
}

const PLAIN = { path: ['security'], message: 'Without encryption, passwords and mails can be read on the way. Use tls or starttls, or say allowPlain.' };

export const emailSettings = z
  .strictObject({
    channel: z.literal('email'),
    ...server,
    from: mailAddress,
    replyTo: mailAddress.nullable().default(null),
    dkimSelectors: z
      .array(z.string().regex(/^[A-Za-z0-9._-]{1,63}$/, 'A DKIM selector is a name like s1.'))
      .max(5)
      .default([])
      .meta({ description: 'Names under which the keys of DKIM stand in the DNS, as the mail provider tells.' }),
    messagesPerMinute: perMinute(60),
  })
  .refine(demandSecurity, PLAIN);

export const smsSettings = z.strictObject({
  channel: z.literal('sms'),
  accountSid: requiredText(100),
  authToken: secretText,
  from: z.string().regex(/^(\+[1-9]\d{6,14}|[A-Za-z0-9 ]{1,11})$/, 'A sender is a number like +4915112345678 or a name of at most 11 letters.'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .default('https://api.twilio.com'),
  messagesPerMinute: perMinute(60),
});

export const mailboxSettings = z
  .strictObject({ channel: z.literal('mailbox'), ...server, mailbox: requiredText(200).default('INBOX') })
  .refine(demandSecurity, PLAIN);

export const channelSettings = z.discriminatedUnion('channel', [emailSettings, smsSettings, mailboxSettings]);

export type EmailSettings = z.output<typeof emailSettings>;
export type SmsSettings = z.output<typeof smsSettings>;
export type MailboxSettings = z.output<typeof mailboxSettings>;
export type ChannelSettings = EmailSettings | SmsSettings | MailboxSettings;

/** Secrets of an account by name: kept sealed, never shown. */
export type ChannelSecrets = Readonly<Record<string, string>>;

/** Settings without their secrets, and the secrets that were given. */
export function partSecrets(settings: ChannelSettings): { readonly content: Record<string, unknown>; readonly given: ChannelSecrets } {
  if (settings.channel === 'sms') {
    const { authToken, ...content } = settings;
    return { content, given: authToken === undefined ? {} : { authToken } };
  }
  const { auth: login, ...content } = settings;
  if (login.kind === 'none') return { content: { ...content, auth: login }, given: {} };
  if (login.kind === 'password') {
    const { password, ...open } = login;
    return { content: { ...content, auth: open }, given: password === undefined ? {} : { password } };
  }
  const { clientSecret, refreshToken, ...open } = login;
  return {
    content: { ...content, auth: open },
    given: { ...(clientSecret === undefined ? {} : { clientSecret }), ...(refreshToken === undefined ? {} : { refreshToken }) },
  };
}

/** The secrets that these settings need. */
export function secretsNeeded(settings: ChannelSettings): readonly string[] {
  if (settings.channel === 'sms') return ['authToken'];
  return { none: [], password: ['password'], xoauth2: ['clientSecret', 'refreshToken'] }[settings.auth.kind];
}

/** Where a secret would go: kept secrets are used there only. */
export function secretPlace(settings: ChannelSettings): string {
  if (settings.channel === 'sms') return JSON.stringify([settings.baseUrl, settings.accountSid]);
  const { auth: login } = settings;
  return JSON.stringify([
    settings.host,
    settings.port,
    settings.security,
    login.kind === 'none' ? '' : login.user,
    login.kind === 'xoauth2' ? [login.tokenUrl, login.clientId] : '',
  ]);
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
