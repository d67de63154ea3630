import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { createOutbox, type Outbox } from '../../src/app/deliver-outbox.ts';
import { savePolicy } from '../../src/ar/collections/change-policy.ts';
import { guardReminders } from '../../src/ar/collections/judge-reminders.ts';
import { addContact } from '../../src/ar/customers/change-contacts.ts';
import { createCustomers } from '../../src/ar/customers/create-customers.ts';
import type { MailSender, ShortMessageSender } from '../../src/ar/messages/ports.ts';
import { setChannel } from '../../src/ar/messages/set-channel.ts';
import type { Ctx } from '../../src/ar/access/context.ts';
import { setAutomationMode } from '../../src/ar/work/automation.ts';
import { openKeyRing } from '../../src/foundation/crypto/secret-box.ts';
import { idMaker } from '../../src/foundation/ids/id.ts';
import { testCompany, type TestCompany } from '../support/test-company.ts';
import type { TestDatabase } from '../support/test-database.ts';
import { silentLog } from '../support/test-outbox.ts';
import { emptyModel, type Buyer, type DunningModel } from './dunning-model.ts';
import { LADDERS } from './dunning-ladders.ts';
import { seededRandom, type SeededRandom } from './seeded-random.ts';

export type Run = TestCompany['run'];

export type DunningYear = {
  readonly seed: number;
  readonly random: SeededRandom;
  readonly company: TestCompany;
  readonly model: DunningModel;
  readonly tally: Map<string, number>;
  /** What the judge found; the year ends at the first. */
  readonly faults: string[];
  readonly mail: { sender: MailSender };
  /** A process that delivers: what it remembers dies with it. */
  readonly outbox: () => Outbox;
  now: () => Date;
  today: string;
  time: string;
  ladder: number;
  mode: 'auto' | 'shadow';
  files: number;
  setTime(on: string, time: string): void;
};

export const YEAR = 2026;

export function count(year: DunningYear, what: string, times = 1): void {
  year.tally.set(what, (year.tally.get(what) ?? 0) + times);
}

export function prove(holds: boolean, year: DunningYear, message: string): asserts holds {
  if (!holds) throw new Error(`${year.today} ${year.time}Z: ${message}`);
}

const FIRST = ['Heron', 'Birch', 'Cobalt', 'Dorset', 'Ember', 'Falcon', 'Granite', 'Harbour', 'Indigo', 'Juniper', 'Kestrel', 'Lantern'];
const SECOND = ['Optics', 'Foods', 'Printing', 'Timber', 'Textiles', 'Bicycles', 'Ceramics', 'Marine', 'Packaging', 'Lighting', 'Tools', 'Paper'];
const PLACES: readonly { country: Buyer['country']; zone: string }[] = [
  { country: 'DE', zone: 'Europe/Berlin' },
  { country: 'DE', zone: 'Europe/Berlin' },
  { country: 'US', zone: 'America/New_York' },
  { country: 'US', zone: 'America/Los_Angeles' },
  { country: 'JP', zone: 'Asia/Tokyo' },
];

/** A well-formed German account number; ISO 7064 check digits. */
export function ibanOf(account: number): string {
  const body = `50010517${String(account).padStart(10, '0')}`;
  const check = 98n - (BigInt(`${body}131400`) % 97n);
  return `DE${String(check).padStart(2, '0')}${body}`;
}

function inventBuyers(random: SeededRandom, newId: () => string): Buyer[] {
  const names = random.shuffled(FIRST);
  const kinds = random.shuffled(SECOND);
  const buyers: Buyer[] = [];
  for (const [index, name] of names.entries()) {
    const parent = index >= 8 && random.chance(0.5) ? (buyers[index - 8]?.id ?? null) : null;
    buyers.push({
      id: newId(),
      number: `C${String(index + 1).padStart(2, '0')}`,
      name: `${name} ${kinds[index] ?? ''} GmbH`,
      ...random.pick(PLACES),
      iban: ibanOf(random.int(1, 999_999) * 100 + index),
      parent,
    });
  }
  return buyers;
}

