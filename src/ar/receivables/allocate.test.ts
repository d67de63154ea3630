import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { apply, balances, expectProven, issue, newCustomer, openOf, pay, refusalOf, type Paid } from '../../../tests/postings/books.ts';
import { testCompany, type TestCompany } from '../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { openBook } from '../ledger/book.ts';
import { reverseCauses } from '../payments/reverse-causes.ts';
import { allocate } from './allocate.ts';

let db: TestDatabase;
let t: TestCompany;
let customer: string;

beforeAll(async () => {
  db = await testDatabase();
});

afterAll(() => db.close());

beforeEach(async () => {
  t = await testCompany(db, { today: '2026-04-10' });
  customer = await newCustomer(t, 'C-1');
});

const on = day('2026-03-10');

function allocateAll(requests: readonly { creditId: string; receivableId: string; minor: bigint }[]): Promise<unknown> {
  const cause = { kind: 'application', id: t.newId() } as const;
  return t.run(async (ctx) =>
    allocate(
      ctx,
      await openBook(ctx),
      requests.map((request) => ({ ...request, eventOn: on, valueOn: on, cause })),
    ),
  );
}

const reverse = (causeIds: readonly string[]) =>
  t.run((ctx) => reverseCauses(ctx, { causeIds, eventOn: day('2026-04-01'), paymentState: 'returned', label: 'returned' }));

/** Refusals are fine under contention; anything else is a defect. */
async function settled(work: readonly Promise<unknown>[]): Promise<{ done: number; refused: string[] }> {
  const outcomes = await Promise.allSettled(work);
  const refused = outcomes.flatMap((outcome) => {
    if (outcome.status === 'fulfilled') return [];
    if (outcome.reason instanceof Refusal) return [outcome.reason.code];
    throw outcome.reason;
  });
  return { done: outcomes.length - refused.length, refused };
}

describe('an allocation', () => {
  it('never exceeds what is open on either side, also over one batch', async () => {
    const invoice = await issue(t, customer, '100');
    const paid = await pay(t, customer, 20_000n);
    const part = { creditId: paid.creditId, receivableId: invoice.receivableId };
    expect(await refusalOf(allocateAll([{ ...part, minor: 12_001n }]))).toBe('allocation.exceeds_open_amount');
    expect(
      await refusalOf(
        allocateAll([
          { ...part, minor: 7_000n },
          { ...part, minor: 5_001n },
        ]),
      ),
    ).toBe('allocation.exceeds_open_amount');
    const small = await pay(t, customer, 100n);
    expect(await refusalOf(allocateAll([{ ...part, creditId: small.creditId, minor: 101n }]))).toBe('allocation.exceeds_open_amount');
    await allocateAll([
      { ...part, minor: 7_000n },
      { ...part, minor: 5_000n },
    ]);
    expect(await openOf(t, 'receivable', invoice.receivableId)).toBe(0n);
    await expectProven(t);
  });

  it('is positive, of things that exist, in this company', async () => {
    const invoice = await issue(t, customer, '100');
    const paid = await pay(t, customer, 20_000n);
    const part = { creditId: paid.creditId, receivableId: invoice.receivableId };
    expect(await refusalOf(allocateAll([{ ...part, minor: 0n }]))).toBe('allocation.not_positive');
    expect(await refusalOf(allocateAll([{ ...part, minor: -1n }]))).toBe('allocation.not_positive');
    expect(await refusalOf(allocateAll([{ ...part, creditId: t.newId(), minor: 1n }]))).toBe('allocation.item_not_found');
    const other = await testCompany(db);
    const theirs = await issue(other, await newCustomer(other, 'C-1'), '100');
    const theirMoney = await pay(other, theirs.customerId, 500n);
    expect(await refusalOf(allocateAll([{ ...part, receivableId: theirs.receivableId, minor: 1n }]))).toBe('allocation.item_not_found');
    expect(await refusalOf(allocateAll([{ ...part, creditId: theirMoney.creditId, minor: 1n }]))).toBe('allocation.item_not_found');
    expect(await openOf(other, 'receivable', theirs.receivableId)).toBe(12_000n);
    await expectProven(t);
  });

  it('never settles a technical receivable', async () => {
    const paid = await pay(t, customer, 500n);
    await reverse([paid.paymentId]);
    const [technical] = await t.run((ctx) =>
      ctx.tx.rows(sql<{ id: string }>`select id from receivable where company_id = ${ctx.company.id} and kind = 'technical'`),
    );
    const other = await pay(t, customer, 500n);
    expect(await refusalOf(allocateAll([{ creditId: other.creditId, receivableId: technical?.id as string, minor: 1n }]))).toBe('allocation.item_not_found');
  });

  it('takes the same statements for one as for fifty', async () => {
    const invoices = await Promise.all(Array.from({ length: 51 }, (_, n) => issue(t, customer, `${n + 1}`)));
    const paid = await pay(t, customer, 1_000_000n);
    const parts = invoices.map((invoice) => ({ creditId: paid.creditId, receivableId: invoice.receivableId, minor: invoice.gross }));
    const counted = async (requests: typeof parts) => {
      const before = db.database.count.statements;
      await allocateAll(requests);
      return db.database.count.statements - before;
    };
    const one = await counted(parts.slice(0, 1));
    expect(await counted(parts.slice(1))).toBe(one);
    await expectProven(t);
  });
});

