import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METRIC_NAMES, METRICS, ROW_SETS } from '../../src/ar/insight/metrics/figure.ts';
import type { Company } from '../../src/ar/access/context.ts';
import { testApi, type TestApi } from '../support/test-api.ts';
import { clientOf, importLines, invoiceOf, issue, itemsOf, makeCustomer, runToItsEnd, type CompanyClient, type Json } from './company-client.ts';

let api: TestApi;
let company: Company;
let client: CompanyClient;

type Figure = { value: string | null; more: boolean; unit: string; parts: Record<string, string | number>; months?: Json[]; rows: string[] };
type Point = {
  asOf: string;
  period: { from: string; to: string; days: number };
  currencies: { currency: string; figures: Record<string, Figure> }[];
  base: Json;
};

const point = async (query: string) => (await client.read(`/reports/metrics?${query}`)) as unknown as Point;
const figuresOf = async (query: string) => (await point(query)).currencies[0]?.figures ?? {};

beforeAll(async () => {
  api = await testApi();
  company = await api.company('Metrics');
  client = clientOf(api, company, await api.key(company));
  await makeCustomer(client, 'K-1', 'Aldebaran Tea GmbH');
  await makeCustomer(client, 'K-2', 'Brockwell Lamps Ltd');
  // 119.00, 238.00, 357.00 and 476.00, issued on 2 March 2026 and due on 1 April.
  const issued = await issue(client, invoiceOf('K-1', '100'), invoiceOf('K-1', '200'), invoiceOf('K-2', '300'), invoiceOf('K-2', '400'));
  const [a, b, c] = issued.map((one) => one.number);
  await importLines(
    client,
    { minor: 11_900n, bookedOn: '2026-03-12', text: `Invoice ${a}`, name: 'Aldebaran Tea GmbH', iban: 'DE02120300000000202051' },
    { minor: 23_800n, bookedOn: '2026-03-22', text: `Invoice ${b}`, name: 'Aldebaran Tea GmbH', iban: 'DE02120300000000202051' },
    { minor: 35_700n, bookedOn: '2026-04-01', text: `Invoice ${c}`, name: 'Brockwell Lamps Ltd', iban: 'DE02500105170137075030' },
    { minor: 10_000n, bookedOn: '2026-04-02', text: 'something else', name: 'Brockwell Lamps Ltd', iban: 'DE02500105170137075030' },
  );
  await runToItsEnd(client, 'auto');
});
afterAll(() => api.close());

