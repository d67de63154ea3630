import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { day } from '../../foundation/calendar/day.ts';
import { currency } from '../../foundation/money/currency.ts';
import { readInvoiceRows } from '../../formats/csv/read-invoice-rows.ts';
import { apply, balances, expectProven, issue, newCustomer, pay, refusalOf } from '../../../tests/postings/books.ts';
import { testCompany, type TestCompany } from '../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { closePeriod } from '../ledger/book.ts';
import { setRates } from '../ledger/exchange-rate.ts';
import { agingAsOf } from '../receivables/aging.ts';
import { importInvoiceHistory, type HistoryImport, type HistoryOptions } from './import-invoice-history.ts';

const EUR = currency('EUR');
const HEADER = 'number,customerNumber,customerName,issuedOn,dueOn,amount,terms,settledOn,openAmount,reference';

let db: TestDatabase;
let t: TestCompany;

beforeAll(async () => {
  db = await testDatabase();
});

afterAll(() => db.close());

beforeEach(async () => {
  t = await testCompany(db, { today: '2026-04-10' });
});

/** Imports lines of `number,customerNumber,customerName,issuedOn,dueOn,amount,terms,settledOn,openAmount,reference`, or of another header. */
function bring(lines: readonly string[], options: Partial<HistoryOptions> = {}, header = HEADER): Promise<HistoryImport> {
  const bytes = new TextEncoder().encode([header, ...lines].join('\n'));
  return t.run((ctx) =>
    importInvoiceHistory(
      ctx,
      readInvoiceRows(
        (async function* () {
          yield await Promise.resolve(bytes);
        })(),
        { defaultCurrency: EUR },
      ),
      {
        fileName: 'history.csv',
        sha256: () => 'hash',
        strict: false,
        opening: false,
        cutOverOn: null,
        expectedOpen: null,
        ...options,
      },
    ),
  );
}

const openOn = async (on: string) =>
  (await t.run((ctx) => agingAsOf(ctx, day(on)))).map((total) => [total.open, total.openCount, total.credits])[0] ?? [0n, 0, 0n];

const FILE = [
  'A-1,K-1,Acme,2026-01-10,2026-02-09,1000.00,,,,',
  'A-2,K-1,Acme,2026-01-15,2026-02-14,500.00,,2026-02-20,,',
  'A-3,K-2,Blue,2026-02-01,,300.00,NET30,,100.00,',
  'A-4,,Blue,2026-02-01,2026-03-01,80.00,,2026-03-15,20.00,',
];

