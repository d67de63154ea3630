import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCompany, type TestCompany } from '../support/test-company.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';
import { apply, balances, issue, newCustomer, openOf, pay } from './books.ts';

describe("the application's role", () => {
  let db: TestDatabase;
  let ours: TestCompany;
  let theirs: TestCompany;
  let receivableId: string;

  beforeAll(async () => {
    db = await testDatabase();
    [ours, theirs] = [await testCompany(db), await testCompany(db)];
    for (const t of [ours, theirs]) {
      const customer = await newCustomer(t, 'C-1');
      const invoice = await issue(t, customer, '100');
      const paid = await pay(t, customer, 12_000n);
      await apply(t, paid.creditId, invoice.receivableId, { minor: 5_000n });
      if (t === theirs) ({ receivableId } = invoice);
    }
  });

  afterAll(() => db.close());

  const sqlStateOf = (statement: string): Promise<string | undefined> =>
    ours
      .run((ctx) => ctx.tx.runText(statement))
      .then(
        () => undefined,
        (error: unknown) => (error instanceof pg.DatabaseError ? error.code : 'other'),
      );

  it.each(['document', 'document_line', 'document_tax', 'journal_entry', 'journal_line', 'allocation', 'audit_event'])(
    'cannot change or delete rows of %s',
    async (table) => {
      expect(await sqlStateOf(`update ${table} set company_id = company_id`)).toBe('42501');
      expect(await sqlStateOf(`delete from ${table}`)).toBe('42501');
      expect(await sqlStateOf(`truncate ${table}`)).toBe('42501');
    },
  );

  it.each(['receivable', 'credit'])('cannot change what a %s was made with, nor delete it', async (table) => {
    expect(await sqlStateOf(`update ${table} set original = 1`)).toBe('42501');
    expect(await sqlStateOf(`update ${table} set customer_id = customer_id`)).toBe('42501');
    expect(await sqlStateOf(`delete from ${table}`)).toBe('42501');
  });

  it('sees the rows of its company alone', async () => {
    const count = (t: TestCompany) =>
      t.run((ctx) => ctx.tx.rows(sql<{ company_id: string; n: number }>`select company_id, count(*)::int as n from journal_line group by company_id`));
    expect((await count(ours)).map((row) => row.company_id)).toEqual([ours.company.id]);
    expect((await count(theirs)).map((row) => row.company_id)).toEqual([theirs.company.id]);
    const none = await db.database.forControl((tx) => tx.rows(sql`select 1 from receivable`));
    expect(none).toEqual([]);
  });

  it("neither writes into another company nor changes a row of it, even when it names that company's id", async () => {
    const before = await balances(theirs);
    expect(await sqlStateOf(`insert into account (company_id, code, name) values ('${theirs.company.id}', 'X', 'x')`)).toBe('42501');
    expect(await ours.run((ctx) => ctx.tx.runText(`update receivable set open = 0 where company_id = $1`, [theirs.company.id]))).toBe(0);
    expect(await ours.run((ctx) => ctx.tx.runText(`update receivable set open = 0 where id = $1`, [receivableId]))).toBe(0);
    expect(await openOf(theirs, 'receivable', receivableId)).toBe(7_000n);
    expect(await balances(theirs)).toEqual(before);
  });
});