describe('metrics by API', () => {
  it('come with everything that they were computed from', async () => {
    const { asOf, period, currencies } = await point('asOf=2026-04-01&from=2026-03-01&only=dso,dsoCountback,currentRatio,collectionEffectiveness');
    expect({ asOf, period }).toEqual({ asOf: '2026-04-01', period: { from: '2026-03-01', to: '2026-04-01', days: 32 } });
    expect(currencies).toEqual([
      {
        currency: 'EUR',
        figures: {
          dso: {
            value: '12.8',
            more: false,
            unit: 'days',
            parts: { openReceivables: '476.00', creditSales: '1190.00', days: 32 },
            rows: ['open-receivables', 'sales'],
          },
          // Nothing was sold on the first of April, and 476 of the 1,190 of March: 1 + 476 / 1190 x 31.
          dsoCountback: {
            value: '13.4',
            more: false,
            unit: 'days',
            parts: { openReceivables: '476.00' },
            months: [
              { from: '2026-04-01', to: '2026-04-01', days: 1, creditSales: '0.00', taken: '0.00', counted: '1.0' },
              { from: '2026-03-01', to: '2026-03-31', days: 31, creditSales: '1190.00', taken: '476.00', counted: '12.4' },
            ],
            rows: ['open-receivables', 'sales'],
          },
          collectionEffectiveness: {
            value: '100.00',
            more: false,
            unit: 'percent',
            parts: { opening: '0.00', creditSales: '1190.00', closing: '476.00', notPastDue: '476.00' },
            rows: ['open-receivables', 'sales'],
          },
          currentRatio: {
            value: '100.00',
            more: false,
            unit: 'percent',
            parts: { notPastDue: '476.00', openReceivables: '476.00' },
            rows: ['open-receivables'],
          },
        },
      },
    ]);
  });

  it('have null for what has no denominator, and no figure is left out', async () => {
    const figures = await figuresOf('asOf=2026-02-10&from=2026-01-01');
    expect(Object.keys(figures).toSorted()).toEqual([...METRIC_NAMES].toSorted());
    expect(METRIC_NAMES.filter((name) => figures[name]?.value !== null)).toEqual(METRIC_NAMES.filter((name) => METRICS[name].unit === 'amount'));
  });

  it('weigh days to pay by value day, also for every customer', async () => {
    const { daysToPay } = await figuresOf('asOf=2026-04-30&from=2026-03-01&only=daysToPay');
    // 119 in 10 days, 238 in 20, 357 in 30.
    expect(daysToPay).toMatchObject({ value: '23.33', parts: { amountDays: '16660.00', paid: '714.00', allocations: 3 } });
    const first = await client.read('/reports/days-to-pay?asOf=2026-04-30&from=2026-03-01&limit=1');
    const second = await client.read(`/reports/days-to-pay?asOf=2026-04-30&from=2026-03-01&limit=1&cursor=${String(first['next'])}`);
    expect([...itemsOf(first), ...itemsOf(second)]).toEqual([
      { customerNumber: 'K-1', customerName: 'Aldebaran Tea GmbH', currency: 'EUR', daysToPay: '16.67', amountDays: '5950.00', paid: '357.00', allocations: 2 },
      {
        customerNumber: 'K-2',
        customerName: 'Brockwell Lamps Ltd',
        currency: 'EUR',
        daysToPay: '30.00',
        amountDays: '10710.00',
        paid: '357.00',
        allocations: 1,
      },
    ]);
    expect(second['next']).toBeNull();
  });

  it('refuse a period that ends before it begins, and names that are no metric', async () => {
    expect((await client.get('/reports/metrics?asOf=2026-03-01&from=2026-04-01')).body['code']).toBe('report.span_invalid');
    expect((await client.get('/reports/metrics?only=luck')).status).toBe(422);
    expect((await client.get('/reports/metrics/rows/luck')).status).toBe(422);
  });

  it('tell in a series what they tell of each month end', async () => {
    const { points } = (await client.read('/reports/metrics/series?from=2026-02-01&to=2026-04-30&only=dso,openReceivables')) as unknown as { points: Point[] };
    expect(points.map((one) => one.asOf)).toEqual(['2026-02-28', '2026-03-31', '2026-04-30']);
    for (const one of points) expect(one).toEqual(await point(`asOf=${one.asOf}&only=dso,openReceivables`));
  });

  it('list the rows of every set, which add up to the figure', async () => {
    const query = 'asOf=2026-04-30&from=2026-03-01';
    for (const rows of ROW_SETS) expect((await client.get(`/reports/metrics/rows/${rows}?${query}`)).status).toBe(200);
    const open = itemsOf(await client.read(`/reports/metrics/rows/open-receivables?${query}&currency=EUR`));
    expect(open).toMatchObject([
      { customerNumber: 'K-2', on: '2026-03-02', dueOn: '2026-04-01', amount: '476.00', counted: '476.00', countedBase: '476.00', days: 29, state: 'past_due' },
    ]);
    expect(itemsOf(await client.read(`/reports/metrics/rows/open-receivables?${query}&currency=USD`))).toEqual([]);
    expect(itemsOf(await client.read(`/reports/metrics/rows/days-to-pay?${query}`)).map((row) => [row['counted'], row['days']])).toEqual([
      ['119.00', 10],
      ['238.00', 20],
      ['357.00', 30],
    ]);
  });

  it('age by issue day as well', async () => {
    const by = async (which: string) => ((await client.read(`/reports/aging?asOf=2026-04-15&by=${which}`))['totals'] as Json[])[0]?.['buckets'];
    expect(await by('due')).toMatchObject({ '1-30': '476.00', '31-60': '0.00' });
    expect(await by('issue')).toMatchObject({ '1-30': '0.00', '31-60': '476.00' });
  });
});

