import { expect } from 'vitest';
import type { Company, Ctx } from '../../src/ar/access/context.ts';
import { escalate } from '../../src/ar/collections/escalate.ts';
import { recordPromise } from '../../src/ar/collections/record-promise.ts';
import { addDays, day, dayInZone, type Day } from '../../src/foundation/calendar/day.ts';
import { createOutbox } from '../../src/app/deliver-outbox.ts';
import { issue, makeCustomer, type CompanyClient } from '../api/company-client.ts';
import { signInOwner, testApp, testCompanyOf, type TestApp } from '../support/test-app.ts';
import { fakeMail, fakeShortMessages, setTestChannels, silentLog, TEST_RING } from '../support/test-outbox.ts';

/** As expect.poll, with patience for a busy machine. */
export function eventually<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { timeout: 15_000 });
}

/** The day of these screens: reminders leave on business days alone. */
export const WEDNESDAY = day('2031-03-12');

export type WorkInHand = {
  readonly app: TestApp;
  readonly cookie: string;
  readonly company: Company;
  readonly client: CompanyClient;
  readonly today: () => Day;
  /** As a machine of the company, on another day if one is given. */
  readonly run: <T>(work: (ctx: Ctx) => Promise<T>, on?: Day) => Promise<T>;
};

/** A server with an owner who is signed in, and a company with a policy whose reminders wait for release. */
export async function openWork(name: string): Promise<WorkInHand> {
  const app = await testApp();
  app.pass(Date.parse(`${WEDNESDAY}T10:00:00Z`) - app.now().getTime());
  const cookie = await signInOwner(app);
  const { company, client } = await testCompanyOf(app, name);
  const today = () => dayInZone(app.now(), company.timeZone);
  return {
    app,
    cookie,
    company,
    client,
    today,
    run: (work, on) =>
      app.test.database.forCompany(company.id, (tx) =>
        work({
          tx,
          now: on === undefined ? app.now() : new Date(`${on}T10:00:00Z`),
          today: on ?? today(),
          company,
          actor: { kind: 'automation', id: 'dunning:standard' },
          newId: app.newId,
        }),
      ),
  };
}

export function invoice(customerNumber: string, net: string, issuedOn = '2031-01-06'): object {
  return { customerNumber, issuedOn, lines: [{ text: 'Tea', quantity: '1', unitPrice: net, taxRate: '0', taxCategory: 'Z' }] };
}

/** Runs a policy of one step through the given channel, and answers the id of the run. */
export async function runPolicy(
  { client, today }: WorkInHand,
  channel: 'email' | 'call',
  { code = 'gentle', groups = null }: { code?: string; groups?: readonly string[] | null } = {},
): Promise<string> {
  const step = { key: 'first', offsetDays: 1, channels: [channel], template: 'reminder_friendly', tone: 'friendly' };
  await client.send('PUT', `/dunning-policies/${code}`, { name: 'Gentle', audience: { groups }, steps: [step] });
  await client.send('PUT', `/automations/dunning:${code}`, { mode: 'approve' });
  await client.post('/books/clean', { through: today() });
  const run = await client.post('/dunning-runs', { policy: code });
  await client.get(`/runs/${String(run['id'])}/events`);
  return String(run['id']);
}

/** A broken promise, a call, a customer whom nobody can write to, and a mail whose address was refused: each as it comes about. Answers the ids of the customers. */
export async function makeTasks(
  work: WorkInHand,
): Promise<{ readonly caller: string; readonly promiser: string; readonly silent: string; readonly moved: string }> {
  const { client, run } = work;
  const caller = await makeCustomer(client, 'C1', 'Brandt Logistik GmbH');
  const promiser = await makeCustomer(client, 'C2', 'Ostrau Medizintechnik AG');
  const silent = await makeCustomer(client, 'C3', 'Kessin Bau KG');
  const moved = await makeCustomer(client, 'C4', 'Atelier Nord AG');
  await client.post(`/customers/${caller}/contacts`, { role: 'payables', name: 'Frau Keller', phone: '+49 40 5550100', email: 'keller@brandt.example' });
  await client.post(`/customers/${promiser}/contacts`, { role: 'payables', name: 'Jo Renner', email: 'renner@ostrau.example' });
  await client.post(`/customers/${moved}/contacts`, { role: 'billing', name: 'Mia', email: 'gone@nord.example' });
  const [, promised] = await issue(client, invoice('C1', '4820.00'), invoice('C2', '3688.00'), invoice('C3', '2145.00'));
  const [late] = await issue(client, invoice('C4', '690.00', '2031-03-10'));
  await run(
    (ctx) =>
      recordPromise(ctx, {
        customerId: promiser,
        receivableIds: promised?.receivableIds ?? [],
        minor: null,
        promisedOn: addDays(WEDNESDAY, -6),
        promisedBy: 'Jo Renner',
        source: 'person',
        note: '',
      }),
    addDays(WEDNESDAY, -12),
  );
  await run(escalate);
  await client.post('/customer-groups/assign', { group: 'by phone', customerIds: [caller] });
  await runPolicy(work, 'call', { groups: ['by phone'] });
  const [approval] = (await client.read('/approvals'))['items'] as { id: string }[];
  await client.post(`/approvals/${approval?.id ?? ''}/grant`, { reason: 'calls are due' });
  await runPolicy(work, 'email', { code: 'written' });
  await sendToRefusedAddress(work, late?.id ?? '');
  return { caller, promiser, silent, moved };
}

async function sendToRefusedAddress({ client, company, run }: WorkInHand, documentId: string): Promise<void> {
  await setTestChannels({ run });
  await client.post('/invoices/send', { documentIds: [documentId] });
  const mail = fakeMail();
  mail.answer = () => ({ kind: 'refused', reason: 'address', detail: '550 5.1.1 no such user' });
  await createOutbox({ mail, shortMessages: fakeShortMessages(), ring: TEST_RING, guards: {}, log: silentLog, statusUrl: null }).deliver({ company, run });
}
