import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtures, place, type Place } from './run-dunlin.ts';

type Figures = { currency: string; figures: Record<string, { value: string | null; parts: Record<string, unknown> }> };
type Report = { asOf: string; period: { from: string; to: string; days: number }; currencies: Figures[]; base: Figures };

describe('metrics on the command line', { timeout: 180_000 }, () => {
  let at: Place;

  beforeAll(async () => {
    at = place();
    await at.dunlin('company', 'create', 'Ostwind', '--currency', 'EUR', '--country', 'DE');
    await at.dunlin('rates', 'set', 'USD', '0.92', '--on', '2026-01-01');
    expect((await at.dunlin('import', 'invoices', path.join(fixtures, 'invoices.csv'))).exit).toBe(0);
  });

  afterAll(() => at.remove());

  it('tells DSO of a period in every currency and in the base currency', async () => {
    const report = (await at.dunlin('report', 'dso', '--as-of', '2026-03-31', '--json')).json() as Report;
    expect(report.period).toEqual({ from: '2026-01-01', to: '2026-03-31', days: 90 });
    expect(report.currencies.map(({ currency, figures }) => [currency, figures['openReceivables']?.value, figures['creditSales']?.value])).toEqual([
      // 1,190 + 250.50 + 99.99 + 500 less a note of 50.50.
      ['EUR', '1560.50', '1989.99'],
      ['USD', '75.25', '75.25'],
    ]);
    // 1,560.50 + 69.23 and 1,989.99 + 69.23.
    expect(report.base).toMatchObject({
      currency: 'EUR',
      figures: { dso: { value: '71.2', parts: { openReceivables: '1629.73', creditSales: '2059.22', days: 90 } } },
    });
  });

  it('shows tables with a dash for what cannot be told, and CSV', async () => {
    const table = await at.dunlin('report', 'metrics', '--from', '2026-01-01', '--to', '2026-01-02');
    expect(table.out).toMatch(/EUR +dso +- +days/);
    expect(table.out).toMatch(/all in EUR +openReceivables +0\.00 +EUR/);
    const csv = await at.dunlin('report', 'cei', '--as-of', '2026-03-31', '--format', 'csv', '--each-month', '--from', '2026-02-01');
    expect(csv.out.split(/\r?\n/).slice(0, 2)).toEqual([
      'from,to,currency,collectionEffectiveness,currentRatio,turnover',
      expect.stringMatching(/^2026-01-01,2026-02-28,EUR,/),
    ]);
  });

  it('lists days to pay of customers', async () => {
    const paid = (await at.dunlin('report', 'days-to-pay', '--by-customer', '--as-of', '2026-03-31', '--json')).json();
    expect(paid).toEqual({
      period: { from: '2026-01-01', to: '2026-03-31' },
      customers: [
        {
          customerNumber: 'C-1',
          customerName: 'Ostwind Handel GmbH',
          currency: 'EUR',
          daysToPay: '19.00',
          amountDays: '1899.81',
          paid: '99.99',
          allocations: 1,
        },
        { customerNumber: 'C-3', customerName: '=SUM(A1)', currency: 'EUR', daysToPay: '23.00', amountDays: '8740.00', paid: '380.00', allocations: 1 },
      ],
    });
  });

  it('lists the rows behind a metric, a page at a time', async () => {
    const first = await at.dunlin('report', 'rows', 'dso', '--as-of', '2026-03-31', '--currency', 'EUR', '--limit', '2', '--json');
    expect(first.err).toMatch(/Behind dso stand open-receivables and sales; these are the open-receivables/);
    const page = first.json() as { set: string; rows: { number: string; counted: string }[]; next: string };
    const rest = (
      await at.dunlin('report', 'rows', 'open-receivables', '--as-of', '2026-03-31', '--currency', 'EUR', '--after', page.next, '--json')
    ).json() as typeof page;
    expect([...page.rows, ...rest.rows].map(({ number, counted }) => [number, counted])).toEqual([
      ['R-1001', '1190.00'],
      ['R-1002', '250.50'],
      ['R-1004', '120.00'],
    ]);
    expect(rest.next).toBeNull();
  });

  it('refuses names that are no metric, and a period that ends before it begins', async () => {
    const wrong = await at.dunlin('report', 'metrics', '--only', 'luck');
    expect([wrong.exit, /no metric/.test(wrong.err)]).toEqual([2, true]);
    const turned = await at.dunlin('report', 'dso', '--from', '2026-03-01', '--to', '2026-02-01');
    expect([turned.exit, /Exchange the two/.test(turned.err)]).toEqual([1, true]);
  });
});
