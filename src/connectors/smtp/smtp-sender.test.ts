import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { MailAccount, OutgoingMail } from '../../ar/messages/ports.ts';
import { startRudeMailServer } from '../../../tests/support/rude-mail-server.ts';
import { testCertificate } from '../../../tests/support/test-certificate.ts';
import { createSmtpSender, type SmtpSenderOptions } from './smtp-sender.ts';

const NOW = new Date('2026-05-04T08:00:00Z');
const certificate = testCertificate();
const otherName = testCertificate({ wrongName: true });
if (certificate === null) process.stderr.write('openssl is not installed: tests with TLS certificates are skipped.\n');

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

type Got = { readonly raw: Buffer; readonly from: string; readonly to: readonly string[]; readonly secure: boolean; readonly user: string };

async function mailServer(options: SMTPServerOptions = {}): Promise<{ port: number; got: Got[] }> {
  const got: Got[] = [];
  const server = new SMTPServer({
    authOptional: true,
    ...options,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        got.push({
          raw: Buffer.concat(chunks),
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: typeof session.user === 'string' ? session.user : '',
        });
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  cleanups.push(() => new Promise<void>((done) => server.close(done)));
  return { port: (server.server.address() as { port: number }).port, got };
}

function senderOf(options: Partial<SmtpSenderOptions> = {}) {
  const sender = createSmtpSender({ now: () => NOW, timeouts: { connectMs: 2000, greetingMs: 2000, socketMs: 2000 }, ...options });
  cleanups.push(() => sender.close());
  return sender;
}

function account(port: number, over: Partial<MailAccount> = {}): MailAccount {
  return { host: '127.0.0.1', port, security: 'none', auth: { kind: 'none' }, ...over };
}

function mail(over: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    messageId: 'inv-7.1@ar.seller.test',
    from: { address: 'ar@seller.test', name: 'Müller & Söhne' },
    replyTo: { address: 'replies@seller.test', name: '' },
    to: { address: 'jo@buyer.test', name: 'Jörg "JJ" Groß' },
    cc: [{ address: 'boss@buyer.test', name: '' }],
    subject: 'Rechnung №7 überfällig',
    text: 'Bitte zahlen.\n.\nGruß',
    html: '<p>Bitte zahlen.</p>',
    inReplyTo: 'earlier@buyer.test',
    attachments: [{ name: 'Rechnung März.pdf', mediaType: 'application/pdf', bytes: new TextEncoder().encode('%PDF-1.7') }],
    ...over,
  };
}

describe('a mail on the wire', () => {
  it('arrives as it was written, with its names, its file and its references', async () => {
    const { port, got } = await mailServer({ disabledCommands: ['STARTTLS'] });
    expect(await senderOf().send(account(port), mail())).toEqual({ kind: 'accepted', outsideId: 'inv-7.1@ar.seller.test', detail: '' });
    const [one] = got;
    expect([one?.from, one?.to]).toEqual(['ar@seller.test', ['jo@buyer.test', 'boss@buyer.test']]);
    const read = await PostalMime.parse(one?.raw ?? '');
    expect(read).toMatchObject({
      subject: 'Rechnung №7 überfällig',
      messageId: '<inv-7.1@ar.seller.test>',
      inReplyTo: '<earlier@buyer.test>',
      references: '<earlier@buyer.test>',
      from: { name: 'Müller & Söhne', address: 'ar@seller.test' },
      to: [{ name: 'Jörg "JJ" Groß', address: 'jo@buyer.test' }],
      replyTo: [{ address: 'replies@seller.test' }],
      text: 'Bitte zahlen.\n.\nGruß\n',
      html: '<p>Bitte zahlen.</p>\n',
      date: NOW.toISOString(),
    });
    expect(read.attachments.map(({ filename, mimeType, content }) => [filename, mimeType, Buffer.from(content as ArrayBuffer).toString()])).toEqual([
      ['Rechnung März.pdf', 'application/pdf', '%PDF-1.7'],
    ]);
    expect(one?.raw.toString('latin1')).not.toMatch(/[^\x00-\x7f]|^X-/m);
  });

  it('says that a machine made it, unless a person did, and keeps its Message-ID on every try', async () => {
    const { port, got } = await mailServer({ disabledCommands: ['STARTTLS'] });
    const sender = senderOf();
    for (const personal of [false, true, false]) await sender.send(account(port), mail({ personal }));
    const headers = await Promise.all(got.map(async ({ raw }) => (await PostalMime.parse(raw)).headers));
    const value = (n: number, key: string) => headers[n]?.find((header) => header.key === key)?.value;
    expect([0, 1, 2].map((n) => value(n, 'auto-submitted'))).toEqual(['auto-generated', undefined, 'auto-generated']);
    expect(new Set([0, 1, 2].map((n) => value(n, 'message-id')))).toEqual(new Set(['<inv-7.1@ar.seller.test>']));
  });

  it('lets no text from outside become a header, a recipient or a part', async () => {
    const { port, got } = await mailServer({ disabledCommands: ['STARTTLS'] });
    const evil = 'x\r\nBcc: spy@evil.test\r\nX-Evil: 1\r\n\r\nbody';
    const sender = senderOf();
    const outcome = await sender.send(
      account(port),
      mail({
        subject: evil,
        from: { address: 'ar@seller.test', name: evil },
        to: { address: 'jo@buyer.test', name: evil },
        inReplyTo: `a@b>${evil}`,
        replyTo: { address: `a@b.test\r\nBcc: spy@evil.test`, name: '' },
        cc: [],
        attachments: [{ name: `../..\\${evil}"; x="`, mediaType: 'multipart/mixed; boundary=x\r\nX-Evil: 2', bytes: new TextEncoder().encode('--x\r\nX: y') }],
      }),
    );
    expect(outcome.kind).toBe('accepted');
    const read = await PostalMime.parse(got[0]?.raw ?? '');
    expect(got[0]?.to).toEqual(['jo@buyer.test']);
    expect(read.headers.map(({ key }) => key).filter((key) => key === 'bcc' || key === 'x-evil' || key === 'in-reply-to' || key === 'reply-to')).toEqual([]);
    expect(read.attachments).toMatchObject([{ mimeType: 'application/octet-stream' }]);
    expect(read.attachments[0]?.filename).not.toMatch(/[\r\n/\\]/);
    for (const address of ['jo@buyer.test\r\nRCPT TO:<spy@evil.test>', 'jo@buyer.test>, <spy@evil.test', 'jo', '@buyer.test', 'a b@c.test', '']) {
      expect(await sender.send(account(port), mail({ to: { address, name: '' } }))).toMatchObject({ kind: 'refused', reason: 'address' });
    }
    expect(await sender.send(account(port), mail({ from: { address: 'x', name: '' } }))).toMatchObject({ kind: 'refused', reason: 'account' });
    expect(got).toHaveLength(1);
  });

  it('goes to a domain with other letters in the form that servers know', async () => {
    const server = await startRudeMailServer();
    cleanups.push(() => server.close());
    await senderOf().send(account(server.port), mail({ to: { address: 'jo@müller.test', name: '' }, cc: [] }));
    expect(server.commands).toContain('RCPT TO:<jo@xn--mller-kva.test>');
  });
});

describe.skipIf(certificate === null || otherName === null)('TLS', () => {
  const tls = certificate ?? { key: '', cert: '' };
  const stranger = otherName ?? { key: '', cert: '' };

  it.each(['tls', 'starttls'] as const)('%s: goes encrypted to a server whose certificate is trusted', async (security) => {
    const { port, got } = await mailServer({ ...tls, secure: security === 'tls' });
    expect(await senderOf({ trusted: [tls.cert] }).send(account(port, { security }), mail())).toMatchObject({ kind: 'accepted' });
    expect(got.map(({ secure }) => secure)).toEqual([true]);
  });

  it.each(['tls', 'starttls'] as const)('%s: says in a sentence that the certificate is not trusted, and sends nothing', async (security) => {
    const { port, got } = await mailServer({ ...tls, secure: security === 'tls' });
    const outcome = await senderOf().send(account(port, { security }), mail());
    expect(outcome).toEqual({
      kind: 'retry',
      scope: 'channel',
      detail: `127.0.0.1:${port} shows a certificate that nobody this machine trusts has signed. Install a certificate of a known authority there, or trust its authority here.`,
    });
    expect(got).toEqual([]);
  });

  it('says that the certificate is for another name', async () => {
    const { port } = await mailServer({ ...stranger, secure: true });
    expect((await senderOf({ trusted: [stranger.cert] }).send(account(port, { security: 'tls' }), mail())).detail).toMatch(/certificate for another name/);
  });

  it('says that a port does not speak TLS, and sends nothing where STARTTLS is missing', async () => {
    const { port, got } = await mailServer({ disabledCommands: ['STARTTLS'], hideSTARTTLS: true });
    expect((await senderOf().send(account(port, { security: 'tls' }), mail())).detail).toMatch(/does not speak TLS from the first byte/);
    expect(await senderOf().send(account(port, { security: 'starttls' }), mail())).toMatchObject({
      kind: 'retry',
      detail: expect.stringMatching(/offers no TLS, and nothing is sent/) as unknown,
    });
    expect(got).toEqual([]);
  });

  it('speaks in the open only to this machine, or to a host that the operator named', async () => {
    const far = account(25, { host: 'mail.example.test' });
    expect(await senderOf().send(far, mail())).toMatchObject({ kind: 'refused', reason: 'account', detail: expect.stringMatching(/unencrypted/) as unknown });
    expect(await senderOf({ plainHosts: ['mail.example.test'] }).send(far, mail())).toMatchObject({ kind: 'retry' });
  });
});

type TokenServer = { readonly url: string; readonly asked: URLSearchParams[]; answer: (n: number) => { status: number; body: unknown } };

async function tokenServer(): Promise<TokenServer> {
  const state: TokenServer = { url: '', asked: [], answer: (n) => ({ status: 200, body: { access_token: `token-${n}`, expires_in: 3600 } }) };
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      state.asked.push(new URLSearchParams(body));
      const { status, body: answer } = state.answer(state.asked.length);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(state, { url: `http://127.0.0.1:${(server.address() as { port: number }).port}/token` });
}

describe('signing in by access token', () => {
  const byToken = (tokenUrl: string): Partial<MailAccount> => ({
    auth: { kind: 'xoauth2', user: 'ar@seller.test', clientId: 'id', clientSecret: 'shh-secret', refreshToken: 'refresh-1', tokenUrl },
  });
  const takes = (good: () => string): SMTPServerOptions => ({
    disabledCommands: ['STARTTLS'],
    authMethods: ['XOAUTH2'],
    authOptional: false,
    allowInsecureAuth: true,
    onAuth(auth, _session, done) {
      if (auth.accessToken === good()) done(null, { user: auth.username });
      else done(null, { data: { status: '401', schemes: 'bearer' } });
    },
  });

  it('fetches a token once for many messages', async () => {
    const tokens = await tokenServer();
    const { port, got } = await mailServer(takes(() => 'token-1'));
    const sender = senderOf();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => sender.send(account(port, byToken(tokens.url)), mail())));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
    expect(got.map(({ user }) => user)).toEqual(Array.from({ length: 8 }, () => 'ar@seller.test'));
    expect(tokens.asked.map((asked) => Object.fromEntries(asked))).toEqual([
      { grant_type: 'refresh_token', client_id: 'id', client_secret: 'shh-secret', refresh_token: 'refresh-1' },
    ]);
  });

  it('fetches a newer token once when the server turns the first away', async () => {
    const tokens = await tokenServer();
    const { port } = await mailServer(takes(() => 'token-2'));
    expect(await senderOf().send(account(port, byToken(tokens.url)), mail())).toMatchObject({ kind: 'accepted' });
    expect(tokens.asked).toHaveLength(2);
  });

  it('gives up after that, and shows neither token nor secret', async () => {
    const tokens = await tokenServer();
    const { port, got } = await mailServer(takes(() => 'never'));
    const outcome = await senderOf().send(account(port, byToken(tokens.url)), mail());
    expect(outcome).toMatchObject({ kind: 'retry', afterMs: 60_000 });
    expect(JSON.stringify(outcome)).not.toMatch(/token-\d|shh|refresh-1/);
    expect([tokens.asked.length, got.length]).toEqual([2, 0]);
  });

  it('follows a refresh token that is replaced', async () => {
    const tokens = await tokenServer();
    let clock = NOW.getTime();
    tokens.answer = (n) => ({ status: 200, body: { access_token: 'token-1', expires_in: 600, refresh_token: `refresh-${n + 1}` } });
    const { port } = await mailServer(takes(() => 'token-1'));
    const sender = senderOf({ now: () => new Date(clock), limits: { perSession: 1 } });
    await sender.send(account(port, byToken(tokens.url)), mail());
    clock += 560_000;
    expect(await sender.send(account(port, byToken(tokens.url)), mail())).toMatchObject({ kind: 'accepted' });
    expect(tokens.asked.map((asked) => asked.get('refresh_token'))).toEqual(['refresh-1', 'refresh-2']);
  });

  it('waits when the token server is ill, and asks for a new grant when it says that the old one ended', async () => {
    const tokens = await tokenServer();
    const { port } = await mailServer(takes(() => 'token-1'));
    tokens.answer = () => ({ status: 503, body: {} });
    expect((await senderOf().send(account(port, byToken(tokens.url)), mail())).detail).toMatch(/gave no access token \(status 503\)\. It is asked again later/);
    tokens.answer = () => ({ status: 400, body: { error: 'invalid_grant', error_description: 'refresh-1 is no good' } });
    const ended = await senderOf().check(account(port, byToken(tokens.url)));
    expect(ended).toMatchObject({ ok: false, detail: expect.stringMatching(/\(invalid_grant\)\. Grant the access again/) as unknown });
    expect(ended.detail).not.toContain('refresh-1');
  });

  it('never carries the secret over an unencrypted connection to another machine', async () => {
    const { port } = await mailServer(takes(() => 'token-1'));
    expect((await senderOf().send(account(port, byToken('http://login.example.test/token')), mail())).detail).toMatch(/must begin with https/);
  });
});
