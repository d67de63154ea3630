import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Outbox } from '../../src/app/deliver-outbox.ts';
import { readMailbox } from '../../src/app/read-mailbox.ts';
import { settleReminders } from '../../src/ar/collections/settle-reminders.ts';
import { placeUnreadReplyHolds, releaseReadReplies } from '../../src/ar/collections/unread-replies.ts';
import { mailboxSettings } from '../../src/ar/messages/channel.ts';
import type { MailSender } from '../../src/ar/messages/ports.ts';
import { listInbox, markInbound } from '../../src/ar/messages/read-inbox.ts';
import { setChannel } from '../../src/ar/messages/set-channel.ts';
import { createMailboxReader } from '../../src/connectors/imap/mailbox-reader.ts';
import { createMailParser } from '../../src/connectors/imap/mail-parser.ts';
import { messageIdOf, startCountingMailServer, type CountingMailServer } from '../support/counting-mail-server.ts';
import { hasDovecot, startDovecot, type Dovecot } from '../support/dovecot.ts';
import { openDunningWorld, type DunningWorld } from '../support/dunning-world.ts';
import { messageRows, openTaskKinds, PATIENT, realOutbox, setMailServer, smtpSender } from '../support/mail-trip.ts';
import { startRudeMailServer } from '../support/rude-mail-server.ts';
import { mailOf, statusNotification } from '../support/sample-mails.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';
import { silentLog, TEST_RING } from '../support/test-outbox.ts';

const have = hasDovecot();
if (!have) process.stderr.write('Dovecot 2.3 is not installed (Debian: dovecot-imapd): the trip of a mail back to us is not tested.\n');

const reader = createMailboxReader({ now: () => new Date('2026-01-22T09:00:00Z'), timeouts: PATIENT });

/** A customer's mail that answers ours. */
function answer(messageId: string, of: { id: string; head?: readonly string[]; subject?: string }): Uint8Array {
  return mailOf(
    [
      'From: Pat Example <pay@c1.example>',
      'To: billing@seller.example',
      `Subject: ${of.subject ?? 'Re: your reminder'}`,
      `Message-ID: <${of.id}@c1.example>`,
      `In-Reply-To: <${messageId}>`,
      ...(of.head ?? []),
    ],
    ['We have sent it on Monday.'],
  );
}

function bounceOf(messageId: string): Uint8Array {
  return statusNotification(['Final-Recipient: rfc822; pay@c1.example', 'Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 no such user'], {
    returned: [`Message-ID: <${messageId}>`, 'From: billing@seller.example', 'To: pay@c1.example', 'Subject: Reminder', '', 'Please pay.'],
  });
}

