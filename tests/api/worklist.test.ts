import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company, Ctx } from '../../src/ar/access/context.ts';
import { closeTasks, openTask, type NewTask } from '../../src/ar/work/tasks.ts';
import { addDays, day, dayInZone } from '../../src/foundation/calendar/day.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { signInOwner } from '../support/test-app.ts';
import { testApi, type TestApi } from '../support/test-api.ts';
import { clientOf, itemsOf, issue, makeCustomer, type CompanyClient, type Json } from './company-client.ts';

/** Reminders leave on business days alone. */
const WEDNESDAY = day('2031-03-12');

let api: TestApi;
let company: Company;
let client: CompanyClient;
let cookie: string;
let customerId: string;

beforeAll(async () => {
  api = await testApi();
  api.pass(Date.parse(`${WEDNESDAY}T10:00:00Z`) - api.now().getTime());
  cookie = await signInOwner(api);
  company = await api.company('Worked Off');
  client = clientOf(api, company, await api.key(company));
  customerId = await makeCustomer(client, 'C1', 'Aldebaran Tea Ltd');
});
afterAll(() => api.close());

const today = () => dayInZone(api.now(), company.timeZone);

/** As a machine of the company. */
function run<T>(work: (ctx: Ctx) => Promise<T>): Promise<T> {
  return api.test.database.forCompany(company.id, (tx) =>
    work({ tx, now: api.now(), today: today(), company, actor: { kind: 'automation', id: 'dunning:standard' }, newId: api.newId }),
  );
}

function open(key: string, more: Partial<NewTask> = {}): Promise<string> {
  return run((ctx) =>
    openTask(ctx, {
      kind: 'call',
      key,
      subjectKind: 'customer',
      subjectId: customerId,
      customerId,
      title: key,
      reason: 'ladder_call',
      forRole: 'collections',
      ...more,
    }),
  );
}

/** As the owner of the firm, in a browser. */
async function seen(path: string): Promise<Json> {
  const answer = await api.ask({ url: `/v1/companies/${company.slug}${path}`, cookie });
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return answer.body;
}

const eur = (minor: bigint) => ({ minor, currency: currency('EUR') });
const titles = (body: Json) => itemsOf(body).map(({ title }) => title);

describe('the worklist', () => {
  it('stands in the order of work: by day, then by worth; what is due on no day stands on the day on which it was opened', async () => {
    await open('later', { dueOn: addDays(today(), 3), worth: eur(900_000n) });
    await open('today, little', { dueOn: today(), worth: eur(100n) });
    await open('today, much', { dueOn: today(), worth: eur(500_000n) });
    await open('overdue', { dueOn: addDays(today(), -1) });
    await open('no day', { worth: eur(200n), customerId: null });
    const expected = ['overdue', 'today, much', 'no day', 'today, little', 'later'];
    expect(titles(await seen('/worklist?view=team'))).toEqual(expected);
    const [first, , third] = itemsOf(await seen('/worklist'));
    expect(first).toMatchObject({ customer: { id: customerId, number: 'C1', name: 'Aldebaran Tea Ltd' }, listedOn: addDays(today(), -1) });
    expect(third).toMatchObject({ customer: null, dueOn: null, listedOn: today() });
    const paged: unknown[] = [];
    for (let cursor = ''; ;) {
      const page = await seen(`/worklist?view=team&limit=2${cursor}`);
      paged.push(...titles(page));
      if (typeof page['next'] !== 'string') break;
      cursor = `&cursor=${page['next']}`;
    }
    expect(paged).toEqual(expected);
    const next = String((await seen('/worklist?view=team&limit=2'))['next']);
    expect((await client.get(`/worklist?view=done&cursor=${next}`)).body['code']).toBe('cursor.invalid');
  });

  it('an owner has what nobody else is there for; a key has nothing of its own', async () => {
    expect(await seen('/worklist/summary')).toEqual({
      today: today(),
      counts: { mine: 5, team: 5, snoozed: 0, doneToday: 0 },
      worth: [{ currency: 'EUR', amount: '14003.00' }],
    });
    expect(itemsOf(await client.read('/worklist?view=mine'))).toEqual([]);
    // Somebody who collects joins: what is for them is no longer the owner's.
    const invitation = await api.ask({
      method: 'POST',
      url: '/v1/users',
      cookie,
      payload: { email: 'cora@example.com', name: 'Cora', companyId: company.id, roles: ['collections'] },
    });
    expect([invitation.status, invitation.text]).toEqual([201, invitation.text]);
    expect(titles(await seen('/worklist'))).toEqual([]);
    expect((await seen('/worklist/summary'))['counts']).toMatchObject({ mine: 0, team: 5 });
    const me = String((await api.ask({ url: '/v1/me', cookie })).body['id']);
    const [much] = itemsOf(await seen('/worklist?view=team')).filter(({ title }) => title === 'today, much');
    await client.send('PUT', `/tasks/${String(much?.['id'])}/assignment`, { userId: me });
    expect(titles(await seen('/worklist'))).toEqual(['today, much']);
  });

  it('what rests stands by the day on which it comes back, what has ended by when it ended', async () => {
    const team = itemsOf(await seen('/worklist?view=team'));
    const idOf = (title: string): string => String(team.find((item) => item['title'] === title)?.['id']);
    await client.post(`/tasks/${idOf('later')}/snooze`, { until: addDays(today(), 9) });
    await client.post(`/tasks/${idOf('today, little')}/snooze`, { until: addDays(today(), 2) });
    expect(itemsOf(await seen('/worklist?view=snoozed')).map(({ title, listedOn, state }) => [title, listedOn, state])).toEqual([
      ['today, little', addDays(today(), 2), 'snoozed'],
      ['later', addDays(today(), 9), 'snoozed'],
    ]);
    await client.post(`/tasks/${idOf('overdue')}/finish`, { outcome: 'reached' });
    api.pass(5_000);
    await run((ctx) => closeTasks(ctx, ['no day'], 'books_fresh'));
    expect(titles(await seen('/worklist?view=done'))).toEqual(['no day', 'overdue']);
    expect(titles(await seen(`/worklist?view=done&limit=1&cursor=${String((await seen('/worklist?view=done&limit=1'))['next'])}`))).toEqual(['overdue']);
    expect((await seen('/worklist/summary'))['counts']).toEqual({ mine: 1, team: 1, snoozed: 2, doneToday: 2 });
    // Two days on, when the session has ended.
    api.pass(2 * 86_400_000);
    expect(titles(await client.read('/worklist?view=snoozed'))).toEqual(['later']);
    expect(titles(await client.read('/worklist?view=team'))).toContain('today, little');
  });
});

