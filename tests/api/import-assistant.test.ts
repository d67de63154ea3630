import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company } from '../../src/ar/access/context.ts';
import { testApi, type TestApi } from '../support/test-api.ts';
import { clientAs, clientOf, itemsOf, type CompanyClient, type Json } from './company-client.ts';

const FIXTURES = path.join(import.meta.dirname, '..', '..', 'src', 'formats', 'csv', 'fixtures');

let api: TestApi;
let companies = 0;

beforeAll(async () => void (api = await testApi()));
afterAll(() => api.close());

async function fresh(): Promise<{ company: Company; client: CompanyClient }> {
  const company = await api.company(`Assistant ${++companies}`);
  return { company, client: clientOf(api, company, await api.key(company)) };
}

const golden = (name: string) => readFileSync(path.join(FIXTURES, name));

async function upload(client: CompanyClient, url: string, bytes: string | Uint8Array): Promise<Json> {
  const answer = await client.upload(url, bytes, { name: 'list.csv' });
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  return answer.body;
}

const inspect = (client: CompanyClient, kind: string, bytes: string | Uint8Array, more = '') =>
  upload(client, `/import-inspections?kind=${kind}${more}`, bytes);
const sent = (profile: unknown) => `profile=${encodeURIComponent(JSON.stringify(profile))}`;

describe('open items of a German ledger', () => {
  it('are inspected, tried, corrected by what is suggested, and add up to the ledger', async () => {
    const { client } = await fresh();
    const bytes = golden('open-items-de.csv');
    const seen = await inspect(client, 'invoices', bytes);
    expect(seen).toMatchObject({
      rows: 13,
      looksLike: { kind: 'invoices', asAsked: true },
      writing: {
        encoding: { value: 'windows-1252' },
        delimiter: { value: ';' },
        dateOrder: { value: 'dmy', firstOver12: 21, secondOver12: 0 },
        decimalMark: { value: ',' },
      },
      missing: [],
      keptProfile: null,
    });
    expect((seen['columns'] as Json[]).map((column) => [column['name'], column['field']])).toEqual([
      ['Konto', 'customerNumber'],
      ['Name', 'customerName'],
      ['Beleg', 'number'],
      ['Belegdatum', 'issuedOn'],
      ['Fällig', 'dueOn'],
      ['Betrag', 'amount'],
      ['Offen', 'openAmount'],
      ['KSt', null],
    ]);
    const profile = sent(seen['profile']);
    const tried = await upload(client, `/invoice-imports?dryRun=true&wholeRows=true&${profile}`, bytes);
    expect(tried).toMatchObject({
      read: 13,
      imported: 10,
      rows: { new: 10, alreadyThere: 0, withProblem: 3, withProblemUnreadable: 0 },
      problemCount: 3,
      diagnosis: null,
      totals: [{ currency: 'EUR', withProblem: { rows: 3 } }],
    });
    expect(tried['problems']).toMatchObject([
      {
        line: 8,
        column: 'Fällig',
        field: 'dueOn',
        value: '31.11.2026',
        code: 'date_not_in_calendar',
        rowKept: false,
        suggestion: { code: 'last_day_of_month', value: '2026-11-30' },
      },
      { line: 11, column: 'Offen', value: '4,118.90', code: 'amount_other_mark', suggestion: { code: 'other_decimal_mark', value: '4118.90' } },
      { line: 15, column: 'Offen', code: 'open_outside_amount', suggestion: null },
    ]);
    expect((tried['problemKinds'] as Json[]).map((kind) => [kind['code'], kind['rows']])).toEqual([
      ['date_not_in_calendar', 1],
      ['amount_other_mark', 1],
      ['open_outside_amount', 1],
    ]);
    expect(itemsOf(await client.read('/invoices'))).toEqual([]);

    const done = await upload(client, `/invoice-imports?opening=true&wholeRows=true&accept=last_day_of_month&accept=other_decimal_mark&${profile}`, bytes);
    expect(done).toMatchObject({ imported: 12, rows: { new: 12, withProblem: 1 } });
    expect(done['totals']).toEqual([
      {
        currency: 'EUR',
        new: { rows: 12, gross: '131389.18', open: '129089.18' },
        alreadyThere: { rows: 0, gross: '0.00', open: '0.00' },
        withProblem: { rows: 1, gross: '960.50', open: '1960.50' },
        all: { rows: 13, gross: '132349.68', open: '131049.68' },
      },
    ]);
    expect((await client.read('/reports/aging?asOf=2026-12-31'))['totals']).toMatchObject([{ currency: 'EUR', open: '129089.18' }]);
    const again = await upload(client, `/invoice-imports?wholeRows=true&accept=last_day_of_month&accept=other_decimal_mark&${profile}`, bytes);
    expect(again).toMatchObject({
      imported: 0,
      skipped: 13,
      rows: { new: 0, alreadyThere: 12, withProblem: 1 },
      totals: [{ alreadyThere: { open: '129089.18' } }],
    });
  });

  it('without wholeRows a row goes in without its due day, and is noted', async () => {
    const { client } = await fresh();
    const bytes = golden('open-items-de.csv');
    const seen = await inspect(client, 'invoices', bytes);
    const done = await upload(client, `/invoice-imports?${sent(seen['profile'])}`, bytes);
    expect(done).toMatchObject({ imported: 11, rows: { new: 11, withProblem: 2, noted: 1 } });
    // An amount with the other mark counts with what it probably means.
    expect((done['totals'] as Json[])[0]).toMatchObject({ withProblem: { rows: 2, gross: '5079.40', open: '6079.40' } });
  });

  it('name customers that are not there, one problem kind for each', async () => {
    const { client } = await fresh();
    const bytes = golden('open-items-de.csv');
    const profile = sent((await inspect(client, 'invoices', bytes))['profile']);
    const tried = await upload(client, `/invoice-imports?dryRun=true&unknownCustomers=problem&${profile}`, bytes);
    expect(tried).toMatchObject({ imported: 0, customersCreated: 0, diagnosis: { code: 'customers_missing', column: 'Konto' } });
    const kinds = (tried['problemKinds'] as Json[]).filter((kind) => kind['code'] === 'customer_unknown');
    expect(kinds[0]).toMatchObject({ rows: 2, first: { line: 5, value: '10021', suggestion: { code: 'create_customer', value: 'Haldern Werkzeugbau GmbH' } } });
    await client.post('/customers', { number: '10021', name: 'Haldern Werkzeugbau GmbH' });
    expect(await upload(client, `/invoice-imports?dryRun=true&unknownCustomers=problem&${profile}`, bytes)).toMatchObject({ imported: 2 });
  });
});

