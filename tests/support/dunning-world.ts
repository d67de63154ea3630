import path from 'node:path';
import os from 'node:os';
import { mkdtempSync } from 'node:fs';
import { sql } from 'kysely';
import { applyCash } from '../../src/app/apply-cash.ts';
import { createOutbox, type OutboxRun } from '../../src/app/deliver-outbox.ts';
import { runDunning, type DunningRun } from '../../src/app/run-dunning.ts';
import { importStatement } from '../../src/ar/cash-application/import-statement.ts';
import { savePolicy } from '../../src/ar/collections/change-policy.ts';
import { guardReminders } from '../../src/ar/collections/judge-reminders.ts';
import { STANDARD_POLICY } from '../../src/ar/collections/policy.ts';
import { settleReminders } from '../../src/ar/collections/settle-reminders.ts';
import { addContact } from '../../src/ar/customers/change-contacts.ts';
import { createCustomers } from '../../src/ar/customers/create-customers.ts';
import type { AudienceRole } from '../../src/ar/collections/policy.ts';
import { issueInvoices } from '../../src/ar/invoices/issue-invoices.ts';
import type { DeliveryOutcome, MailSender, OutgoingMail, ShortMessageSender } from '../../src/ar/messages/ports.ts';
import { setChannel } from '../../src/ar/messages/set-channel.ts';
import { setAutomationMode } from '../../src/ar/work/automation.ts';
import type { AutomationMode } from '../../src/ar/work/automation-name.ts';
import { day } from '../../src/foundation/calendar/day.ts';
import { openKeyRing } from '../../src/foundation/crypto/secret-box.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { bytesOf, camtText, type StatementLine } from './camt-text.ts';
import { silentLog } from './test-outbox.ts';
import { testCompany, type TestCompany } from './test-company.ts';
import type { TestDatabase } from './test-database.ts';

export type Person = { readonly role: AudienceRole; readonly email?: string; readonly phone?: string; readonly name?: string };

/** A company with a ladder, customers, a bank and a mail server that keeps what it was given. */
export type DunningWorld = {
  readonly company: TestCompany;
  readonly mails: OutgoingMail[];
  /** How the mail server answers; accepted unless a test says otherwise. */
  answer: (mail: OutgoingMail) => DeliveryOutcome | Promise<DeliveryOutcome>;
  readonly customer: (
    number: string,
    of?: { people?: readonly Person[]; country?: string; timeZone?: string; group?: string; address?: readonly string[]; parent?: string },
  ) => Promise<string>;
  readonly invoice: (customerId: string, of: { amount: string; on: string; terms?: string }) => Promise<{ number: string; receivables: readonly string[] }>;
  readonly bank: (lines: readonly Omit<StatementLine, 'bookedOn'>[]) => Promise<void>;
  readonly applies: () => Promise<void>;
  readonly plans: () => Promise<DunningRun>;
  readonly delivers: () => Promise<OutboxRun>;
  /** One morning: the clock, the bank's file (empty unless lines are given), cash, the run, the outbox. Answers the mails that left. */
  readonly morning: (on: string, lines?: readonly Omit<StatementLine, 'bookedOn'>[]) => Promise<OutgoingMail[]>;
  readonly mode: (mode: AutomationMode, group?: string) => Promise<void>;
  /** Why a receivable was or was not reminded, as last decided. */
  readonly why: (receivableId: string) => Promise<string>;
};

let files = 0;

