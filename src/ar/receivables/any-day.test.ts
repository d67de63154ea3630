import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, day, daysBetween, type Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { currency, type Currency } from '../../foundation/money/currency.ts';
import { apply, expectProven, issue, newCustomer, pay } from '../../../tests/postings/books.ts';
import { testCompany, type TestCompany } from '../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { issueCreditNote } from '../invoices/issue-credit-note.ts';
import { closePeriod } from '../ledger/book.ts';
import { setRates } from '../ledger/exchange-rate.ts';
import { refundCredit } from '../payments/refund-credit.ts';
import { reverseCauses } from '../payments/reverse-causes.ts';
import { agingAsOf, type AgingTotal } from './aging.ts';
import { foldPositions } from './fold-positions.ts';

/** Numbers that repeat: the failing seed is in the test's name. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const FIRST = day('2026-01-01');
const DAYS = 200;
const CURRENCIES = [currency('EUR'), currency('USD')] as const;

type World = {
  readonly t: TestCompany;
  readonly random: (below: number) => number;
  readonly customers: readonly string[];
  readonly causes: string[];
  done: number;
  refused: number;
};

const pick = <T>(world: World, list: readonly T[]): T | undefined => list[world.random(Math.max(1, list.length))];
const someDay = (world: World): Day => addDays(FIRST, world.random(DAYS));

type OpenItem = { id: string; document_id: string | null; currency: Currency; open: bigint };

function openItems(t: TestCompany, table: 'receivable' | 'credit'): Promise<OpenItem[]> {
  return t.run((ctx) =>
    ctx.tx.rowsText<OpenItem>(`select id, document_id, currency, open from ${table} where company_id = $1 and open > 0 order by id`, [ctx.company.id]),
  );
}

const ACTS: readonly ((world: World) => Promise<unknown>)[] = [
  (w) => {
    const terms = pick(w, ['NET30', '2/10NET30', '30%@10+30%@40+40%@80', 'PREPAID']) ?? 'NET30';
    return issue(w.t, pick(w, w.customers) as string, `${1 + w.random(900)}.${10 + w.random(89)}`, {
      issuedOn: someDay(w),
      terms,
      currency: CURRENCIES[w.random(2)] as Currency,
    });
  },
  async (w) => {
    const paid = await pay(w.t, pick(w, w.customers) as string, BigInt(1 + w.random(90_000)), {
      on: someDay(w),
      currency: CURRENCIES[w.random(2)] as Currency,
    });
    w.causes.push(paid.paymentId);
  },
  async (w) => {
    const credit = pick(w, await openItems(w.t, 'credit'));
    const receivable = pick(
      w,
      (await openItems(w.t, 'receivable')).filter((r) => r.currency === credit?.currency),
    );
    if (!credit || !receivable) return;
    const most = credit.open < receivable.open ? credit.open : receivable.open;
    const minor = w.random(3) === 0 ? BigInt(1 + w.random(Number(most))) : most;
    const rest = receivable.open - minor;
    const forgiven = rest > 0n && rest <= 2_000n && w.random(2) === 0 ? rest : 0n;
    w.causes.push(await apply(w.t, credit.id, receivable.id, { minor, tolerance: forgiven, on: someDay(w) }));
  },
  async (w) => {
    const receivable = pick(
      w,
      (await openItems(w.t, 'receivable')).filter((r) => r.document_id !== null),
    );
    if (!receivable?.document_id) return;
    const lines = [{ text: 'Back', quantity: '1', unitPrice: `${1 + w.random(40)}.5`, taxCategory: 'S' as const, taxRate: '20' }];
    await w.t.run((ctx) => issueCreditNote(ctx, { invoiceId: receivable.document_id as string, issuedOn: someDay(w), reason: 'Back', lines }));
  },
  async (w) => {
    const cause = pick(w, w.causes);
    if (cause) await w.t.run((ctx) => reverseCauses(ctx, { causeIds: [cause], eventOn: someDay(w), paymentState: 'reversed', label: 'undone' }));
  },
  async (w) => {
    const credit = pick(w, await openItems(w.t, 'credit'));
    if (credit)
      await w.t.run((ctx) =>
        refundCredit(ctx, {
          creditId: credit.id,
          minor: credit.open - BigInt(w.random(Number(credit.open))),
          from: 'BCL',
          postedOn: someDay(w),
          reason: 'Too much',
        }),
      );
  },
];

/** Chances of the acts above, in the same order. */
const WEIGHTS = [6, 7, 9, 2, 3, 1];
const CHOICES = WEIGHTS.flatMap((weight, act) => Array.from({ length: weight }, () => act));

async function live(world: World, acts: number, options: { foldAfter: (index: number) => boolean; closeAfter: number }): Promise<void> {
  for (let index = 0; index < acts; index++) {
    try {
      await (ACTS[pick(world, CHOICES) as number] as (w: World) => Promise<unknown>)(world);
      world.done++;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      world.refused++;
    }
    if (options.foldAfter(index)) await world.t.run(foldPositions);
    if (index === options.closeAfter) await world.t.run((ctx) => closePeriod(ctx, { through: addDays(FIRST, 40) }));
  }
}

type Item = { id: string; side: string; currency: Currency; posted_on: Day; due_on: Day; minor: bigint };
type Move = { item: string; posted_on: Day; minor: bigint };

