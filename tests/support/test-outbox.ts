import { randomBytes } from 'node:crypto';
import { dayInZone } from '../../src/foundation/calendar/day.ts';
import type { KeyRing } from '../../src/foundation/crypto/secret-box.ts';
import { openLog } from '../../src/foundation/log/log.ts';
import { emailSettings, smsSettings } from '../../src/ar/messages/channel.ts';
import type { MessageDraft } from '../../src/ar/messages/message.ts';
import type { DeliveryOutcome, MailAccount, MailSender, OutgoingMail, ShortMessageSender } from '../../src/ar/messages/ports.ts';
import { setChannel } from '../../src/ar/messages/set-channel.ts';
import type { CompanyRunner } from '../../src/app/run-context.ts';
import type { TestCompany } from './test-company.ts';
import type { TestDatabase } from './test-database.ts';

export const TEST_RING: KeyRing = { current: 1, keys: new Map([[1, randomBytes(32)]]) };

export const silentLog = openLog({ level: 'silent', to: { stream: { write: () => undefined } } });

/** A company whose clock stands at an instant that the test moves. */
export type Clocked = Pick<CompanyRunner, 'company' | 'run'> & { readonly setNow: (iso: string) => void; readonly passMinutes: (minutes: number) => void };

export function clockedRunner(test: TestDatabase, own: TestCompany, iso: string): Clocked {
  let now = new Date(iso);
  return {
    company: own.company,
    setNow: (next) => void (now = new Date(next)),
    passMinutes: (minutes) => void (now = new Date(now.getTime() + minutes * 60_000)),
    run: (work) =>
      test.database.forCompany(own.company.id, (tx) =>
        work({
          tx,
          now,
          today: dayInZone(now, own.company.timeZone),
          company: own.company,
          actor: { kind: 'automation', id: 'deliver-outbox' },
          newId: own.newId,
        }),
      ),
  };
}

/** A mail server that answers as the test says; it keeps what it took. */
export type FakeMail = MailSender & {
  readonly taken: OutgoingMail[];
  readonly accounts: MailAccount[];
  answer: (mail: OutgoingMail) => DeliveryOutcome | Promise<DeliveryOutcome>;
};

export function fakeMail(): FakeMail {
  const fake: FakeMail = {
    taken: [],
    accounts: [],
    answer: () => ({ kind: 'accepted', outsideId: 'queued-1', detail: '250 ok' }),
    async send(account, mail) {
      fake.accounts.push(account);
      const outcome = await fake.answer(mail);
      if (outcome.kind === 'accepted') fake.taken.push(mail);
      return outcome;
    },
    check: () => Promise.resolve({ ok: true, detail: 'signed in' }),
    close: () => Promise.resolve(),
  };
  return fake;
}

export type FakeShortMessages = ShortMessageSender & {
  readonly taken: { id: string; to: string; text: string }[];
  answer: () => DeliveryOutcome;
  found: () => { outsideId: string; state: string } | null;
};

export function fakeShortMessages(): FakeShortMessages {
  const fake: FakeShortMessages = {
    taken: [],
    answer: () => ({ kind: 'accepted', outsideId: 'SM1', detail: 'queued' }),
    found: () => null,
    send(_account, message) {
      const outcome = fake.answer();
      if (outcome.kind === 'accepted') fake.taken.push(message);
      return Promise.resolve(outcome);
    },
    find: () => Promise.resolve(fake.found()),
  };
  return fake;
}

export async function setTestChannels(runner: Pick<CompanyRunner, 'run'>, messagesPerMinute = 6_000): Promise<void> {
  await runner.run(async (ctx) => {
    const email = emailSettings.parse({
      channel: 'email',
      host: 'smtp.seller.example',
      port: 587,
      security: 'starttls',
      auth: { kind: 'password', user: 'seller', password: 'open-sesame' },
      from: { address: 'billing@seller.example', name: 'Seller' },
      messagesPerMinute,
    });
    await setChannel(ctx, email, { ring: TEST_RING });
    const sms = smsSettings.parse({ channel: 'sms', accountSid: 'AC1', authToken: 'token', from: '+4915112345678', messagesPerMinute });
    await setChannel(ctx, sms, { ring: TEST_RING });
  });
}

/** A message as another slice would ask for it; `over` changes what the test is about. */
export function draft(own: Pick<TestCompany, 'newId'>, over: Partial<MessageDraft> = {}): MessageDraft {
  const id = own.newId();
  return {
    kind: 'invoice',
    channel: 'email',
    intentKey: `test:${id}`,
    customerId: null,
    contactId: null,
    toAddress: 'mara@alder.example',
    toName: 'Mara Voss',
    cc: [],
    language: 'en',
    timeZone: 'Europe/Berlin',
    subject: 'Invoice INV-1',
    bodyText: 'Please find attached.\n',
    bodyHtml: null,
    template: null,
    why: { code: 'test', figures: {} },
    cause: { kind: 'test', id },
    runId: null,
    sendAfter: new Date('2026-01-01T00:00:00Z'),
    attachments: [],
    ...over,
  };
}
