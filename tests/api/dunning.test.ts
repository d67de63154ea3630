import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company } from '../../src/ar/access/context.ts';
import { addDays, dayInZone } from '../../src/foundation/calendar/day.ts';
import { testApi, type TestApi } from '../support/test-api.ts';
import { clientAs, clientOf, itemsOf, issue, makeCustomer, type CompanyClient, type Json } from './company-client.ts';

let api: TestApi;
let company: Company;
let client: CompanyClient;
let customerId: string;
let numbers: string[];

const today = (): string => dayInZone(api.now(), company.timeZone);
const invoice = (net: string): object => ({
  customerNumber: 'C1',
  issuedOn: '2026-03-02',
  lines: [{ text: 'Tea', quantity: '1', unitPrice: net, taxRate: '0', taxCategory: 'Z' }],
});

/** The day of these tests: reminders leave on business days alone. */
const WEDNESDAY = '2031-03-12';

beforeAll(async () => {
  api = await testApi();
  api.pass(Date.parse(`${WEDNESDAY}T10:00:00Z`) - api.now().getTime());
  company = await api.company('Reminded');
  client = clientOf(api, company, await api.key(company));
  customerId = await makeCustomer(client, 'C1', 'Aldebaran Tea Ltd');
  await client.post(`/customers/${customerId}/contacts`, { role: 'payables', name: 'Pat', email: 'pay@aldebaran.example' });
  numbers = (await issue(client, invoice('100.00'), invoice('40.00'))).map(({ number }) => number);
});
afterAll(() => api.close());

const step = { key: 'first', offsetDays: 1, channels: ['email'], template: 'reminder_friendly', tone: 'friendly' };
const policy = { name: 'Gentle', steps: [step, { ...step, key: 'second', offsetDays: 8, tone: 'firm', template: 'reminder_firm' }] };

