import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { currency } from '../../foundation/money/currency.ts';
import { readPaymentRows } from '../../formats/csv/read-payment-rows.ts';
import { balances, expectProven, issue, newCustomer, refusalOf } from '../../../tests/postings/books.ts';
import { testCompany, type TestCompany } from '../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { importPayments, type PaymentImport } from './import-payments.ts';

const HEADER = 'customerNumber,customerName,number,amount,currency,receivedOn,method,reference,awaitsBank';

let db: TestDatabase;
let t: TestCompany;

beforeAll(async () => {
  db = await testDatabase();
});

afterAll(() => db.close());

beforeEach(async () => {
  t = await testCompany(db, { today: '2026-04-10' });
});

/** Imports lines of `customerNumber,customerName,number,amount,currency,receivedOn,method,reference,awaitsBank`. */
function bring(lines: readonly string[], strict = false): Promise<PaymentImport> {
  const bytes = new TextEncoder().encode([HEADER, ...lines].join('\n'));
  async function* file(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(bytes);
  }
  return t.run((ctx) =>
    importPayments(ctx, readPaymentRows(file(), { defaultCurrency: currency('EUR') }), { fileName: 'payments.csv', sha256: () => 'hash', strict }),
  );
}

type Stored = { method: string; minor: bigint; open: bigint; awaits_bank: boolean; reference: string; customer: string };

/** Payments with what is unapplied of them, in the order of their making. */
const payments = () =>
  t.run((ctx) =>
    ctx.tx.rows(sql<Stored>`
      select p.method, p.minor, c.open, p.awaits_bank, p.reference, k.number as customer from payment p
      join credit c on c.company_id = p.company_id and c.payment_id = p.id join customer k on k.company_id = p.company_id and k.id = p.customer_id
      where p.company_id = ${ctx.company.id} order by p.id`),
  );

const openOf = async (number: string) =>
  (await t.run((ctx) => ctx.tx.first(sql<{ open: bigint }>`select open from receivable where company_id = ${ctx.company.id} and number = ${number}`)))?.open;

describe('payments of other books', () => {
  it('settle the invoice that they name, up to what is open, and the rest stays unapplied', async () => {
    const { number } = await issue(t, await newCustomer(t, 'K-1'), '100');
    const result = await bring([`K-1,,${number},50.00,,2026-03-20,,first,`, `K-1,,${number},90.00,,2026-03-25,check,second,`]);
    expect(result).toMatchObject({ read: 2, imported: 2, skipped: 0, problems: [] });
    expect(await openOf(number)).toBe(0n);
    expect(await payments()).toMatchObject([
      { method: 'bank_transfer', minor: 5000n, open: 0n, awaits_bank: false },
      { method: 'check', minor: 9000n, open: 2000n, awaits_bank: false },
    ]);
    expect(await balances(t)).toEqual({ OPN: 14000n, REV: -10000n, TAX: -2000n, UNA: -2000n });
    await expectProven(t);
  });

  it('are of the customer of the invoice where the row names none', async () => {
    const { number } = await issue(t, await newCustomer(t, 'K-1'), '100');
    expect(await bring([`,,${number},120.00,,2026-03-20,,,`])).toMatchObject({ imported: 1, problems: [] });
    expect(await payments()).toMatchObject([{ customer: 'K-1', open: 0n }]);
  });

  it('stand in clearing while the bank has still to report them', async () => {
    const { number } = await issue(t, await newCustomer(t, 'K-1'), '100');
    await bring([`K-1,,${number},120.00,,2026-03-20,,7,yes`]);
    expect(await payments()).toMatchObject([{ awaits_bank: true, open: 0n }]);
    expect(await balances(t)).toMatchObject({ BCL: 12000n });
    await expectProven(t);
  });

  it('for a missing invoice stay unapplied with the customer, and are not imported without one', async () => {
    await newCustomer(t, 'K-1');
    const result = await bring(['K-1,,R-404,10.00,,2026-03-20,,,', ',,R-405,11.00,,2026-03-20,,,', 'K-9,,,12.00,,2026-03-20,,,']);
    expect(result).toMatchObject({ read: 3, imported: 1, skipped: 2 });
    expect(result.problems).toMatchObject([
      { where: 'line 2, number', message: expect.stringMatching(/no invoice R-404; .* stays unapplied with customer K-1/) as string },
      { where: 'line 3, number', message: expect.stringMatching(/no invoice R-405 and the row names no customer; .* not imported/) as string },
      { where: 'line 4, customerNumber', message: expect.stringMatching(/no customer "K-9"/) as string },
    ]);
    expect(await payments()).toMatchObject([{ minor: 1000n, open: 1000n, customer: 'K-1' }]);
  });

  it('never settle the invoice of another customer or in another currency', async () => {
    await t.run((ctx) =>
      ctx.tx.run(sql`insert into exchange_rate (company_id, currency, on_day, rate, source) values (${ctx.company.id}, 'USD', '2026-01-01', 0.9, 'entered')`),
    );
    const { number } = await issue(t, await newCustomer(t, 'K-1'), '100');
    await newCustomer(t, 'K-2');
    const result = await bring([`K-2,,${number},10.00,,2026-03-20,,,`, `K-1,,${number},10.00,USD,2026-03-20,,,`]);
    expect(result.problems.map((problem) => problem.where)).toEqual(['line 2, number', 'line 3, currency']);
    expect(result.imported).toBe(2);
    expect(await openOf(number)).toBe(12000n);
    expect(await payments()).toMatchObject([
      { customer: 'K-2', open: 1000n },
      { customer: 'K-1', open: 1000n },
    ]);
    await expectProven(t);
  });

  it('are one payment however often they come with their reference, in one file or in two', async () => {
    await newCustomer(t, 'K-1');
    const row = 'K-1,,,10.00,,2026-03-20,,A-7,';
    expect(await bring([row, row])).toMatchObject({ read: 2, imported: 1, skipped: 1, problems: [{ where: 'line 3, reference' }] });
    const again = await bring([row]);
    expect(again).toMatchObject({ imported: 0, skipped: 1 });
    expect(again.problems[0]?.message).toMatch(/10\.00 EUR on 2026-03-20 with the reference "A-7" is there already/);
    // Another day, or no reference: nothing says that it is the same money.
    expect(await bring(['K-1,,,10.00,,2026-03-21,,A-7,', 'K-1,,,10.00,,2026-03-20,,,', 'K-1,,,10.00,,2026-03-20,,,'])).toMatchObject({
      imported: 3,
      problems: [],
    });
    expect(await payments()).toHaveLength(4);
  });

  it('all stay out of a strict import with one problem', async () => {
    await newCustomer(t, 'K-1');
    expect(await refusalOf(bring(['K-1,,,10.00,,2026-03-20,,,', 'K-9,,,10.00,,2026-03-20,,,'], true))).toBe('import.strict');
    expect(await payments()).toEqual([]);
  });

  it('of thousands of rows are a fixed number of statements a chunk', async () => {
    const { number } = await issue(t, await newCustomer(t, 'K-1'), '1000');
    const before = db.database.count.statements;
    const result = await bring(Array.from({ length: 1_500 }, (_, index) => `K-1,,${number},1.00,,2026-03-20,,ref ${index},`));
    expect(result).toMatchObject({ imported: 1_500, problems: [] });
    expect(db.database.count.statements - before).toBeLessThan(40);
    expect(await openOf(number)).toBe(0n);
    expect((await balances(t))['UNA']).toBe(-30_000n);
  });
});