describe('open items of an American ledger', () => {
  it('are read as guessed, in the currency that a person names', async () => {
    const { client } = await fresh();
    const bytes = golden('open-items-us.csv');
    const seen = await inspect(client, 'invoices', bytes);
    expect(seen['writing']).toMatchObject({ dateOrder: { value: 'mdy', secondOver12: 8 }, decimalMark: { value: '.' } });
    const inEuro = await upload(client, `/invoice-imports?dryRun=true&${sent(seen['profile'])}`, bytes);
    expect(inEuro).toMatchObject({ imported: 0, diagnosis: { code: 'currency_wrong', column: 'Invoice Total' } });
    const dollars = await inspect(client, 'invoices', bytes, `&${sent({ constants: { currency: 'USD' } })}`);
    const unrated = await upload(client, `/invoice-imports?dryRun=true&${sent(dollars['profile'])}`, bytes);
    expect(unrated).toMatchObject({
      imported: 0,
      rows: { withProblem: 6 },
      problemKinds: [{ code: 'rate_missing', rows: 6, first: { line: 2, value: 'USD' } }],
    });
    await client.send('PUT', '/rates', { rates: [{ currency: 'USD', on: '2026-01-01', rate: '0.9' }] }, randomUUID());
    const tried = await upload(client, `/invoice-imports?dryRun=true&${sent(dollars['profile'])}`, bytes);
    expect(tried).toMatchObject({ imported: 6, totals: [{ currency: 'USD', new: { open: '32740.05' } }] });
  });

  it('with the wrong order of dates have one diagnosis, with the order that mends it', async () => {
    const { client } = await fresh();
    const rows = Array.from({ length: 40 }, (_, at) => `R-${at},K-${at % 5},${1 + (at % 12)}/${1 + (at % 28)}/2026,100.00`);
    const file = ['Invoice #,Customer #,Inv Date,Amount', ...rows].join('\n');
    const wrong = await upload(
      client,
      `/invoice-imports?dryRun=true&${sent({ columns: { number: 'Invoice #', customerNumber: 'Customer #', issuedOn: 'Inv Date', amount: 'Amount' }, dateOrder: 'dmy' })}`,
      file,
    );
    expect(wrong['diagnosis']).toMatchObject({ code: 'date_order_wrong', field: 'issuedOn', column: 'Inv Date', remedy: { dateOrder: 'mdy' } });
    expect((wrong['problems'] as Json[])[0]).toMatchObject({ code: 'date_other_order', suggestion: { code: 'other_date_order' } });
    const seen = await inspect(client, 'invoices', file, `&${sent({ dateOrder: 'dmy' })}`);
    expect((seen['findings'] as Json[]).map((finding) => finding['code'])).toContain('date_order_mixed');
    expect(await upload(client, `/invoice-imports?dryRun=true&${sent({ ...(seen['profile'] as Json), dateOrder: 'mdy' })}`, file)).toMatchObject({
      imported: 40,
      diagnosis: null,
    });
  });

  it('with the wrong decimal mark, a wrong column or swapped columns have one diagnosis each', async () => {
    const { client } = await fresh();
    const bytes = 'No;Who;Day;Sum;Rest\n1;A;2026-01-05;1.100,00;2.200,00\n2;B;2026-01-06;1.300,00;4.100,00\n3;C;2026-01-07;90,00;95,50\n';
    const columns = { number: 'No', customerName: 'Who', issuedOn: 'Day', amount: 'Sum', openAmount: 'Rest' };
    const diagnosis = async (profile: Json) =>
      (await upload(client, `/invoice-imports?dryRun=true&${sent({ delimiter: ';', ...profile })}`, bytes))['diagnosis'];
    expect(await diagnosis({ columns })).toMatchObject({ code: 'decimal_mark_wrong', remedy: { decimalMark: ',' } });
    expect(await diagnosis({ columns: { ...columns, issuedOn: 'Who' }, decimalMark: ',' })).toMatchObject({
      code: 'column_wrong',
      field: 'issuedOn',
      column: 'Who',
    });
    expect(await diagnosis({ columns, decimalMark: ',' })).toMatchObject({
      code: 'open_and_gross_swapped',
      remedy: { columns: { amount: 'Rest', openAmount: 'Sum' } },
    });
  });
});