describe('dunning over HTTP', () => {
  it('a policy is saved in versions; a name that is not its own, and mails that may not leave by themselves, are refused', async () => {
    expect((await client.get('/dunning-policies/gentle')).body['code']).toBe('policy.not_found');
    expect((await client.send('PUT', '/dunning-policies/gentle', policy)).body).toMatchObject({ code: 'gentle', version: 1 });
    const got = await client.read('/dunning-policies/gentle');
    expect(got).toMatchObject({ version: 1, policy: { code: 'gentle', minDaysBetween: 3, steps: [{ key: 'first', audience: ['payables', 'billing'] }, {}] } });
    expect((await client.send('PUT', '/dunning-policies/gentle', got['policy'] as object)).body).toMatchObject({ version: 2 });
    expect((await client.send('PUT', '/dunning-policies/other', got['policy'] as object)).body['code']).toBe('policy.invalid');
    expect(itemsOf(await client.read('/dunning-policies'))).toMatchObject([{ code: 'gentle', version: 2 }]);
    expect((await client.send('PUT', '/automations/dunning:gentle', { mode: 'auto' })).body).toMatchObject({
      code: 'automation.email_not_ready',
      details: { reason: 'channel_not_set' },
    });
    expect((await client.send('PUT', '/automations/dunning:gentle', { mode: 'approve' })).status).toBe(200);
    const clerk = await clientAs(api, company, 'collections');
    expect((await clerk.send('PUT', '/dunning-policies/gentle', policy)).body['code']).toBe('access.scope_missing');
    expect((await clerk.get('/dunning-policies')).status).toBe(200);
  });

  it('a plan tells what a run of a day would decide; held books are told', async () => {
    const plan = await client.read(`/dunning-policies/gentle/plan?on=${WEDNESDAY}`);
    expect(plan).toMatchObject({
      policy: 'gentle',
      on: WEDNESDAY,
      held: { reason: 'no_bank_file' },
      reminders: [{ customer: { number: 'C1' }, mode: 'approve', step: 'first', to: 'pay@aldebaran.example', totals: [{ currency: 'EUR', open: '140.00' }] }],
      counts: { considered: 2, reminders: 1, byReason: { reminded: 2 } },
    });
    expect((await client.get(`/dunning-policies/gentle/plan?customer=${api.newId()}`)).body['code']).toBe('customer.not_found');
  });

  it('a run is one a day, and goes on when the books are said to be complete', async () => {
    const held = await client.post('/dunning-runs', { policy: 'gentle' });
    expect(held).toMatchObject({ automation: 'dunning:gentle', state: 'done', reason: 'no_bank_file', forOn: today() });
    expect((await client.send('POST', '/books/clean', { through: addDays(dayInZone(api.now(), company.timeZone), 1) })).body['code']).toBe(
      'books.clean_in_future',
    );
    await client.post('/books/clean', { through: today() });
    const run = await client.post('/dunning-runs', { policy: 'gentle' });
    expect(run['id']).toBe(held['id']);
    await client.get(`/runs/${String(run['id'])}/events`);
    const done = await client.read(`/runs/${String(run['id'])}`);
    expect(done).toMatchObject({ state: 'done', reason: null, counts: { considered: 2, reminders: 1, waiting: 1 } });
    expect(await client.post('/dunning-runs', { policy: 'gentle' })).toMatchObject({ id: run['id'], state: 'done' });
    const [reminder, ...others] = itemsOf(await client.read(`/reminders?run=${String(run['id'])}`));
    const [approval] = itemsOf(await client.read('/approvals')).filter(({ operation }) => operation === 'releaseReminders');
    expect(others).toEqual([]);
    expect(reminder).toMatchObject({ state: 'waiting', why: { code: 'step_due' }, items: [{ number: numbers[0] }, { number: numbers[1] }] });
    expect(await client.read(`/reminders/${String(reminder?.['id'])}`)).toEqual(reminder);
    await client.post(`/approvals/${String(approval?.['id'])}/reject`, { reason: 'the customer was called' });
    expect(await client.read(`/reminders/${String(reminder?.['id'])}`)).toMatchObject({ state: 'stopped', stateReason: 'rejected' });
    expect(await client.read('/reminders?state=waiting')).toEqual({ items: [], next: null });
  });

  it('promises are recorded, listed by state, counted and called off', async () => {
    const promisedOn = addDays(dayInZone(api.now(), company.timeZone), 5);
    const body = { customerNumber: 'C1', amount: '120.00', promisedOn, by: 'Pat' };
    const first = await client.post('/promises', body);
    expect(first).toMatchObject({ amount: '120.00', state: 'open', items: [{ number: numbers[0] }, { number: numbers[1] }], can: { cancel: true } });
    const second = await client.post('/promises', { ...body, amount: '100.00', receivableIds: [(first['items'] as Json[])[0]?.['receivableId']] });
    expect(itemsOf(await client.read(`/promises?customer=${customerId}`))).toMatchObject([
      { id: second['id'], state: 'open' },
      { id: first['id'], state: 'replaced' },
    ]);
    const page = await client.read('/promises?limit=1');
    expect(itemsOf(await client.read(`/promises?limit=1&cursor=${String(page['next'])}`))).toMatchObject([{ id: first['id'] }]);
    expect(itemsOf(await client.read('/promises?state=replaced'))).toMatchObject([{ id: first['id'] }]);
    expect(await client.read(`/promise-outcomes?from=${promisedOn}&to=${promisedOn}`)).toMatchObject({
      currencies: [{ currency: 'EUR', open: { count: 1, amount: '100.00' }, kept: { count: 0, amount: '0.00' }, keptRate: null }],
    });
    expect((await client.send('POST', '/promises', { ...body, amount: '900.00' })).body['code']).toBe('promise.amount');
    expect(await client.post(`/promises/${String(second['id'])}/cancel`, { reason: 'a mistake' })).toMatchObject({
      state: 'cancelled',
      can: { cancel: 'promise.ended' },
    });
    expect((await client.send('POST', `/promises/${String(second['id'])}/cancel`, { reason: 'again' })).body['code']).toBe('promise.ended');
  });

  it('a retired policy is gone, and its entries are refused', async () => {
    const entries = {
      rows: [
        { number: numbers[0], step: 'second' },
        { number: 'R-404', step: 'second' },
      ],
    };
    expect(await client.post('/dunning-policies/gentle/entries', entries)).toMatchObject({
      read: 2,
      entered: 1,
      problemCount: 1,
      problems: [{ where: 'row 2' }],
    });
    await client.post('/dunning-policies/gentle/retire', { reason: 'no longer used' });
    expect((await client.send('POST', '/dunning-policies/gentle/entries', entries)).body['code']).toBe('policy.not_found');
    expect((await client.send('POST', '/dunning-runs', { policy: 'gentle' })).body['code']).toBe('policy.not_found');
  });
});
