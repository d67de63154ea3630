import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company } from '../../src/ar/access/context.ts';
import { dayInZone } from '../../src/foundation/calendar/day.ts';
import { cookieOf, testApi, type TestApi } from '../support/test-api.ts';
import { clientAs, clientOf, importLines, invoiceOf, issue, ISSUED, itemsOf, makeCustomer, type CompanyClient, type Json } from './company-client.ts';

let api: TestApi;
let company: Company;
let client: CompanyClient;
const ids: Record<string, string> = {};

/** Four customers: one overdue and one not due, one who paid too much, one under a hold, one who owes nothing; and a stranger's company. */
beforeAll(async () => {
  api = await testApi();
  company = await api.company('Desk');
  client = clientOf(api, company, await api.key(company));
  for (const [number, name] of [
    ['A-1', 'Aldebaran Tea Ltd'],
    ['B-2', 'Brockwell Lamps'],
    ['C-3', 'Cobalt Tea House'],
    ['D-4', 'Dormant Ltd'],
  ] as const)
    ids[number] = await makeCustomer(client, number, name);
  const today = dayInZone(api.now(), company.timeZone);
  await issue(client, invoiceOf('A-1', '100.00'), invoiceOf('A-1', '50.00'), { ...invoiceOf('A-1', '10.00'), issuedOn: today, terms: 'NET30' });
  const [paid] = await issue(client, invoiceOf('B-2', '200.00'));
  const payment = await client.post('/payments', { customerId: ids['B-2'], method: 'check', amount: '250.00' });
  await client.post(`/payments/${String(payment['id'])}/applications`, { parts: [{ receivableId: paid?.receivableIds[0], amount: '238.00' }] });
  await issue(client, invoiceOf('C-3', '300.00'));
  const stranger = await api.company('Stranger');
  const theirs = clientOf(api, stranger, await api.key(stranger));
  await makeCustomer(theirs, 'A-1', 'Aldebaran Tea Ltd');
  await issue(theirs, invoiceOf('A-1', '9999.00'));
});
afterAll(() => api.close());

const numbers = (body: Json) => itemsOf(body).map((one) => one['number']);

describe('customers with their money', () => {
  it('show what is open, overdue, unused and held with each', async () => {
    const [first, second] = itemsOf(await client.read('/customer-accounts'));
    const daysLate = first?.['daysLate'] as number;
    expect(daysLate).toBeGreaterThan(0);
    expect(first).toMatchObject({
      number: 'A-1',
      base: { open: '190.40', overdue: '178.50', credits: '0.00' },
      currencies: [{ currency: 'EUR', open: '190.40', overdue: '178.50', openCount: 3, overdueCount: 2, daysLate, credits: '0.00' }],
      openCount: 3,
      overdueCount: 2,
      held: false,
      lastPaymentOn: null,
      creditLimit: null,
    });
    expect(second).toMatchObject({ number: 'B-2', base: { open: '0.00', credits: '12.00' }, lastPaymentOn: dayInZone(api.now(), company.timeZone) });
  });

  it('are sorted by number, name or money in both directions, a page at a time', async () => {
    expect(numbers(await client.read('/customer-accounts?sort=open&direction=desc'))).toEqual([
      'C-3',
      'A-1',
      ...numbers(await client.read('/customer-accounts?sort=open&direction=desc')).slice(2),
    ]);
    for (const sort of ['number', 'name', 'open', 'overdue', 'daysLate'])
      for (const direction of ['asc', 'desc']) {
        const all = numbers(await client.read(`/customer-accounts?sort=${sort}&direction=${direction}`));
        expect(new Set(all), sort).toEqual(new Set(['A-1', 'B-2', 'C-3', 'D-4']));
        const paged: unknown[] = [];
        let cursor = '';
        for (let page = 0; page < 5; page++) {
          const body = await client.read(`/customer-accounts?sort=${sort}&direction=${direction}&limit=1${cursor}`);
          paged.push(...numbers(body));
          if (body['next'] === null) break;
          cursor = `&cursor=${body['next'] as string}`;
        }
        expect(paged, `${sort} ${direction}`).toEqual(all);
      }
    const byName = await client.read('/customer-accounts?sort=name&limit=1');
    expect((await client.get(`/customer-accounts?sort=open&cursor=${byName['next'] as string}`)).body['code']).toBe('cursor.invalid');
  });

  it('are filtered by what stands with them and by name, with figures for the tabs', async () => {
    expect(numbers(await client.read('/customer-accounts?state=overdue'))).toEqual(['A-1', 'C-3']);
    expect(numbers(await client.read('/customer-accounts?state=credit&sort=open'))).toEqual(['B-2']);
    expect(numbers(await client.read('/customer-accounts?state=held'))).toEqual([]);
    expect(numbers(await client.read('/customer-accounts?q=tea&state=open&sort=overdue&direction=desc'))).toEqual(['C-3', 'A-1']);
    expect(await client.read('/customer-accounts/summary?q=tea&state=overdue')).toMatchObject({
      customers: 2,
      counts: { all: 2, open: 2, overdue: 2, credit: 0, held: 0 },
      base: { open: '547.40', overdue: '535.50', credits: '0.00' },
      openCount: 4,
      currencies: [{ currency: 'EUR', open: '547.40', overdue: '535.50' }],
    });
    expect(await client.read('/customer-accounts/summary')).toMatchObject({
      customers: 4,
      counts: { all: 4, open: 2, overdue: 2, credit: 1, held: 0 },
      base: { open: '547.40', credits: '12.00' },
    });
  });

  it('name the holds on the customer and on what it owes', async () => {
    const receivables = itemsOf(await client.read(`/customers/${ids['C-3']}/receivables`));
    await client.post('/promises', {
      customerId: ids['C-3'],
      receivableIds: [receivables[0]?.['id']],
      promisedOn: dayInZone(api.now(), company.timeZone),
      by: 'Carla',
    });
    expect(itemsOf(await client.read('/customer-accounts?state=held'))).toMatchObject([{ number: 'C-3', held: true, holds: ['promise'] }]);
    expect(await client.read('/customer-accounts/summary?state=held')).toMatchObject({ customers: 1, base: { open: '357.00' } });
  });
});

