import { getCACertificates } from 'node:tls';
import { ImapFlow } from 'imapflow';
import { connectionSentence } from '../../foundation/errors/connection-sentence.ts';
import { ProviderFault } from '../../foundation/errors/provider-fault.ts';
import { createAccessTokens } from '../../foundation/http/access-tokens.ts';
import { isLoopbackHost } from '../../foundation/http/loopback.ts';
import type { MailAccount, MailboxPlace, MailboxReader, ReceivedMail } from '../../ar/messages/ports.ts';

export type MailboxReaderOptions = {
  readonly now: () => Date;
  readonly timeouts?: Partial<MailboxTimeouts>;
  /** What one call may hold in memory; the rest is read by the next call. */
  readonly maxTotalBytes?: number;
  /** Hosts other than this machine that may be spoken to without encryption, because the operator said so. */
  readonly plainHosts?: readonly string[];
  /** Authorities trusted besides those of this machine, PEM. */
  readonly trusted?: readonly string[];
};

export type MailboxTimeouts = {
  readonly connectMs: number;
  readonly greetingMs: number;
  readonly socketMs: number;
  /** One call, however busy the server looks. */
  readonly totalMs: number;
};

type ImapFailure = Error & {
  readonly authenticationFailed?: boolean;
  readonly code?: string;
  readonly serverResponseCode?: string;
  readonly mailboxMissing?: boolean;
};

type Credentials = { readonly user: string; readonly pass: string } | { readonly user: string; readonly accessToken: string };

const TIMEOUTS: MailboxTimeouts = { connectMs: 10_000, greetingMs: 10_000, socketMs: 60_000, totalMs: 300_000 };

/** Reads a mailbox over IMAP (RFC 9051) without touching it: it is opened for reading only, so no mail becomes read by us.
 *  A mail longer than `maxBytes` comes with its beginning. */
export function createMailboxReader(options: MailboxReaderOptions): MailboxReader {
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const { maxTotalBytes = 64_000_000, plainHosts = [], trusted = [] } = options;
  const tokens = createAccessTokens({ now: options.now });

  async function connected(account: MailAccount, begun: (client: ImapFlow) => void, turnedAway?: string): Promise<ImapFlow> {
    const { auth } = account;
    if (auth.kind === 'none') throw new ProviderFault('invalid', `${account.host} cannot be read without a sign-in. Enter user and password of the mailbox.`);
    const accessToken = auth.kind === 'xoauth2' ? await tokens.token(auth, turnedAway) : '';
    const credentials = auth.kind === 'xoauth2' ? { user: auth.user, accessToken } : { user: auth.user, pass: auth.password };
    const client = clientOf(account, credentials, timeouts, trusted);
    begun(client);
    try {
      await client.connect();
      return client;
    } catch (error) {
      client.close();
      // A token may end before its time: one newer one is tried.
      if (auth.kind === 'xoauth2' && turnedAway === undefined && (error as ImapFailure).authenticationFailed === true)
        return connected(account, begun, accessToken);
      throw error;
    }
  }

  return {
    async readNew(account, { mailbox, after, limit, maxBytes }) {
      if (account.security === 'none' && account.allowPlain !== true && !isLoopbackHost(account.host) && !plainHosts.includes(account.host)) {
        throw new ProviderFault('invalid', `${account.host} would get the password unencrypted. Set the mailbox to TLS or STARTTLS.`);
      }
      const clients: ImapFlow[] = [];
      let timer: NodeJS.Timeout | undefined;
      const deadline = new Promise<never>((_done, fail) => {
        timer = setTimeout(
          () => fail(new ProviderFault('unavailable', `${account.host}:${account.port} was too slow. It is read again later.`)),
          timeouts.totalMs,
        );
      });
      const work = connected(account, (client) => clients.push(client)).then((client) => readFrom(client, mailbox, { after, limit, maxBytes, maxTotalBytes }));
      try {
        return await Promise.race([work, deadline]);
      } catch (error) {
        if (error instanceof ProviderFault) throw error;
        throw faultOf(account, mailbox, error as ImapFailure);
      } finally {
        clearTimeout(timer);
        // Work that came too late ends with its connection.
        work.catch(() => {});
        for (const client of clients) client.close();
      }
    },
  };
}

type Wish = { readonly after: MailboxPlace | null; readonly limit: number; readonly maxBytes: number; readonly maxTotalBytes: number };

async function readFrom(
  client: ImapFlow,
  mailbox: string,
  { after, limit, maxBytes, maxTotalBytes }: Wish,
): Promise<{ place: MailboxPlace; mails: readonly ReceivedMail[] }> {
  const opened = await client.mailboxOpen(mailbox, { readOnly: true });
  const { uidValidity } = opened;
  // Another validity: the old numbers name other mails now. What was read before is known by its Message-ID.
  const from = after !== null && after.uidValidity === uidValidity ? after.lastUid : 0n;
  const found = opened.exists === 0 ? [] : await client.search({ uid: `${from + 1n}:*` }, { uid: true });
  // "n:*" names the last mail even when its number is below n.
  const uids = (found === undefined || found === false ? [] : found)
    .map(BigInt)
    .filter((uid) => uid > from)
    .toSorted((a, b) => (a < b ? -1 : 1));
  const mails: ReceivedMail[] = [];
  let lastUid = from;
  let bytes = 0;
  for (const uid of uids.slice(0, limit)) {
    // A command after the other: each may be large, and the sum is bounded.
    const fetched = await client.fetchOne(String(uid), { uid: true, source: { start: 0, maxLength: maxBytes } }, { uid: true });
    // Somebody deleted it meanwhile.
    if (fetched !== undefined && fetched !== false && fetched.source !== undefined) {
      mails.push({ uid, raw: fetched.source.subarray(0, maxBytes) });
      bytes += fetched.source.length;
    }
    lastUid = uid;
    if (bytes >= maxTotalBytes) break;
  }
  return { place: { uidValidity, lastUid }, mails };
}

function clientOf(account: MailAccount, auth: Credentials, timeouts: MailboxTimeouts, trusted: readonly string[]): ImapFlow {
  const client = new ImapFlow({
    host: account.host,
    port: account.port,
    secure: account.security === 'tls',
    ...(account.security === 'tls' ? {} : { doSTARTTLS: account.security === 'starttls' }),
    auth,
    tls: { minVersion: 'TLSv1.2', ...(trusted.length > 0 ? { ca: [...getCACertificates('default'), ...trusted] } : {}) },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.socketMs,
    maxLineLength: 1_000_000,
    maxLiteralSize: 100_000_000,
    maxResponseSize: 110_000_000,
  });
  // What goes wrong is told by the command that fails; an error without a listener would end the program.
  client.on('error', () => {});
  return client;
}

function faultOf(account: MailAccount, mailbox: string, error: ImapFailure): ProviderFault {
  const where = `${account.host}:${account.port}`;
  if (error.authenticationFailed === true) return new ProviderFault('auth', `${where} refused the sign-in. Check user and password of the mailbox.`);
  if (error.serverResponseCode === 'NONEXISTENT' || error.mailboxMissing === true) {
    return new ProviderFault('not_found', `${where} has no mailbox "${mailbox}". Enter the name as the mail program shows it.`);
  }
  const sentence = connectionSentence(where, error);
  if (sentence !== null) return new ProviderFault('unavailable', sentence);
  if (account.security === 'starttls' && /starttls/i.test(error.message)) {
    return new ProviderFault('unavailable', `${where} offers no TLS, and no password is sent to it in the open. Use the port for TLS, or another server.`);
  }
  return new ProviderFault('unavailable', `${where} could not be read. It is read again later.`);
}
