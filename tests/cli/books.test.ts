import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtures, place, type Place } from './run-dunlin.ts';

const invoices = path.join(fixtures, 'invoices.csv');

type Aging = { asOf: string; totals: { currency: string; open: string; openCount: number; buckets: Record<string, string>; credits: string }[] };
type RollForward = { months: { to: string; currency: string; closing: string }[] };
type Statement = {
  currencies: {
    currency: string;
    opening: string;
    closing: string;
    entries: { kind: string; amount: string; balance: string }[];
    openItems: { number: string; open: string }[];
  }[];
};

describe('the books on the command line, from an empty folder', { timeout: 180_000 }, () => {
  let at: Place;

  beforeAll(async () => {
    at = place();
    expect((await at.dunlin('company', 'create', 'Ostwind & Söhne', '--currency', 'EUR', '--country', 'DE')).out).toMatch(/ostwind-soehne/);
    expect((await at.dunlin('rates', 'set', 'USD', '0.92', '--on', '2026-01-01')).exit).toBe(0);
  });

  afterAll(() => at.remove());

  it('does a dry run in full and keeps nothing of it', async () => {
    const dry = await at.dunlin('import', 'invoices', invoices, '--dry-run', '--json');
    expect({ exit: dry.exit, json: dry.json() }).toEqual({
      exit: 0,
      json: { read: 6, imported: 6, skipped: 0, problems: [], customersCreated: 3, dryRun: true },
    });
    expect((await at.dunlin('export', 'receivables', '--format', 'json')).json()).toEqual([]);
    expect((await at.dunlin('export', 'customers', '--format', 'json')).json()).toEqual([]);
  });

  it('imports, and skips what is there already when it comes again', async () => {
    const first = await at.dunlin('import', 'invoices', invoices, '--json', '--company', 'ostwind-soehne');
    expect(first.json()).toMatchObject({ read: 6, imported: 6, skipped: 0, problems: [] });
    expect(first.err).toMatch(/3 customers were not known and were created/);
    expect(first.exit).toBe(0);
    const again = await at.piped(readFileSync(invoices, 'utf8'), 'import', 'invoices', '-', '--json');
    expect({ exit: again.exit, json: again.json() }).toMatchObject({ exit: 3, json: { read: 6, imported: 0, skipped: 6, problems: [] } });
  });

  it('ages any day, as JSON, table and CSV', async () => {
    const aging = (await at.dunlin('report', 'aging', '--as-of', '2026-03-05', '--json')).json();
    expect(aging).toEqual({
      asOf: '2026-03-05',
      totals: [
        {
          currency: 'EUR',
          open: '1940.50',
          openCount: 3,
          buckets: { current: '500.00', '1-30': '1440.50', '31-60': '0.00', '61-90': '0.00', '91+': '0.00' },
          credits: '50.50',
        },
        {
          currency: 'USD',
          open: '75.25',
          openCount: 1,
          buckets: { current: '75.25', '1-30': '0.00', '31-60': '0.00', '61-90': '0.00', '91+': '0.00' },
          credits: '0.00',
        },
      ],
    });
    const table = await at.dunlin('report', 'aging', '--as-of', '2026-03-05');
    expect(table.out).toMatch(/^EUR +1940\.50 +3 +500\.00 +1440\.50/m);
    const csv = await at.dunlin('report', 'aging', '--as-of', '2026-03-05', '--format', 'csv');
    expect(csv.out.split('\r\n')[2]).toBe('USD,75.25,1,75.25,0.00,0.00,0.00,0.00,0.00');
  });

  it('rolls forward to what the aging says at every month end', async () => {
    const { months } = (await at.dunlin('report', 'roll-forward', '--from', '2026-01-01', '--to', '2026-04-15', '--json')).json() as RollForward;
    expect(months.map((month) => month.to)).toEqual([
      '2026-01-31',
      '2026-01-31',
      '2026-02-28',
      '2026-02-28',
      '2026-03-31',
      '2026-03-31',
      '2026-04-15',
      '2026-04-15',
    ]);
    for (const to of ['2026-02-28', '2026-03-31', '2026-04-15']) {
      const { totals } = (await at.dunlin('report', 'aging', '--as-of', to, '--json')).json() as Aging;
      const open = Object.fromEntries(totals.map((total) => [total.currency, total.open]));
      for (const month of months.filter((one) => one.to === to)) expect(month.closing).toBe(open[month.currency] ?? '0.00');
    }
  });

  it("shows a customer's account with a balance that adds up", async () => {
    const { currencies } = (
      await at.dunlin('report', 'statement', '--customer', 'C-3', '--as-of', '2026-03-31', '--from', '2026-03-01', '--json')
    ).json() as Statement;
    expect(currencies).toMatchObject([
      {
        currency: 'EUR',
        opening: '500.00',
        entries: [{ kind: 'payment', amount: '-380.00', balance: '120.00' }],
        closing: '120.00',
        openItems: [{ number: 'R-1004', open: '120.00' }],
      },
    ]);
    const before = (await at.dunlin('report', 'statement', '--customer', 'C-3', '--as-of', '2026-03-09', '--json')).json() as Statement;
    expect(before.currencies[0]).toMatchObject({ closing: '500.00', openItems: [{ number: 'R-1004', open: '500.00' }] });
  });

  it('exports every kind in every format, with formulas made harmless in CSV alone', async () => {
    const csv = (await at.dunlin('export', 'customers')).out.split('\r\n');
    expect(csv[0]).toBe('number,name,email,iban,parentNumber,kind,country,language,terms,creditLimit,currency,origin,createdAt,id');
    expect(csv[2]).toMatch(/^C-2,"Kaffee, Rad & Co",/);
    expect(csv[3]).toMatch(/^C-3,'=SUM\(A1\),/);
    const json = (await at.dunlin('export', 'customers', '--format', 'json')).json() as { name: string }[];
    expect(json.map((row) => row.name)).toEqual(['Ostwind Handel GmbH', 'Kaffee, Rad & Co', '=SUM(A1)']);
    const file = path.join(at.folder, 'journal.ndjson');
    const written = await at.dunlin('export', 'journal', '--format', 'ndjson', '--out', file);
    const lines = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { entryId: string; baseDebit: string; baseCredit: string });
    expect(written.err).toContain(`Wrote ${lines.length} rows`);
    const cents = (text: string) => Math.round(Number(text) * 100);
    expect(lines.reduce((sum, line) => sum + cents(line.baseDebit) - cents(line.baseCredit), 0)).toBe(0);
    expect(lines.length).toBeGreaterThan(12);
  });

  it('takes its own export of receivables back as an import', async () => {
    expect((await at.dunlin('company', 'create', 'Second', '--currency', 'EUR', '--country', 'AT')).exit).toBe(0);
    expect((await at.dunlin('rates', 'set', 'USD', '0.92', '--on', '2026-01-01', '--company', 'second')).exit).toBe(0);
    const file = path.join(at.folder, 'receivables.csv');
    await at.dunlin('export', 'receivables', '--company', 'ostwind-soehne', '--out', file);
    const back = await at.dunlin(
      'import',
      'invoices',
      file,
      '--company',
      'Second',
      '--opening',
      '--cut-over',
      '2026-03-31',
      '--expect-open',
      '75.25 USD',
      '--json',
    );
    expect(back.json()).toMatchObject({ imported: 5, skipped: 0 });
    const aging = async (company: string) =>
      ((await at.dunlin('report', 'aging', '--as-of', '2026-03-31', '--company', company, '--json')).json() as Aging).totals.map(({ open, openCount }) => ({
        open,
        openCount,
      }));
    expect(await aging('second')).toEqual(await aging('ostwind-soehne'));
  });

  it('issues invoices with gapless numbers, and lists what is open', async () => {
    const issued = await at.dunlin(
      'invoice',
      'issue',
      '--customer',
      'C-1',
      '--line',
      'Consulting;2.5;120.00;19',
      '--issued-on',
      '2026-04-02',
      '--company',
      'ostwind-soehne',
      '--json',
    );
    expect(issued.json()).toMatchObject({ issued: [{ number: 'INV-000001', amount: '357.00', currency: 'EUR' }] });
    const listed = (await at.dunlin('invoices', 'list', '--open', '--customer', 'C-1', '--company', 'ostwind-soehne', '--json')).json();
    expect(listed).toMatchObject({
      invoices: [
        { number: 'R-1001', open: '1190.00' },
        { number: 'INV-000001', open: '357.00' },
      ],
      next: null,
    });
  });

  it('proves every invariant of every company', async () => {
    const verify = await at.dunlin('verify', '--json');
    const { ok, checks } = verify.json() as { ok: boolean; checks: { name: string; ok: boolean }[] };
    expect({ exit: verify.exit, ok, broken: checks.filter((check) => !check.ok) }).toEqual({ exit: 0, ok: true, broken: [] });
    expect(checks.map((check) => check.name)).toContain('second: audit chain');
    expect(checks.length).toBeGreaterThan(40);
  });
});
