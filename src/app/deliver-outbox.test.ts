import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  clockedRunner,
  draft,
  fakeMail,
  fakeShortMessages,
  setTestChannels,
  silentLog,
  TEST_RING,
  type Clocked,
  type FakeMail,
  type FakeShortMessages,
} from '../../tests/support/test-outbox.ts';
import { testCompany, type TestCompany } from '../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../tests/support/test-database.ts';
import { addCustomer } from '../ar/customers/add-customer.ts';
import { claimMessages, type MessageGuards } from '../ar/messages/claim-messages.ts';
import { keepFile } from '../ar/messages/keep-file.ts';
import type { MessageDraft, Queued } from '../ar/messages/message.ts';
import { queueMessages } from '../ar/messages/queue-messages.ts';
import { settleUnknown } from '../ar/messages/settle-attempts.ts';
import { createOutbox, type Outbox } from './deliver-outbox.ts';

let test: TestDatabase;
let own: TestCompany;
let clock: Clocked;
let mail: FakeMail;
let sms: FakeShortMessages;

/** A Monday that is a business day in Berlin, 10:00 there. */
const MONDAY = '2026-03-16T09:00:00Z';

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  own = await testCompany(test);
  clock = clockedRunner(test, own, MONDAY);
  mail = fakeMail();
  sms = fakeShortMessages();
  await setTestChannels(clock);
});

const outbox = (guards: MessageGuards = {}): Outbox => createOutbox({ mail, shortMessages: sms, ring: TEST_RING, guards, log: silentLog, statusUrl: null });
const queue = (...drafts: MessageDraft[]): Promise<Queued[]> => clock.run((ctx) => queueMessages(ctx, drafts));
const queueOne = async (over: Partial<MessageDraft> = {}): Promise<string> => (await queue(draft(own, over)))[0]?.id ?? '';

type Row = { id: string; state: string; state_reason: string; attempts: number; send_after: Date; outside_id: string };
const messages = (): Promise<Row[]> =>
  clock.run((ctx) =>
    ctx.tx.rows(sql<Row>`select id, state, state_reason, attempts, send_after, outside_id from message where company_id = ${ctx.company.id} order by id`),
  );
const states = async (): Promise<string[]> => (await messages()).map(({ state }) => state);
const taskKinds = (): Promise<string[]> =>
  clock.run(async (ctx) =>
    (await ctx.tx.rows(sql<{ kind: string }>`select kind from task where company_id = ${ctx.company.id} and state = 'open' order by kind`)).map(
      ({ kind }) => kind,
    ),
  );

describe('the outbox', () => {
  it('hands a mail over once, with its attachments, from the account whose secret is open there alone', async () => {
    const fileId = await clock.run((ctx) => keepFile(ctx, { name: 'INV-1.pdf', mediaType: 'application/pdf', bytes: Buffer.from('%PDF') }));
    const id = await queueOne({ attachments: [fileId] });
    const deliver = outbox();
    expect(await deliver.deliver(clock)).toEqual({ sent: 1, later: 0, failed: 0, unknown: 0 });
    expect(await deliver.deliver(clock)).toEqual({ sent: 0, later: 0, failed: 0, unknown: 0 });
    expect(mail.taken).toHaveLength(1);
    expect(mail.taken[0]).toMatchObject({
      messageId: `${id}@seller.example`,
      from: { address: 'billing@seller.example' },
      to: { address: 'mara@alder.example', name: 'Mara Voss' },
      attachments: [{ name: 'INV-1.pdf', bytes: Buffer.from('%PDF') }],
    });
    expect(mail.accounts[0]?.auth).toEqual({ kind: 'password', user: 'seller', password: 'open-sesame' });
    const stored = await clock.run((ctx) =>
      ctx.tx.rows(sql<{ text: string }>`select content::text || coalesce(secret, '') as text from message_channel where company_id = ${ctx.company.id}`),
    );
    expect(stored.map(({ text }) => text).join()).not.toContain('open-sesame');
    expect(await messages()).toMatchObject([{ state: 'sent', attempts: 1, outside_id: `${id}@seller.example` }]);
  });

  it('leaves what is for later alone', async () => {
    await queueOne({ sendAfter: new Date('2026-03-16T09:00:01Z') });
    await outbox().deliver(clock);
    expect(await states()).toEqual(['waiting']);
  });

  it('is worked by two workers without a message going out twice', async () => {
    await queue(...Array.from({ length: 60 }, () => draft(own)));
    const [a, b] = await Promise.all([outbox().deliver(clock), outbox().deliver(clock)]);
    expect(a.sent + b.sent).toBe(60);
    expect(new Set(mail.taken.map(({ messageId }) => messageId)).size).toBe(60);
    expect(mail.taken).toHaveLength(60);
  });

  it('keeps the pace of the channel', async () => {
    await setTestChannels(clock, 15);
    await queue(...Array.from({ length: 40 }, () => draft(own)));
    const deliver = outbox();
    expect((await deliver.deliver(clock)).sent).toBe(15);
    expect((await deliver.deliver(clock)).sent).toBe(0);
    clock.passMinutes(1);
    expect((await deliver.deliver(clock)).sent).toBe(15);
  });
});

