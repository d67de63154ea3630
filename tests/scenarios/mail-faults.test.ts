import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MessageDraft } from '../../src/ar/messages/message.ts';
import type { MailSender } from '../../src/ar/messages/ports.ts';
import { queueMessages } from '../../src/ar/messages/queue-messages.ts';
import { settleUnknown } from '../../src/ar/messages/settle-attempts.ts';
import { messageIdOf, startCountingMailServer, type CountingMailServer } from '../support/counting-mail-server.ts';
import { deliverUntilQuiet, messageRows, openTaskKinds, PATIENT, realOutbox, setMailServer, SHORT, smtpSender, statesOf } from '../support/mail-trip.ts';
import { startRudeMailServer, type Behaviour, type RudeMailServer } from '../support/rude-mail-server.ts';
import { testCompany, type TestCompany } from '../support/test-company.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';
import { clockedRunner, draft, type Clocked } from '../support/test-outbox.ts';

let db: TestDatabase;
let rude: RudeMailServer;
let own: TestCompany;
let clock: Clocked;
const senders: MailSender[] = [];

beforeAll(async () => {
  db = await testDatabase();
  rude = await startRudeMailServer();
});
afterAll(async () => {
  await rude.close();
  await db.close();
});
beforeEach(async () => {
  rude.behave({});
  rude.taken.length = 0;
  own = await testCompany(db);
  // A Monday that is a business day in Berlin, 10:00 there.
  clock = clockedRunner(db, own, '2026-03-16T09:00:00Z');
  await setMailServer(clock, rude.port);
});
afterEach(async () => {
  for (const sender of senders.splice(0)) await sender.close();
});

function sender(timeouts = PATIENT): MailSender {
  const made = smtpSender(timeouts);
  senders.push(made);
  return made;
}

/** Queues so many invoices, each to another address; answers their ids. */
async function queue(count: number, over: Partial<MessageDraft> = {}): Promise<string[]> {
  const drafts = Array.from({ length: count }, (_, n) => draft(own, { toAddress: `jo${n}@buyer.example`, ...over }));
  return (await clock.run((ctx) => queueMessages(ctx, drafts))).map(({ id }) => id ?? '');
}

const copies = (): string[] => rude.taken.map(messageIdOf).toSorted();
const idsOf = (ids: readonly string[]): string[] => ids.map((id) => `${id}@seller.example`).toSorted();

describe('a mail server that is down', () => {
  it('gets everything once when it is up again, and a person was told meanwhile', async () => {
    const server = await startCountingMailServer();
    await setMailServer(clock, server.port);
    await server.down();
    const ids = await queue(25);
    const outbox = realOutbox(sender());
    await outbox.deliver(clock);
    expect(await statesOf(clock)).toEqual({ waiting: 25 });
    clock.passMinutes(1);
    await outbox.deliver(clock);
    expect(await openTaskKinds(clock)).toEqual(['channel.down']);
    // For days: what the channel puts off does not count against a message.
    for (let days = 0; days < 5; days += 1) {
      clock.passMinutes(24 * 60);
      await outbox.deliver(clock);
    }
    expect(await statesOf(clock)).toEqual({ waiting: 25 });
    await server.up();
    clock.passMinutes(31);
    await deliverUntilQuiet(outbox, clock);
    expect(server.taken.map(({ messageId }) => messageId).toSorted()).toEqual(idsOf(ids));
    expect(await statesOf(clock)).toEqual({ sent: 25 });
    expect(await openTaskKinds(clock)).toEqual([]);
    await server.close();
  });
});

type Phase = { readonly phase: string; readonly within: Behaviour; readonly beyond: Behaviour; readonly ends: 'waiting' | 'unknown' };

const PHASES: readonly Phase[] = [
  { phase: 'greeting', within: { greeting: 'after 60 ms: 220 rude.test' }, beyond: { greeting: 'after 3000 ms: 220 rude.test' }, ends: 'waiting' },
  { phase: 'hello', within: { ehlo: 'after 60 ms: 250 rude.test' }, beyond: { ehlo: 'after 3000 ms: 250 rude.test' }, ends: 'waiting' },
  { phase: 'sender', within: { mail: 'after 60 ms: 250 ok' }, beyond: { mail: 'after 3000 ms: 250 ok' }, ends: 'waiting' },
  { phase: 'recipient', within: { rcpt: () => 'after 60 ms: 250 ok' }, beyond: { rcpt: () => 'after 3000 ms: 250 ok' }, ends: 'waiting' },
  { phase: 'text', within: { data: 'after 60 ms: 354 go' }, beyond: { data: 'after 3000 ms: 354 go' }, ends: 'waiting' },
  { phase: 'last answer', within: { dot: 'after 60 ms: 250 taken' }, beyond: { dot: 'after 3000 ms: 250 taken' }, ends: 'unknown' },
];

