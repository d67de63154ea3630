import { createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MailAccount } from '../../ar/messages/ports.ts';
import { hasDovecot, startDovecot, type Dovecot } from '../../../tests/support/dovecot.ts';
import { mailOf, statusNotification, TOP_POSTED_REPLY } from '../../../tests/support/sample-mails.ts';
import { testCertificate } from '../../../tests/support/test-certificate.ts';
import { createMailParser } from './mail-parser.ts';
import { createMailboxReader, type MailboxReaderOptions } from './mailbox-reader.ts';

const NOW = new Date('2026-05-04T08:00:00Z');
const certificate = testCertificate();
const have = hasDovecot();
if (!have) process.stderr.write('Dovecot 2.3 is not installed (Debian: dovecot-imapd): tests with a real mailbox are skipped.\n');

const QUICK = { connectMs: 2000, greetingMs: 1000, socketMs: 2000 };
const reader = (options: Partial<MailboxReaderOptions> = {}) => createMailboxReader({ now: () => NOW, timeouts: QUICK, ...options });
const WISH = { mailbox: 'INBOX', after: null, limit: 50, maxBytes: 100_000 };

function text(raw: Uint8Array): string {
  return Buffer.from(raw).toString();
}

function plain(n: number): Uint8Array {
  return mailOf([`Message-ID: <m${n}@buyer.test>`, 'From: jo@buyer.test', `Subject: mail ${n}`], [`text ${n}`]);
}

describe.skipIf(!have)('a real mailbox', () => {
  let server: Dovecot;
  beforeEach(async () => {
    server = await startDovecot(certificate);
  });
  afterEach(() => server.stop());

  const account = (over: Partial<MailAccount> = {}): MailAccount => ({
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    auth: { kind: 'password', user: server.user, password: server.password },
    ...over,
  });

  it('gives new mails once, oldest first, as they are, and stays untouched', async () => {
    const empty = await reader().readNew(account(), WISH);
    expect(empty.mails).toEqual([]);
    server.deliver(plain(1));
    server.deliver(TOP_POSTED_REPLY);
    const first = await reader().readNew(account(), { ...WISH, after: empty.place });
    expect(first.mails.map(({ uid }) => uid)).toEqual([1n, 2n]);
    expect(text(first.mails[0]?.raw ?? new Uint8Array())).toBe(text(plain(1)));
    expect(await createMailParser().read(first.mails[1]?.raw ?? new Uint8Array())).toMatchObject({ kind: 'reply', from: 'jo@buyer.test' });
    expect(first.place).toEqual({ uidValidity: empty.place.uidValidity, lastUid: 2n });
    // S is the flag of a mail that was read.
    expect(server.files().filter((name) => name.endsWith('S'))).toEqual([]);
    const again = await reader().readNew(account(), { ...WISH, after: first.place });
    expect(again).toEqual({ place: first.place, mails: [] });
    server.deliver(statusNotification(['Final-Recipient: rfc822; jo@buyer.test', 'Action: failed', 'Status: 5.1.1']));
    const bounce = await reader().readNew(account(), { ...WISH, after: first.place });
    expect(await createMailParser().read(bounce.mails[0]?.raw ?? new Uint8Array())).toMatchObject({ kind: 'bounce', references: ['inv-7.1@ar.seller.test'] });
  });

  it('is read in portions, by count and by size', async () => {
    for (let n = 1; n <= 5; n += 1) server.deliver(plain(n));
    const two = await reader().readNew(account(), { ...WISH, limit: 2 });
    expect([two.mails.length, two.place.lastUid]).toEqual([2, 2n]);
    const byBytes = await reader({ maxTotalBytes: 1 }).readNew(account(), { ...WISH, after: two.place });
    expect([byBytes.mails.length, byBytes.place.lastUid]).toEqual([1, 3n]);
    expect((await reader().readNew(account(), { ...WISH, after: byBytes.place })).mails.map(({ uid }) => uid)).toEqual([4n, 5n]);
  });

  it('gives the beginning of a mail that is too long', async () => {
    server.deliver(mailOf(['Message-ID: <big@buyer.test>', 'Subject: big'], ['x'.repeat(500_000)]));
    const { mails } = await reader().readNew(account(), { ...WISH, maxBytes: 1000 });
    expect([mails[0]?.raw.length, text(mails[0]?.raw ?? new Uint8Array()).startsWith('Message-ID: <big@buyer.test>')]).toEqual([1000, true]);
  });

  it('begins anew when the mailbox got another identity', async () => {
    server.deliver(plain(1));
    server.deliver(plain(2));
    const before = await reader().readNew(account(), WISH);
    await server.forgetUids();
    const after = await reader().readNew(account(), { ...WISH, after: before.place });
    expect(after.place.uidValidity).not.toBe(before.place.uidValidity);
    expect(after.mails).toHaveLength(2);
  });

  it('says what is wrong with the sign-in, the name and the encryption', async () => {
    const wrong = account({ auth: { kind: 'password', user: 'ar', password: 'hunter2' } });
    await expect(reader().readNew(wrong, WISH)).rejects.toMatchObject({
      kind: 'auth',
      message: `127.0.0.1:${server.port} refused the sign-in. Check user and password of the mailbox.`,
    });
    await expect(reader().readNew(account(), { ...WISH, mailbox: 'Rechnungen' })).rejects.toMatchObject({
      kind: 'not_found',
      message: `127.0.0.1:${server.port} has no mailbox "Rechnungen". Enter the name as the mail program shows it.`,
    });
    await expect(reader().readNew(account({ auth: { kind: 'none' } }), WISH)).rejects.toMatchObject({ kind: 'invalid' });
    await expect(reader().readNew(account({ host: 'mail.example.test' }), WISH)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(/unencrypted/) as unknown,
    });
    await expect(reader().readNew(account({ security: 'tls' }), WISH)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/does not speak TLS/) as unknown,
    });
  });

  it.skipIf(certificate === null)('is read over STARTTLS when the certificate is trusted, else not', async () => {
    server.deliver(plain(1));
    const secure = account({ security: 'starttls' });
    expect((await reader({ trusted: [certificate?.cert ?? ''] }).readNew(secure, WISH)).mails).toHaveLength(1);
    await expect(reader().readNew(secure, WISH)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/certificate that nobody this machine trusts/) as unknown,
    });
  });
});