describe('units of work side by side', () => {
  it('do not allocate the same money twice', async () => {
    const invoice = await issue(t, customer, '1000');
    const paid = await pay(t, customer, 10_000n);
    const { done, refused } = await settled(
      Array.from({ length: 8 }, () => allocateAll([{ creditId: paid.creditId, receivableId: invoice.receivableId, minor: 3_000n }])),
    );
    expect([done, new Set(refused)]).toEqual([3, new Set(['allocation.exceeds_open_amount'])]);
    expect(await openOf(t, 'credit', paid.creditId)).toBe(1_000n);
    await expectProven(t);
  });

  it('finish without a deadlock over overlapping sets in any order, and the books are right', async () => {
    const invoices = await Promise.all(Array.from({ length: 12 }, () => issue(t, customer, '1000')));
    const payments: Paid[] = await Promise.all(Array.from({ length: 6 }, () => pay(t, customer, 150_000n)));
    let state = 7;
    const random = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
    const work = Array.from({ length: 8 }, async () => {
      let done = 0;
      for (let round = 0; round < 5; round++) {
        const requests = Array.from({ length: 4 }, () => ({
          creditId: payments[random(6)]?.creditId as string,
          receivableId: invoices[random(12)]?.receivableId as string,
          minor: BigInt(1 + random(9_000)),
        }));
        done += (await settled([allocateAll(requests)])).done;
      }
      return done;
    });
    const done = (await Promise.all(work)).reduce((sum, one) => sum + one, 0);
    expect(done).toBeGreaterThan(20);
    await expectProven(t);
  });

  it('a return that meets new applications of its money takes all of them back, or none were made', async () => {
    for (let round = 0; round < 6; round++) {
      const invoices = await Promise.all([issue(t, customer, '100'), issue(t, customer, '100'), issue(t, customer, '100')]);
      const paid = await pay(t, customer, 36_000n);
      await apply(t, paid.creditId, invoices[0]?.receivableId as string, { minor: 12_000n });
      const { refused } = await settled([
        ...invoices.slice(1).map((invoice) => apply(t, paid.creditId, invoice.receivableId, { minor: 12_000n })),
        reverse([paid.paymentId]),
        reverse([paid.paymentId]),
      ]);
      expect(refused.filter((code) => code === 'cause.already_reversed')).toHaveLength(1);
      for (const invoice of invoices) expect(await openOf(t, 'receivable', invoice.receivableId)).toBe(12_000n);
      expect(await openOf(t, 'credit', paid.creditId)).toBe(0n);
    }
    await expectProven(t);
  });

  it('a return and another payment of the same receivable both count', async () => {
    const invoice = await issue(t, customer, '100');
    const first = await pay(t, customer, 5_000n);
    await apply(t, first.creditId, invoice.receivableId, { minor: 5_000n });
    const second = await pay(t, customer, 6_000n);
    await Promise.all([reverse([first.paymentId]), apply(t, second.creditId, invoice.receivableId, { minor: 6_000n })]);
    expect(await openOf(t, 'receivable', invoice.receivableId)).toBe(6_000n);
    expect(await balances(t)).toEqual({ AR: 6_000n, BCL: 6_000n, REV: -10_000n, TAX: -2_000n });
    await expectProven(t);
  });
});