describe('a file in the wrong step', () => {
  it('is noticed, whatever it is', async () => {
    const { client } = await fresh();
    expect(await inspect(client, 'invoices', golden('customers-nl.csv'))).toMatchObject({
      looksLike: { kind: 'customers', asAsked: false },
      findings: [{ code: 'other_kind', severity: 'error' }],
    });
    expect(await inspect(client, 'customers', golden('open-items-fr-utf16.csv'))).toMatchObject({ looksLike: { kind: 'invoices', asAsked: false } });
    expect(await inspect(client, 'payments', golden('bank-export-de.csv'))).toMatchObject({ looksLike: { kind: 'bank_statement', asAsked: false } });
    expect(await inspect(client, 'customers', '%PDF-1.7\n')).toMatchObject({
      looksLike: { kind: 'pdf' },
      rows: 0,
      sample: [],
      findings: [{ code: 'no_table' }],
    });
  });

  it('needs the scope of the import, and a profile that can be read', async () => {
    const { company, client } = await fresh();
    const cash = await clientAs(api, company, 'cash_application');
    const refused = await cash.upload('/import-inspections?kind=invoices', golden('open-items-de.csv'));
    expect([refused.status, refused.body['code']]).toEqual([403, 'access.scope_missing']);
    expect(await inspect(cash, 'payments', golden('payments-es.csv'))).toMatchObject({ looksLike: { kind: 'payments', asAsked: true } });
    expect((await client.upload('/import-inspections?kind=invoices&profile=%7B', 'a,b\n')).body['code']).toBe('profile.not_json');
    expect((await client.upload(`/import-inspections?kind=invoices&${sent({ columns: { nothing: 'a' } })}`, 'a,b\n')).body['code']).toBe('profile.invalid');
    expect((await client.upload('/import-inspections?kind=bank', 'a,b\n')).body['code']).toBe('validation_failed');
  });
});