export async function openDunningWorld(
  db: TestDatabase,
  options: { today: string; country?: string; mode?: AutomationMode; policy?: unknown },
): Promise<DunningWorld> {
  const made = await testCompany(db, { today: options.today, country: options.country ?? 'DE' });
  const ring = openKeyRing(path.join(mkdtempSync(path.join(os.tmpdir(), 'dunlin-ring-')), 'secrets.key'));
  const mails: OutgoingMail[] = [];
  let on = options.today;
  const company: TestCompany = {
    ...made,
    at: (today, time) => {
      on = today;
      made.at(today, time);
    },
  };
  let balance = 0n;
  const policy = (options.policy ?? STANDARD_POLICY) as { code: string };
  const mail: MailSender = {
    send: async (_account, given) => {
      const outcome = await world.answer(given);
      if (outcome.kind === 'accepted') mails.push(given);
      return outcome;
    },
    check: () => Promise.resolve({ ok: true, detail: '' }),
    close: () => Promise.resolve(),
  };
  const shortMessages: ShortMessageSender = {
    send: () => Promise.resolve({ kind: 'retry', detail: 'no short messages here' }),
    find: () => Promise.resolve(null),
  };
  const outbox = createOutbox({ mail, shortMessages, ring, guards: { dunning: guardReminders }, log: silentLog, statusUrl: null });
  await company.run((ctx) => savePolicy(ctx, policy));
  await company.run((ctx) => setAutomationMode(ctx, `dunning:${policy.code}`, options.mode ?? 'auto'));
  await company.run((ctx) =>
    setChannel(
      ctx,
      {
        channel: 'email',
        host: '127.0.0.1',
        port: 2525,
        security: 'none',
        allowPlain: false,
        auth: { kind: 'none' },
        from: { address: 'billing@company.example', name: 'Billing' },
        replyTo: null,
        dkimSelectors: [],
        messagesPerMinute: 6_000,
      },
      { ring },
    ),
  );
  const world: DunningWorld = {
    company,
    mails,
    answer: (given) => ({ kind: 'accepted', outsideId: given.messageId, detail: '250 ok' }),
    customer: async (number, of = {}) => {
      const id = company.newId();
      await company.run(async (ctx) => {
        await createCustomers(ctx, [
          {
            id,
            number,
            name: `${number} Trading`,
            kind: 'business',
            parentId: of.parent ?? null,
            country: of.country ?? options.country ?? 'DE',
            language: 'en',
            terms: null,
            creditLimit: null,
            email: null,
            iban: null,
            origin: 'entered',
          },
        ]);
        await ctx.tx
          .run(sql`update customer set time_zone = ${of.timeZone ?? null}, customer_group = ${of.group ?? ''}, address_lines = ${[...(of.address ?? [])]}::text[],
          city = ${of.address ? 'Sampletown' : ''} where company_id = ${ctx.company.id} and id = ${id}`);
        for (const person of of.people ?? [{ role: 'payables', email: `pay@${number.toLowerCase()}.example` }]) {
          await addContact(ctx, id, { role: person.role, name: person.name ?? 'Pat Example', email: person.email ?? '', phone: person.phone ?? '' });
        }
      });
      return id;
    },
    invoice: (customerId, of) =>
      company.run(async (ctx) => {
        const [issued] = await issueInvoices(ctx, [
          {
            customerId,
            currency: currency('EUR'),
            issuedOn: day(of.on),
            ...(of.terms === undefined ? {} : { terms: of.terms }),
            lines: [{ text: 'Goods', quantity: '1', unitPrice: of.amount, taxCategory: 'Z', taxRate: '0' }],
          },
        ]);
        return { number: issued?.number ?? '', receivables: issued?.receivableIds ?? [] };
      }),
    bank: async (lines) => {
      const text = camtText({ reference: `D${++files}`, opening: balance, on, lines: lines.map((line) => ({ ...line, bookedOn: on })) });
      balance += lines.reduce((sum, { minor }) => sum + minor, 0n);
      await company.run((ctx) => importStatement(ctx, { fileName: `d${files}.xml`, source: bytesOf(text) }));
    },
    applies: async () => void (await applyCash(company.run, { mode: 'auto' })),
    plans: async () => runDunning(company.run, policy.code),
    delivers: async () => {
      const done = await outbox.deliver(company);
      await company.run(settleReminders);
      return done;
    },
    morning: async (today, lines = []) => {
      company.at(today);
      await world.bank(lines);
      await world.applies();
      const before = mails.length;
      await world.plans();
      await world.delivers();
      return mails.slice(before);
    },
    mode: (mode, group) => company.run((ctx) => setAutomationMode(ctx, `dunning:${policy.code}`, mode, group === undefined ? {} : { group })),
    why: (receivableId) =>
      company.run(async (ctx) => {
        const row = await ctx.tx.first(
          sql<{ reason: string }>`select reason from decision_state where company_id = ${ctx.company.id} and subject_id = ${receivableId}`,
        );
        return row?.reason ?? 'not considered';
      }),
  };
  return world;
}