/** All items and their allocations, read without any position. */
async function loadItems(t: TestCompany): Promise<{ items: Item[]; moves: Map<string, Move[]> }> {
  const items = await t.run((ctx) =>
    ctx.tx.rows(sql<Item>`
      select id, 'receivable' as side, currency, posted_on, due_on, original as minor from receivable where company_id = ${ctx.company.id} and kind <> 'technical'
      union all select id, sits_in, currency, posted_on, posted_on, original from credit where company_id = ${ctx.company.id}`),
  );
  const moves = await t.run((ctx) =>
    ctx.tx.rows(sql<Move>`
      select receivable_id as item, posted_on, -receivable_minor as minor from allocation where company_id = ${ctx.company.id}
      union all select credit_id, posted_on, -credit_minor from allocation where company_id = ${ctx.company.id}`),
  );
  return { items, moves: Map.groupBy(moves, (move) => move.item) };
}

type Naive = Pick<AgingTotal, 'currency' | 'open' | 'openCount' | 'buckets' | 'credits' | 'creditsInAr' | 'unappliedCash'>;

function agingByHand({ items, moves }: { items: readonly Item[]; moves: ReadonlyMap<string, readonly Move[]> }, asOf: Day): Naive[] {
  return CURRENCIES.flatMap((code) => {
    const buckets = { current: 0n, '1-30': 0n, '31-60': 0n, '61-90': 0n, '91+': 0n };
    const sums = { receivable: 0n, AR: 0n, UNA: 0n, count: 0 };
    for (const item of items) {
      if (item.currency !== code || item.posted_on > asOf) continue;
      const open = (moves.get(item.id) ?? []).reduce((sum, move) => (move.posted_on <= asOf ? sum + move.minor : sum), item.minor);
      sums[item.side as 'receivable' | 'AR' | 'UNA'] += open;
      if (item.side !== 'receivable' || open === 0n) continue;
      sums.count++;
      const late = daysBetween(item.due_on, asOf);
      buckets[late <= 0 ? 'current' : late <= 30 ? '1-30' : late <= 60 ? '31-60' : late <= 90 ? '61-90' : '91+'] += open;
    }
    const credits = sums.AR + sums.UNA;
    if (sums.receivable === 0n && credits === 0n) return [];
    return [{ currency: code, open: sums.receivable, openCount: sums.count, buckets, credits, creditsInAr: sums.AR, unappliedCash: sums.UNA }];
  });
}

async function expectSameOnDays(world: World, days: number): Promise<void> {
  const read = await loadItems(world.t);
  for (let n = 0; n < days; n++) {
    const asOf = addDays(FIRST, world.random(DAYS + 150) - 20);
    const totals = await world.t.run((ctx) => agingAsOf(ctx, asOf));
    for (const { bucketsBase, openBase } of totals) expect(Object.values(bucketsBase).reduce((sum, minor) => sum + minor, 0n)).toBe(openBase);
    const found = totals.map(({ openBase: _b, creditsInArBase: _c, bucketsBase: _d, ...rest }) => rest);
    expect({ asOf, aging: found }).toEqual({ asOf, aging: agingByHand(read, asOf) });
  }
}

describe('aging of any day', () => {
  let db: TestDatabase;

  beforeAll(async () => {
    db = await testDatabase();
  });

  afterAll(() => db.close());

  async function begin(seed: number): Promise<World> {
    const t = await testCompany(db, { today: '2026-09-01', taxPoint: seed % 2 === 0 ? 'receipt' : 'invoice' });
    const customers = [await newCustomer(t, 'C-1'), await newCustomer(t, 'C-2'), await newCustomer(t, 'C-3')];
    const rates = ['0.9', '0.9137', '0.8765', '0.95', '1.013'].map((rate, month) => ({ currency: currency('USD'), on: addDays(FIRST, month * 40), rate }));
    await t.run((ctx) => setRates(ctx, rates));
    return { t, random: seeded(seed), customers, causes: [], done: 0, refused: 0 };
  }

  it.each([12])('is what items and allocations say, while all effects are pending and after folding (seed %i)', async (seed) => {
    const world = await begin(seed);
    await live(world, 130, { foldAfter: () => false, closeAfter: 90 });
    expect(world.done).toBeGreaterThan(80);
    await expectSameOnDays(world, 50);
    expect(await world.t.run(foldPositions)).toBeGreaterThan(0);
    expect(await world.t.run(foldPositions)).toBe(0);
    await expectSameOnDays(world, 50);
    await expectProven(world.t);
  });

  it.each([21])('is the same when folding runs between the postings (seed %i)', async (seed) => {
    const world = await begin(seed);
    await live(world, 130, { foldAfter: (index) => index % 17 === 3, closeAfter: 60 });
    await expectSameOnDays(world, 50);
    await expectProven(world.t);
    await world.t.run(foldPositions);
    await expectSameOnDays(world, 50);
    await expectProven(world.t);
  });

  it('is not doubled by four folders at once, while postings go on', async () => {
    const world = await begin(31);
    await live(world, 60, { foldAfter: () => false, closeAfter: -1 });
    const folded = await Promise.all([
      ...[1, 2, 3, 4].map(() => world.t.run(foldPositions)),
      ...[1, 2, 3].map((n) => issue(world.t, world.customers[0] as string, `${n}00`, { issuedOn: addDays(FIRST, n * 31) })),
      ...[1, 2, 3, 4].map(() => world.t.run(foldPositions)),
    ]);
    expect(folded.filter((one) => typeof one === 'number' && one > 0).length).toBeGreaterThan(0);
    await expectSameOnDays(world, 40);
    await world.t.run(foldPositions);
    await expectSameOnDays(world, 20);
    await expectProven(world.t);
  });
});