describe.each(PHASES)('a mail server that is slow at the $phase', ({ within, beyond, ends }) => {
  it('gets the mail once when it answers in time', async () => {
    const [id = ''] = await queue(1);
    rude.behave(within);
    expect(await realOutbox(sender()).deliver(clock)).toEqual({ sent: 1, later: 0, failed: 0, unknown: 0 });
    expect(copies()).toEqual(idsOf([id]));
  });

  it(`leaves the mail ${ends} when it answers too late, and gets no second copy`, async () => {
    const [id = ''] = await queue(1);
    rude.behave(beyond);
    await realOutbox(sender(SHORT)).deliver(clock);
    expect(await messageRows(clock)).toMatchObject([{ id, state: ends }]);
    rude.behave({});
    const outbox = realOutbox(sender());
    for (let days = 0; days < 3; days += 1) {
      clock.passMinutes(24 * 60);
      await outbox.deliver(clock);
    }
    expect(copies()).toEqual(idsOf([id]));
    expect(await statesOf(clock)).toEqual({ [ends === 'unknown' ? 'unknown' : 'sent']: 1 });
    expect(await openTaskKinds(clock)).toEqual(ends === 'unknown' ? ['message.unknown'] : []);
  });
});

describe('a mail server that refuses', () => {
  it('one recipient for good: that address is suppressed with a task, the others get theirs', async () => {
    const ids = await queue(5);
    rude.behave({ rcpt: (address) => (address === 'jo2@buyer.example' ? '550 5.1.1 no such user' : '250 ok') });
    await deliverUntilQuiet(realOutbox(sender()), clock);
    expect(copies()).toEqual(idsOf(ids.filter((_, n) => n !== 2)));
    expect((await messageRows(clock)).find(({ id }) => id === ids[2])).toMatchObject({ state: 'failed', state_reason: 'address_refused', attempts: 1 });
    expect(await openTaskKinds(clock)).toEqual(['message.address']);
    const again = draft(own, { kind: 'dunning', toAddress: 'JO2@buyer.example' });
    expect((await clock.run((ctx) => queueMessages(ctx, [again])))[0]).toMatchObject({ result: 'suppressed' });
  });

  it('a recipient for now: the mail goes later, as late as the server says, once', async () => {
    const [id = ''] = await queue(1);
    rude.behave({ rcpt: () => '451 4.7.1 greylisted, come back in 600 seconds' });
    const outbox = realOutbox(sender());
    await outbox.deliver(clock);
    expect(await messageRows(clock)).toMatchObject([{ state: 'waiting', send_after: new Date('2026-03-16T09:10:00Z') }]);
    rude.behave({});
    clock.passMinutes(9);
    expect((await outbox.deliver(clock)).sent).toBe(0);
    clock.passMinutes(1);
    expect((await outbox.deliver(clock)).sent).toBe(1);
    expect(copies()).toEqual(idsOf([id]));
  });

  it('a recipient for now, for ever: after about a day a person is asked, and nothing was taken', async () => {
    await queue(1);
    rude.behave({ rcpt: () => '451 4.3.0 later' });
    await deliverUntilQuiet(realOutbox(sender()), clock);
    expect(await messageRows(clock)).toMatchObject([{ state: 'failed', state_reason: 'tried_too_often' }]);
    expect(await openTaskKinds(clock)).toEqual(['message.failed']);
    expect(copies()).toEqual([]);
  });

  it('the whole account: everything waits until the account is right', async () => {
    const ids = await queue(12);
    rude.behave({ mail: '550 5.7.1 this account may not send' });
    const outbox = realOutbox(sender());
    for (let looks = 0; looks < 4; looks += 1) {
      await outbox.deliver(clock);
      clock.passMinutes(31);
    }
    expect(await statesOf(clock)).toEqual({ waiting: 12 });
    expect(await openTaskKinds(clock)).toEqual(['channel.down']);
    rude.behave({});
    await deliverUntilQuiet(outbox, clock);
    expect(copies()).toEqual(idsOf(ids));
    expect(await openTaskKinds(clock)).toEqual([]);
  });
});

