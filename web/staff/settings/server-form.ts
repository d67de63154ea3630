import type { Sent } from '../../kit/api.ts';

export type ChannelBody = Sent<'setChannel', 'body'>;
export type BodyOf<C extends ChannelBody['channel']> = Extract<ChannelBody, { channel: C }>;
export type MailChannel = 'email' | 'mailbox';
type ServerBody = Pick<BodyOf<'email'>, 'host' | 'port' | 'security' | 'allowPlain' | 'auth'>;
export type Security = ServerBody['security'];
export type SignIn = ServerBody['auth']['kind'];

/** What is wrong, in words, by its place in what is sent (`auth/user`). */
export type Problems = Readonly<Record<string, string>>;

/** A server of mails as it stands in a form. Secrets are what is typed now, never what is kept. */
export type ServerForm = {
  readonly host: string;
  readonly port: string;
  readonly security: Security;
  readonly allowPlain: boolean;
  readonly signIn: SignIn;
  readonly user: string;
  readonly password: string;
  readonly clientId: string;
  readonly tokenUrl: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
};

export const SECURITIES: readonly Security[] = ['tls', 'starttls', 'none'];
export const SIGN_INS: readonly SignIn[] = ['password', 'xoauth2', 'none'];

/** Sources: RFC 8314 sections 3.2 and 3.3 (993 and 465), RFC 6409 section 3.1 (587), RFC 9051 section 2.1 (143), RFC 5321 section 4.5.4.2 (25). */
const PORTS: Readonly<Record<MailChannel, Readonly<Record<Security, string>>>> = {
  email: { tls: '465', starttls: '587', none: '25' },
  mailbox: { tls: '993', starttls: '143', none: '143' },
};

/** A form that is still empty: encrypted, with a password. */
export function newServer(channel: MailChannel): ServerForm {
  const security = 'tls';
  return {
    host: '',
    port: PORTS[channel][security],
    security,
    allowPlain: false,
    signIn: 'password',
    user: '',
    password: '',
    clientId: '',
    tokenUrl: '',
    clientSecret: '',
    refreshToken: '',
  };
}

/** The form of what is set up, its secrets empty. */
export function formOfServer(channel: MailChannel, { host, port, security, allowPlain = false, auth }: ServerBody): ServerForm {
  const empty = newServer(channel);
  const server = { ...empty, host, port: String(port), security, allowPlain, signIn: auth.kind };
  if (auth.kind === 'none') return server;
  if (auth.kind === 'password') return { ...server, user: auth.user };
  return { ...server, user: auth.user, clientId: auth.clientId, tokenUrl: auth.tokenUrl };
}

/** Another encryption: its usual port comes with it, unless somebody typed a port of their own. What was allowed for no encryption is not allowed any more. */
export function withSecurity(channel: MailChannel, server: ServerForm, security: Security): ServerForm {
  const usual = server.port.trim() === '' || server.port === PORTS[channel][server.security];
  return { ...server, security, allowPlain: false, port: usual ? PORTS[channel][security] : server.port };
}

/** A whole number within bounds; undefined for anything else. */
export function wholeNumber(text: string, { from, to }: { readonly from: number; readonly to: number }): number | undefined {
  const number = /^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return number >= from && number <= to ? number : undefined;
}

/** A secret that is left empty is left out: the kept one stays. */
export function secretOf<K extends string>(name: K, typed: string): { readonly [key in K]?: string } {
  return typed === '' ? {} : ({ [name]: typed } as { readonly [key in K]: string });
}

/** The server as it is sent. */
export function serverOfForm(form: ServerForm): ServerBody {
  const { host, security, signIn, user } = form;
  const auth: ServerBody['auth'] =
    signIn === 'none'
      ? { kind: 'none' }
      : signIn === 'password'
        ? { kind: 'password', user, ...secretOf('password', form.password) }
        : {
            kind: 'xoauth2',
            user,
            clientId: form.clientId,
            tokenUrl: form.tokenUrl.trim(),
            ...secretOf('clientSecret', form.clientSecret),
            ...secretOf('refreshToken', form.refreshToken),
          };
  return { host, port: Number(form.port), security, allowPlain: security === 'none' && form.allowPlain, auth };
}

/** What the form lacks, by its place. Whether what it has is right, the server judges. */
export function lackingOf(form: ServerForm, words: { readonly missing: string; readonly portWrong: string }): Problems {
  const texts = {
    host: form.host,
    ...(form.signIn === 'none' ? {} : { 'auth/user': form.user }),
    ...(form.signIn === 'xoauth2' ? { 'auth/clientId': form.clientId, 'auth/tokenUrl': form.tokenUrl } : {}),
  };
  return { ...missingOf(texts, words.missing), ...(wholeNumber(form.port, { from: 1, to: 65_535 }) === undefined ? { port: words.portWrong } : {}) };
}

/** Those of these texts that are empty. */
export function missingOf(texts: Readonly<Record<string, string>>, missing: string): Problems {
  return Object.fromEntries(Object.entries(texts).flatMap(([place, text]) => (text.trim() === '' ? [[place, missing]] : [])));
}