describe('importing the history of other books', () => {
  it('makes open items, partly open items and paid ones, each on its own days', async () => {
    const result = await bring(FILE);
    expect(result).toMatchObject({ read: 4, imported: 4, skipped: 0, customersCreated: 2, problems: [] });
    expect(await openOn('2026-01-09')).toEqual([0n, 0, 0n]);
    expect(await openOn('2026-01-31')).toEqual([150_000n, 2, 0n]);
    expect(await openOn('2026-02-28')).toEqual([100_000n + 10_000n + 8_000n, 3, 0n]);
    expect(await openOn('2026-04-10')).toEqual([100_000n + 10_000n + 2_000n, 3, 0n]);
    expect(await balances(t)).toEqual({ AR: 112_000n, OPN: -112_000n });
    await expectProven(t);
  });

  it('skips the same file a second time, also when both come at once', async () => {
    const both = await Promise.all([bring(FILE), bring(FILE)]);
    expect(both.toSorted((a, b) => a.imported - b.imported).map((one) => [one.imported, one.skipped])).toEqual([
      [0, 4],
      [4, 0],
    ]);
    expect(await bring(FILE)).toMatchObject({ imported: 0, skipped: 4, problems: [], customersCreated: 0 });
    expect(await openOn('2026-04-10')).toEqual([112_000n, 3, 0n]);
    const batches = await t.run((ctx) =>
      ctx.tx.rows(sql`select imported_rows, skipped_rows from import_batch where company_id = ${ctx.company.id} order by id`),
    );
    expect(batches).toHaveLength(3);
    await expectProven(t);
  });

  it('reports a known number with another amount, and changes nothing', async () => {
    await bring(FILE);
    const again = await bring(['A-1,K-1,Acme,2026-01-10,2026-02-09,1000.01,,,,']);
    expect(again).toMatchObject({ imported: 0, skipped: 1 });
    expect(again.problems).toMatchObject([{ where: 'line 2, number', code: 'number_taken', message: expect.stringContaining('1000.00 EUR') as string }]);
    expect(again.problems[0]?.message).toContain('1000.01 EUR');
    expect(await openOn('2026-04-10')).toEqual([112_000n, 3, 0n]);
  });

  it('reads negative rows as credit notes: open ones stay credits, used ones are taken up', async () => {
    const result = await bring([
      'N-1,K-1,Acme,2026-01-10,,-50.00,,,,',
      'N-2,K-1,Acme,2026-01-11,,-60.00,,2026-02-01,,',
      'N-3,K-1,Acme,2026-01-12,,-70.00,,2026-02-01,-30.00,',
      'N-4,K-2,Blue,2026-01-12,,-80.00,,,-80.00,',
    ]);
    expect(result).toMatchObject({ imported: 4, problems: [] });
    expect(await openOn('2026-01-31')).toEqual([0n, 0, 26_000n]);
    expect(await openOn('2026-02-01')).toEqual([0n, 0, 5_000n + 3_000n + 8_000n]);
    expect(await balances(t)).toEqual({ AR: -16_000n, OPN: 16_000n });
    await expectProven(t);
  });

  it('reports rows that cannot be: zero, more open than owed, unknown terms', async () => {
    const result = await bring([
      'B-1,K-1,Acme,2026-01-10,,0.00,,,,',
      'B-2,K-1,Acme,2026-01-10,,10.00,,,10.01,',
      'B-3,K-1,Acme,2026-01-10,,10.00,,,-1.00,',
      'B-4,K-1,Acme,2026-01-10,,-10.00,,,5.00,',
      'B-5,K-1,Acme,2026-01-10,,10.00,soon,,,',
    ]);
    expect(result).toMatchObject({ read: 5, imported: 1 });
    expect(result.problems.map((problem) => problem.where)).toEqual([
      'line 2, amount',
      'line 3, openAmount',
      'line 4, openAmount',
      'line 5, openAmount',
      'line 6, terms',
    ]);
    expect(await openOn('2026-04-10')).toEqual([1_000n, 1, 0n]);
    await expectProven(t);
  });

  it('keeps back a row in a currency that cannot be converted on its days, and brings in the others', async () => {
    const header = 'number,customerNumber,issuedOn,dueOn,amount,currency,settledOn';
    const lines = [
      'C-1,K-1,2026-01-10,2026-02-09,1000.00,EUR,',
      'C-2,K-1,2026-01-10,2026-02-09,50.00,USD,',
      'C-3,K-1,2026-02-10,2026-03-09,60.00,USD,',
      'C-4,K-1,2026-02-10,2026-03-09,70.00,USD,2026-01-05',
    ];
    await t.run((ctx) => setRates(ctx, [{ currency: currency('USD'), on: day('2026-02-01'), rate: '0.9' }]));
    const result = await bring(lines, {}, header);
    expect(result).toMatchObject({ read: 4, imported: 2, skipped: 2 });
    expect(result.problems).toMatchObject([
      { where: 'line 3, currency', code: 'rate_missing', value: 'USD', rowKept: false, message: expect.stringContaining('on 2026-01-10') as string },
      { where: 'line 5, currency', code: 'rate_missing', message: expect.stringContaining('on 2026-01-05') as string },
    ]);
    expect(result.tally.rows.bad).toBe(2);
    await expectProven(t);
  });

  it('brings in days that are hardly meant, and tells them, also where only whole rows are wanted', async () => {
    const lines = [
      'D-1,K-1,Acme,2036-01-10,2036-02-09,10.00,,,,',
      'D-2,K-1,Acme,2026-05-01,2026-05-31,10.00,,,,',
      'D-3,K-1,Acme,2026-03-10,2026-02-09,10.00,,,,',
    ];
    const result = await bring(lines, { wholeRows: true });
    expect(result).toMatchObject({ imported: 3, skipped: 0 });
    expect(result.problems).toMatchObject([
      { line: 2, field: 'issuedOn', code: 'issued_in_future', value: '2036-01-10', rowKept: true },
      { line: 4, field: 'dueOn', code: 'due_before_issued', value: '2026-02-09', rowKept: true },
    ]);
  });

  it('is refused as a whole when it is strict and one row is bad', async () => {
    expect(await refusalOf(bring([...FILE, 'B-1,K-1,Acme,2026-01-10,,0.00,,,,'], { strict: true }))).toBe('import.strict');
    expect(await balances(t)).toEqual({});
    expect(await bring(FILE, { strict: true })).toMatchObject({ imported: 4 });
  });

  it('ties to the old aging at cut-over, or is refused with both figures', async () => {
    const tie = (minor: bigint) => bring(FILE, { cutOverOn: day('2026-02-28'), expectedOpen: { minor, currency: EUR } });
    const refused = await tie(118_001n).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'import.not_tied', details: { open: '1180.00', expected: '1180.01', asOf: '2026-02-28' } });
    expect((refused as Error).message).toMatch(/1180\.00.*1180\.01/);
    expect(await balances(t)).toEqual({});
    // What the file calls open without a day was still open at cut-over less what is paid since: A-3 is placed there.
    expect(await tie(118_000n)).toMatchObject({ imported: 4 });
    await expectProven(t);
  });

  it('brings opening items alone as opening items, with a payment of their days for what was settled', async () => {
    await bring(FILE, { opening: true, cutOverOn: day('2026-03-31') });
    const kinds = await t.run((ctx) => ctx.tx.rows(sql`select kind, count(*)::int as n from receivable where company_id = ${ctx.company.id} group by kind`));
    expect(kinds).toEqual([{ kind: 'opening', n: 4 }]);
    await expectProven(t);
  });

  it('falls on the first open day where its days are closed, and keeps the days of the documents', async () => {
    await t.run((ctx) => closePeriod(ctx, { through: day('2026-02-28') }));
    await bring(FILE);
    expect(await openOn('2026-02-28')).toEqual([0n, 0, 0n]);
    expect(await openOn('2026-03-01')).toEqual([118_000n, 3, 0n]);
    const rows = await t.run((ctx) =>
      ctx.tx.rows(sql`select issued_on, due_on, posted_on from document where company_id = ${ctx.company.id} and number = 'A-1'`),
    );
    expect(rows).toEqual([{ issued_on: '2026-01-10', due_on: '2026-02-09', posted_on: '2026-03-01' }]);
    await expectProven(t);
  });

  it('splits terms in instalments and pays the oldest first', async () => {
    await bring(['I-1,K-1,Acme,2026-01-10,,100.00,50%@10+50%@40,,30.00,']);
    const rows = await t.run((ctx) => ctx.tx.rows(sql`select due_on, original, open from receivable where company_id = ${ctx.company.id} order by instalment`));
    expect(rows).toEqual([
      { due_on: '2026-01-20', original: 5_000n, open: 0n },
      { due_on: '2026-02-19', original: 5_000n, open: 3_000n },
    ]);
    await expectProven(t);
  });

  it('lets later money settle what it brought', async () => {
    await bring(FILE);
    const [item] = await t.run((ctx) =>
      ctx.tx.rows(sql<{ id: string; customer_id: string }>`select id, customer_id from receivable where company_id = ${ctx.company.id} and number = 'A-1'`),
    );
    const paid = await pay(t, item?.customer_id as string, 100_000n);
    await apply(t, paid.creditId, item?.id as string, { minor: 100_000n });
    await expectProven(t);
  });
});

