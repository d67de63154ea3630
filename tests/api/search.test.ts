import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company } from '../../src/ar/access/context.ts';
import { testApi, type TestApi } from '../support/test-api.ts';
import { clientOf, importLines, invoiceOf, issue, ISSUED, itemsOf, makeCustomer, type CompanyClient, type Json } from './company-client.ts';

let api: TestApi;
let company: Company;
let client: CompanyClient;
let invoices: { id: string; number: string; receivableIds: string[] }[];

beforeAll(async () => {
  api = await testApi();
  company = await api.company('Search');
  client = clientOf(api, company, await api.key(company));
  const customerId = await makeCustomer(client, 'K-4711', 'Brückner Stahlbau GmbH');
  await makeCustomer(client, 'K-9', 'Aldebaran Tea Ltd');
  // Numbers of an older system keep their form.
  const imported = ['R-104812', 'R-104813', 'S-2048120'].map((number, index) => `${number},K-4711,2026-03-0${index + 1},2026-04-01,${1200 + index}.56`);
  const file = ['number,customerNumber,issuedOn,dueOn,amount', ...imported].join('\n');
  const read = await client.upload('/invoice-imports', file, { name: 'invoices.csv', key: 'import-1' });
  expect([read.status, read.text]).toEqual([200, read.text]);
  invoices = await issue(client, invoiceOf('K-4711', '100.00'), invoiceOf('K-9', '1037.45'));
  await client.post(`/invoices/${invoices[0]?.id}/credit-notes`, { reason: 'Delivered twice' });
  const payment = await client.post('/payments', { customerId, method: 'check', amount: '200.06' });
  const open = itemsOf(await client.read(`/customers/${customerId}/receivables`));
  const part = open.find((one) => one['number'] === 'R-104812')?.['id'];
  await client.post(`/payments/${String(payment['id'])}/applications`, { parts: [{ receivableId: part, amount: '200.06' }] });
  await importLines(client, { minor: 123_456n, bookedOn: ISSUED, name: 'Zimmer & Sohn', text: 'thanks' });
  const stranger = await api.company('Stranger');
  const theirs = clientOf(api, stranger, await api.key(stranger));
  await makeCustomer(theirs, 'K-4711', 'Brückner Stahlbau GmbH');
  await issue(theirs, invoiceOf('K-4711', '1037.45'));
});
afterAll(() => api.close());

async function find(q: string, by: CompanyClient = client): Promise<Json[]> {
  return itemsOf(await by.read(`/search?q=${encodeURIComponent(q)}`));
}
const titles = (hits: Json[]) => hits.map((hit) => hit['title']);

describe('search finds', () => {
  it('customers by number and by the beginning of words, also without the umlaut', async () => {
    expect(await find('K-4711')).toMatchObject([
      { kind: 'customer', title: 'Brückner Stahlbau GmbH', because: 'number', customerNumber: 'K-4711', overdue: true },
    ]);
    expect(titles(await find('stahl'))).toEqual(['Brückner Stahlbau GmbH']);
    expect(titles(await find('bruck sta'))).toEqual(['Brückner Stahlbau GmbH']);
    expect(titles(await find('K-'))).toEqual(['Aldebaran Tea Ltd', 'Brückner Stahlbau GmbH']);
  });

  it.each([
    ['R-104812', ['R-104812']],
    ['r-1048', ['R-104813', 'R-104812']],
    ['r1048', ['R-104813', 'R-104812']],
    ['104812', ['R-104812']],
    ['1048', ['R-104813', 'R-104812']],
    ['4812', ['R-104812', 'S-2048120']],
    ['812', ['R-104812', 'S-2048120']],
    ['0481', ['S-2048120', 'R-104813', 'R-104812']],
    ['S-20', ['S-2048120']],
  ])('documents by a part of their number: %s', async (q, found) => expect(titles(await find(q))).toEqual(found));

  it('documents by their payment reference, and credit notes too', async () => {
    const document = await client.read(`/invoices/${invoices[1]?.id}`);
    const reference = document['paymentReference'] as string;
    expect(reference).toMatch(/^RF/);
    expect(titles(await find(reference))).toEqual([invoices[1]?.number]);
    const notes = (await find('CN')).filter((hit) => hit['kind'] === 'credit_note');
    expect(notes).toMatchObject([{ because: 'number', amount: '119.00', customerName: 'Brückner Stahlbau GmbH' }]);
  });

  it.each(['1234.57', '1.234,57', '1,234.57', '1234,57 €'])('open invoices by exactly what they come to: %s', async (q) => {
    expect(await find(q)).toMatchObject([
      { kind: 'invoice', title: invoices[1]?.number, because: 'amount', amount: '1234.57', open: '1234.57', customerNumber: 'K-9' },
    ]);
  });

  it('open invoices by the rest that is open, and waiting bank lines by amount or payer', async () => {
    expect(await find('1.000,50')).toMatchObject([{ title: 'R-104812', because: 'amount', amount: '1200.56', open: '1000.50' }]);
    expect(await find('1234,56')).toMatchObject([{ kind: 'bank_line', title: 'Zimmer & Sohn', because: 'amount', amount: '1234.56', state: 'open' }]);
    expect(await find('zimmer')).toMatchObject([{ kind: 'bank_line', because: 'payer' }]);
    expect(await find('119.00')).toEqual([]);
  });

  it('nothing where nothing is meant', async () => {
    for (const q of ['-', '%', "'", '____', 'zz top', '999999999999999999999999']) expect(await find(q), q).toEqual([]);
    expect((await client.get('/search?q=')).status).toBe(422);
  });

  it('only kinds that the caller may see', async () => {
    const narrow = clientOf(api, company, await api.key(company, ['customers:read', 'cash:read']));
    expect((await find('R-104812', narrow)).map((hit) => hit['kind'])).toEqual([]);
    expect((await find('1234.56', narrow)).map((hit) => hit['kind'])).toEqual(['bank_line']);
    const clerk = clientOf(api, company, await api.key(company, ['customers:read', 'invoices:read']));
    expect(await find('1234.56', clerk)).toEqual([]);
    expect(await find('zimmer', clerk)).toEqual([]);
    expect((await clientOf(api, company, await api.key(company, ['invoices:read'])).get('/search?q=K-9')).body['code']).toBe('access.scope_missing');
  });
});
