import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryOutcome, MailAccount, MailSender, OutgoingMail } from '../../ar/messages/ports.ts';
import { startRudeMailServer, type Behaviour, type RudeMailServer } from '../../../tests/support/rude-mail-server.ts';
import { createSmtpSender } from './smtp-sender.ts';

const NOW = new Date('2026-05-04T08:00:00Z');
/** Patience where the server answers, so that a busy machine changes no outcome; little where the test waits for silence. */
const PATIENT = { connectMs: 10_000, greetingMs: 10_000, socketMs: 10_000, messageMs: 30_000 };
const SHORT = { connectMs: 2000, greetingMs: 500, socketMs: 500, messageMs: 10_000 };

let server: RudeMailServer;
let sender: MailSender;

beforeAll(async () => {
  server = await startRudeMailServer();
});
beforeEach(() => {
  server.behave({});
  server.taken.length = 0;
  server.commands.length = 0;
  sender = createSmtpSender({ now: () => NOW, timeouts: PATIENT });
});
afterEach(() => sender.close());
afterAll(() => server.close());

function account(over: Partial<MailAccount> = {}): MailAccount {
  return { host: '127.0.0.1', port: server.port, security: 'none', auth: { kind: 'none' }, ...over };
}

function mail(over: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    messageId: 'inv-7.1@ar.seller.test',
    from: { address: 'ar@seller.test', name: 'Seller' },
    replyTo: null,
    to: { address: 'jo@buyer.test', name: 'Jo' },
    cc: [],
    subject: 'Invoice 7',
    text: 'Please find the invoice.',
    html: null,
    inReplyTo: null,
    attachments: [],
    ...over,
  };
}

/** What a message becomes; `channel` where the next message would fare no better. */
function short(outcome: DeliveryOutcome): string {
  if (outcome.kind === 'refused') return `refused ${outcome.reason}`;
  return outcome.kind === 'retry' && outcome.scope === 'channel' ? 'retry channel' : outcome.kind;
}

function staysSilent({ during, rcpt, ...acts }: Behaviour): boolean {
  return during === undefined && [...Object.values(acts), rcpt?.('')].includes('silent');
}

const PASSWORD: MailAccount['auth'] = { kind: 'password', user: 'ar', password: 'hunter2-secret' };
const BIG = { attachments: [{ name: 'big.bin', mediaType: 'application/octet-stream', bytes: new Uint8Array(6_000_000) }] };

type Case = {
  readonly name: string;
  readonly does: Behaviour;
  readonly ends: string;
  readonly taken?: number;
  readonly over?: Partial<OutgoingMail>;
  readonly signsIn?: boolean;
};

