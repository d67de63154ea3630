import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keepDocumentFiles } from '../../src/app/document-files.ts';
import type { Outbox } from '../../src/app/deliver-outbox.ts';
import { settleReminders } from '../../src/ar/collections/settle-reminders.ts';
import { keepPdfs, readPdf } from '../../src/ar/invoices/keep-pdf.ts';
import { deliveriesOf, sendDocuments } from '../../src/ar/invoices/send-documents.ts';
import { smsSettings } from '../../src/ar/messages/channel.ts';
import type { MailSender } from '../../src/ar/messages/ports.ts';
import { queueMessages } from '../../src/ar/messages/queue-messages.ts';
import { receiveShortMessages } from '../../src/ar/messages/receive-short-messages.ts';
import { setChannel } from '../../src/ar/messages/set-channel.ts';
import { openDocumentPrinter, type DocumentPrinter } from '../../src/documents/document-printer.ts';
import { readMail, startCountingMailServer, type CountingMailServer } from '../support/counting-mail-server.ts';
import { openDunningWorld, type DunningWorld } from '../support/dunning-world.ts';
import { messageRows, openTaskKinds, realOutbox, setMailServer, smtpSender, statesOf } from '../support/mail-trip.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';
import { draft, fakeShortMessages, TEST_RING, type FakeShortMessages } from '../support/test-outbox.ts';

let db: TestDatabase;
let server: CountingMailServer;
let sender: MailSender;
let sms: FakeShortMessages;
let outbox: Outbox;
let world: DunningWorld;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  server = await startCountingMailServer();
  world = await openDunningWorld(db, { today: '2026-01-05' });
  await setMailServer(world.company, server.port);
  sender = smtpSender();
  sms = fakeShortMessages();
  outbox = realOutbox(sender, { shortMessages: sms });
});
afterEach(async () => {
  await sender.close();
  await server.close();
});

describe('a reminder to an address that the server refuses', () => {
  it('gives its step back, and the next run writes a letter', async () => {
    const customer = await world.customer('C1', { address: ['1 Main Street'] });
    const { receivables } = await world.invoice(customer, { amount: '1000', on: '2026-01-05', terms: 'NET14' });
    server.refuse = () => ({ code: 550, text: '5.1.1 no such user' });
    const morning = async (on: string): Promise<void> => {
      world.company.at(on);
      await world.bank([]);
      await world.applies();
      await world.plans();
      await outbox.deliver(world.company);
      await world.company.run(settleReminders);
    };
    await morning('2026-01-22');
    expect(await messageRows(world.company)).toMatchObject([{ channel: 'email', state: 'failed', state_reason: 'address_refused' }]);
    expect(await openTaskKinds(world.company)).toContain('message.address');
    await morning('2026-01-23');
    expect(await world.why(receivables[0] ?? '')).toBe('reminded');
    expect((await messageRows(world.company)).map(({ channel, state }) => [channel, state])).toEqual([
      ['email', 'failed'],
      ['letter', 'waiting'],
    ]);
    expect(server.taken).toEqual([]);
  });
});

describe('a mail with an invoice', () => {
  let printer: DocumentPrinter;
  beforeAll(() => {
    printer = openDocumentPrinter({ threads: 1 });
  });
  afterAll(() => printer.close());

  it('carries the very PDF that is kept, leaves at any hour, and once', async () => {
    const { company } = world;
    const customer = await world.customer('C1', { people: [{ role: 'billing', email: 'billing@c1.example', name: 'Jörg Groß' }] });
    const { number } = await world.invoice(customer, { amount: '1000', on: '2026-01-05', terms: 'NET14' });
    const { number: second } = await world.invoice(customer, { amount: '70', on: '2026-01-05', terms: 'NET14' });
    const ids = await world.company.run(async (ctx) => {
      return (await ctx.tx.rows(sql<{ id: string }>`select id from document where company_id = ${ctx.company.id} order by number`)).map(({ id }) => id);
    });
    await keepDocumentFiles({ run: company.run, read: company.run }, printer, ids);
    // A Sunday night.
    company.at('2026-01-11', '02:30');
    expect((await company.run((ctx) => sendDocuments(ctx, ids))).map(({ result }) => result)).toEqual(['queued', 'queued']);
    expect((await outbox.deliver(company)).sent).toBe(2);
    expect((await company.run((ctx) => sendDocuments(ctx, ids))).map(({ result }) => result)).toEqual(['already_sent', 'already_sent']);
    expect((await outbox.deliver(company)).sent).toBe(0);
    expect(server.taken).toHaveLength(2);
    const mails = await Promise.all(server.taken.map(({ raw }) => readMail(raw)));
    const unprinted: DocumentPrinter = { ...printer, invoice: () => Promise.reject(new Error('it was printed already')) };
    for (const [index, id] of ids.entries()) {
      const kept = await company.run((ctx) => readPdf(ctx, unprinted, id));
      const mail = mails.find(({ attachments }) => attachments[0]?.filename === kept.name);
      expect(mail?.to).toMatchObject([{ address: 'billing@c1.example', name: 'Jörg Groß' }]);
      expect(mail?.subject).toContain([number, second][index]);
      expect(mail?.attachments.map(({ mimeType }) => mimeType)).toEqual(['application/pdf']);
      const bytes = Buffer.from(mail?.attachments[0]?.content as ArrayBuffer);
      expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
      expect(bytes.equals(Buffer.from(kept.bytes))).toBe(true);
    }
    expect((await company.run((ctx) => keepPdfs(ctx, unprinted, ids))).size).toBe(2);
    expect((await company.run((ctx) => deliveriesOf(ctx, ids))).map(({ to, state }) => [to, state])).toEqual([
      ['billing@c1.example', 'sent'],
      ['billing@c1.example', 'sent'],
    ]);
  });
});

describe('STOP by short message', () => {
  it('keeps everything from the number at once, is confirmed once, and ends with START', async () => {
    const { company } = world;
    await company.run((ctx) =>
      setChannel(ctx, smsSettings.parse({ channel: 'sms', accountSid: 'AC1', authToken: 'token', from: '+4915112345678', messagesPerMinute: 6_000 }), {
        ring: TEST_RING,
      }),
    );
    const number = '+491701234567';
    const status = () => draft(company, { kind: 'status', channel: 'sms', toAddress: number, subject: '', language: 'de' });
    const queueOne = () => company.run((ctx) => queueMessages(ctx, [status()]));
    const receive = (outsideId: string, text: string) =>
      company.run((ctx) => receiveShortMessages(ctx, [{ outsideId, from: number, text, receivedAt: new Date('2026-01-05T08:00:00Z') }]));
    await queueOne();
    await outbox.deliver(company);
    expect(sms.taken).toHaveLength(1);
    // One waits already when the word comes.
    await queueOne();
    expect(await receive('SM1', 'Stop.')).toEqual({ stored: 1, stopped: 1, replies: 0 });
    expect(await receive('SM1', 'Stop.')).toEqual({ stored: 0, stopped: 0, replies: 0 });
    expect(await receive('SM2', 'STOP')).toEqual({ stored: 1, stopped: 0, replies: 0 });
    for (let looks = 0; looks < 3; looks += 1) await outbox.deliver(company);
    expect(sms.taken.slice(1).map(({ to, text }) => [to, text.includes('START')])).toEqual([[number, true]]);
    expect(await statesOf(company)).toEqual({ sent: 2, stopped: 1 });
    expect((await queueOne())[0]?.result).toBe('suppressed');
    await receive('SM3', 'start');
    expect((await queueOne())[0]?.result).toBe('queued');
  });
});