describe('a guard', () => {
  it('stops and postpones at the moment of sending; a message it does not name waits', async () => {
    const kinds = { kind: 'dunning' } as const;
    const [send, stop, later, unnamed] = [await queueOne(kinds), await queueOne(kinds), await queueOne(kinds), await queueOne(kinds)];
    const until = new Date('2026-03-17T09:00:00Z');
    await outbox({
      dunning: () =>
        Promise.resolve(
          new Map([
            [send, { do: 'send' }],
            [stop, { do: 'stop', reason: 'paid' }],
            [later, { do: 'postpone', until, reason: 'dispute' }],
          ]),
        ),
    }).deliver(clock);
    const byId = new Map((await messages()).map((row) => [row.id, row]));
    expect(byId.get(send)).toMatchObject({ state: 'sent' });
    expect(byId.get(stop)).toMatchObject({ state: 'stopped', state_reason: 'paid' });
    expect(byId.get(later)).toMatchObject({ state: 'waiting', state_reason: 'dispute', send_after: until });
    expect(byId.get(unnamed)).toMatchObject({ state: 'waiting', state_reason: 'guard_silent' });
    expect(mail.taken).toHaveLength(1);
  });

  it('that fails keeps only its own kind waiting', async () => {
    await queueOne({ kind: 'dunning' });
    await queueOne({ kind: 'invoice' });
    await expect(outbox({ dunning: () => Promise.reject(new Error('broken')) }).deliver(clock)).rejects.toThrow('broken');
    expect((await states()).toSorted()).toEqual(['sent', 'waiting']);
  });
});

describe('hours of dunning', () => {
  const at = async (iso: string, place: Partial<MessageDraft> = {}): Promise<Row | undefined> => {
    clock.setNow(iso);
    await queueOne({ kind: 'dunning', ...place });
    await outbox().deliver(clock);
    return (await messages()).at(-1);
  };

  it('end at 21:00 and begin at 08:00 of the next business day where the recipient is', async () => {
    expect(await at('2026-03-16T19:59:00Z')).toMatchObject({ state: 'sent' });
    expect(await at('2026-03-16T20:00:00Z')).toMatchObject({ state: 'waiting', send_after: new Date('2026-03-17T07:00:00Z'), state_reason: 'quiet_hours' });
    expect(await at('2026-03-16T20:00:00Z', { timeZone: 'America/New_York' })).toMatchObject({ state: 'sent' });
  });

  it('jump over the weekend and over the change of the clock', async () => {
    // Friday evening in Berlin; on Sunday 29 March the clock goes forward, so 08:00 on Monday is 06:00 UTC.
    expect(await at('2026-03-27T20:30:00Z')).toMatchObject({ state: 'waiting', send_after: new Date('2026-03-30T06:00:00Z') });
  });

  it('jump over public holidays of the recipient, not of others', async () => {
    // Good Friday 3 April to Easter Monday 6 April 2026.
    expect(await at('2026-04-03T10:00:00Z')).toMatchObject({ state: 'waiting', send_after: new Date('2026-04-07T06:00:00Z') });
    const american = await clock.run((ctx) => addCustomer(ctx, { name: 'Fir Inc', country: 'US' }));
    expect(await at('2026-04-06T14:00:00Z', { customerId: american, timeZone: 'America/New_York' })).toMatchObject({ state: 'sent' });
  });

  it('do not hold back an invoice', async () => {
    expect(await at('2026-03-15T23:00:00Z', { kind: 'invoice' })).toMatchObject({ state: 'sent' });
  });
});

