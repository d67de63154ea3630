import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { day } from '../../foundation/calendar/day.ts';
import { draftOf, expectProven, newCustomer } from '../../../tests/postings/books.ts';
import { testCompany, type TestCompany } from '../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { issueCreditNote } from './issue-credit-note.ts';
import { issueInvoices } from './issue-invoices.ts';

describe('numbers of documents', () => {
  let db: TestDatabase;
  let t: TestCompany;

  beforeAll(async () => {
    db = await testDatabase();
    t = await testCompany(db, { today: '2026-04-10' });
  });

  afterAll(() => db.close());

  it('have no gap and no double in any series, with sixteen issuers of which some fail after taking numbers', async () => {
    const customer = await newCustomer(t, 'C-1');
    await t.run((ctx) =>
      ctx.tx.run(sql`insert into number_series (company_id, kind, series, prefix, width, next) values (${ctx.company.id}, 'invoice', 'export', 'EX-', 4, 1)`),
    );
    const failed = new Error('the unit of work fails after its numbers were taken');
    let kept = 0;
    const issuer = async (index: number): Promise<void> => {
      for (let round = 0; round < 6; round++) {
        const fails = (index + round) % 3 === 0;
        const size = 1 + ((index * 7 + round) % 4);
        const drafts = Array.from({ length: size }, (_, n) => draftOf(customer, '10', { series: (n + index) % 2 === 0 ? 'main' : 'export' }));
        const work = t.run(async (ctx) => {
          const issued = await issueInvoices(ctx, drafts);
          const notes =
            round % 2 === 0 ? [await issueCreditNote(ctx, { invoiceId: issued[0]?.id as string, issuedOn: day('2026-03-20'), reason: 'Wrong' })] : [];
          if (fails) throw failed;
          return issued.length + notes.length;
        });
        await work.then(
          (made) => (kept += made),
          (error: unknown) => expect(error).toBe(failed),
        );
      }
    };
    await Promise.all(Array.from({ length: 16 }, (_, index) => issuer(index)));
    const rows = await t.run((ctx) =>
      ctx.tx.rows(sql<{ kind: string; series: string; seqs: bigint[]; numbers: string[]; next: bigint }>`
        select d.kind, d.series, array_agg(d.seq order by d.seq) as seqs, array_agg(d.number order by d.seq) as numbers, s.next
        from document d join number_series s on s.company_id = d.company_id and s.kind = d.kind and s.series = d.series
        where d.company_id = ${ctx.company.id} group by d.kind, d.series, s.next order by d.kind, d.series`),
    );
    expect(rows.map((row) => [row.kind, row.series])).toEqual([
      ['credit_note', 'main'],
      ['invoice', 'export'],
      ['invoice', 'main'],
    ]);
    for (const { seqs, next, numbers } of rows) {
      expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => BigInt(index + 1)));
      expect(next).toBe(BigInt(seqs.length + 1));
      expect(new Set(numbers).size).toBe(numbers.length);
    }
    expect(rows.reduce((sum, row) => sum + row.seqs.length, 0)).toBe(kept);
    expect(kept).toBeGreaterThan(100);
    await expectProven(t);
  });
});