describe('a connection that drops after the final dot', () => {
  const week = async (): Promise<void> => {
    const outbox = realOutbox(sender());
    for (let days = 0; days < 7; days += 1) {
      clock.passMinutes(24 * 60);
      await outbox.deliver(clock);
    }
  };

  it('leaves a mail unknown that was taken: never sent again, and a person says that it arrived', async () => {
    const [id = ''] = await queue(1);
    rude.behave({ dot: 'drop', takesAnyway: true });
    expect(await realOutbox(sender()).deliver(clock)).toMatchObject({ sent: 0, unknown: 1 });
    expect(await openTaskKinds(clock)).toEqual(['message.unknown']);
    rude.behave({});
    await week();
    expect(copies()).toEqual(idsOf([id]));
    await clock.run((ctx) => settleUnknown(ctx, id, 'sent'));
    await week();
    expect(copies()).toEqual(idsOf([id]));
    expect(await messageRows(clock)).toMatchObject([{ state: 'sent', attempts: 1 }]);
    expect(await openTaskKinds(clock)).toEqual([]);
  });

  it('leaves a mail unknown that was not taken: sent when a person says so, under the same Message-ID', async () => {
    const [id = ''] = await queue(1);
    rude.behave({ dot: 'drop' });
    await realOutbox(sender()).deliver(clock);
    rude.behave({});
    await week();
    expect(copies()).toEqual([]);
    await clock.run((ctx) => settleUnknown(ctx, id, 'again'));
    await week();
    expect(copies()).toEqual(idsOf([id]));
    expect(await messageRows(clock)).toMatchObject([{ state: 'sent', attempts: 2 }]);
    expect(await openTaskKinds(clock)).toEqual([]);
  });

  it('every time, rests the channel: few mails become questions, the others wait and leave later', async () => {
    const ids = await queue(50);
    rude.behave({ dot: 'drop' });
    const outbox = realOutbox(sender());
    await outbox.deliver(clock);
    expect(await statesOf(clock)).toEqual({ unknown: 10, waiting: 40 });
    clock.passMinutes(1);
    await outbox.deliver(clock);
    expect(await statesOf(clock)).toEqual({ unknown: 11, waiting: 39 });
    expect(await openTaskKinds(clock)).toContain('channel.down');
    rude.behave({});
    clock.passMinutes(31);
    await outbox.deliver(clock);
    expect(copies()).toEqual(idsOf(ids.slice(11)));
    expect(await statesOf(clock)).toEqual({ unknown: 11, sent: 39 });
    expect(await openTaskKinds(clock)).not.toContain('channel.down');
  });

  it('leaves a mail unknown that a person stops', async () => {
    const [id = ''] = await queue(1);
    rude.behave({ dot: 'drop' });
    await realOutbox(sender()).deliver(clock);
    rude.behave({});
    await clock.run((ctx) => settleUnknown(ctx, id, 'stopped'));
    await week();
    expect(copies()).toEqual([]);
    expect(await messageRows(clock)).toMatchObject([{ state: 'stopped' }]);
  });
});

