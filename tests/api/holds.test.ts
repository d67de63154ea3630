import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Company, Ctx } from '../../src/ar/access/context.ts';
import { placeHold } from '../../src/ar/receivables/holds.ts';
import { addDays, dayInZone, type Day } from '../../src/foundation/calendar/day.ts';
import { testApi, type TestApi } from '../support/test-api.ts';
import { clientAs, clientOf, issue, itemsOf, makeCustomer, type CompanyClient, type Json } from './company-client.ts';

let api: TestApi;
let company: Company;
let client: CompanyClient;
let today: Day;

function unit<T>(work: (ctx: Ctx) => Promise<T>): Promise<T> {
  return api.test.database.forCompany(company.id, (tx) =>
    work({ tx, now: api.now(), today, company, actor: { kind: 'operator', id: 'test' }, newId: api.newId }),
  );
}

beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

type Issued = { id: string; number: string; receivableIds: string[] };
let customer: string;
let plain: Issued;
let instalments: Issued;
let paid: Issued;
let companies = 0;

beforeEach(async () => {
  company = await api.company(`Holds ${++companies}`);
  client = clientOf(api, company, await api.key(company));
  today = dayInZone(api.now(), company.timeZone);
  customer = await makeCustomer(client, 'K-1', 'Alder Tea');
  const lines = [{ text: 'Tea', quantity: '1', unitPrice: '100.00', taxRate: '0', taxCategory: 'Z' }];
  [plain, instalments, paid] = (await issue(
    client,
    { customerNumber: 'K-1', lines },
    { customerNumber: 'K-1', lines, terms: '40%@10+60%@60' },
    { customerNumber: 'K-1', lines },
  )) as [Issued, Issued, Issued];
  const payment = await client.post('/payments', { customerId: customer, method: 'cash', awaitsBank: false, amount: '140.00' });
  await client.post(`/payments/${String(payment['id'])}/applications`, {
    parts: [
      { receivableId: paid.receivableIds[0], amount: '100.00' },
      { receivableId: instalments.receivableIds[0], amount: '40.00' },
    ],
  });
});

const hold = (body: object) => client.post('/holds', { kind: 'dispute', reason: 'Goods are missing', ...body });
const outcomes = (body: Json) => (body['results'] as Json[]).map(({ subjectId, result, code }) => [subjectId, result, code]);
const holdsOf = async (query: string) => itemsOf(await client.read(`/holds${query}`));