describe('the evidence of an approval', () => {
  it('of reminders: what leaves, to how many, and what is left out for which reason', async () => {
    const invoice = (customerNumber: string, net: string): object => ({
      customerNumber,
      issuedOn: '2031-01-06',
      lines: [{ text: 'Tea', quantity: '1', unitPrice: net, taxRate: '0', taxCategory: 'Z' }],
    });
    await client.post(`/customers/${customerId}/contacts`, { role: 'payables', name: 'Pat', email: 'pay@aldebaran.example' });
    await makeCustomer(client, 'C2', 'Brockwell Lamps');
    await issue(client, invoice('C1', '100.00'), invoice('C1', '40.00'), invoice('C2', '70.00'));
    const step = { key: 'first', offsetDays: 1, channels: ['email'], template: 'reminder_friendly', tone: 'friendly' };
    await client.send('PUT', '/dunning-policies/gentle', { name: 'Gentle', steps: [step] });
    await client.send('PUT', '/automations/dunning:gentle', { mode: 'approve' });
    await client.post('/books/clean', { through: today() });
    const started = await client.post('/dunning-runs', { policy: 'gentle' });
    await client.get(`/runs/${String(started['id'])}/events`);
    const [approval] = itemsOf(await client.read('/approvals'));
    const { evidence } = await client.read(`/approvals/${String(approval?.['id'])}/evidence`);
    expect(evidence).toMatchObject({
      kind: 'reminders',
      runId: started['id'],
      policy: 'gentle',
      on: today(),
      reminders: 1,
      customers: 1,
      byStep: [{ step: 'first', channel: 'email', count: 1 }],
      totals: [{ currency: 'EUR', open: '140.00' }],
      excluded: [
        {
          reason: 'no_address',
          count: 1,
          totals: [{ currency: 'EUR', open: '70.00' }],
          examples: [{ customer: { number: 'C2', name: 'Brockwell Lamps' }, open: '70.00', currency: 'EUR' }],
        },
      ],
    });
  });

  it('of a refund: the credit, where it comes from, whether enough of it is left, and what is owed besides', async () => {
    const payment = await client.post('/payments', {
      customerNumber: 'C1',
      method: 'bank_transfer',
      amount: '500.00',
      currency: 'EUR',
      receivedOn: '2031-03-10',
      payerName: 'ALDEBARAN TEA',
    });
    const asked = await client.post('/refunds', { creditId: payment['creditId'], amount: '120.00', reason: 'paid twice' });
    const path = `/approvals/${String(asked['approvalId'])}/evidence`;
    expect((await client.read(path))['evidence']).toMatchObject({
      kind: 'refund',
      customer: { number: 'C1', name: 'Aldebaran Tea Ltd' },
      credit: { kind: 'payment', amount: '500.00', open: '500.00' },
      payment: { id: payment['id'], receivedOn: '2031-03-10', amount: '500.00' },
      enough: true,
      owed: [{ currency: 'EUR', open: '140.00' }],
    });
    expect((await client.get(`/approvals/${api.newId()}/evidence`)).body['code']).toBe('approval.not_found');
  });
});