describe('an outcome', () => {
  it('that asks for another try is tried later, later each time, and fails after about a day with a task', async () => {
    mail.answer = () => ({ kind: 'retry', detail: '451 greylisted' });
    await queueOne();
    const waits: number[] = [];
    for (let tries = 0; tries < 9; tries++) {
      const before = await clock.run((ctx) => Promise.resolve(ctx.now.getTime()));
      await outbox().deliver(clock);
      const [row] = await messages();
      if (row?.state !== 'waiting') break;
      waits.push(Math.round((row.send_after.getTime() - before) / 60_000));
      clock.setNow(row.send_after.toISOString());
    }
    expect(waits).toEqual([1, 5, 15, 60, 120, 240, 480, 720]);
    expect(await messages()).toMatchObject([{ state: 'failed', state_reason: 'tried_too_often', attempts: 9 }]);
    expect(await taskKinds()).toEqual(['message.failed']);
  });

  it('that refuses the address suppresses it: a task, and no more dunning goes there, though documents do', async () => {
    mail.answer = () => ({ kind: 'refused', reason: 'address', detail: '550 no such user' });
    await queueOne({ kind: 'dunning' });
    const waiting = await queueOne({ kind: 'dunning', sendAfter: new Date('2026-03-16T10:00:00Z') });
    await outbox().deliver(clock);
    expect(await taskKinds()).toEqual(['message.address']);
    expect((await queue(draft(own, { kind: 'dunning', toAddress: 'MARA@alder.example' })))[0]).toMatchObject({ result: 'suppressed', id: null });
    expect((await queue(draft(own)))[0]).toMatchObject({ result: 'queued' });
    clock.passMinutes(61);
    mail.answer = () => ({ kind: 'accepted', outsideId: '', detail: '' });
    await outbox().deliver(clock);
    expect((await messages()).find(({ id }) => id === waiting)).toMatchObject({ state: 'stopped', state_reason: 'suppressed' });
    expect(mail.taken.map(({ subject }) => subject)).toEqual(['Invoice INV-1']);
  });

  it('that is lost makes the message unknown, and only a person sends it again', async () => {
    mail.answer = () => Promise.reject(new Error('socket hang up'));
    const id = await queueOne();
    await outbox().deliver(clock);
    expect(await messages()).toMatchObject([{ state: 'unknown', state_reason: 'answer_lost' }]);
    expect(await taskKinds()).toEqual(['message.unknown']);
    mail.answer = () => ({ kind: 'accepted', outsideId: '', detail: '' });
    clock.passMinutes(60 * 24 * 7);
    await outbox().deliver(clock);
    expect(mail.taken).toEqual([]);
    await clock.run((ctx) => settleUnknown(ctx, id, 'again'));
    expect(await taskKinds()).toEqual([]);
    await outbox().deliver(clock);
    expect(mail.taken).toHaveLength(1);
    await expect(clock.run((ctx) => settleUnknown(ctx, id, 'stopped'))).rejects.toMatchObject({ code: 'message.not_unknown' });
  });

  it('of a channel that is down stops the batch, and the channel rests', async () => {
    await queue(...Array.from({ length: 40 }, () => draft(own)));
    let knocks = 0;
    mail.answer = () => {
      knocks++;
      return { kind: 'retry', detail: 'connection refused', scope: 'channel' };
    };
    const deliver = outbox();
    await deliver.deliver(clock);
    expect(knocks).toBe(10);
    await deliver.deliver(clock);
    expect(knocks).toBe(10);
    clock.passMinutes(1);
    await deliver.deliver(clock);
    expect(knocks).toBe(11);
    expect(await taskKinds()).toEqual(['channel.down']);
    mail.answer = () => ({ kind: 'accepted', outsideId: '', detail: '' });
    clock.passMinutes(2);
    expect((await deliver.deliver(clock)).sent).toBe(40);
  });
});