describe.skipIf(!have)('what comes back by mail', () => {
  let db: TestDatabase;
  let server: CountingMailServer;
  let mailbox: Dovecot;
  let world: DunningWorld;
  let sender: MailSender;
  let outbox: Outbox;
  let customer: string;
  let receivable: string;

  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    server = await startCountingMailServer();
    mailbox = await startDovecot(null);
    world = await openDunningWorld(db, { today: '2026-01-05' });
    customer = await world.customer('C1', { address: ['1 Main Street'] });
    // Due on Monday 2026-01-19: reminded on the 22nd and, firmly, on 2026-02-02.
    const { receivables } = await world.invoice(customer, { amount: '1000', on: '2026-01-05', terms: 'NET14' });
    receivable = receivables[0] ?? '';
    await setMailServer(world.company, server.port);
    await world.company.run((ctx) =>
      setChannel(
        ctx,
        mailboxSettings.parse({
          channel: 'mailbox',
          host: '127.0.0.1',
          port: mailbox.port,
          security: 'none',
          auth: { kind: 'password', user: mailbox.user, password: mailbox.password },
        }),
        { ring: TEST_RING },
      ),
    );
    sender = smtpSender();
    outbox = realOutbox(sender);
  });
  afterEach(async () => {
    await sender.close();
    await mailbox.stop();
    await server.close();
  });

  const reads = (): Promise<number> =>
    readMailbox({ reader, parser: createMailParser(), ring: TEST_RING, log: silentLog, onReplies: placeUnreadReplyHolds }, world.company);
  const plans = async (on: string): Promise<void> => {
    world.company.at(on);
    await world.bank([]);
    await world.applies();
    await world.plans();
  };
  const delivers = async (): Promise<void> => {
    await outbox.deliver(world.company);
    await world.company.run(settleReminders);
    await world.company.run(releaseReadReplies);
  };
  const morning = async (on: string): Promise<void> => {
    await plans(on);
    await delivers();
  };
  const inbox = () => world.company.run((ctx) => listInbox(ctx, { before: null, limit: 10 }));

  it('a bounce after the server took the mail: the address is suppressed, a person is asked, and the next run writes a letter', async () => {
    await morning('2026-01-22');
    expect(server.taken.map(({ to }) => to)).toEqual([['pay@c1.example']]);
    expect(await messageRows(world.company)).toMatchObject([{ channel: 'email', state: 'sent' }]);
    mailbox.deliver(bounceOf(server.taken[0]?.messageId ?? ''));
    expect(await reads()).toBe(1);
    expect(await reads()).toBe(0);
    expect(await messageRows(world.company)).toMatchObject([{ state: 'bounced', state_reason: 'address_refused' }]);
    expect(await openTaskKinds(world.company)).toContain('message.address');
    await world.company.run(settleReminders);
    await morning('2026-01-23');
    expect(await world.why(receivable)).toBe('reminded');
    expect((await messageRows(world.company)).map(({ channel, state }) => [channel, state])).toEqual([
      ['email', 'bounced'],
      ['letter', 'waiting'],
    ]);
    await morning('2026-01-26');
    expect(server.taken).toHaveLength(1);
    expect(await messageRows(world.company)).toHaveLength(2);
  });

  it('a bounce or an answer to a mail of unknown fate settles it, and nobody has to ask any more', async () => {
    const rude = await startRudeMailServer({ dot: 'drop', takesAnyway: true });
    await setMailServer(world.company, rude.port);
    await morning('2026-01-22');
    expect(await messageRows(world.company)).toMatchObject([{ state: 'unknown' }]);
    expect(await openTaskKinds(world.company)).toContain('message.unknown');
    const messageId = messageIdOf(rude.taken[0] ?? '');
    mailbox.deliver(answer(messageId, { id: 'r1' }));
    await reads();
    expect(await messageRows(world.company)).toMatchObject([{ state: 'sent' }]);
    expect(await openTaskKinds(world.company)).not.toContain('message.unknown');
    await markEverythingRead();
    await morning('2026-02-02');
    const second = messageIdOf(rude.taken[1] ?? '');
    expect((await messageRows(world.company))[1]).toMatchObject({ state: 'unknown' });
    mailbox.deliver(bounceOf(second));
    await reads();
    expect((await messageRows(world.company))[1]).toMatchObject({ state: 'bounced' });
    expect(await openTaskKinds(world.company)).not.toContain('message.unknown');
    expect(rude.taken).toHaveLength(2);
    await rude.close();
  });

  const markEverythingRead = async (): Promise<void> => {
    for (const { id } of await inbox()) await world.company.run((ctx) => markInbound(ctx, id, { state: 'read' }));
    await world.company.run(releaseReadReplies);
  };

  it('a reply is laid beside its customer and keeps reminders back until somebody has read it', async () => {
    await morning('2026-01-22');
    mailbox.deliver(answer(server.taken[0]?.messageId ?? '', { id: 'r1' }));
    world.company.at('2026-01-30', '16:00');
    await reads();
    expect(await inbox()).toMatchObject([{ kind: 'reply', customerId: customer, state: 'unread', text: 'We have sent it on Monday.' }]);
    expect((await inbox())[0]?.answers).toBe((await messageRows(world.company))[0]?.id);
    await morning('2026-02-02');
    expect(await world.why(receivable)).toBe('hold_unread_reply');
    expect(server.taken).toHaveLength(1);
    await markEverythingRead();
    await morning('2026-02-03');
    expect(await world.why(receivable)).toBe('reminded');
    expect(server.taken).toHaveLength(2);
  });

  it('a reply that comes between the plan and the sending stops the reminder, whose step is free again', async () => {
    await morning('2026-01-22');
    await plans('2026-02-02');
    mailbox.deliver(answer(server.taken[0]?.messageId ?? '', { id: 'r1' }));
    await reads();
    await delivers();
    expect(server.taken).toHaveLength(1);
    expect((await messageRows(world.company))[1]).toMatchObject({ state: 'stopped', state_reason: 'hold_unread_reply' });
    await markEverythingRead();
    await morning('2026-02-03');
    expect(server.taken).toHaveLength(2);
  });

  it('an automatic answer holds nothing back', async () => {
    await morning('2026-01-22');
    mailbox.deliver(answer(server.taken[0]?.messageId ?? '', { id: 'ooo', head: ['Auto-Submitted: auto-replied'], subject: 'Out of office' }));
    await reads();
    expect(await inbox()).toMatchObject([{ kind: 'auto_reply', customerId: customer, state: 'done' }]);
    await morning('2026-02-02');
    expect(server.taken).toHaveLength(2);
  });

  it('is stored once by two readers at once', async () => {
    for (let n = 0; n < 60; n += 1) mailbox.deliver(answer('nothing@of.ours', { id: `m${n}` }));
    const [first, second] = await Promise.all([reads(), reads()]);
    expect(first + second).toBe(60);
    expect(await reads()).toBe(0);
    expect(await world.company.run((ctx) => listInbox(ctx, { before: null, limit: 100 }))).toHaveLength(60);
  });
});