const CASES: readonly Case[] = [
  { name: 'takes the message', does: {}, ends: 'accepted', taken: 1 },
  { name: 'drops before the greeting', does: { greeting: 'drop' }, ends: 'retry channel' },
  { name: 'never greets', does: { greeting: 'silent' }, ends: 'retry channel' },
  { name: 'greets with 421', does: { greeting: '421 4.3.2 too busy' }, ends: 'retry channel' },
  { name: 'greets with 554', does: { greeting: '554 5.7.1 your address is blocked' }, ends: 'retry channel' },
  { name: 'greets with noise', does: { greeting: 'HTTP/1.1 400 Bad Request' }, ends: 'retry channel' },
  { name: 'drops at EHLO', does: { ehlo: 'drop' }, ends: 'retry channel' },
  { name: 'never answers EHLO', does: { ehlo: 'silent' }, ends: 'retry channel' },
  { name: 'drops at AUTH', does: { auth: 'drop' }, ends: 'retry channel', signsIn: true },
  { name: 'never answers AUTH', does: { auth: 'silent' }, ends: 'retry channel', signsIn: true },
  { name: 'refuses AUTH for now', does: { auth: '454 4.7.0 temporary failure' }, ends: 'retry channel', signsIn: true },
  { name: 'refuses AUTH', does: { auth: '535 5.7.8 bad credentials' }, ends: 'retry channel', signsIn: true },
  { name: 'drops at MAIL FROM', does: { mail: 'drop' }, ends: 'retry' },
  { name: 'never answers MAIL FROM', does: { mail: 'silent' }, ends: 'retry' },
  { name: 'defers the sender', does: { mail: '451 4.3.0 later' }, ends: 'retry' },
  { name: 'refuses the sender', does: { mail: '550 5.7.1 you may not send as this address' }, ends: 'refused account' },
  { name: 'asks for a sign-in', does: { mail: '530 5.7.0 authentication required' }, ends: 'refused account' },
  { name: 'refuses the size', does: { mail: '552 5.3.4 message too big' }, ends: 'refused content' },
  { name: 'announces a size that is too small', does: { ehlo: '250-rude.test\n250 SIZE 100' }, ends: 'refused content' },
  { name: 'drops at RCPT TO', does: { rcpt: () => 'drop' }, ends: 'retry' },
  { name: 'never answers RCPT TO', does: { rcpt: () => 'silent' }, ends: 'retry' },
  { name: 'greylists', does: { rcpt: () => '451 4.7.1 greylisted, try again in 300 seconds' }, ends: 'retry' },
  { name: 'does not know the recipient', does: { rcpt: () => '550 5.1.1 no such user' }, ends: 'refused address' },
  { name: 'does not know the recipient, without a status', does: { rcpt: () => '550 Unknown user' }, ends: 'refused address' },
  { name: 'has the mailbox closed', does: { rcpt: () => '550 5.2.1 mailbox disabled' }, ends: 'refused address' },
  { name: 'has the mailbox full', does: { rcpt: () => '552 5.2.2 mailbox full' }, ends: 'retry' },
  { name: 'does not relay', does: { rcpt: () => '550 relay not permitted' }, ends: 'refused account' },
  { name: 'does not relay, with a status', does: { rcpt: () => '554 5.7.1 <jo@buyer.test>: Relay access denied' }, ends: 'refused account' },
  { name: 'has a policy against the recipient', does: { rcpt: () => '550 5.7.1 recipient is blocked by policy' }, ends: 'refused content' },
  { name: 'has had its share', does: { rcpt: () => '550 5.4.5 daily sending quota exceeded' }, ends: 'refused account' },
  { name: 'is out of step', does: { rcpt: () => '503 5.5.1 bad sequence' }, ends: 'retry' },
  { name: 'drops at DATA', does: { data: 'drop' }, ends: 'retry' },
  { name: 'never answers DATA', does: { data: 'silent' }, ends: 'retry' },
  { name: 'defers DATA', does: { data: '451 4.3.0 later' }, ends: 'retry' },
  { name: 'refuses DATA', does: { data: '554 5.7.1 no' }, ends: 'refused content' },
  { name: 'drops in the middle of a large text', does: { during: { bytes: 100_000, act: 'drop' } }, ends: 'retry', over: BIG },
  {
    name: 'refuses in the middle of a large text',
    does: { during: { bytes: 100_000, act: '552 5.3.4 too big' }, dot: 'silent' },
    ends: 'refused content',
    over: BIG,
  },
  {
    name: 'goes away with 421 in the middle of a large text',
    does: { during: { bytes: 100_000, act: '421 4.3.2 shutting down' }, dot: 'drop' },
    ends: 'retry',
    over: BIG,
  },
  { name: 'drops right after the final dot, having taken it', does: { dot: 'drop', takesAnyway: true }, ends: 'unknown', taken: 1 },
  { name: 'drops right after the final dot, not having taken it', does: { dot: 'drop' }, ends: 'unknown' },
  { name: 'never answers the final dot', does: { dot: 'silent', takesAnyway: true }, ends: 'unknown', taken: 1 },
  { name: 'answers the final dot with noise', does: { dot: 'taken, thank you', takesAnyway: true }, ends: 'unknown', taken: 1 },
  { name: 'answers the final dot with 354', does: { dot: '354 go on', takesAnyway: true }, ends: 'unknown', taken: 1 },
  { name: 'defers after the final dot', does: { dot: '451 4.3.0 queue is full' }, ends: 'retry' },
  { name: 'goes away with 421 after the final dot', does: { dot: '421 4.3.2 shutting down' }, ends: 'retry' },
  { name: 'refuses the text as spam', does: { dot: '554 5.7.1 looks like spam' }, ends: 'refused content' },
  { name: 'refuses the text without a status', does: { dot: '550 rejected' }, ends: 'refused content' },
  { name: 'refuses a sender that proves nothing', does: { dot: '550 5.7.26 unauthenticated mail is not accepted' }, ends: 'refused account' },
  { name: 'refuses the recipient only after the text', does: { dot: '550 5.1.1 no such user' }, ends: 'refused address' },
];