describe('numbers of other books that look like ours', () => {
  it('move a series that was never used behind them, so that it can go on', async () => {
    await bring(['INV-000007,K-1,Acme,2026-01-10,,10.00,,,,', 'CN-000003,K-1,Acme,2026-01-10,,-10.00,,,,', 'INV-9,K-1,Acme,2026-01-10,,10.00,,,,']);
    const customer = await newCustomer(t, 'C-1');
    expect((await issue(t, customer, '1')).number).toBe('INV-000008');
    expect((await issue(t, customer, '1')).number).toBe('INV-000009');
    const audit = await t.run((ctx) =>
      ctx.tx.rows(sql`select before, after from audit_event where company_id = ${ctx.company.id} and action = 'number_series.moved' order by id`),
    );
    expect(audit).toEqual([
      { before: { next: '1' }, after: { next: '4' } },
      { before: { next: '1' }, after: { next: '8' } },
    ]);
    await expectProven(t);
  });

  it('name a customer by number where several bear the name', async () => {
    await bring(['P-1,C-98,Same,2026-01-10,,10.00,,,,', 'P-2,C-99,Same,2026-01-10,,10.00,,,,']);
    const result = await bring(['Q-1,,Same,2026-01-10,,10.00,,,,', 'Q-2,C-99,Same,2026-01-10,,10.00,,,,']);
    expect(result).toMatchObject({ imported: 1, skipped: 1, problems: [{ where: 'line 2, customerName' }] });
  });

  it('are a problem when the series is in use and will come to them', async () => {
    const customer = await newCustomer(t, 'C-1');
    await issue(t, customer, '1');
    const result = await bring([
      'INV-000002,K-1,Acme,2026-01-10,,10.00,,,,',
      'INV-000001,K-1,Acme,2026-01-10,,10.00,,,,',
      'OLD-1,K-1,Acme,2026-01-10,,10.00,,,,',
    ]);
    expect(result).toMatchObject({ imported: 1, skipped: 2 });
    expect(result.problems.map((problem) => problem.where)).toEqual(['line 3, number', 'line 2, number']);
    expect((await issue(t, customer, '1')).number).toBe('INV-000002');
    await expectProven(t);
  });
});
