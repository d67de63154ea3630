import type { KeyRing } from '../../foundation/crypto/secret-box.ts';
import { assert } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { domainOf, partSecrets, secretsNeeded, type ChannelName, type ChannelSecrets, type EmailSettings, type MailboxSettings } from './channel.ts';
import { allChannels, findChannel, openSecrets, requireChannel, type StoredChannel } from './channel-store.ts';
import type { DomainCheck } from './sender-domain.ts';
import type { MailAccount, MailAddress, ShortMessageAccount } from './ports.ts';

export type ShownChannel = {
  readonly channel: ChannelName;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Names of the secrets that are kept; never their values. */
  readonly secretsKept: readonly string[];
  readonly domainCheck: DomainCheck | null;
  readonly domainCheckedAt: Date | null;
  readonly changedAt: Date;
};

/** A channel without its secrets; undefined where it is not set up. */
export async function readChannel(ctx: Ctx, channel: ChannelName): Promise<ShownChannel | undefined> {
  const found = await findChannel(ctx, channel);
  return found && withoutSecrets(found);
}

/** Every channel that is set up, without its secrets. */
export async function readChannels(ctx: Ctx): Promise<ShownChannel[]> {
  return (await allChannels(ctx)).map(withoutSecrets);
}

function withoutSecrets(found: StoredChannel): ShownChannel {
  return {
    channel: found.settings.channel,
    settings: partSecrets(found.settings).content,
    secretsKept: found.sealed === null ? [] : secretsNeeded(found.settings),
    domainCheck: found.domainCheck,
    domainCheckedAt: found.domainCheckedAt,
    changedAt: found.changedAt,
  };
}

export type EmailAccount = {
  readonly account: MailAccount;
  readonly from: MailAddress;
  readonly replyTo: MailAddress | null;
  readonly domain: string;
  readonly dkimSelectors: readonly string[];
  readonly messagesPerMinute: number;
};

/** The account that mails leave through, its secrets open: for the connector alone. Refuses `channel.not_set`, `secrets.unreadable`. */
export async function emailAccount(ctx: Ctx, deps: { readonly ring: KeyRing }): Promise<EmailAccount> {
  const { settings, sealed } = await requireChannel(ctx, 'email');
  assert(settings.channel === 'email', 'the channel email has settings of mail');
  return {
    account: mailAccount(settings, openSecrets(ctx, deps.ring, 'email', sealed)),
    from: settings.from,
    replyTo: settings.replyTo,
    domain: domainOf(settings.from.address),
    dkimSelectors: settings.dkimSelectors,
    messagesPerMinute: settings.messagesPerMinute,
  };
}

/** The account that mails are read from. Refuses `channel.not_set`, `secrets.unreadable`. */
export async function mailboxAccount(ctx: Ctx, deps: { readonly ring: KeyRing }): Promise<{ readonly account: MailAccount; readonly mailbox: string }> {
  const { settings, sealed } = await requireChannel(ctx, 'mailbox');
  assert(settings.channel === 'mailbox', 'the channel mailbox has settings of a mailbox');
  return { account: mailAccount(settings, openSecrets(ctx, deps.ring, 'mailbox', sealed)), mailbox: settings.mailbox };
}

/** The account that short messages leave through. Refuses `channel.not_set`, `secrets.unreadable`. */
export async function smsAccount(
  ctx: Ctx,
  deps: { readonly ring: KeyRing },
): Promise<{ readonly account: ShortMessageAccount; readonly messagesPerMinute: number }> {
  const { settings, sealed } = await requireChannel(ctx, 'sms');
  assert(settings.channel === 'sms', 'the channel sms has settings of short messages');
  const { authToken = '' } = openSecrets(ctx, deps.ring, 'sms', sealed);
  const { accountSid, from, baseUrl } = settings;
  return { account: { accountSid, authToken, from, baseUrl }, messagesPerMinute: settings.messagesPerMinute };
}

function mailAccount(settings: EmailSettings | MailboxSettings, secrets: ChannelSecrets): MailAccount {
  const { host, port, security, allowPlain, auth } = settings;
  if (auth.kind === 'none') return { host, port, security, allowPlain, auth: { kind: 'none' } };
  if (auth.kind === 'password') return { host, port, security, allowPlain, auth: { kind: 'password', user: auth.user, password: secrets['password'] ?? '' } };
  const { user, clientId, tokenUrl } = auth;
  return {
    host,
    port,
    security,
    allowPlain,
    auth: { kind: 'xoauth2', user, clientId, tokenUrl, clientSecret: secrets['clientSecret'] ?? '', refreshToken: secrets['refreshToken'] ?? '' },
  };
}