describe('saved profiles', () => {
  it('are kept, used for the next file of the layout, replaced and forgotten', async () => {
    const { company, client } = await fresh();
    const bytes = golden('open-items-de.csv');
    const { profile } = await inspect(client, 'invoices', bytes);
    const { openAmount: _open, ...columns } = (profile as { columns: Record<string, string> }).columns;
    const kept = { ...(profile as Json), columns };
    const put = (name: string, body: object) => client.send('PUT', `/import-profiles/${encodeURIComponent(name)}`, body, randomUUID());
    expect((await put('Offene Posten', { kind: 'invoices', profile: kept })).body).toMatchObject({
      name: 'Offene Posten',
      kind: 'invoices',
      profile: { columns },
    });
    const seen = await inspect(client, 'invoices', bytes);
    expect(seen).toMatchObject({ keptProfile: 'Offene Posten', profile: { columns } });
    expect((seen['columns'] as Json[])[6]).toMatchObject({ name: 'Offen', field: null });
    expect(await inspect(client, 'invoices', bytes, '&kept=false')).toMatchObject({ keptProfile: null });
    expect(itemsOf(await client.read('/import-profiles?kind=customers'))).toEqual([]);
    expect(itemsOf(await client.read('/import-profiles?kind=invoices'))).toMatchObject([{ name: 'Offene Posten' }]);
    expect((await put('Offene Posten', { kind: 'customers', profile: {} })).body['code']).toBe('profile.other_kind');
    expect((await put('x.json', { kind: 'customers', profile: {} })).body['code']).toBe('profile.name_invalid');
    expect((await put('x', { kind: 'customers', profile: { columns: {} } })).body['code']).toBe('profile.invalid');
    const cash = await clientAs(api, company, 'cash_application');
    expect((await cash.send('DELETE', '/import-profiles/Offene%20Posten', undefined, randomUUID())).body['code']).toBe('access.scope_missing');
    expect((await client.send('DELETE', '/import-profiles/Offene%20Posten', undefined, randomUUID())).status).toBe(204);
    expect((await client.get('/import-profiles/Offene%20Posten')).body['code']).toBe('profile.not_found');
    const events = itemsOf(await client.read('/audit-events?limit=50')).map((event) => event['action']);
    expect(events).toEqual(expect.arrayContaining(['import_profile.created', 'import_profile.deleted']));
  });
});

describe('the progress of an import', () => {
  it('can be asked under an id of the client, by the company alone', async () => {
    const { client } = await fresh();
    const progress = randomUUID();
    const file = ['number,name', ...Array.from({ length: 3_000 }, (_, at) => `P-${at},Customer ${at}`)].join('\n');
    const running = client.upload(`/customer-imports?dryRun=true&progress=${progress}`, file, { name: 'list.csv' });
    const phases = new Set<unknown>();
    for (let look = 0; look < 200 && !phases.has('done'); look++) {
      for (const { phase } of itemsOf(await client.read(`/import-progress?import=${progress}`))) phases.add(phase);
    }
    expect((await running).body).toMatchObject({ read: 3_000, rows: { new: 3_000 } });
    const bytes = Buffer.byteLength(file);
    expect(itemsOf(await client.read(`/import-progress?import=${progress}`))).toEqual([{ phase: 'done', rows: 3_000, bytes, totalBytes: bytes }]);
    const other = await fresh();
    expect(itemsOf(await other.client.read(`/import-progress?import=${progress}`))).toEqual([]);
    const failed = randomUUID();
    expect((await client.upload(`/invoice-imports?progress=${failed}`, 'a,b\n1,2\n')).body['code']).toBe('file.column_missing');
    expect(itemsOf(await client.read(`/import-progress?import=${failed}`))).toMatchObject([{ phase: 'failed' }]);
  });
});