describe('a server that is no mailbox', () => {
  let greeting: string | null = null;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    if (greeting !== null) socket.write(greeting);
  });
  beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const account = (over: Partial<MailAccount> = {}): MailAccount => ({
    host: '127.0.0.1',
    port: (server.address() as { port: number }).port,
    security: 'none',
    auth: { kind: 'password', user: 'ar', password: 'hunter2' },
    ...over,
  });

  it('is told in sentences, without the password', async () => {
    const quick = reader({ timeouts: { connectMs: 1000, greetingMs: 300, socketMs: 1000 } });
    await expect(quick.readNew(account(), WISH)).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringMatching(/never greeted/) as unknown });
    greeting = '220 mail.test ESMTP\r\n';
    const failed = (await quick.readNew(account(), WISH).catch((error: unknown) => error)) as Error;
    expect(failed).toMatchObject({ name: 'ProviderFault', kind: 'unavailable' });
    expect(failed.message).not.toContain('hunter2');
    await expect(quick.readNew(account({ port: 1 }), WISH)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/refused the connection/) as unknown,
    });
  });

  it('is left after the time that one call may take', async () => {
    greeting = '* OK [CAPABILITY IMAP4rev1] hello\r\n';
    const quick = reader({ timeouts: { connectMs: 5000, greetingMs: 5000, socketMs: 60_000, totalMs: 300 } });
    await expect(quick.readNew(account(), WISH)).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringMatching(/too slow/) as unknown });
  });

  it.skipIf(certificate === null)('that offers no TLS gets no password', async () => {
    greeting = '* OK [CAPABILITY IMAP4rev1] hello\r\n';
    const quick = reader({ timeouts: { connectMs: 500, greetingMs: 500, socketMs: 500, totalMs: 1000 } });
    await expect(quick.readNew(account({ security: 'starttls' }), WISH)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