describe('what a server does and what the message becomes', () => {
  it.each(CASES)('$name: $ends', async ({ does, ends, taken = 0, over = {}, signsIn = false }) => {
    server.behave(does);
    if (staysSilent(does)) sender = createSmtpSender({ now: () => NOW, timeouts: SHORT });
    const outcome = await sender.send(account(signsIn ? { auth: PASSWORD } : {}), mail(over));
    expect([short(outcome), server.taken.length], outcome.detail).toEqual([ends, taken]);
    expect(JSON.stringify(outcome)).not.toContain('hunter2');
    if (outcome.kind !== 'accepted') expect(outcome.detail).toMatch(/^.{10,}$/);
  });

  it('is down: retry, with a sentence that says so', async () => {
    const closed = createServer();
    await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
    const { port } = closed.address() as { port: number };
    await new Promise((done) => closed.close(done));
    expect(await sender.send(account({ port }), mail())).toEqual({
      kind: 'retry',
      scope: 'channel',
      detail: `127.0.0.1:${port} refused the connection. Is the port right, and is the server running?`,
    });
  });

  it('waits as long as a greylisting server asks', async () => {
    server.behave({ rcpt: () => '451 4.7.1 greylisted, try again in 300 seconds' });
    expect(await sender.send(account(), mail())).toMatchObject({ kind: 'retry', afterMs: 300_000 });
  });

  it('drips an endless answer: the whole message has a deadline', async () => {
    server.behave({ dot: 'drip', takesAnyway: true });
    const slow = createSmtpSender({ now: () => NOW, timeouts: { ...PATIENT, messageMs: 300 } });
    expect(await slow.send(account(), mail())).toMatchObject({ kind: 'unknown' });
    await slow.close();
  });
});

describe('copies', () => {
  const copied = { cc: [{ address: 'boss@buyer.test', name: '' }] };

  it('nobody gets a copy of a mail whose recipient is refused', async () => {
    server.behave({ rcpt: (address) => (address === 'jo@buyer.test' ? '550 5.1.1 no such user' : '250 2.1.5 ok') });
    expect(short(await sender.send(account(), mail(copied)))).toBe('refused address');
    server.behave({ rcpt: (address) => (address === 'jo@buyer.test' ? '451 4.7.1 later' : '250 2.1.5 ok') });
    expect(short(await sender.send(account(), mail(copied)))).toBe('retry');
    server.behave({ ehlo: '250 rude.test', rcpt: (address) => (address === 'jo@buyer.test' ? '550 5.1.1 no such user' : '250 2.1.5 ok') });
    expect(short(await sender.send(account({ auth: PASSWORD }), mail(copied)))).toBe('refused address');
    expect(server.taken).toEqual([]);
  });

  it('a refused copy does not hold the mail up, and is told', async () => {
    server.behave({ rcpt: (address) => (address === 'boss@buyer.test' ? '550 5.1.1 no such user' : '250 2.1.5 ok') });
    expect(await sender.send(account(), mail(copied))).toEqual({
      kind: 'accepted',
      outsideId: 'inv-7.1@ar.seller.test',
      detail: 'Not taken for 1 in copy: boss@buyer.test.',
    });
    expect(server.taken).toHaveLength(1);
  });
});