describe('a program that is killed', () => {
  const never = new Promise<never>(() => {});

  it('after the server took the mails: each has one copy, and a person says so', async () => {
    const ids = await queue(14);
    const real = sender();
    // It hands over and does not live to write it down.
    const dying: MailSender = { ...real, send: (account, mail) => real.send(account, mail).then(() => never) };
    let handed = 0;
    const counted: MailSender = { ...dying, send: (account, mail) => ((handed += 1), dying.send(account, mail)) };
    void realOutbox(counted).deliver(clock);
    await expect.poll(() => rude.taken.length, { timeout: 20_000 }).toBe(10);
    expect(handed).toBe(10);
    const outbox = realOutbox(sender());
    expect(await outbox.deliver(clock)).toMatchObject({ sent: 4, unknown: 0 });
    clock.passMinutes(16);
    expect(await outbox.deliver(clock)).toMatchObject({ sent: 0, unknown: 10 });
    clock.passMinutes(7 * 24 * 60);
    await outbox.deliver(clock);
    expect(copies()).toEqual(idsOf(ids));
    const lost = (await messageRows(clock)).filter(({ state }) => state === 'unknown');
    expect(lost).toHaveLength(10);
    for (const { id } of lost) await clock.run((ctx) => settleUnknown(ctx, id, 'sent'));
    await outbox.deliver(clock);
    expect(copies()).toEqual(idsOf(ids));
    expect(await openTaskKinds(clock)).toEqual([]);
  });

  it('before the server got anything: nothing is lost, since a person has each sent', async () => {
    const ids = await queue(3);
    let claimed = 0;
    void realOutbox({ ...sender(), send: () => ((claimed += 1), never) }).deliver(clock);
    await expect.poll(() => claimed, { timeout: 20_000 }).toBe(3);
    clock.passMinutes(16);
    const outbox = realOutbox(sender());
    expect(await outbox.deliver(clock)).toMatchObject({ sent: 0, unknown: 3 });
    for (const id of ids) await clock.run((ctx) => settleUnknown(ctx, id, 'again'));
    await outbox.deliver(clock);
    expect(copies()).toEqual(idsOf(ids));
    expect(await statesOf(clock)).toEqual({ sent: 3 });
  });

  it('but was only slow: its late word that the mail was taken ends the doubt and the task', async () => {
    const [id = ''] = await queue(1);
    const real = sender();
    let wake: () => void = () => {};
    const late = new Promise<void>((done) => (wake = done));
    const slow = realOutbox({ ...real, send: (account, mail) => real.send(account, mail).then((outcome) => late.then(() => outcome)) }).deliver(clock);
    await expect.poll(() => rude.taken.length, { timeout: 20_000 }).toBe(1);
    clock.passMinutes(16);
    await realOutbox(sender()).deliver(clock);
    expect(await openTaskKinds(clock)).toEqual(['message.unknown']);
    wake();
    await slow;
    expect(await messageRows(clock)).toMatchObject([{ id, state: 'sent' }]);
    expect(await openTaskKinds(clock)).toEqual([]);
    expect(copies()).toEqual(idsOf([id]));
  });
});

describe('two outboxes at once', () => {
  let server: CountingMailServer;
  beforeEach(async () => {
    server = await startCountingMailServer();
    await setMailServer(clock, server.port);
  });
  afterEach(() => server.close());

  it('hand over two hundred mails, each once', async () => {
    const ids = await queue(200);
    const [a, b] = await Promise.all([realOutbox(sender()).deliver(clock), realOutbox(sender()).deliver(clock)]);
    expect(a.sent + b.sent).toBe(200);
    expect(Math.min(a.sent, b.sent)).toBeGreaterThan(0);
    expect(server.taken.map(({ messageId }) => messageId).toSorted()).toEqual(idsOf(ids));
    expect(await statesOf(clock)).toEqual({ sent: 200 });
  });
});

/** Numbers from 0 up to 1 that a seed decides. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe.each([1, 2, 3])('a mail server that fails at random (seed %i)', (seed) => {
  it('gets every mail once at most, and what it has not got waits, failed or stands before a person', async () => {
    const next = seeded(seed);
    const often = (good: string, ...bad: readonly string[]): string => (next() < 0.9 ? good : (bad[Math.floor(next() * bad.length)] ?? good));
    const moody: Behaviour = {
      get greeting() {
        return often('220 hello', 'drop', '421 busy');
      },
      get mail() {
        return often('250 ok', 'drop', '451 later');
      },
      rcpt: () => often('250 ok', 'drop', '450 4.2.1 later', '550 5.1.1 no such user'),
      get dot() {
        return often('250 taken', 'drop', '451 4.3.0 later', '554 5.7.1 spam');
      },
    };
    rude.behave(moody);
    const ids = await queue(60);
    const outboxes = [realOutbox(sender()), realOutbox(sender())];
    for (let looks = 0; looks < 8; looks += 1) {
      await Promise.all(outboxes.map((outbox) => outbox.deliver(clock)));
      clock.passMinutes(31);
    }
    rude.behave({});
    await deliverUntilQuiet(realOutbox(sender()), clock);
    const rows = await messageRows(clock);
    const taken = new Set(copies());
    expect(copies()).toHaveLength(taken.size);
    expect(rows.filter(({ state }) => state === 'sent').map(({ id }) => `${id}@seller.example`)).toEqual(idsOf(ids).filter((id) => taken.has(id)));
    const person = rows.filter(({ state }) => state !== 'sent');
    expect(person.filter(({ state }) => state !== 'unknown' && state !== 'failed')).toEqual([]);
    expect((await openTaskKinds(clock)).filter((kind) => kind.startsWith('message.'))).toHaveLength(person.length);
  });
});
