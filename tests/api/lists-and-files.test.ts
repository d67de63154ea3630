import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company } from '../../src/ar/access/context.ts';
import { camtText } from '../support/camt-text.ts';
import { testApi, type TestApi } from '../support/test-api.ts';
import { clientOf, importLines, invoiceOf, issue, itemsOf, makeCustomer, runToItsEnd, type CompanyClient, type Json } from './company-client.ts';

let api: TestApi;
let company: Company;
let client: CompanyClient;

beforeAll(async () => {
  api = await testApi();
  company = await api.company('Lists');
  client = clientOf(api, company, await api.key(company));
});
afterAll(() => api.close());

/** All pages of a list; `between` happens after the first. */
async function pages(path: string, limit: number, between?: () => Promise<unknown>): Promise<Json[]> {
  const all: Json[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < 100; page++) {
    const body = await client.read(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    expect(itemsOf(body).length).toBeLessThanOrEqual(limit);
    all.push(...itemsOf(body));
    cursor = body['next'] as string | null;
    if (cursor === null) return all;
    if (page === 0) await between?.();
  }
  throw new Error('the list does not end');
}

const texts = (items: readonly Json[], field: string) => items.map((item) => String(item[field]));

describe('pages', () => {
  beforeAll(async () => {
    const names = ['Zephyr Boats', 'Ägir Fisch AG', 'aldebaran tea', 'Brockwell Lamps', 'Cormorant Diving', 'Газпром', 'Müller & Söhne'];
    for (const [index, name] of names.entries()) await makeCustomer(client, `K-${['b', 'A', '10', '9', 'Z', 'ä', 'a'][index]}`, name);
    const customers = ['K-10', 'K-9'];
    await issue(
      client,
      ...Array.from({ length: 11 }, (_, index) => ({
        ...invoiceOf(customers[index % 2] as string, `${index + 1}.00`),
        issuedOn: `2026-03-0${1 + (index % 3)}`,
      })),
    );
  });

  it.each(['/customers', '/invoices', '/invoices?open=true', '/invoices?overdue=true&kind=invoice'])(
    'of %s are the whole list in its order, whatever their size',
    async (path) => {
      const whole = itemsOf(await client.read(`${path}${path.includes('?') ? '&' : '?'}limit=500`));
      expect(whole.length).toBeGreaterThan(5);
      for (const limit of [1, 2, 3, 50]) expect(texts(await pages(path, limit), 'id')).toEqual(texts(whole, 'id'));
    },
  );

  it('neither repeat nor lose a row when others come meanwhile', async () => {
    const before = texts(itemsOf(await client.read('/invoices?limit=500')), 'id');
    const seen = texts(
      await pages('/invoices', 2, () =>
        issue(client, { ...invoiceOf('K-10', '1.00'), issuedOn: '2026-03-03' }, { ...invoiceOf('K-10', '1.00'), issuedOn: '2026-03-01' }),
      ),
      'id',
    );
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => before.includes(id))).toEqual(before);
  });

  it('refuse the cursor of another list, and one that was made up', async () => {
    const cursor = String((await client.read('/customers?limit=1'))['next']);
    const made = Buffer.from(JSON.stringify(['\u0000'])).toString('base64url');
    for (const url of [`/invoices?cursor=${cursor}`, `/customers?cursor=${made}`, '/bank-lines?cursor=%22']) {
      const answer = await client.get(url);
      expect([url, answer.status, answer.body['code']]).toEqual([url, 400, 'cursor.invalid']);
    }
  });

  it('of bank lines go on in their order over several states', async () => {
    await importLines(
      client,
      ...Array.from({ length: 9 }, (_, index) => ({ minor: BigInt(100 + index), bookedOn: '2026-03-05', text: `INV-00000${index + 1}`, name: 'K' })),
    );
    await runToItsEnd(client, 'approve');
    const aside = itemsOf(await client.read('/bank-lines?limit=2'));
    for (const line of aside) await client.post(`/bank-lines/${String(line['id'])}/set-aside`, { reason: 'x' });
    const path = '/bank-lines?state=open&state=proposed&state=set_aside';
    const whole = itemsOf(await client.read(path));
    expect(whole).toHaveLength(9);
    expect(texts(whole, 'ordinal')).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(texts(await pages(path, 2), 'id')).toEqual(texts(whole, 'id'));
    expect((await client.get('/bank-lines?state=lost')).body['code']).toBe('validation_failed');
  });
});

