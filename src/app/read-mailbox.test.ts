import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mailOf } from '../../tests/support/sample-mails.ts';
import { testCompany, type TestCompany } from '../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../tests/support/test-database.ts';
import { silentLog, TEST_RING } from '../../tests/support/test-outbox.ts';
import { mailboxSettings } from '../ar/messages/channel.ts';
import { mailboxPlace } from '../ar/messages/mailbox-place.ts';
import type { MailAccount, MailboxReader, ReceivedMail } from '../ar/messages/ports.ts';
import { listInbox } from '../ar/messages/read-inbox.ts';
import type { Reply } from '../ar/messages/receive-mails.ts';
import { setChannel } from '../ar/messages/set-channel.ts';
import { createMailParser } from '../connectors/imap/mail-parser.ts';
import { ProviderFault } from '../foundation/errors/provider-fault.ts';
import { readMailbox, type MailboxDeps } from './read-mailbox.ts';

/** A mailbox whose numbers count from 1; it gives at most so many mails at once, whatever is asked for. */
type FakeMailbox = MailboxReader & { mails: Uint8Array[]; uidValidity: bigint; most: number; readonly accounts: MailAccount[]; readonly asked: string[] };

function fakeMailbox(): FakeMailbox {
  const fake: FakeMailbox = {
    mails: [],
    uidValidity: 7n,
    most: 100,
    accounts: [],
    asked: [],
    readNew(account, { mailbox, after, limit }) {
      fake.accounts.push(account);
      fake.asked.push(mailbox);
      const from = after?.uidValidity === fake.uidValidity ? after.lastUid : 0n;
      const mails: ReceivedMail[] = fake.mails.map((raw, index) => ({ uid: BigInt(index + 1), raw })).filter(({ uid }) => uid > from);
      const given = mails.slice(0, Math.min(limit, fake.most));
      return Promise.resolve({ place: { uidValidity: fake.uidValidity, lastUid: given.at(-1)?.uid ?? from }, mails: given });
    },
  };
  return fake;
}

const plain = (id: string): Uint8Array => mailOf([`Message-ID: <${id}@buyer.example>`, 'From: jo@buyer.example', `Subject: ${id}`], ['We pay.']);

describe('reading the mailbox of a company', () => {
  let db: TestDatabase;
  let own: TestCompany;
  let mailbox: FakeMailbox;
  let heard: Reply[];
  const parser = createMailParser();

  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    own = await testCompany(db);
    mailbox = fakeMailbox();
    heard = [];
  });

  const set = (name = 'INBOX') =>
    own.run((ctx) =>
      setChannel(
        ctx,
        mailboxSettings.parse({
          channel: 'mailbox',
          host: 'imap.seller.example',
          port: 993,
          security: 'tls',
          auth: { kind: 'password', user: 'ar', password: 'open-sesame' },
          mailbox: name,
        }),
        { ring: TEST_RING },
      ),
    );
  const deps = (over: Partial<MailboxDeps> = {}): MailboxDeps => ({
    reader: mailbox,
    parser,
    ring: TEST_RING,
    log: silentLog,
    onReplies: (_ctx, replies) => {
      heard.push(...replies);
      return Promise.resolve();
    },
    ...over,
  });
  const subjects = async (): Promise<string[]> =>
    (await own.run((ctx) => listInbox(ctx, { before: null, limit: 500 }))).map(({ subject }) => subject).toSorted();

  it('does nothing where none is set up', async () => {
    expect(await readMailbox(deps(), own)).toBe(0);
    expect(mailbox.asked).toEqual([]);
  });

  it('takes everything in, batch after batch, each mail once, under the secret that is open there alone', async () => {
    await set('Billing/In');
    mailbox.mails = Array.from({ length: 130 }, (_, n) => plain(`m${n}`));
    expect(await readMailbox(deps(), own)).toBe(130);
    expect(heard).toHaveLength(130);
    expect([new Set(mailbox.asked), mailbox.accounts[0]?.auth]).toEqual([new Set(['Billing/In']), { kind: 'password', user: 'ar', password: 'open-sesame' }]);
    expect(await own.run((ctx) => mailboxPlace(ctx, 'Billing/In'))).toEqual({ uidValidity: 7n, lastUid: 130n });
    expect(await readMailbox(deps(), own)).toBe(0);
    mailbox.mails.push(plain('late'));
    expect(await readMailbox(deps(), own)).toBe(1);
  });

  it('goes on where portions are short, since large mails come few at a time', async () => {
    await set();
    mailbox.mails = Array.from({ length: 7 }, (_, n) => plain(`m${n}`));
    mailbox.most = 2;
    expect(await readMailbox(deps(), own)).toBe(7);
  });

  it('stores nothing twice when the mailbox was restored under new numbers', async () => {
    await set();
    mailbox.mails = [plain('a'), plain('b')];
    await readMailbox(deps(), own);
    mailbox.uidValidity = 8n;
    mailbox.mails = [plain('c'), plain('b'), plain('a')];
    expect(await readMailbox(deps(), own)).toBe(1);
    expect(await subjects()).toEqual(['a', 'b', 'c']);
  });

  it('passes over a mail that cannot be read, and takes the others', async () => {
    await set();
    mailbox.mails = [plain('a'), plain('poison'), plain('b')];
    const read: MailboxDeps['parser']['read'] = (raw) => (Buffer.from(raw).includes('poison') ? Promise.reject(new Error('unreadable')) : parser.read(raw));
    expect(await readMailbox(deps({ parser: { read } }), own)).toBe(2);
    expect(await readMailbox(deps(), own)).toBe(0);
    expect(await subjects()).toEqual(['a', 'b']);
  });

  it('keeps its place when what is to be done for a reply fails: the mails come again', async () => {
    await set();
    mailbox.mails = [plain('a')];
    await expect(readMailbox(deps({ onReplies: () => Promise.reject(new Error('broken')) }), own)).rejects.toThrow('broken');
    expect(await subjects()).toEqual([]);
    expect(await own.run((ctx) => mailboxPlace(ctx, 'INBOX'))).toBeNull();
    expect(await readMailbox(deps(), own)).toBe(1);
  });

  it('keeps what it has when the server goes away in between', async () => {
    await set();
    mailbox.mails = Array.from({ length: 120 }, (_, n) => plain(`m${n}`));
    let calls = 0;
    const flaky: MailboxReader = {
      readNew: (account, wish) => ((calls += 1) === 2 ? Promise.reject(new ProviderFault('unavailable', 'gone')) : mailbox.readNew(account, wish)),
    };
    await expect(readMailbox(deps({ reader: flaky }), own)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await subjects()).toHaveLength(50);
    expect(await readMailbox(deps({ reader: flaky }), own)).toBe(70);
  });

  it('ends after the batch in hand when the program stops', async () => {
    await set();
    mailbox.mails = Array.from({ length: 120 }, (_, n) => plain(`m${n}`));
    const stop = new AbortController();
    const stopping: MailboxReader = { readNew: (account, wish) => (stop.abort(), mailbox.readNew(account, wish)) };
    expect(await readMailbox(deps({ reader: stopping }), own, stop.signal)).toBe(50);
    expect(await readMailbox(deps(), own)).toBe(70);
  });
});
