import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clockedRunner, draft, type Clocked } from '../../../tests/support/test-outbox.ts';
import { testCompany, type TestCompany } from '../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { addCustomer } from '../customers/add-customer.ts';
import { getMessage, listMessages, messageTimeline } from './list-messages.ts';
import type { MessageDraft } from './message.ts';
import type { ReadMail } from './ports.ts';
import { queueMessages } from './queue-messages.ts';
import { listInbox, markInbound } from './read-inbox.ts';
import { receiveMails, type Reply } from './receive-mails.ts';
import { receiveShortMessages, stopOrStart } from './receive-short-messages.ts';
import { recordDeliveries } from './record-deliveries.ts';
import { claimMessages } from './claim-messages.ts';
import { settleLostMails } from './settle-attempts.ts';

let test: TestDatabase;
let own: TestCompany;
let clock: Clocked;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  own = await testCompany(test);
  clock = clockedRunner(test, own, '2026-03-16T09:00:00Z');
});

/** A message that left; answers its id. */
async function sent(over: Partial<MessageDraft> = {}): Promise<string> {
  const [queued] = await clock.run((ctx) => queueMessages(ctx, [draft(own, over)]));
  const channel = over.channel === 'sms' ? 'sms' : 'email';
  const { claimed } = await clock.run((ctx) => claimMessages(ctx, { channel, lane: 'other', limit: 10, guards: {}, mailDomain: 'seller.example' }));
  await clock.run((ctx) =>
    recordDeliveries(
      ctx,
      claimed.map(({ id, attempt, retries }) => ({ id, attempt, retries, outcome: { kind: 'accepted', outsideId: 'SM1', detail: '' } })),
    ),
  );
  return queued?.id ?? '';
}

const mail = (over: Partial<ReadMail>): ReadMail => ({
  messageId: 'r1@alder.example',
  from: 'mara@alder.example',
  subject: 'Re: Invoice INV-1',
  text: 'We pay on Friday.',
  receivedAt: new Date('2026-03-16T08:30:00Z'),
  references: [],
  kind: 'reply',
  failures: [],
  ...over,
});
const receive = (mails: readonly ReadMail[], heard: Reply[] = []) =>
  clock.run((ctx) =>
    receiveMails(
      ctx,
      mails.map((one) => ({ mail: one, raw: Buffer.from(`raw ${one.messageId}`) })),
      { onReplies: (_ctx, replies) => Promise.resolve(void heard.push(...replies)) },
    ),
  );
const stateOf = (id: string) =>
  clock.run(async (ctx) => (await ctx.tx.first(sql<{ state: string }>`select state from message where company_id = ${ctx.company.id} and id = ${id}`))?.state);
const tasks = () =>
  clock.run(async (ctx) =>
    (await ctx.tx.rows(sql<{ kind: string }>`select kind from task where company_id = ${ctx.company.id} and state = 'open'`)).map(({ kind }) => kind),
  );