describe('searching', () => {
  const found = async (q: string) => texts(itemsOf(await client.read(`/customers?q=${encodeURIComponent(q)}`)), 'name');

  it.each<[string, readonly string[]]>([
    ['K-10', ['aldebaran tea']],
    ['k-10', ['aldebaran tea']],
    ['K-', ['aldebaran tea', 'Brockwell Lamps', 'Ägir Fisch AG', 'Cormorant Diving', 'Müller & Söhne', 'Zephyr Boats', 'Газпром']],
    ['alde', ['aldebaran tea']],
    ['tea ald', ['aldebaran tea']],
    ['muller', ['Müller & Söhne']],
    ['Söh', ['Müller & Söhne']],
    ['agir', ['Ägir Fisch AG']],
    ['Газпром', ['Газпром']],
    ['lamps tea', []],
    ['ebaran', []],
    ['%', []],
    ["'; drop table customer; --", []],
  ])('customers for %j', async (q, names) => expect(await found(q)).toEqual(names));

  it('follows a new name and forgets the old one', async () => {
    const [customer] = itemsOf(await client.read('/customers?q=zephyr'));
    const path = `/customers/${String(customer?.['id'])}`;
    expect((await client.send('PATCH', path, { name: 'Yonder Sails' })).body).toMatchObject({ name: 'Yonder Sails', country: 'DE' });
    expect([await found('zephyr'), await found('yonder')]).toEqual([[], ['Yonder Sails']]);
    expect((await client.send('PATCH', path, { parentId: customer?.['id'] })).body['code']).toBe('customer.parent_circular');
    expect((await client.send('PATCH', path, { terms: 'WHENEVER' })).body['code']).toBe('terms.unknown');
    expect((await client.send('PATCH', path, { name: 'nul\u0000' })).body['errors']).toMatchObject([{ in: 'body', pointer: '/name' }]);
  });

  it('finds invoices by the beginning of number, digits and payment reference', async () => {
    const numbers = async (number: string) => texts(itemsOf(await client.read(`/invoices?number=${number}&limit=500`)), 'number').toSorted();
    expect(await numbers('INV-000001')).toEqual(['INV-000001']);
    expect(await numbers('inv00001')).toEqual(['INV-000010', 'INV-000011', 'INV-000012', 'INV-000013']);
    expect(await numbers('INV-9')).toEqual([]);
    const [one] = itemsOf(await client.read('/invoices?number=INV-000003'));
    const { paymentReference } = await client.read(`/invoices/${String(one?.['id'])}`);
    expect(await numbers(String(paymentReference))).toEqual(['INV-000003']);
  });
});