async function createBuyers(company: TestCompany, buyers: readonly Buyer[], random: SeededRandom): Promise<void> {
  await company.run(async (ctx) => {
    await createCustomers(
      ctx,
      buyers.map((buyer) => ({
        id: buyer.id,
        number: buyer.number,
        name: buyer.name,
        kind: 'business',
        parentId: buyer.parent,
        country: buyer.country,
        language: 'en',
        terms: null,
        creditLimit: null,
        email: null,
        iban: random.chance(0.4) ? buyer.iban : null,
        timeZone: buyer.zone,
        origin: 'entered',
      })),
    );
    for (const buyer of buyers) {
      await addContact(ctx, buyer.id, { role: 'payables', email: `pay@${buyer.number.toLowerCase()}.example` });
      if (random.chance(0.5)) await addContact(ctx, buyer.id, { role: 'management', email: `boss@${buyer.number.toLowerCase()}.example` });
    }
  });
}

async function openChannel(company: TestCompany) {
  const ring = openKeyRing(path.join(mkdtempSync(path.join(os.tmpdir(), 'dunlin-ring-')), 'secrets.key'));
  await company.run((ctx: Ctx) =>
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
  return ring;
}

const NO_SHORT_MESSAGES: ShortMessageSender = {
  send: () => Promise.resolve({ kind: 'retry', detail: 'none here' }),
  find: () => Promise.resolve(null),
};

/** A company with a ladder and twelve customers on three continents; everything that varies comes from the seed. */
export async function openDunningYear(db: TestDatabase, seed: number): Promise<DunningYear> {
  const random = seededRandom(seed);
  // Two processes race for ids: they must not disturb the choices of the year.
  const idRandom = seededRandom(seed + 500_000);
  let today = `${YEAR}-01-02`;
  let time = '06:00';
  const now = () => new Date(`${today}T${time}:00Z`);
  const newId = idMaker(() => now().getTime(), idRandom.bytes);
  const company = await testCompany(db, { today, newId });
  const buyers = inventBuyers(random, newId);
  await createBuyers(company, buyers, random);
  const ring = await openChannel(company);
  await company.run((ctx) => savePolicy(ctx, LADDERS[0]));
  await company.run((ctx) => setAutomationMode(ctx, 'dunning:year', 'auto'));
  const mail: { sender: MailSender } = {
    sender: {
      send: () => Promise.reject(new Error('no mail server yet')),
      check: () => Promise.resolve({ ok: true, detail: '' }),
      close: () => Promise.resolve(),
    },
  };
  const year: DunningYear = {
    seed,
    random,
    company,
    model: emptyModel(buyers),
    tally: new Map(),
    faults: [],
    mail,
    outbox: () =>
      createOutbox({
        mail: { ...mail.sender, send: (account, given) => mail.sender.send(account, given) },
        shortMessages: NO_SHORT_MESSAGES,
        ring,
        guards: { dunning: guardReminders },
        log: silentLog,
        statusUrl: null,
      }),
    now,
    today,
    time,
    ladder: 0,
    mode: 'auto',
    files: 0,
    setTime: (on, at) => {
      today = on;
      time = at;
      year.today = on;
      year.time = at;
      company.at(on, at);
    },
  };
  year.setTime(today, time);
  return year;
}

/** What the books say is settled and what is left over, from the single postings: the model believes decisions about cash, which the simulated years prove. */
export async function believeCash(year: DunningYear): Promise<void> {
  const { model } = year;
  const { settled, used, payments } = await year.company.run(async (ctx) => ({
    settled: await ctx.tx.rows(sql<{ id: string; minor: bigint }>`
      select receivable_id as id, sum(receivable_minor)::bigint as minor from allocation where company_id = ${ctx.company.id} group by 1`),
    used: await ctx.tx.rows(sql<{ id: string; minor: bigint }>`
      select c.payment_id as id, sum(a.credit_minor)::bigint as minor from allocation a join credit c on c.company_id = a.company_id and c.id = a.credit_id
      where a.company_id = ${ctx.company.id} and c.payment_id is not null group by 1`),
    payments: await ctx.tx.rows(sql<{ id: string; customer: string; minor: bigint; line: string }>`
      select id, customer_id as customer, minor, bank_line_id as line from payment where company_id = ${ctx.company.id} and state = 'received'`),
  }));
  model.settled = new Map(settled.map(({ id, minor }) => [id, minor]));
  const usedOf = new Map(used.map(({ id, minor }) => [id, minor]));
  model.credit = new Map();
  const applied = new Set<string>();
  for (const { id, customer, minor, line } of payments) {
    applied.add(line);
    model.credit.set(customer, (model.credit.get(customer) ?? 0n) + minor - (usedOf.get(id) ?? 0n));
  }
  for (const money of model.money.values()) if (money.state === 'waiting' && applied.has(money.id)) money.state = 'applied';
}
