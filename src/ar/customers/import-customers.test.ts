import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { currency } from '../../foundation/money/currency.ts';
import { readCustomerRows } from '../../formats/csv/read-customer-rows.ts';
import { newCustomer, refusalOf } from '../../../tests/postings/books.ts';
import { testCompany, type TestCompany } from '../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { customerKey } from './customer.ts';
import { ensureCustomers } from './ensure-customers.ts';
import { importCustomers, type CustomerImport } from './import-customers.ts';

let db: TestDatabase;
let t: TestCompany;

beforeAll(async () => {
  db = await testDatabase();
});

afterAll(() => db.close());

beforeEach(async () => {
  t = await testCompany(db);
});

/** Imports lines of `number,name,email,iban,parentNumber,terms,creditLimit`. */
function bring(lines: readonly string[]): Promise<CustomerImport> {
  const bytes = new TextEncoder().encode(['number,name,email,iban,parentNumber,terms,creditLimit', ...lines].join('\n'));
  return t.run((ctx) =>
    importCustomers(
      ctx,
      readCustomerRows(
        (async function* () {
          yield await Promise.resolve(bytes);
        })(),
        { defaultCurrency: currency('EUR') },
      ),
    ),
  );
}

const stored = () =>
  t.run((ctx) =>
    ctx.tx.rows(sql<{ number: string; name: string; terms: string | null; credit_limit_minor: bigint | null; parent: string | null }>`
      select c.number, c.name, c.terms, c.credit_limit_minor, p.number as parent from customer c
      left join customer p on p.company_id = c.company_id and p.id = c.parent_id where c.company_id = ${ctx.company.id} order by c.number`),
  );

const addresses = () =>
  t
    .run((ctx) => ctx.tx.rows(sql<{ email: string }>`select email from contact where company_id = ${ctx.company.id} order by email`))
    .then((rows) => rows.map((row) => row.email));

describe('importing customers', () => {
  it('makes them with parents that stand anywhere in the file', async () => {
    const result = await bring(['C-2,Child,child@example.com,,C-1,NET14,', 'C-1,Parent,,DE89370400440532013000,,,1500.00', ',Nameless,,,,,']);
    expect(result).toMatchObject({ read: 3, imported: 3, updated: 0, problems: [] });
    expect(await stored()).toEqual([
      { number: 'C-1', name: 'Parent', terms: null, credit_limit_minor: 150_000n, parent: null },
      { number: 'C-2', name: 'Child', terms: 'NET14', credit_limit_minor: null, parent: 'C-1' },
      { number: 'Nameless', name: 'Nameless', terms: null, credit_limit_minor: null, parent: null },
    ]);
    expect(await addresses()).toEqual(['child@example.com']);
    const accounts = await t.run((ctx) => ctx.tx.rows(sql`select account_key from payer_account where company_id = ${ctx.company.id}`));
    expect(accounts).toEqual([{ account_key: 'DE89370400440532013000' }]);
  });

  it('updates those that exist: a filled cell replaces, an empty one changes nothing, a new address joins', async () => {
    await bring(['C-1,Old name,one@example.com,,,NET14,100.00']);
    expect(await bring(['C-1,New name,two@example.com,,,,250.00'])).toMatchObject({ imported: 0, updated: 1, problems: [] });
    expect(await bring(['C-1,,TWO@example.com,,,,'])).toMatchObject({ updated: 1 });
    expect(await stored()).toEqual([{ number: 'C-1', name: 'New name', terms: 'NET14', credit_limit_minor: 25_000n, parent: null }]);
    expect(await addresses()).toEqual(['one@example.com', 'two@example.com']);
    const aliases = await t.run((ctx) => ctx.tx.rows(sql`select alias_key from payer_alias where company_id = ${ctx.company.id} order by 1`));
    expect(aliases).toEqual([{ alias_key: 'NEW NAME' }, { alias_key: 'OLD NAME' }]);
  });

  it('reports what it could not use, with the line', async () => {
    const result = await bring(['C-1,One,,,C-9,,', 'C-2,Two,,,C-2,soon,', ',C-1,,,,,', 'C-3,Three,,,C-4,,', 'C-4,Four,,,C-3,,']);
    expect(result).toMatchObject({ read: 5, imported: 4 });
    expect(result.problems.map((problem) => problem.where)).toEqual([
      'line 3, column parentNumber',
      'line 3, terms',
      'line 4',
      'line 2, parentNumber',
      'line 5, parentNumber',
    ]);
    expect((await stored()).map((c) => [c.number, c.parent])).toEqual([
      ['C-1', null],
      ['C-2', null],
      ['C-3', null],
      ['C-4', 'C-3'],
    ]);
  });

  it('makes no circle of parents over two files either', async () => {
    await bring(['C-1,One,,,,,', 'C-2,Two,,,C-1,,', 'C-3,Three,,,C-2,,']);
    const result = await bring(['C-1,,,,C-3,,']);
    expect(result.problems.map((problem) => problem.where)).toEqual(['line 2, parentNumber']);
    expect((await stored()).map((c) => c.parent)).toEqual([null, 'C-1', 'C-2']);
  });

  it('two at once that meet the same customers make each once', async () => {
    const numbers = Array.from({ length: 40 }, (_, n) => `C-${n}`);
    const lines = numbers.map((number) => `${number},Customer ${number},${number}@example.com,,,,`);
    const both = await Promise.all([bring(lines), bring(lines.toReversed())]);
    expect(both.reduce((sum, one) => sum + one.imported, 0)).toBe(40);
    expect(both.reduce((sum, one) => sum + one.updated, 0)).toBe(40);
    expect(await stored()).toHaveLength(40);
    expect(await addresses()).toHaveLength(40);
  });
});

