import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company, Ctx } from '../../src/ar/access/context.ts';
import { writtenAmounts } from '../../src/ar/invoices/search-documents.ts';
import { queueMessages } from '../../src/ar/messages/queue-messages.ts';
import { placeHold } from '../../src/ar/receivables/holds.ts';
import { addDays, daysBetween, dayInZone, type Day } from '../../src/foundation/calendar/day.ts';
import { draft } from '../support/test-outbox.ts';
import { testApi, type TestApi } from '../support/test-api.ts';
import { clientOf, issue, itemsOf, makeCustomer, type CompanyClient, type Json } from './company-client.ts';

/** More rows than lie between two anchors, twice. */
const INVOICES = 1_270;
const USD_IN_EUR = 0.9;
const NAMES = ['Zephyr Boats', 'Ägir Fisch AG', 'aldebaran tea', 'Brockwell Lamps', 'Brockwell Lamps', 'Cormorant Diving', '=HYPERLINK("x")', 'Müller, Söhne'];
const TERMS = ['NET30', 'NET14', '40%@10+60%@60', 'PREPAID'];

let api: TestApi;
let company: Company;
let client: CompanyClient;
let today: Day;
/** Every row, as the default list gives it. */
let all: Json[];

function unit<T>(work: (ctx: Ctx) => Promise<T>): Promise<T> {
  return api.test.database.forCompany(company.id, (tx) =>
    work({ tx, now: api.now(), today, company, actor: { kind: 'operator', id: 'test' }, newId: api.newId }),
  );
}