describe('kept connections', () => {
  it('carry many messages, several at once, never more than the limit', async () => {
    const before = server.connections();
    const many = createSmtpSender({ now: () => NOW, timeouts: PATIENT, limits: { perAccount: 3 } });
    const outcomes = await Promise.all(Array.from({ length: 40 }, (_, n) => many.send(account(), mail({ messageId: `m${n}@ar.seller.test` }))));
    expect(new Set(outcomes.map(short))).toEqual(new Set(['accepted']));
    expect(new Set(server.taken.map((text) => /^Message-ID: (.*)\r$/im.exec(text)?.[1])).size).toBe(40);
    expect(server.connections() - before).toBe(3);
    await many.close();
  });

  it('of one account make room for another account', async () => {
    const one = createSmtpSender({ now: () => NOW, timeouts: PATIENT, limits: { total: 1 } });
    for (const user of ['a', 'b', 'a', 'b']) {
      expect(short(await one.send(account({ auth: { kind: 'password', user, password: 'x' } }), mail()))).toBe('accepted');
    }
    const together = ['a', 'b', 'c'].map((user) => one.send(account({ auth: { kind: 'password', user, password: 'x' } }), mail()));
    expect((await Promise.all(together)).map(short)).toEqual(['accepted', 'accepted', 'accepted']);
    await one.close();
  });

  it('that the server has left are replaced without a failed attempt', async () => {
    expect(short(await sender.send(account(), mail()))).toBe('accepted');
    server.dropAll();
    expect(short(await sender.send(account(), mail()))).toBe('accepted');
    server.behave({ mail: 'drop' });
    const dropped = sender.send(account(), mail());
    expect(short(await dropped)).toBe('retry');
    expect(server.taken).toHaveLength(2);
  });

  it('are never used to send again what may have been taken', async () => {
    expect(short(await sender.send(account(), mail()))).toBe('accepted');
    server.behave({ dot: 'drop', takesAnyway: true });
    expect(short(await sender.send(account(), mail()))).toBe('unknown');
    expect(server.taken).toHaveLength(2);
  });

  it('serve the next message after a refusal', async () => {
    const before = server.connections();
    server.behave({ rcpt: (address) => (address === 'jo@buyer.test' ? '550 5.1.1 no such user' : '250 2.1.5 ok') });
    expect(short(await sender.send(account(), mail()))).toBe('refused address');
    expect(short(await sender.send(account(), mail({ to: { address: 'al@buyer.test', name: '' } })))).toBe('accepted');
    expect(server.connections() - before).toBe(1);
  });
});

describe('a refused sign-in', () => {
  it('rests the account, and a corrected password goes at once', async () => {
    server.behave({ auth: '535 5.7.8 bad credentials for ar hunter2-secret' });
    const first = await sender.send(account({ auth: PASSWORD }), mail());
    expect(first).toMatchObject({ kind: 'retry', afterMs: 60_000 });
    expect(first.detail).not.toContain('hunter2');
    const before = server.connections();
    expect(await sender.send(account({ auth: PASSWORD }), mail())).toMatchObject({ kind: 'retry', afterMs: 60_000 });
    expect(server.connections()).toBe(before);
    server.behave({});
    expect(short(await sender.send(account({ auth: { kind: 'password', user: 'ar', password: 'right' } }), mail()))).toBe('accepted');
  });

  it('is told by the check in a sentence', async () => {
    server.behave({ auth: '535 5.7.8 bad credentials' });
    expect(await sender.check(account({ auth: PASSWORD }))).toEqual({
      ok: false,
      detail: `127.0.0.1:${server.port} refused the sign-in. Check user and password of the sending account. The server said: 535 5.7.8 bad credentials`,
    });
    server.behave({});
    expect(await sender.check(account())).toMatchObject({ ok: true });
  });
});