describe('colleagues', () => {
  it('are the active users of a company with their roles there', async () => {
    const owner = { email: 'owner@firm.example', name: 'Olga Owner', password: 'four words in a row' };
    await api.ask({ method: 'POST', url: '/v1/setup/owner', payload: { ...owner, firmName: 'Firm' } });
    const cookie = cookieOf(await api.ask({ method: 'POST', url: '/v1/session', payload: { email: owner.email, password: owner.password } }));
    const invited = await api.ask({
      method: 'POST',
      url: '/v1/users',
      cookie,
      payload: { email: 'anna@firm.example', name: 'Anna', companyId: company.id, roles: ['collections'] },
    });
    expect([invited.status, invited.text]).toEqual([201, invited.text]);
    expect(itemsOf(await client.read('/colleagues'))).toMatchObject([
      { name: 'Anna', roles: ['collections'] },
      { name: 'Olga Owner', roles: ['owner'] },
    ]);
    expect((await (await clientAs(api, company, 'read_only')).get('/colleagues')).status).toBe(200);
    const elsewhere = await api.company('Elsewhere');
    expect(itemsOf(await clientOf(api, elsewhere, await api.key(elsewhere)).read('/colleagues'))).toMatchObject([{ name: 'Olga Owner' }]);
  });
});

describe('the desk', () => {
  it('counts what waits for the caller and for the company', async () => {
    const before = await client.read('/desk');
    expect(before).toMatchObject({
      today: dayInZone(api.now(), company.timeZone),
      tasks: { mine: 0, team: 0, all: 0 },
      bankLines: { confirm: 0, unmatched: 0, outgoing: 0 },
      outbox: 0,
      replies: 0,
      approvals: 0,
      notifications: 0,
      drafts: 0,
    });
    await importLines(client, { minor: 1_234n, bookedOn: ISSUED, name: 'Nobody we know', text: 'thank you' });
    await client.post('/invoice-drafts', invoiceOf('A-1', '1.00'));
    expect(await client.read('/desk')).toMatchObject({ bankLines: { confirm: 0, unmatched: 1, outgoing: 0 }, drafts: 1 });
  });

  it('says nothing of what the caller may not see', async () => {
    const narrow = clientOf(api, company, await api.key(company, ['customers:read', 'messages:read']));
    expect(await narrow.read('/desk')).toMatchObject({
      tasks: null,
      bankLines: null,
      outbox: 0,
      replies: 0,
      approvals: null,
      notifications: null,
      drafts: null,
    });
  });
});