/** Last: it changes what the machine had applied. */
describe('what was applied without a person', () => {
  const query = 'asOf=2026-04-30&from=2026-03-01&only=applicationRate,straightThroughRate,autoMatchPrecision';
  const shown = (rows: readonly Json[]) => rows.map((row) => `${String(row['amount'])} ${String(row['counted'])} ${String(row['state'])}`).toSorted();
  const linesOf = async (state: string) => itemsOf(await client.read(`/bank-lines?state=${state}`));

  it('is all that was received while nobody took it back', async () => {
    expect(await figuresOf(query)).toMatchObject({
      applicationRate: { value: '100.00', parts: { applied: '714.00', received: '714.00' } },
      straightThroughRate: { value: '100.00', parts: { straightThrough: 3, payments: 3 } },
      autoMatchPrecision: { value: '100.00', parts: { autoApplied: 3, takenBack: 0 } },
    });
  });

  it('is less when a person takes one back and explains another line by hand', async () => {
    const undone = (await linesOf('applied')).find((line) => line['amount'] === '119.00');
    await client.post(`/bank-lines/${String(undone?.['id'])}/undo`, { reason: 'Another customer' });
    const waiting = [...(await linesOf('open')), ...(await linesOf('proposed'))].find((line) => line['amount'] === '100.00');
    const open = itemsOf(await client.read('/reports/metrics/rows/open-receivables?asOf=2026-12-31')).find((row) => row['amount'] === '476.00');
    await client.post(`/bank-lines/${String(waiting?.['id'])}/correct`, { customerNumber: 'K-2', parts: [{ receivableId: open?.['id'], amount: '40.00' }] });
    expect(await figuresOf(query)).toMatchObject({
      // 238 and 357 by the machine, 40 of 100 by a person.
      applicationRate: { value: '91.37', parts: { applied: '635.00', received: '695.00' } },
      straightThroughRate: { value: '66.67', parts: { straightThrough: 2, payments: 3 } },
      autoMatchPrecision: { value: '66.67', parts: { autoApplied: 3, takenBack: 1 } },
    });
    const rows = itemsOf(await client.read('/reports/metrics/rows/payments?asOf=2026-04-30&from=2026-03-01'));
    expect(shown(rows)).toEqual(['0.00 0.00 taken_back', '100.00 40.00 by_person', '238.00 238.00 straight_through', '357.00 357.00 straight_through']);
    const proposals = itemsOf(await client.read('/reports/metrics/rows/proposals?asOf=2026-04-30&from=2026-03-01'));
    expect(shown(proposals)).toEqual(['119.00 0.00 undone', '238.00 238.00 applied', '357.00 357.00 applied']);
    expect((await figuresOf('asOf=2026-04-30&from=2026-03-01&only=unappliedCash'))['unappliedCash']?.value).toBe('60.00');
  });

  it('does not grow by what a person released, however sure the machine was', async () => {
    const [more] = await issue(client, invoiceOf('K-2', '500'));
    await importLines(client, {
      minor: 59_500n,
      bookedOn: '2026-04-10',
      text: `Invoice ${more?.number}`,
      name: 'Brockwell Lamps Ltd',
      iban: 'DE02500105170137075030',
    });
    await runToItsEnd(client, 'approve');
    const waiting = (await linesOf('proposed')).find((line) => line['amount'] === '595.00');
    await client.post(`/bank-lines/${String(waiting?.['id'])}/confirm`, {});
    expect(await figuresOf(query)).toMatchObject({
      straightThroughRate: { value: '50.00', parts: { straightThrough: 2, payments: 4 } },
      autoMatchPrecision: { value: '66.67', parts: { autoApplied: 3, takenBack: 1 } },
    });
  });
});
