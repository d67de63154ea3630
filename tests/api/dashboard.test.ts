import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company } from '../../src/ar/access/context.ts';
import { addDays, dayInZone } from '../../src/foundation/calendar/day.ts';
import { testApi, type TestApi } from '../support/test-api.ts';
import { clientAs, clientOf, importLines, invoiceOf, issue, itemsOf, makeCustomer, runToItsEnd, type CompanyClient, type Json } from './company-client.ts';

let api: TestApi;
let company: Company;
let client: CompanyClient;

const ALDER = { name: 'Aldebaran Tea GmbH', iban: 'DE02120300000000202051' };
const today = () => dayInZone(api.now(), 'Europe/Berlin');

type Shown = { unit: string; value: string | null; more: boolean; before: string | null };
type Dashboard = {
  asOf: string;
  monthBefore: string;
  currency: string;
  figures: Record<string, Shown>;
  automation: Json;
  promises: Json | null;
  topOverdue: Json[];
};
type Series = { aging: { on: string; open: string; buckets: Record<string, string> }[]; dso: Json[]; automation: Json };

const dashboard = async (query = '') => (await client.read(`/reports/dashboard${query}`)) as unknown as Dashboard;
const series = async (query = '') => (await client.read(`/reports/dashboard/series${query}`)) as unknown as Series;
const metricsOf = async (query: string) =>
  (
    (await client.read(`/reports/metrics?${query}`))['base'] as {
      figures: Record<string, { value: string | null; more: boolean; parts: Record<string, string | number> }>;
    }
  ).figures;

beforeAll(async () => {
  api = await testApi();
  company = await api.company('Dashboard');
  client = clientOf(api, company, await api.key(company));
  await makeCustomer(client, 'K-1', ALDER.name);
  await makeCustomer(client, 'K-2', 'Brockwell Lamps Ltd');
  await client.send('PUT', '/rates', { rates: [{ currency: 'USD', on: '2026-01-01', rate: '0.80' }] });
  const issued = await issue(
    client,
    invoiceOf('K-1', '100'),
    invoiceOf('K-1', '200'),
    invoiceOf('K-2', '300'),
    { ...invoiceOf('K-2', '400'), issuedOn: '2026-04-20' },
    { ...invoiceOf('K-1', '500'), issuedOn: '2026-05-11', currency: 'USD' },
  );
  const [a, b] = issued.map((one) => one.number);
  await importLines(
    client,
    { minor: 11_900n, bookedOn: '2026-03-12', text: `Invoice ${a}`, ...ALDER },
    { minor: 13_800n, bookedOn: '2026-05-02', text: `Invoice ${b}`, ...ALDER },
    { minor: 30_000n, bookedOn: '2026-05-04', text: 'thanks', name: 'Brockwell Lamps Ltd' },
  );
  await runToItsEnd(client, 'auto');
});
afterAll(() => api.close());