describe('holds over the API', () => {
  it('are placed on what is open, and say why the rest is skipped', async () => {
    const note = await client.post(`/invoices/${paid.id}/credit-notes`, { reason: 'x' });
    const invoiceIds = [plain.id, instalments.id, paid.id, String(note['id']), plain.id];
    const expected = (result: string) => [
      [plain.id, result, null],
      [instalments.id, result, null],
      [paid.id, 'skipped', 'nothing_open'],
      [note['id'], 'skipped', 'credit_note'],
    ];
    const dry = await hold({ invoiceIds, dryRun: true });
    expect([dry['dryRun'], dry['held'], dry['skipped'], outcomes(dry)]).toEqual([true, 2, 2, expected('ready')]);
    expect(await holdsOf('')).toEqual([]);
    const done = await hold({ invoiceIds, untilOn: addDays(today, 10) });
    expect(outcomes(done)).toEqual(expected('placed'));
    // The first instalment is settled: only the second is held.
    const listed = await holdsOf('');
    expect(listed.map((one) => [one['receivableId'], one['invoiceId'], one['number'], one['instalment']])).toEqual([
      [plain.receivableIds[0], plain.id, plain.number, 1],
      [instalments.receivableIds[1], instalments.id, instalments.number, 2],
    ]);
    expect(listed[0]).toMatchObject({
      kind: 'dispute',
      scope: 'receivable',
      customerId: customer,
      customerNumber: 'K-1',
      customerName: 'Alder Tea',
      untilOn: addDays(today, 10),
      reason: 'Goods are missing',
      placedByName: 'test',
      can: { release: true },
    });
    expect((await client.read('/verify'))['ok']).toBe(true);
  });

  it('are not placed twice, and end by release or with their day', async () => {
    await hold({ invoiceIds: [plain.id] });
    expect(outcomes(await hold({ invoiceIds: [plain.id, instalments.id] }))).toEqual([
      [plain.id, 'skipped', 'already_held'],
      [instalments.id, 'placed', null],
    ]);
    expect(outcomes(await hold({ kind: 'legal', invoiceIds: [plain.id] }))).toEqual([[plain.id, 'placed', null]]);
    const [dispute] = await holdsOf(`?invoice=${plain.id}&kind=dispute`);
    const path = `/holds/${String(dispute?.['id'])}/release`;
    expect(await client.post(path, { reason: 'Goods came' })).toEqual({ id: dispute?.['id'], released: true });
    expect((await client.send('POST', path, { reason: 'again' })).body['code']).toBe('hold.not_active');
    expect((await holdsOf(`?invoice=${plain.id}`)).map(({ kind }) => kind)).toEqual(['legal']);
    expect(outcomes(await hold({ invoiceIds: [plain.id] }))).toEqual([[plain.id, 'placed', null]]);
    const past = await client.send('POST', '/holds', { kind: 'plan', reason: 'x', invoiceIds: [plain.id], untilOn: addDays(today, -1), dryRun: true });
    expect([past.status, past.body['code']]).toEqual([422, 'hold.ends_in_past']);
  });

  it('on a customer hold what the customer owes', async () => {
    const placed = await hold({ kind: 'legal', customerIds: [customer] });
    expect((placed['results'] as Json[])[0]).toMatchObject({ subjectId: customer, number: 'K-1', result: 'placed' });
    expect(outcomes(await hold({ kind: 'legal', customerIds: [customer] }))).toEqual([[customer, 'skipped', 'already_held']]);
    expect(outcomes(await hold({ kind: 'legal', invoiceIds: [plain.id] }))).toEqual([[plain.id, 'skipped', 'already_held']]);
    for (const query of [`?invoice=${plain.id}`, `?invoice=${paid.id}`, `?customer=${customer}`])
      expect((await holdsOf(query)).map((one) => [one['scope'], one['customerId']])).toEqual([['customer', customer]]);
    expect(itemsOf(await client.read('/invoices?state=held&sort=number')).map((row) => [row['number'], row['held']])).toEqual([
      [plain.number, 'legal'],
      [instalments.number, 'legal'],
    ]);
  });

  it('that follow from something else are listed and not released by hand', async () => {
    const id = await unit((ctx) => placeHold(ctx, { scope: { kind: 'company' }, kind: 'stale_books', untilOn: null, reason: 'No bank file' }));
    for (const query of ['', `?invoice=${plain.id}`, `?customer=${customer}`])
      expect(await holdsOf(query)).toMatchObject([{ id, scope: 'company', customerId: null, can: { release: 'hold.not_by_hand' } }]);
    expect(await holdsOf(`?invoice=${api.newId()}`)).toEqual([]);
    expect((await client.send('POST', `/holds/${id}/release`, { reason: 'x' })).body['code']).toBe('hold.not_by_hand');
    expect((await client.send('POST', '/holds', { kind: 'promise', reason: 'x', invoiceIds: [plain.id] })).body['code']).toBe('validation_failed');
  });

  it('are for collections, and one name of either kind is given', async () => {
    const body = { kind: 'dispute', reason: 'x', invoiceIds: [plain.id] };
    const collector = await clientAs(api, company, 'collections');
    expect((await collector.send('POST', '/holds', body)).status).toBe(200);
    const biller = await clientAs(api, company, 'billing');
    expect((await biller.get('/holds')).status).toBe(200);
    expect((await biller.send('POST', '/holds', body)).body['code']).toBe('access.scope_missing');
    for (const wrong of [
      { ...body, customerIds: [customer] },
      { kind: 'dispute', reason: 'x' },
    ])
      expect((await client.send('POST', '/holds', wrong)).body['errors']).toMatchObject([{ pointer: '/invoiceIds' }]);
    expect((await client.send('POST', '/holds', { ...body, invoiceIds: [plain.id, api.newId()] })).body['code']).toBe('hold.subject_not_found');
    expect(await holdsOf('')).toHaveLength(1);
  });

  it('are listed a page at a time', async () => {
    await hold({ invoiceIds: [plain.id, instalments.id] });
    await hold({ kind: 'plan', invoiceIds: [plain.id] });
    const whole = (await holdsOf('')).map(({ id }) => id);
    const seen: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const body: Json = await client.read(`/holds?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...itemsOf(body).map(({ id }) => id));
      cursor = body['next'] as string | null;
    }
    expect([seen, seen.length]).toEqual([whole, 3]);
  });
});

describe('a preview of sending', () => {
  it('says what sending then does, and does nothing', async () => {
    const documentIds = [plain.id, instalments.id];
    const preview = async (body: object = {}) => (await client.post('/invoices/send-preview', { documentIds, ...body }))['documents'] as Json[];
    expect((await preview()).map(({ result, to }) => [result, to])).toEqual([
      ['no_address', ''],
      ['no_address', ''],
    ]);
    expect(itemsOf(await client.read('/tasks'))).toEqual([]);
    await client.post(`/customers/${customer}/contacts`, { role: 'billing', email: 'ap@alder.example' });
    expect((await preview()).map(({ result, to }) => [result, to])).toEqual([
      ['ready', 'ap@alder.example'],
      ['ready', 'ap@alder.example'],
    ]);
    expect(itemsOf(await client.read('/outbox'))).toEqual([]);
    const sent = (await client.post('/invoices/send', { documentIds: [plain.id] }))['documents'] as Json[];
    expect(sent.map(({ result, to }) => [result, to])).toEqual([['queued', 'ap@alder.example']]);
    expect((await preview()).map(({ result }) => result)).toEqual(['already_sent', 'ready']);
    expect((await preview({ again: true })).map(({ result }) => result)).toEqual(['ready', 'ready']);
    const csv = 'number,customerNumber,issuedOn,dueOn,amount,currency,openAmount\nOLD-1,K-1,2025-12-01,2025-12-31,100.00,EUR,40.00\n';
    expect((await client.upload('/invoice-imports', csv)).status).toBe(200);
    const [old] = itemsOf(await client.read('/invoices?number=OLD-1'));
    expect((await preview({ documentIds: [old?.['id']] })).map(({ result, problem }) => [result, problem])).toEqual([['imported', null]]);
    expect(old).toMatchObject({ owner: 'imported', sent: null });
    expect(itemsOf(await client.read('/invoices?number=INV-000001'))).toMatchObject([{ sent: 'waiting' }]);
  });
});