async function pages(path: string, limit: number): Promise<Json[]> {
  const found: Json[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const body: Json = await client.read(`${path}&limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    found.push(...itemsOf(body));
    cursor = body['next'] as string | null;
  }
  return found;
}

const ids = (rows: readonly Json[]): string[] => rows.map((row) => String(row['id']));
const number = (row: Json, field: string): number => Number(row[field]);

beforeAll(async () => {
  api = await testApi();
  company = await api.company('Table');
  client = clientOf(api, company, await api.key(company));
  today = dayInZone(api.now(), company.timeZone);
  const rates = await client.send('PUT', '/rates', { rates: [{ currency: 'USD', on: '2020-01-01', rate: String(USD_IN_EUR) }] });
  expect([rates.status, rates.text]).toEqual([200, rates.text]);
  for (const [index, name] of NAMES.entries()) await makeCustomer(client, `K-${index}`, name);
  const issued = await issue(
    client,
    ...Array.from({ length: INVOICES }, (_, index) => ({
      customerNumber: `K-${(index * 7) % NAMES.length}`,
      issuedOn: addDays(today, -((index * 37) % 120)),
      terms: TERMS[index % TERMS.length],
      ...(index % 10 === 3 ? { currency: 'USD' } : {}),
      lines: [{ text: 'Tea', quantity: '1', unitPrice: `${10 + ((index * 13) % 90)}.00`, taxRate: '0', taxCategory: 'Z' }],
    })),
  );
  // Some are settled: in full, the first instalment alone, and a part.
  for (const [index, one] of issued.slice(0, 160).entries()) {
    if (index % 4 === 3) continue;
    const detail = await client.read(`/invoices/${one.id}`);
    const receivables = detail['receivables'] as Json[];
    const part = index % 8 === 1;
    const amounts = receivables.slice(0, index % 16 === 2 ? 1 : 2).map((item) => ({ receivableId: item['id'], amount: part ? '3.00' : item['amount'] }));
    const sum = amounts.reduce((total, { amount }) => total + Number(amount), 0).toFixed(2);
    const customerId = (detail['customer'] as Json)['id'];
    const payment = await client.post('/payments', { customerId, method: 'cash', awaitsBank: false, amount: sum, currency: detail['currency'] });
    await client.post(`/payments/${String(payment['id'])}/applications`, { parts: amounts });
  }
  // Credit notes: of open invoices, and of a paid one, whose credit stays to be used.
  for (const index of [3, 7, 0]) await client.post(`/invoices/${issued[index]?.id}/credit-notes`, { reason: 'Sent back' });
  await unit(async (ctx) => {
    const receivable = (index: number) => ({ kind: 'receivable' as const, id: issued[index]?.receivableIds[0] as string });
    await placeHold(ctx, { scope: receivable(300), kind: 'dispute', untilOn: null, reason: 'x' });
    await placeHold(ctx, { scope: receivable(300), kind: 'promise', untilOn: null, reason: 'x' });
    await placeHold(ctx, { scope: receivable(301), kind: 'legal', untilOn: today, reason: 'x' });
    await placeHold(ctx, { scope: receivable(4), kind: 'dispute', untilOn: null, reason: 'on one that is paid' });
    await placeHold(ctx, { scope: { kind: 'company' }, kind: 'stale_books', untilOn: null, reason: 'x' });
    await queueMessages(ctx, [draft(api, { cause: { kind: 'document', id: issued[310]?.id as string } })]);
  });
  all = await pages('/invoices?', 500);
}, 120_000);
afterAll(() => api.close());

describe('the order', () => {
  const value = (row: Json, field: string): number => number(row, field) * (row['currency'] === 'USD' ? USD_IN_EUR : 1);
  const text = (field: string) => (a: Json, b: Json) => (String(a[field]) < String(b[field]) ? -1 : String(a[field]) > String(b[field]) ? 1 : 0);
  /** Values of two currencies are rounded when they are frozen: half a cent tells nothing. */
  const figure = (field: string) => (a: Json, b: Json) => (Math.abs(value(a, field) - value(b, field)) < 0.011 ? 0 : value(a, field) - value(b, field));
  const ORDERS: readonly [string, (a: Json, b: Json) => number][] = [
    ['issued', text('issuedOn')],
    ['due', text('dueOn')],
    ['number', text('number')],
    ['amount', figure('amount')],
    ['customer', (a, b) => text('customerName')(a, b) || text('customerId')(a, b) || text('number')(a, b)],
    ['open', figure('open')],
  ];

  it.each(ORDERS)('by %s holds in both directions, and pages of any size are the whole list', async (sort, compare) => {
    for (const direction of ['asc', 'desc']) {
      const whole = await pages(`/invoices?sort=${sort}&direction=${direction}`, 500);
      expect(ids(whole).toSorted()).toEqual(ids(all).toSorted());
      const wrong = whole.filter((row, index) => index > 0 && compare(whole[index - 1] as Json, row) * (direction === 'asc' ? 1 : -1) > 0);
      expect(wrong).toEqual([]);
      expect(ids(await pages(`/invoices?sort=${sort}&direction=${direction}`, 137))).toEqual(ids(whole));
      const open = await pages(`/invoices?sort=${sort}&direction=${direction}&open=true`, 90);
      expect(ids(open)).toEqual(ids(whole.filter((row) => row['open'] !== '0.00')));
    }
  });

  it('by amount and by open goes by what is written where all have one currency', async () => {
    for (const sort of ['amount', 'open'])
      for (const code of ['USD', 'EUR']) {
        const rows = await pages(`/invoices?sort=${sort}&direction=asc&currency=${code}`, 60);
        expect(rows.length).toBe(all.filter(({ currency }) => currency === code).length);
        expect(rows.map((row) => number(row, sort))).toEqual(rows.map((row) => number(row, sort)).toSorted((a, b) => a - b));
      }
  });

  it('begins with the newest and the largest, else at the beginning', async () => {
    expect(ids(await pages('/invoices?sort=issued', 500))).toEqual(ids(await pages('/invoices?sort=issued&direction=desc', 500)));
    expect(ids(await pages('/invoices?sort=due', 500))).toEqual(ids(await pages('/invoices?sort=due&direction=asc', 500)));
  });

  it('refuses the cursor of another order', async () => {
    const cursor = String((await client.read('/invoices?sort=due&limit=5'))['next']);
    for (const other of ['sort=due&direction=desc', 'sort=issued', 'sort=amount&currency=USD', ''])
      expect((await client.get(`/invoices?${other}&cursor=${cursor}`)).body['code']).toBe('cursor.invalid');
  });
});

describe('any row', () => {
  const LISTS = [
    'sort=issued',
    'sort=due&direction=desc',
    'sort=number',
    'sort=amount',
    'sort=customer',
    'sort=customer&direction=desc',
    'sort=open',
    'sort=open&direction=asc',
  ];

  it.each([...LISTS, 'sort=customer&open=true', 'sort=open&currency=USD', 'sort=issued&state=paid', 'sort=due&overdue=true'])(
    'of %s is reached from an anchor',
    async (list) => {
      const whole = ids(await pages(`/invoices?${list}`, 500));
      const { count, step, anchors } = (await client.read(`/invoices/anchors?${list}`)) as { count: number; step: number; anchors: (string | null)[] };
      expect(count).toBe(whole.length);
      expect(anchors).toHaveLength(Math.max(1, Math.ceil(count / step)));
      for (const row of [0, 1, 499, 500, 501, 999, 1000, 1200, count - 1].filter((place) => place >= 0 && place < count)) {
        const anchor = anchors[Math.floor(row / step)];
        const body = await client.read(`/invoices?${list}&limit=3&skip=${row % step}${anchor ? `&cursor=${anchor}` : ''}`);
        expect([row, ids(itemsOf(body))]).toEqual([row, whole.slice(row, row + 3)]);
      }
    },
  );

  it('may be passed over up to a limit', async () => {
    expect(itemsOf(await client.read('/invoices?skip=5000'))).toEqual([]);
    expect((await client.get('/invoices?skip=5001')).body['code']).toBe('validation_failed');
  });
});

describe('a row', () => {
  it('says where it stands, as its receivables do', async () => {
    for (const row of all.filter((_, index) => index % 23 === 0).concat(all.filter(({ state }) => state === 'part_paid').slice(0, 5))) {
      const detail = await client.read(`/invoices/${String(row['id'])}`);
      expect([row['number'], row['open'], row['dueOn'], row['owner']]).toEqual([detail['number'], detail['open'], detail['dueOn'], detail['owner']]);
      if (row['kind'] === 'credit_note') continue;
      const open = (detail['receivables'] as Json[]).filter((item) => item['open'] !== '0.00');
      const late = open.map((item) => daysBetween(item['dueOn'] as Day, today)).filter((days) => days > 0);
      expect(row['daysLate']).toBe(late.length === 0 ? null : Math.max(...late));
      const state = open.length === 0 ? 'paid' : late.length > 0 ? 'overdue' : row['open'] === row['amount'] ? 'open' : 'part_paid';
      expect([row['state'], row['overdue']]).toEqual([state, state === 'overdue']);
    }
    expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['open', 'overdue', 'paid', 'part_paid', 'used']));
  });

  it('shows the weightiest hold and the last mail', () => {
    const held = all.filter((row) => row['held'] !== null);
    expect(new Map(held.map((row) => [row['held'], row['number']]))).toEqual(
      new Map([
        ['dispute', 'INV-000301'],
        ['legal', 'INV-000302'],
      ]),
    );
    expect(held).toHaveLength(2);
    expect(all.filter((row) => row['sent'] !== null).map((row) => row['sent'])).toEqual(['waiting']);
  });
});

const FILTERS: readonly [string, (row: Json) => boolean][] = [
  ['state=open', (row) => row['open'] !== '0.00'],
  ['state=overdue', (row) => row['state'] === 'overdue'],
  ['state=paid', (row) => row['state'] === 'paid'],
  ['state=part_paid', (row) => row['kind'] === 'invoice' && row['open'] !== '0.00' && row['open'] !== row['amount']],
  ['state=disputed', (row) => row['held'] === 'dispute'],
  ['state=held', (row) => row['held'] !== null],
  ['daysLateFrom=30', (row) => number(row, 'daysLate') >= 30],
  ['daysLateFrom=5&daysLateTo=20', (row) => number(row, 'daysLate') >= 5 && number(row, 'daysLate') <= 20],
  ['daysLateTo=20', (row) => row['daysLate'] !== null && number(row, 'daysLate') <= 20],
  ['currency=USD', (row) => row['currency'] === 'USD'],
  ['currency=EUR&amountFrom=20&amountTo=30.00', (row) => row['currency'] === 'EUR' && number(row, 'amount') >= 20 && number(row, 'amount') <= 30],
  ['kind=credit_note', (row) => row['kind'] === 'credit_note'],
  ['state=part_paid&overdue=true', (row) => row['state'] === 'overdue' && row['open'] !== row['amount']],
  ['state=paid&open=true', () => false],
  ['state=open&kind=credit_note', (row) => row['kind'] === 'credit_note' && row['open'] !== '0.00'],
  ['state=overdue&currency=USD&daysLateFrom=10', (row) => number(row, 'daysLate') >= 10 && row['currency'] === 'USD'],
  ['q=INV-00012', (row) => String(row['number']).startsWith('INV-00012')],
  ['q=inv-00012', (row) => String(row['number']).startsWith('INV-00012')],
  ['q=000127', (row) => String(row['number']) === 'INV-000127'],
  ['q=127', (row) => ['INV-000127', 'INV-001270'].includes(String(row['number']))],
  ['q=1270', (row) => String(row['number']) === 'INV-001270'],
  // More hits than are handed over one by one: read off the rows.
  ['q=inv00', (row) => row['kind'] === 'invoice'],
  ['q=inv0012', (row) => String(row['number']).startsWith('INV-0012')],
  ['q=cn', (row) => row['kind'] === 'credit_note'],
  ['q=brock%20lamp', (row) => row['customerName'] === 'Brockwell Lamps'],
  ['q=muller', (row) => row['customerName'] === 'Müller, Söhne'],
  ['q=k-3', (row) => row['customerNumber'] === 'K-3'],
  ['q=23.00', (row) => row['amount'] === '23.00'],
  ['q=23,00', (row) => row['amount'] === '23.00'],
  ['q=nobody', () => false],
  ['q=brockwell&state=overdue', (row) => row['customerName'] === 'Brockwell Lamps' && row['state'] === 'overdue'],
];

describe('a filter', () => {
  it.each(FILTERS)('%s finds what it names, in every order, and its sums are those of the rows', async (filter, passes) => {
    const expected = all.filter(passes);
    const sorted = ids(expected).toSorted();
    for (const sort of ['issued', 'customer', 'open']) {
      const rows = await pages(`/invoices?${filter}&sort=${sort}`, 200);
      expect([sort, ids(rows).toSorted()]).toEqual([sort, sorted]);
      expect((await client.read(`/invoices/anchors?${filter}&sort=${sort}`))['count']).toBe(expected.length);
    }
    expect(await client.read(`/invoices/summary?${filter}`)).toEqual(summaryOf(expected));
  });

  it('by nothing sums up the whole book, by a customer and a number theirs', async () => {
    expect(await client.read('/invoices/summary')).toEqual(summaryOf(all));
    const customer = String(all[0]?.['customerId']);
    expect(await client.read(`/invoices/summary?customer=${customer}`)).toEqual(summaryOf(all.filter((row) => row['customerId'] === customer)));
    expect(await client.read('/invoices/summary?number=INV-000127')).toEqual(summaryOf(all.filter((row) => row['number'] === 'INV-000127')));
  });

  it('by amount names its currency and writes it so', async () => {
    const missing = await client.get('/invoices?amountFrom=5');
    expect([missing.body['code'], missing.body['errors']]).toMatchObject(['validation_failed', [{ in: 'query', pointer: '/currency' }]]);
    expect((await client.get('/invoices/summary?currency=JPY&amountTo=5.50')).body['code']).toBe('amount.invalid');
  });
});

/** Sums in cents of what the rows say. */
function summaryOf(rows: readonly Json[]): Json {
  const codes = [...new Set(rows.map((row) => String(row['currency'])))].toSorted();
  const sum = (of: readonly Json[], field: string) => (of.reduce((total, row) => total + Math.round(number(row, field) * 100), 0) / 100).toFixed(2);
  return {
    count: rows.length,
    currencies: codes.map((code) => {
      const mine = rows.filter((row) => row['currency'] === code);
      const invoices = mine.filter((row) => row['kind'] === 'invoice');
      const notes = mine.filter((row) => row['kind'] === 'credit_note');
      return {
        currency: code,
        count: mine.length,
        amount: sum(invoices, 'amount'),
        open: sum(invoices, 'open'),
        // Of an instalment that is not due yet, nothing is overdue: asked of the receivables below.
        overdue: expect.any(String) as string,
        credited: sum(notes, 'amount'),
        creditOpen: sum(notes, 'open'),
      };
    }),
  };
}

describe('sums', () => {
  it('of what is overdue count the instalments that are past due, however they are filtered', async () => {
    const rows = await unit((ctx) =>
      ctx.tx.rowsText<{ currency: string; minor: bigint }>(
        `select currency, sum(open)::bigint as minor from receivable where company_id = '${company.id}' and due_on < '${today}' group by currency order by currency`,
      ),
    );
    const expected = rows.map(({ currency, minor }) => ({ currency, overdue: (Number(minor) / 100).toFixed(2) }));
    for (const filter of ['', 'open=true', 'state=overdue', 'kind=invoice', 'daysLateFrom=1'])
      expect((await client.read(`/invoices/summary?${filter}`))['currencies']).toMatchObject(expected);
  });
});

describe('the file', () => {
  it('holds every row of the filter in its order, and no formula', async () => {
    const answer = await client.get('/invoices/export?format=csv&sort=customer&state=open');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    const rows = await pages('/invoices?sort=customer&state=open', 500);
    const lines = answer.text.split('\r\n');
    expect(lines[0]).toBe('number,kind,customerNumber,customerName,issuedOn,dueOn,amount,open,currency,state,daysLate,held,sent,paymentReference,owner,id');
    expect(lines.slice(1, -1).map((line) => line.split(',').at(-1))).toEqual(ids(rows));
    expect(answer.text).toContain(`"'=HYPERLINK(""x"")"`);
    expect(answer.text).toContain('"Müller, Söhne"');
    expect((await client.get('/invoices/export?sort=open')).text.split('\r\n')).toHaveLength(all.length + 2);
  });
});

describe('an amount that somebody typed', () => {
  it.each<[string, readonly string[]]>([
    ['1234.56', ['1234.56']],
    ['1.234,56', ['1234.56']],
    ['1,234.56', ['1234.56']],
    ['1234,56', ['1234.56']],
    ['1.234', ['1.234', '1234']],
    ['€ 1.234.567,00', ['1234567.00']],
    ['99', ['99']],
    ['1.2.3', []],
    ['INV-1', []],
    ['', []],
  ])('%j reads as %j', (text, decimals) => expect(writtenAmounts(text)).toEqual(decimals));
});