describe('files', () => {
  const good = () => camtText({ reference: `F-${api.newId()}`, lines: [{ minor: 100n, bookedOn: '2026-03-05', text: 'x' }] });

  it.each<[string, string, string | Uint8Array, string]>([
    ['a file of nothing but a space', 'a.csv', ' ', 'file.format_unsupported'],
    ['a picture', 'a.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'file.format_unsupported'],
    ['XML that breaks off', 'a.xml', camtText({ reference: 'T', lines: [{ minor: 1n, bookedOn: '2026-03-05', text: 'x' }] }).slice(0, -40), 'file.truncated'],
    [
      'XML that is not well formed',
      'a.xml',
      camtText({ reference: 'W', lines: [{ minor: 1n, bookedOn: '2026-03-05', text: 'x' }] }).replace('</Ustrd>', '</Strd>'),
      'file.not_well_formed',
    ],
    [
      'XML with entities of its own',
      'a.xml',
      `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${camtText({ reference: 'E', lines: [] }).slice(38)}`,
      'file.doctype',
    ],
    ['a CSV of no bank', 'a.csv', 'one;two\n1;2\n', 'file.layout_unknown'],
  ])('%s is refused with the reason, and nothing is kept', async (_what, name, bytes, code) => {
    const before = itemsOf(await client.read('/bank-statements')).length;
    const answer = await client.upload('/bank-files', bytes, { name });
    expect([answer.status, answer.body['code']]).toEqual([422, code]);
    expect(itemsOf(await client.read('/bank-statements'))).toHaveLength(before);
    const looked = await client.upload('/bank-files?dryRun=true', bytes, { name });
    expect(looked.body['code']).toBe(code);
  });

  it('an unreadable amount is a problem with its place, the rest is read; strict keeps nothing', async () => {
    const text = good().replace(
      '</Stmt>',
      '<Ntry><Amt Ccy="EUR">1.2.3</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-05</Dt></BookgDt></Ntry></Stmt>',
    );
    const strict = await client.upload('/bank-files?strict=true', text);
    expect([strict.status, strict.body['code']]).toEqual([422, 'import.strict']);
    const result = (await client.upload('/bank-files', text)).body;
    expect(result['lines']).toBe(1);
    expect(result['problemCount']).toBeGreaterThanOrEqual(1);
    expect(JSON.stringify(result['problems'])).toMatch(/entry 2|Ntry 2/i);
  });

  it('a dry run tells the same and keeps nothing; the file is then imported, and a repeat of the request is the same answer', async () => {
    const text = good();
    const looked = (await client.upload('/bank-files?dryRun=true', text)).body;
    expect(looked).toMatchObject({ dryRun: true, fileId: null, lines: null, statements: [{ id: null, credits: '1.00' }] });
    const first = await client.upload('/bank-files', text, { key: 'file-1' });
    const again = await client.upload('/bank-files', text, { key: 'file-1' });
    expect([first.status, again.text]).toEqual([200, first.text]);
    const third = await client.upload('/bank-files', text);
    expect([third.status, third.body['code']]).toEqual([409, 'statement.already_imported']);
  });

  it('customers come from CSV with a profile, or not at all in a dry run', async () => {
    const csv = 'No;Firma;Zahlung\nM1;Meyer;NET14\nM2;;\n;;\nM1;Doppelt;\nM3;Vogel;SOON\n';
    const profile = encodeURIComponent(JSON.stringify({ delimiter: ';', columns: { number: 'No', name: 'Firma', terms: 'Zahlung' } }));
    const counts = { read: 5, imported: 3, updated: 0 };
    const dry = (await client.upload(`/customer-imports?dryRun=true&profile=${profile}`, csv)).body;
    expect(dry).toMatchObject({ ...counts, dryRun: true });
    expect((await client.read('/customers?q=M1'))['items']).toEqual([]);
    expect((await client.upload(`/customer-imports?strict=true&profile=${profile}`, csv)).body['code']).toBe('import.strict');
    const done = (await client.upload(`/customer-imports?profile=${profile}`, csv)).body;
    expect(done).toMatchObject({ ...counts, dryRun: false });
    expect((done['problems'] as Json[]).map((problem) => problem['where'])).toEqual(
      expect.arrayContaining([expect.stringContaining('line 5'), expect.stringContaining('line 6')]),
    );
    expect((await client.read('/customers?q=M1'))['items']).toMatchObject([{ name: 'Meyer', terms: 'NET14' }]);
    expect((await client.upload('/customer-imports?profile=%7B', csv)).body['code']).toBe('profile.not_json');
    expect((await client.upload('/customer-imports?profile=%7B%22colums%22%3A1%7D', csv)).body['code']).toBe('profile.invalid');
  });

  it('history comes from CSV and must tie to the old aging where that is named', async () => {
    const csv =
      'number,customerNumber,issuedOn,dueOn,amount,currency,openAmount\nOLD-1,M1,2025-12-01,2025-12-31,100.00,EUR,40.00\nOLD-2,M1,2025-12-02,2026-01-01,50.00,EUR,50.00\n';
    const other = await api.company('History');
    const fresh = clientOf(api, other, await api.key(other));
    const off = await fresh.upload('/invoice-imports?expectOpen=91.00&cutOver=2026-01-31', csv);
    expect([off.status, off.body['code']]).toEqual([422, 'import.not_tied']);
    expect((await fresh.upload('/invoice-imports?dryRun=true', csv)).body).toMatchObject({ imported: 2, dryRun: true });
    expect((await fresh.upload('/invoice-imports?expectOpen=90.00&cutOver=2026-01-31', csv)).body).toMatchObject({
      imported: 2,
      skipped: 0,
      customersCreated: 1,
      problemCount: 0,
    });
    expect((await fresh.read('/reports/aging?asOf=2026-01-31'))['totals']).toMatchObject([{ open: '90.00', openCount: 2 }]);
    expect((await fresh.upload('/invoice-imports', csv)).body).toMatchObject({ imported: 0, skipped: 2 });
    expect((await fresh.read('/verify'))['ok']).toBe(true);
  });
});
