import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company } from '../../src/ar/access/context.ts';
import { testApi, type TestApi } from '../support/test-api.ts';
import { clientAs, clientOf, importLines, invoiceOf, issue, ISSUED, itemsOf, makeCustomer, type CompanyClient, type Json } from './company-client.ts';

let api: TestApi;
let made = 0;

beforeAll(async () => {
  api = await testApi();
});

afterAll(() => api.close());

async function fresh(): Promise<{ company: Company; client: CompanyClient }> {
  const company = await api.company(`Settings ${++made}`);
  return { company, client: clientOf(api, company, await api.key(company)) };
}

describe('the company', () => {
  it('changes name, time zone and default terms, and says who changed what', async () => {
    const { company, client } = await fresh();
    expect(await client.read('')).toMatchObject({ id: company.id, defaultTerms: 'NET30', profile: 'small', booksBegun: false, demo: false });
    const answer = await client.send('PATCH', '', { name: 'Kranich AG', timeZone: 'Europe/Zurich', defaultTerms: '2/10 net 30' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ name: 'Kranich AG', slug: company.slug, timeZone: 'Europe/Zurich', defaultTerms: '2/10NET30' });
    const [event] = itemsOf(await client.read('/audit-events?action=company.changed'));
    expect(event).toMatchObject({
      before: { name: company.name, defaultTerms: 'NET30' },
      after: { name: 'Kranich AG', timeZone: 'Europe/Zurich' },
      actorName: 'test',
    });
  });

  it('says what is wrong, and then nothing has changed', async () => {
    const { company, client } = await fresh();
    const { company: other } = await fresh();
    const before = await client.read('');
    expect((await client.send('PATCH', '', { name: other.name.toUpperCase() })).body).toMatchObject({ code: 'company.name_taken' });
    expect((await client.send('PATCH', '', { timeZone: 'Mars/Olympus' })).body).toMatchObject({ code: 'time_zone.unknown' });
    expect((await client.send('PATCH', '', { name: 'X', defaultTerms: 'SOON' })).body).toMatchObject({ code: 'terms.unknown' });
    expect((await client.send('PATCH', '', { currency: 'USD' })).status).toBe(422);
    expect((await client.send('PATCH', '', { name: company.name.toUpperCase() })).status).toBe(200);
    expect(await client.read('')).toEqual({ ...before, name: company.name.toUpperCase() });
    expect((await (await clientAs(api, company, 'billing')).send('PATCH', '', { name: 'Y' })).body).toMatchObject({ code: 'access.scope_missing' });
  });

  it('keeps country and tax point once something is posted', async () => {
    const { client } = await fresh();
    expect((await client.send('PATCH', '', { country: 'AT', taxPoint: 'receipt' })).body).toMatchObject({ country: 'AT', taxPoint: 'receipt' });
    await makeCustomer(client, 'C1', 'Teahouse');
    await issue(client, invoiceOf('C1', '100.00'));
    expect((await client.send('PATCH', '', { taxPoint: 'invoice' })).body).toMatchObject({ code: 'company.books_begun' });
    expect((await client.send('PATCH', '', { country: 'DE' })).body).toMatchObject({ code: 'company.books_begun' });
    expect((await client.send('PATCH', '', { taxPoint: 'receipt', name: 'Still free' })).body).toMatchObject({ name: 'Still free', booksBegun: true });
  });

  it('gives its default terms to invoices of customers without any, and only to them', async () => {
    const { client } = await fresh();
    await client.send('PATCH', '', { defaultTerms: 'NET14' });
    await makeCustomer(client, 'HAS', 'With terms');
    await client.post('/customers', { number: 'NONE', name: 'Without terms', country: 'DE' });
    const issued = await issue(client, invoiceOf('NONE', '10.00'), invoiceOf('HAS', '10.00'));
    const due = [];
    for (const { id } of issued) due.push((await client.read(`/invoices/${id}`))['dueOn']);
    expect(due).toEqual(['2026-03-16', '2026-04-01']);
  });
});