describe('after a crash between claim and answer', () => {
  const claimAndDie = (channel: 'email' | 'sms') =>
    clock.run((ctx) => claimMessages(ctx, { channel, lane: 'other', limit: 10, guards: {}, mailDomain: 'seller.example' }));

  it('a mail becomes unknown once its attempt is old, and is not sent again', async () => {
    await queueOne();
    await claimAndDie('email');
    await outbox().deliver(clock);
    expect(await states()).toEqual(['sending']);
    clock.passMinutes(16);
    expect(await outbox().deliver(clock)).toMatchObject({ sent: 0, unknown: 1 });
    expect(await states()).toEqual(['unknown']);
    expect(mail.taken).toEqual([]);
    expect(await taskKinds()).toEqual(['message.unknown']);
  });

  it('a short message is looked for at the provider: found it was sent, else it goes out again', async () => {
    await queueOne({ channel: 'sms', toAddress: '+491701234567', subject: '' });
    await claimAndDie('sms');
    clock.passMinutes(16);
    sms.found = () => ({ outsideId: 'SM7', state: 'delivered' });
    await outbox().deliver(clock);
    expect(await messages()).toMatchObject([{ state: 'sent', outside_id: 'SM7' }]);
    expect(sms.taken).toEqual([]);
    await queueOne({ channel: 'sms', toAddress: '+491701234567', subject: '' });
    await claimAndDie('sms');
    clock.passMinutes(16);
    sms.found = () => null;
    await outbox().deliver(clock);
    expect(sms.taken).toHaveLength(1);
    expect(await states()).toEqual(['sent', 'sent']);
  });
});

describe('queueing', () => {
  it('stores an intention once, and answers in the order asked', async () => {
    const first = draft(own, { intentKey: 'reminder:1' });
    expect((await queue(first, { ...first, subject: 'other' }, draft(own, { intentKey: 'reminder:2' }))).map(({ result }) => result)).toEqual([
      'queued',
      'repeated',
      'queued',
    ]);
    const [again] = await queue(first);
    expect(again).toMatchObject({ result: 'repeated', id: (await messages())[0]?.id });
    expect(await messages()).toHaveLength(2);
  });

  it('lets no text become a header or a second recipient, and refuses one draft without the others', async () => {
    const results = await queue(
      draft(own, { toAddress: 'a@b.example\r\nBcc: x@y.example' }),
      draft(own, { toAddress: 'a@b.example, c@d.example' }),
      draft(own, { subject: 'Hello\nBcc: x@y.example' }),
      draft(own, { toName: 'A\r\nB' }),
      draft(own, { cc: ['not an address'] }),
      draft(own, { channel: 'sms', toAddress: '0170 1234567' }),
      draft(own, { channel: 'letter', toAddress: 'Alder\n\n' + 'x'.repeat(99) }),
      draft(own, { timeZone: 'Mars/Olympus' }),
      draft(own, { bodyText: ' ' }),
      draft(own),
    );
    expect(results.map(({ result }) => result)).toEqual([...Array.from({ length: 9 }, () => 'refused'), 'queued']);
    expect(results[0]?.problem).toMatch(/e-mail address/);
    expect(await messages()).toHaveLength(1);
  });

  it('of many drafts takes a few statements', async () => {
    const before = test.database.count.statements;
    await queue(...Array.from({ length: 1_000 }, () => draft(own)));
    expect(test.database.count.statements - before).toBeLessThan(12);
  });
});