describe('a mail that comes in', () => {
  it('is stored once, laid beside the message that it answers and its customer, and heard of once', async () => {
    const customerId = await clock.run((ctx) => addCustomer(ctx, { name: 'Alder', email: 'office@alder.example' }));
    const id = await sent({ customerId });
    const heard: Reply[] = [];
    const reply = mail({ references: ['someone@else', `${id}@seller.example`], from: 'unknown@alder.example' });
    expect(await receive([reply, reply], heard)).toEqual({ stored: 1, replies: 1, bounced: 0 });
    expect(await receive([reply], heard)).toEqual({ stored: 0, replies: 0, bounced: 0 });
    expect(heard).toMatchObject([{ customerId, messageId: id }]);
    const [unread] = await clock.run((ctx) => listInbox(ctx, { state: 'unread', before: null, limit: 10 }));
    expect(unread).toMatchObject({ answers: id, customerId, text: 'We pay on Friday.', kind: 'reply' });
    await clock.run((ctx) => markInbound(ctx, unread?.id ?? '', { state: 'read' }));
    expect(await clock.run((ctx) => listInbox(ctx, { state: 'unread', before: null, limit: 10 }))).toEqual([]);
    const timeline = await clock.run((ctx) => messageTimeline(ctx, customerId, { before: null, limit: 10 }));
    expect(timeline.map(({ kind, what }) => `${kind} ${what}`).toSorted()).toEqual(['event reply', 'inbound reply', 'message sent']);
  });

  it('finds the customer by the address of a contact, unless two customers have it', async () => {
    const customerId = await clock.run((ctx) => addCustomer(ctx, { name: 'Alder', email: 'Mara@alder.example' }));
    const heard: Reply[] = [];
    await receive([mail({})], heard);
    await clock.run((ctx) => addCustomer(ctx, { name: 'Birch', email: 'mara@alder.example' }));
    await receive([mail({ messageId: 'r2@alder.example' }), mail({ messageId: 'r3@x.example', from: 'nobody@x.example' })], heard);
    expect(heard.map((reply) => reply.customerId)).toEqual([customerId, null, null]);
  });

  it('that a robot wrote is stored and asks nobody for anything', async () => {
    const id = await sent();
    const heard: Reply[] = [];
    expect(await receive([mail({ kind: 'auto_reply', references: [`${id}@seller.example`] })], heard)).toEqual({ stored: 1, replies: 0, bounced: 0 });
    expect(heard).toEqual([]);
    expect(await clock.run((ctx) => listInbox(ctx, { state: 'unread', before: null, limit: 10 }))).toEqual([]);
  });

  it('that bounces for good ends the message, suppresses the address and asks a person; one for now does not', async () => {
    const id = await sent();
    const bounce = (over: Partial<ReadMail>, permanent: boolean, address = 'mara@alder.example') =>
      mail({
        kind: 'bounce',
        references: [`${id}@seller.example`],
        failures: [{ address, permanent, status: permanent ? '5.1.1' : '4.2.2', detail: 'no' }],
        ...over,
      });
    expect(await receive([bounce({ messageId: 'b0@mx' }, false)])).toMatchObject({ bounced: 0 });
    expect(await stateOf(id)).toBe('sent');
    expect(await receive([bounce({ messageId: 'b1@mx' }, true)])).toMatchObject({ bounced: 1 });
    expect(await stateOf(id)).toBe('bounced');
    await sent({ subject: 'one that arrived' });
    const trouble = await clock.run((ctx) => listMessages(ctx, { state: 'trouble', before: null, limit: 10 }));
    expect(trouble.map((one) => [one.id, one.state])).toEqual([[id, 'bounced']]);
    expect(await tasks()).toEqual(['message.address']);
    expect((await clock.run((ctx) => queueMessages(ctx, [draft(own, { kind: 'dunning' })])))[0]).toMatchObject({ result: 'suppressed' });
  });

  it.each(['bounce', 'reply'] as const)('that is faster than the word of our own server stands: a %s while the mail is on its way', async (kind) => {
    const [queued] = await clock.run((ctx) => queueMessages(ctx, [draft(own)]));
    const id = queued?.id ?? '';
    const { claimed } = await clock.run((ctx) => claimMessages(ctx, { channel: 'email', lane: 'other', limit: 1, guards: {}, mailDomain: 'seller.example' }));
    const failures = [{ address: 'mara@alder.example', permanent: true, status: '5.1.1', detail: '' }];
    await receive([mail({ kind, references: [`${id}@seller.example`], failures: kind === 'bounce' ? failures : [] })]);
    const ends = kind === 'bounce' ? 'bounced' : 'sent';
    expect(await stateOf(id)).toBe(ends);
    await clock.run((ctx) =>
      recordDeliveries(
        ctx,
        claimed.map(({ attempt, retries }) => ({ id, attempt, retries, outcome: { kind: 'accepted', outsideId: '', detail: '' } })),
      ),
    );
    expect(await stateOf(id)).toBe(ends);
    const { tries } = await clock.run((ctx) => getMessage(ctx, id));
    expect(tries).toMatchObject([{ attempt: 1, outcome: 'accepted' }]);
    // Nothing of it is found lost later.
    clock.passMinutes(60);
    expect(await clock.run(settleLostMails)).toBe(0);
  });

  it('cannot silence an address that none of our messages went to', async () => {
    const id = await sent();
    const failures = [{ address: 'boss@other.example', permanent: true, status: '5.1.1', detail: '' }];
    await receive([
      mail({ messageId: 'f1@x', kind: 'bounce', references: [`${id}@seller.example`], failures }),
      mail({
        messageId: 'f2@x',
        kind: 'bounce',
        references: ['made-up@seller.example'],
        failures: [{ address: 'mara@alder.example', permanent: true, status: '5.1.1', detail: '' }],
      }),
    ]);
    const results = await clock.run((ctx) =>
      queueMessages(ctx, [draft(own, { kind: 'dunning', toAddress: 'boss@other.example' }), draft(own, { kind: 'dunning' })]),
    );
    expect(results.map(({ result }) => result)).toEqual(['queued', 'queued']);
    expect(await stateOf(id)).toBe('sent');
  });
});

describe('a short message that comes in', () => {
  it('ends messages by one of the words, however it is written', () => {
    for (const text of ['STOP', ' stop. ', 'Stop!', 'quit', 'END', 'revoke', 'OPT OUT', 'opt-out', 'Cancel', 'UNSUBSCRIBE\n', 'Stopp', 'ＳＴＯＰ'])
      expect(stopOrStart(text), text).toBe('stop');
    for (const text of ['start', 'START!', 'unstop']) expect(stopOrStart(text), text).toBe('start');
    for (const text of ['please stop', 'Stop the delivery', 'we will cancel it', 'ende', 'STOP 7', '', '!!', 'ok']) expect(stopOrStart(text), text).toBeNull();
  });

  it('STOP suppresses the number at once with one confirmation, START lifts it', async () => {
    const number = '+491701234567';
    const message = (outsideId: string, text: string) => ({ outsideId, from: number, text, receivedAt: new Date('2026-03-16T08:59:00Z') });
    await sent({ channel: 'sms', toAddress: number, language: 'de', subject: '' });
    const take = (...messages: ReturnType<typeof message>[]) => clock.run((ctx) => receiveShortMessages(ctx, messages));
    const dunning = () =>
      clock.run(async (ctx) => (await queueMessages(ctx, [draft(own, { channel: 'sms', kind: 'dunning', toAddress: number, subject: '' })]))[0]?.result);
    expect(await take(message('1', 'Stop!'))).toEqual({ stored: 1, stopped: 1, replies: 0 });
    expect(await take(message('1', 'Stop!'), message('2', 'STOP'))).toEqual({ stored: 1, stopped: 0, replies: 0 });
    expect(await dunning()).toBe('suppressed');
    const { claimed } = await clock.run((ctx) => claimMessages(ctx, { channel: 'sms', lane: 'other', limit: 10, guards: {}, mailDomain: '' }));
    expect(claimed).toMatchObject([{ toAddress: number, bodyText: 'Sie erhalten keine SMS mehr von uns. Antworten Sie START, um sie wieder zu erhalten.' }]);
    await take(message('3', 'start'));
    expect(await dunning()).toBe('queued');
    expect(await take(message('4', 'Wir zahlen morgen'))).toEqual({ stored: 1, stopped: 0, replies: 1 });
  });
});