describe('the dashboard', () => {
  it('says of a day before all books that it is too early, and of no day how one is written', async () => {
    const told = async (asOf: string) => JSON.stringify((await client.get(`/reports/dashboard?asOf=${asOf}`)).body);
    expect(await told('1800-01-01')).toContain('This day is too early or too late');
    expect(await told('1800-02-30')).toContain('is written YYYY-MM-DD');
  });

  it.each(['2026-05-31', '2026-05-15', '2026-03-31', '2026-02-01'])('tells of %s what the report of metrics tells', async (asOf) => {
    const shown = await dashboard(`?asOf=${asOf}`);
    const now = await metricsOf(`asOf=${asOf}`);
    const earlier = await metricsOf(`asOf=${shown.monthBefore}`);
    const same = Object.entries(shown.figures).filter(([name]) => name !== 'overdue' && name !== 'overdueShare');
    expect(same).toHaveLength(10);
    expect(same.map(([name, { value, more, before }]) => ({ name, value, more, before }))).toEqual(
      same.map(([name]) => ({ name, value: now[name]?.value, more: now[name]?.more, before: earlier[name]?.value })),
    );
    expect(shown.promises).toBeNull();
  });

  it('takes what is overdue from the same aging as the report, in the base currency', async () => {
    const { figures, topOverdue, monthBefore } = await dashboard('?asOf=2026-05-31');
    expect(monthBefore).toBe('2026-04-30');
    // 100 of the second and 357 of the third invoice, and 476 due on 20 May; 595 USD are not due.
    expect(figures['overdue']).toEqual({ unit: 'amount', value: '933.00', more: false, before: '595.00' });
    expect(figures['openReceivables']).toMatchObject({ value: '1409.00', before: '1071.00' });
    expect(figures['overdueShare']).toEqual({ unit: 'percent', value: '66.22', more: false, before: '55.56' });
    expect(topOverdue).toMatchObject([
      { customerNumber: 'K-2', customerName: 'Brockwell Lamps Ltd', overdue: '833.00', items: 2, oldestDueOn: '2026-04-01' },
      { customerNumber: 'K-1', overdue: '100.00', items: 1 },
    ]);
    // At the end of April the money of May had not come.
    expect((await dashboard('?asOf=2026-04-30')).topOverdue).toMatchObject([
      { customerNumber: 'K-2', overdue: '357.00' },
      { customerNumber: 'K-1', overdue: '238.00' },
    ]);
    const now = await dashboard();
    const sum = now.topOverdue.reduce((total, { overdue }) => total + Number(overdue), 0);
    expect(sum).toBe(Number(now.figures['overdue']?.value));
  });

  it('has the rates of ninety days', async () => {
    const { automation } = await series('?asOf=2026-05-31');
    expect(automation).toEqual({
      since: '2026-03-03',
      straightThroughRate: '100.00',
      payments: 2,
      straightThrough: 2,
      precision: '100.00',
      autoApplied: 2,
      takenBack: 0,
    });
    const rates = await metricsOf('asOf=2026-05-31&from=2026-03-03&only=straightThroughRate,autoMatchPrecision');
    expect([automation['straightThroughRate'], automation['precision']]).toEqual([rates['straightThroughRate']?.value, rates['autoMatchPrecision']?.value]);
  });

  it('has what is promised and what was broken', async () => {
    const none = { count: 0, amount: '0.00' };
    expect((await dashboard()).promises).toEqual({ until: addDays(today(), 14), since: addDays(today(), -14), due: none, broken: none });
    await client.post('/promises', { customerNumber: 'K-2', amount: '50.00', promisedOn: addDays(today(), 3), by: 'Pat' });
    await client.post('/promises', { customerNumber: 'K-1', amount: '100.00', currency: 'USD', promisedOn: addDays(today(), 3), by: 'Alex' });
    // 100 USD at 0.80.
    expect((await dashboard()).promises).toMatchObject({ due: { count: 2, amount: '130.00' }, broken: none });
    api.pass(10 * 86_400_000);
    expect((await dashboard()).promises).toMatchObject({ due: none, broken: { count: 2, amount: '130.00' } });
  });

  it('draws the charts from the reports of their days', async () => {
    const { aging, dso } = await series('?asOf=2026-05-15');
    expect(aging.map(({ on }) => on)).toEqual(['2025-10-31', '2025-11-30', '2025-12-31', '2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-15']);
    for (const { on, open, buckets } of aging) {
      const report = (await client.read(`/reports/aging?asOf=${on}`))['totals'] as { currency: string; open: string; buckets: Record<string, string> }[];
      const base = (of: (total: (typeof report)[number]) => string | undefined) =>
        report.reduce((sum, total) => sum + Number(of(total)) * (total.currency === 'USD' ? 0.8 : 1), 0);
      expect([on, Number(open), ...Object.entries(buckets).map(([name, amount]) => `${name} ${Number(amount)}`)]).toEqual([
        on,
        base((total) => total.open),
        ...Object.keys(buckets).map((name) => `${name} ${base((total) => total.buckets[name])}`),
      ]);
    }
    expect(aging.at(-1)?.open).toBe('1409.00');
    expect(dso).toHaveLength(12);
    expect(dso.at(-1)).toMatchObject({ on: '2026-05-15' });
    const april = await metricsOf('asOf=2026-04-30');
    expect(dso.at(-2)).toEqual({
      on: '2026-04-30',
      dso: april['dso']?.value,
      dsoCountback: april['dsoCountback']?.value,
      more: april['dsoCountback']?.more,
      bestPossibleDso: april['bestPossibleDso']?.value,
      bestPossibleDsoCountback: april['bestPossibleDsoCountback']?.value,
    });
  });

  it('is for those who may see reports, and empty where nothing is', async () => {
    const empty = await api.company('Empty');
    const nobody = clientOf(api, empty, await api.key(empty, ['cash:read']));
    expect((await nobody.get('/reports/dashboard')).body['code']).toBe('access.scope_missing');
    const reader = await clientAs(api, empty, 'read_only');
    const shown = (await reader.read('/reports/dashboard')) as unknown as Dashboard;
    expect(shown.figures).toMatchObject({
      openReceivables: { value: '0.00', before: '0.00' },
      overdue: { value: '0.00' },
      overdueShare: { value: null },
      dso: { value: null },
      collectionEffectiveness: { value: null },
    });
    expect(shown.topOverdue).toEqual([]);
    expect(((await reader.read('/reports/dashboard/series')) as unknown as Series).aging).toHaveLength(8);
    expect(itemsOf(await reader.read('/bank-lines'))).toEqual([]);
  });
});
