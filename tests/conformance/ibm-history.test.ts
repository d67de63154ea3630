import { createReadStream, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endOfMonth, day, type Day } from '../../src/foundation/calendar/day.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { formatDecimal } from '../../src/foundation/money/money.ts';
import { INVOICE_FIELDS } from '../../src/formats/csv/invoice-row.ts';
import { readProfile } from '../../src/formats/csv/profile.ts';
import { readInvoiceRows } from '../../src/formats/csv/read-invoice-rows.ts';
import { verifyCompany } from '../../src/ar/insight/verify/verify-company.ts';
import { importInvoiceHistory } from '../../src/ar/payments/import-invoice-history.ts';
import { agingAsOf } from '../../src/ar/receivables/aging.ts';
import { foldPositions } from '../../src/ar/receivables/fold-positions.ts';
import { testCompany, type TestCompany } from '../support/test-company.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';

const folder = path.join(import.meta.dirname, '..', '..', '..', 'shared', 'datasets');
const file = path.join(folder, 'ibm-accounts-receivable.csv');

type Facts = { month_end: Record<string, { current: number; d1_30: number; d31_60: number; d61_90: number; d90plus: number; count: number; open: number }> };

const profile = readProfile(
  {
    columns: {
      customerNumber: 'customerID',
      number: 'invoiceNumber',
      issuedOn: 'InvoiceDate',
      dueOn: 'DueDate',
      amount: 'InvoiceAmount',
      settledOn: 'SettledDate',
    },
    dateOrder: 'mdy',
    constants: { currency: 'USD' },
  },
  INVOICE_FIELDS,
);

describe.skipIf(!existsSync(file))('the published history of 2,466 settled invoices', () => {
  let db: TestDatabase;
  let company: TestCompany;

  beforeAll(async () => {
    db = await testDatabase();
    company = await testCompany(db, { base: 'USD', country: 'US', today: '2014-02-03' });
    const result = await company.run((ctx) =>
      importInvoiceHistory(ctx, readInvoiceRows(createReadStream(file), { profile }), {
        fileName: 'history.csv',
        sha256: () => '',
        strict: false,
        opening: false,
        cutOverOn: null,
        expectedOpen: null,
      }),
    );
    expect(result).toMatchObject({ read: 2466, imported: 2466, skipped: 0, customersCreated: 100, problems: [] });
  });

  afterAll(() => db.close());

  const monthEnds = () => Object.entries((JSON.parse(readFileSync(path.join(folder, 'ibm-accounts-receivable.facts.json'), 'utf8')) as Facts).month_end);

  async function expectMonthEnds(): Promise<void> {
    for (const [month, facts] of monthEnds()) {
      const asOf: Day = endOfMonth(day(`${month}-01`));
      const [total] = await company.run((ctx) => agingAsOf(ctx, asOf));
      const dollars = (minor: bigint | undefined) => Number(formatDecimal(minor ?? 0n, currency('USD')));
      expect({
        month,
        open: dollars(total?.open),
        count: total?.openCount,
        buckets: Object.values(total?.buckets ?? {}).map(dollars),
        credits: total?.credits,
      }).toEqual({
        month,
        open: facts.open,
        count: facts.count,
        buckets: [facts.current, facts.d1_30, facts.d31_60, facts.d61_90, facts.d90plus],
        credits: 0n,
      });
    }
  }

  test('ages at every month end as the facts say, before and after folding', async () => {
    await expectMonthEnds();
    expect(await company.run(foldPositions)).toBeGreaterThan(0);
    await expectMonthEnds();
    expect(monthEnds().length).toBeGreaterThan(20);
  });

  test('proves every invariant', async () => {
    const results = await company.run(verifyCompany);
    expect(results.filter((result) => !result.ok)).toEqual([]);
  });
});