describe('customers that a file of invoices names', () => {
  const ensure = (names: readonly { number: string | null; name: string | null }[]) => t.run((ctx) => ensureCustomers(ctx, names));

  it('are found by number, else by exact name, and made when they are missing', async () => {
    await newCustomer(t, 'C-1');
    const first = await ensure([
      { number: 'C-1', name: 'Whatever' },
      { number: null, name: 'Customer C-1' },
      { number: null, name: 'New' },
      { number: 'C-2', name: null },
    ]);
    expect(first.created).toEqual([
      { number: 'C-2', name: null },
      { number: null, name: 'New' },
    ]);
    expect(first.byKey.get('name:Customer C-1')?.number).toBe('C-1');
    const again = await ensure([
      { number: null, name: 'New' },
      { number: 'C-2', name: 'Two' },
    ]);
    expect(again.created).toEqual([]);
    expect(again.byKey.get(customerKey({ number: null, name: 'New' }))?.id).toBe(first.byKey.get('name:New')?.id);
  });

  it('are two when one is called what the other is numbered', async () => {
    const { byKey, created } = await ensure([
      { number: null, name: '4711' },
      { number: '4711', name: 'Cologne' },
    ]);
    expect(created).toHaveLength(2);
    expect(byKey.get('number:4711')?.number).toBe('4711');
    expect(byKey.get('name:4711')?.number).toMatch(/^4711 \(/);
  });

  it('are refused without number and name', async () => {
    expect(await refusalOf(ensure([{ number: null, name: '' }]))).toBe('customer.unnamed');
  });

  it('are made once by two that need them at the same moment, and both get the same one', async () => {
    const names = Array.from({ length: 30 }, (_, n) => ({ number: `K-${n}`, name: `Name ${n}` }));
    const results = await Promise.all([ensure(names), ensure(names.toReversed()), ensure(names.slice(10)), ensure(names)]);
    expect(results.reduce((sum, one) => sum + one.created.length, 0)).toBe(30);
    for (const { key, ids } of names.map((name) => ({
      key: customerKey(name),
      ids: new Set(results.map((one) => one.byKey.get(customerKey(name))?.id).filter((id) => id !== undefined)),
    }))) {
      expect(ids.size, key).toBe(1);
    }
    expect(await stored()).toHaveLength(30);
  });

  it('a number that is taken is refused where somebody enters it', async () => {
    await newCustomer(t, 'C-1');
    expect(await refusalOf(newCustomer(t, 'C-1'))).toBe('customer.number_taken');
  });
});
