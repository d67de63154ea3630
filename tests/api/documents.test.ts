import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company } from '../../src/ar/access/context.ts';
import { pdfText } from '../support/pdf-text.ts';
import { testApi, type TestApi } from '../support/test-api.ts';
import { clientAs, clientOf, invoiceOf, issue, makeCustomer, type CompanyClient } from './company-client.ts';

let api: TestApi;
let company: Company;
let other: Company;
let client: CompanyClient;
let key: string;

const LETTERHEAD = {
  name: 'Nordlicht GmbH',
  country: 'DE',
  addressLines: ['Speicherstraße 12'],
  postalCode: '20457',
  city: 'Hamburg',
  bank: { name: 'Sparkasse', iban: 'de89 3704 0044 0532 0130 00', bic: 'COBADEFFXXX', holder: 'Nordlicht GmbH' },
  layout: 'modern',
  colour: '#0f5c4d',
  language: 'de',
};
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10" fill="#0f5c4d"/></svg>';

/** A request whose answer is bytes. */
async function bytes(path: string, withKey = key, of = company) {
  const answer = await api.app.inject({ url: `/v1/companies/${of.slug}${path}`, headers: { authorization: `Bearer ${withKey}` } });
  return {
    status: answer.statusCode,
    body: answer.rawPayload,
    headers: answer.headers,
    code: answer.statusCode < 300 ? '' : (answer.json() as { code: string }).code,
  };
}

async function putLogo(content: string | Uint8Array, withKey = key) {
  return api.ask({
    method: 'PUT',
    url: `/v1/companies/${company.slug}/letterhead/logo`,
    key: withKey,
    payload: Buffer.from(content),
    headers: { 'content-type': 'application/octet-stream', 'x-file-name': 'logo.bin' },
  });
}

async function issuedId(customer: string): Promise<{ id: string; number: string }> {
  const [first] = await issue(client, invoiceOf(customer, '120.00'));
  return first as { id: string; number: string };
}

beforeAll(async () => {
  api = await testApi();
  company = await api.company('Documents');
  other = await api.company('Elsewhere');
  key = await api.key(company);
  client = clientOf(api, company, key);
  await makeCustomer(client, 'K-1', 'Bäckerei Sonne');
});
afterAll(() => api.close());

describe('a letterhead', () => {
  it('is the name of the company until one is set', async () => {
    expect(await client.read('/letterhead')).toMatchObject({ name: 'Documents', isDefault: true, hasLogo: false, bank: { iban: '' } });
  });

  it('is set as a whole, with an account number that can be right', async () => {
    const answer = await client.send('PUT', '/letterhead', LETTERHEAD);
    expect(answer.body).toMatchObject({ name: 'Nordlicht GmbH', isDefault: false, bank: { iban: 'DE89370400440532013000' }, phone: '', footerLines: [] });
    const wrong = await client.send('PUT', '/letterhead', { ...LETTERHEAD, bank: { ...LETTERHEAD.bank, iban: 'DE88370400440532013000' } });
    expect(wrong.status).toBe(422);
    expect(await client.read('/letterhead')).toMatchObject({ bank: { iban: 'DE89370400440532013000' } });
  });

  it('gets a logo that is served as it came, and only one that can be printed', async () => {
    expect((await putLogo(LOGO)).body).toMatchObject({ hasLogo: true });
    const logo = await bytes('/letterhead/logo');
    expect([logo.headers['content-type'], logo.headers['x-content-type-options'], logo.body.toString()]).toEqual(['image/svg+xml', 'nosniff', LOGO]);
    expect((await putLogo(LOGO.replace('<rect', '<script/><rect'))).body['code']).toBe('logo.unsafe');
    const torn = Buffer.alloc(64);
    torn.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 9, 0, 0, 0, 9, 8]);
    expect((await putLogo(torn)).body['code']).toBe('logo.unreadable');
    expect((await bytes('/letterhead/logo')).body.toString()).toBe(LOGO);
  });

  it('is changed by those alone who may change settings', async () => {
    const billing = await clientAs(api, company, 'billing');
    expect((await billing.get('/letterhead')).status).toBe(200);
    expect((await billing.send('PUT', '/letterhead', LETTERHEAD)).body['code']).toBe('access.scope_missing');
    expect((await billing.send('DELETE', '/letterhead/logo')).body['code']).toBe('access.scope_missing');
  });
});

describe('the PDF of a document', () => {
  it('is the same to the byte from its first reading on, whatever is changed later', async () => {
    const { id, number } = await issuedId('K-1');
    const first = await bytes(`/invoices/${id}/pdf`);
    expect([first.status, first.headers['content-type'], first.headers['x-content-type-options']]).toEqual([200, 'application/pdf', 'nosniff']);
    expect(first.headers['content-disposition']).toContain(`${number}.pdf`);
    const text = pdfText(first.body);
    expect(text).toContain('Bäckerei Sonne');
    expect(text).toContain(`Rechnung ${number}`);
    expect((await client.send('PUT', '/letterhead', { ...LETTERHEAD, name: 'Renamed GmbH', layout: 'classic' })).status).toBe(200);
    const again = await bytes(`/invoices/${id}/pdf`);
    expect(Buffer.compare(first.body, again.body)).toBe(0);
    const next = await issuedId('K-1');
    expect(pdfText((await bytes(`/invoices/${next.id}/pdf`)).body)).toContain('Renamed GmbH');
  });

  it('is made once, however many ask at the same time', async () => {
    const { id } = await issuedId('K-1');
    const answers = await Promise.all([1, 2, 3].map(() => bytes(`/invoices/${id}/pdf`)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.body.toString('base64'))).size).toBe(1);
  });

  it('of a credit note names its invoice', async () => {
    const { id, number } = await issuedId('K-1');
    const note = await client.post(`/invoices/${id}/credit-notes`, { reason: 'Returned' });
    const text = pdfText((await bytes(`/invoices/${String(note['id'])}/pdf`)).body);
    expect(text.join(' ')).toContain(`bezieht sich auf die Rechnung ${number}`);
  });

  it('belongs to its company', async () => {
    const { id } = await issuedId('K-1');
    const elsewhere = await api.key(other);
    expect((await bytes(`/invoices/${id}/pdf`, elsewhere, other)).code).toBe('document.not_found');
    expect((await bytes(`/invoices/${id}/pdf`, elsewhere)).status).toBe(404);
    expect((await bytes('/letterhead/logo', elsewhere, other)).code).toBe('logo.not_set');
    const text = pdfText((await bytes(`/invoices/${id}/pdf`)).body).join(' ');
    expect(text).not.toContain('Elsewhere');
  });
});

describe('a statement', () => {
  it('is printed for a customer of this company', async () => {
    const answer = await bytes('/reports/account-statement/pdf?customerNumber=K-1');
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/pdf']);
    const text = pdfText(answer.body);
    expect(text).toContain('Kontoauszug');
    expect(text).toContain('Offene Posten in EUR');
    expect((await bytes('/reports/account-statement/pdf?customerNumber=K-9')).code).toBe('customer.not_found');
  });
});