describe('number series', () => {
  it('begin with two, grow by new ones, and number what is issued from them', async () => {
    const { client } = await fresh();
    expect(itemsOf(await client.read('/number-series'))).toMatchObject([
      { kind: 'invoice', series: 'main', next: 1, nextNumber: 'INV-000001', issued: 0, lastNumber: null },
      { kind: 'credit_note', series: 'main', nextNumber: 'CN-000001' },
    ]);
    const created = await client.post('/number-series', { kind: 'invoice', series: 'web', prefix: 'WEB/2026/', width: 4, next: 17 });
    expect(created).toMatchObject({ nextNumber: 'WEB/2026/0017', issued: 0 });
    await makeCustomer(client, 'C1', 'Teahouse');
    const [first] = await issue(client, { ...invoiceOf('C1', '5.00'), series: 'web' });
    expect(first?.number).toBe('WEB/2026/0017');
    expect(itemsOf(await client.read('/number-series')).find(({ series }) => series === 'web')).toMatchObject({
      next: 18,
      issued: 1,
      lastNumber: 'WEB/2026/0017',
    });
    expect((await client.send('POST', '/number-series', { kind: 'invoice', series: 'web', prefix: 'X', width: 4 })).body).toMatchObject({
      code: 'number_series.exists',
    });
  });

  it('change for what comes, never for what was issued, and only rise', async () => {
    const { client } = await fresh();
    await makeCustomer(client, 'C1', 'Teahouse');
    await issue(client, invoiceOf('C1', '5.00'), invoiceOf('C1', '6.00'));
    const path = '/number-series/invoice/main';
    expect((await client.send('PATCH', path, { next: 2 })).body).toMatchObject({ code: 'number_series.next_falls' });
    expect((await client.send('PATCH', '/number-series/invoice/other', { next: 2 })).body).toMatchObject({ code: 'invoice.series_unknown' });
    const changed = await client.send('PATCH', path, { prefix: 'RE-', width: 5, next: 100, reason: 'New year, new numbers' });
    expect(changed.body).toMatchObject({ nextNumber: 'RE-00100', issued: 2, lastNumber: 'INV-000002' });
    expect((await issue(client, invoiceOf('C1', '7.00')))[0]?.number).toBe('RE-00100');
    expect(itemsOf(await client.read('/audit-events?action=number_series.'))[0]).toMatchObject({
      action: 'number_series.changed',
      subjectId: 'invoice/main',
      before: { prefix: 'INV-', next: '3' },
      after: { prefix: 'RE-', next: '100' },
      reason: 'New year, new numbers',
    });
  });

  it('never come to a number that exists, nor to one of another series', async () => {
    const { client } = await fresh();
    await makeCustomer(client, 'C1', 'Teahouse');
    await client.post('/number-series', { kind: 'invoice', series: 'old', prefix: 'R-', width: 3, next: 7 });
    await issue(client, { ...invoiceOf('C1', '5.00'), series: 'old' });
    await client.send('PATCH', '/number-series/invoice/old', { prefix: 'Q-' });
    // R-007 exists, though no series has its prefix any more.
    const again = (body: object) => client.send('POST', '/number-series', { kind: 'invoice', series: 'new', ...body });
    const taken = await again({ prefix: 'R-', width: 3 });
    expect(taken.body).toMatchObject({ code: 'number_series.number_taken', details: { number: 'R-007', next: '8' } });
    expect((await again({ prefix: 'R-', width: 3, next: 7 })).body).toMatchObject({ code: 'number_series.number_taken' });
    for (const prefix of ['INV-', 'INV-0', 'INV-2026', 'Q-'])
      expect((await again({ prefix, width: 9 })).body, prefix).toMatchObject({ code: 'number_series.prefix_taken' });
    expect((await again({ prefix: '', width: 9 })).status).toBe(201);
    expect((await client.send('POST', '/number-series', { kind: 'invoice', series: 'free', prefix: 'R-', width: 3, next: 8 })).status).toBe(201);
    // Another width gives other numbers: R-7 is no R-007.
    await client.send('PATCH', '/number-series/invoice/free', { prefix: 'S-' });
    expect((await client.send('POST', '/number-series', { kind: 'invoice', series: 'short', prefix: 'R-', width: 1 })).status).toBe(201);
    expect((await client.send('POST', '/number-series', { kind: 'credit_note', series: 'credit', prefix: 'INV-', width: 6 })).status).toBe(201);
  });
});

describe('bank accounts', () => {
  it('are listed with their freshness, and named by people', async () => {
    const { company, client } = await fresh();
    expect(itemsOf(await client.read('/bank-accounts'))).toEqual([]);
    await importLines(client, { minor: 1_200n, bookedOn: ISSUED, text: 'Hello' });
    const [account] = itemsOf(await client.read('/bank-accounts'));
    expect(account).toMatchObject({ name: '', currency: 'EUR', ledgerAccount: 'BANK', throughOn: expect.any(String), openLines: 1 });
    expect(account?.['lastStatement']).toMatchObject({ importedAt: expect.any(String), fileName: expect.stringContaining('.xml') });
    const path = `/bank-accounts/${String(account?.['id'])}`;
    expect((await client.send('PATCH', path, { name: 'House bank' })).body).toMatchObject({ id: account?.['id'], name: 'House bank' });
    expect(itemsOf(await client.read('/audit-events?action=bank_account'))).toMatchObject([{ action: 'bank_account.renamed', before: { name: '' } }]);
    const { client: other } = await fresh();
    expect((await other.send('PATCH', path, { name: 'Mine' })).body).toMatchObject({ code: 'bank_account.not_found' });
    expect((await (await clientAs(api, company, 'cash_application')).send('PATCH', path, { name: 'X' })).body).toMatchObject({ code: 'access.scope_missing' });
  });
});

describe('terms', () => {
  const explain = (client: CompanyClient, terms: string, query = '') => client.get(`/terms/${encodeURIComponent(terms)}?issuedOn=2026-11-28${query}`);

  it('are explained in words and for an invoice', async () => {
    const { client } = await fresh();
    expect((await explain(client, '2/10 net 30')).body).toEqual({
      code: '2/10NET30',
      words: 'due after 30 days, 2 % discount if paid within 10 days',
      issuedOn: '2026-11-28',
      dueOn: '2026-12-28',
      parts: [{ dueOn: '2026-12-28', amount: '1000.00' }],
      discount: { percent: '2', untilOn: '2026-12-08', amount: '20.00' },
      currency: 'EUR',
    });
    expect((await explain(client, '2.5/14NET30', '&language=de')).body['words']).toBe('fällig nach 30 Tagen, 2,5 % Skonto bei Zahlung innerhalb von 14 Tagen');
    expect((await explain(client, '40%@30+60%@60', '&gross=0.01&currency=USD')).body).toMatchObject({ parts: [{ amount: '0.01' }], currency: 'USD' });
    expect((await explain(client, 'DAY31+3')).body).toMatchObject({ dueOn: '2027-02-28', words: 'due on day 31, 3 months ahead' });
    expect((await explain(client, 'someday')).body).toMatchObject({ code: 'terms.unknown' });
    expect((await explain(client, 'NET30', '&gross=0')).status).toBe(422);
  });

  it('are listed with an example of every notation, which reads as itself', async () => {
    const { client } = await fresh();
    const list = await client.read('/terms?language=de');
    expect(list['defaultTerms']).toBe('NET30');
    for (const { code, words } of itemsOf(list)) expect((await explain(client, String(code), '&language=de')).body['words']).toBe(words);
    expect(itemsOf(list).map(({ words }) => words)).toContain('fällig am Ende des Monats');
  });
});

describe('the audit trail', () => {
  it('is filtered by actor, beginning of the action, and time, page by page', async () => {
    const { company, client } = await fresh();
    const key = await api.key(company);
    const second = clientOf(api, company, key);
    for (const name of ['A1', 'B1', 'C1']) await client.send('PATCH', '', { name: `${company.name} ${name}` });
    api.pass(3_600_000);
    const middle = api.now().toISOString();
    await second.send('PATCH', '', { name: `${company.name} D1` });
    const all = itemsOf(await client.read('/audit-events?action=company.'));
    expect(all.map(({ action }) => action)).toEqual(['company.changed', 'company.changed', 'company.changed', 'company.changed', 'company.created']);
    const actor = String((all[0] as Json)['actor']);
    expect(actor).toMatch(/^key:/);
    expect(itemsOf(await client.read(`/audit-events?actor=${actor}`))).toHaveLength(1);
    expect(itemsOf(await client.read(`/audit-events?action=company.changed&from=${middle}`))).toHaveLength(1);
    expect(itemsOf(await client.read(`/audit-events?action=company.changed&to=${middle}`))).toHaveLength(3);
    expect(itemsOf(await client.read('/audit-events?action=ompany'))).toEqual([]);
    const page = await client.read(`/audit-events?action=company.changed&to=${middle}&limit=2`);
    expect(itemsOf(await client.read(`/audit-events?action=company.changed&to=${middle}&limit=2&cursor=${String(page['next'])}`))).toHaveLength(1);
  });
});

describe('the preview of a text', () => {
  const text = { subject: 'Open: {{ items | size }}', body: '{{ customer.name }}: {% for item in items %}{{ item.number }} {{ item.open }} {% endfor %}' };
  const preview = (client: CompanyClient, body: object) => client.send('POST', '/message-templates/reminder_friendly/email/en/preview', body);

  it('shows what is open with a real customer, and writes nothing', async () => {
    const { company, client } = await fresh();
    const customerId = await makeCustomer(client, 'C1', 'Teahouse');
    const [late] = await issue(client, invoiceOf('C1', '100.00'));
    const before = (await client.read('/audit-events'))['items'];
    const answer = await preview(client, { ...text, customerId });
    expect([answer.status, answer.text]).toEqual([200, answer.text]);
    expect(answer.body).toMatchObject({ problems: [], preview: { subject: 'Open: 1', bodyText: expect.stringContaining(`Teahouse: ${late?.number} 119.00`) } });
    expect((await preview(client, text)).body).toMatchObject({ preview: { bodyText: expect.stringContaining('Alder Trading GmbH') } });
    expect((await client.read('/audit-events'))['items']).toEqual(before);
    const { client: other } = await fresh();
    expect((await preview(other, { ...text, customerId })).body).toMatchObject({ code: 'customer.not_found' });
    const blind = clientOf(api, company, await api.key(company, ['messages:read']));
    expect((await preview(blind, { ...text, customerId })).body).toMatchObject({ code: 'access.scope_missing' });
  });
});
