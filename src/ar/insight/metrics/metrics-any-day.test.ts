import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apply, expectProven, issue, newCustomer, pay } from '../../../../tests/postings/books.ts';
import { seededRandom, type SeededRandom } from '../../../../tests/simulation/seeded-random.ts';
import { testCompany, type TestCompany } from '../../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../../tests/support/test-database.ts';
import { addDays, addMonths, day, daysBetween, endOfMonth, startOfMonth, type Day } from '../../../foundation/calendar/day.ts';
import { Refusal } from '../../../foundation/errors/refusal.ts';
import { currency, type Currency } from '../../../foundation/money/currency.ts';
import type { InvoiceRow } from '../../../formats/csv/invoice-row.ts';
import { issueCreditNote } from '../../invoices/issue-credit-note.ts';
import { closePeriod } from '../../ledger/book.ts';
import { setRates } from '../../ledger/exchange-rate.ts';
import { importInvoiceHistory } from '../../payments/import-invoice-history.ts';
import { refundCredit } from '../../payments/refund-credit.ts';
import { rejectRefund } from '../../payments/reject-refund.ts';
import { reverseCauses } from '../../payments/reverse-causes.ts';
import { foldPositions } from '../../receivables/fold-positions.ts';
import type { FigureSet, MetricName, RowSet } from './figure.ts';
import type { Period } from './credit-sales.ts';
import { quotient, type Fraction } from './fraction.ts';
import { listMetricRows, type MetricRow } from './list-metric-rows.ts';
import { metricSeries, SERIES_METRICS } from './metric-series.ts';
import { metricsOf } from './metrics.ts';

const FIRST = day('2026-01-10');
const DAYS = 200;
const EUR = currency('EUR');
const USD = currency('USD');

type World = { readonly t: TestCompany; readonly random: SeededRandom; readonly customers: readonly string[]; readonly causes: string[]; done: number };

const someDay = ({ random }: World): Day => addDays(FIRST, random.int(0, DAYS));

type Open = { id: string; document_id: string | null; currency: Currency; open: bigint; kind: string; offered: bigint | null };

const openItems = (t: TestCompany, table: 'receivable' | 'credit') =>
  t.run((ctx) =>
    ctx.tx.rowsText<Open>(
      `select id, document_id, currency, open, kind, (select max(minor) from receivable_discount d where d.company_id = t.company_id and d.receivable_id = t.id) as offered
       from ${table} t where company_id = $1 and open > 0 order by id`,
      [ctx.company.id],
    ),
  );

const ACTS: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  issue: (w) =>
    issue(w.t, w.random.pick(w.customers), `${w.random.int(1, 900)}.${w.random.int(10, 98)}`, {
      issuedOn: someDay(w),
      terms: w.random.pick(['NET30', '2/10NET30', '30%@10+30%@40+40%@80']),
      currency: w.random.pick([EUR, USD]),
    }),
  async pay(w) {
    const paid = await pay(w.t, w.random.pick(w.customers), BigInt(w.random.int(1, 90_000)), { on: someDay(w), currency: w.random.pick([EUR, USD]) });
    w.causes.push(paid.paymentId);
  },
  async apply(w) {
    const credits = await openItems(w.t, 'credit');
    if (credits.length === 0) return;
    const credit = w.random.pick(credits);
    const receivables = (await openItems(w.t, 'receivable')).filter((one) => one.currency === credit.currency);
    if (receivables.length === 0) return;
    const receivable = w.random.pick(receivables);
    const most = credit.open < receivable.open ? credit.open : receivable.open;
    const on = someDay(w);
    const short = receivable.offered ?? 0n;
    const discount = short > 0n && short < most && credit.open >= receivable.open - short ? short : 0n;
    const minor = discount > 0n ? receivable.open - discount : w.random.chance(0.3) ? BigInt(w.random.int(1, Number(most))) : most;
    // A discount is sometimes taken, sometimes only kept back.
    const taken = w.random.chance(0.5) ? discount : 0n;
    w.causes.push(await apply(w.t, credit.id, receivable.id, { minor, discount: taken, on, valueOn: addDays(on, -w.random.int(0, 20)) }));
  },
  async note(w) {
    const items = (await openItems(w.t, 'receivable')).filter((one) => one.document_id !== null && one.kind === 'invoice');
    if (items.length === 0) return;
    const lines = [{ text: 'Back', quantity: '1', unitPrice: `${w.random.int(1, 40)}.5`, taxCategory: 'S' as const, taxRate: '20' }];
    await w.t.run((ctx) => issueCreditNote(ctx, { invoiceId: w.random.pick(items).document_id as string, issuedOn: someDay(w), reason: 'Back', lines }));
  },
  async reverse(w) {
    if (w.causes.length === 0) return;
    const cause = w.random.pick(w.causes);
    const undo = w.random.chance(0.5);
    await w.t.run((ctx) =>
      reverseCauses(ctx, { causeIds: [cause], eventOn: undo ? null : someDay(w), paymentState: undo ? 'reversed' : 'returned', label: 'back' }),
    );
  },
  async refund(w) {
    const credits = await openItems(w.t, 'credit');
    if (credits.length === 0) return;
    const credit = w.random.pick(credits);
    const on = someDay(w);
    await w.t.run(async (ctx) => {
      const refund = await refundCredit(ctx, { creditId: credit.id, minor: credit.open, from: 'BCL', postedOn: on, reason: 'Too much' });
      if (w.random.chance(0.5)) await rejectRefund(ctx, { refundId: refund.id, eventOn: addDays(on, 4), reason: 'Account closed' });
    });
  },
};

const WEIGHTS = { issue: 8, pay: 7, apply: 9, note: 3, reverse: 2, refund: 2 } as const;

async function live(world: World, acts: number): Promise<void> {
  for (let index = 0; index < acts; index++) {
    try {
      await ACTS[world.random.weighted(WEIGHTS)]?.(world);
      world.done++;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
    if (index === acts >> 1) await world.t.run((ctx) => closePeriod(ctx, { through: addDays(FIRST, 40) }));
  }
}

/** A note on a paid invoice is refunded, and the bank sends the money back: the credit stands again, but nothing was taken back a second time. */
async function bringNoteBack({ t, customers }: World): Promise<void> {
  const on = addDays(FIRST, 50);
  const invoice = await issue(t, customers[0] as string, '400', { issuedOn: on });
  const paid = await pay(t, customers[0] as string, 48_000n, { on });
  await apply(t, paid.creditId, invoice.receivableId, { minor: 48_000n, on });
  const lines = [{ text: 'Back', quantity: '1', unitPrice: '90', taxCategory: 'S' as const, taxRate: '20' }];
  await t.run((ctx) => issueCreditNote(ctx, { invoiceId: invoice.id, issuedOn: addDays(on, 10), reason: 'Broken', lines }));
  const note = (await openItems(t, 'credit')).find((one) => one.kind === 'credit_note');
  await t.run(async (ctx) => {
    const asked = { creditId: note?.id as string, minor: 10_800n, from: 'BCL', postedOn: addDays(on, 20), reason: 'Broken' } as const;
    const refund = await refundCredit(ctx, asked);
    await rejectRefund(ctx, { refundId: refund.id, eventOn: addDays(on, 25), reason: 'Account closed' });
  });
}

/** Two percent kept back after the ten days in which they could be earned. */
async function bringUnearned({ t, customers }: World): Promise<void> {
  const on = addDays(FIRST, 70);
  const invoice = await issue(t, customers[1] as string, '1000', { issuedOn: on, terms: '2/10NET30' });
  const paid = await pay(t, customers[1] as string, 117_600n, { on: addDays(on, 11) });
  await apply(t, paid.creditId, invoice.receivableId, { minor: 117_600n, on: addDays(on, 11) });
}

/** A payment that the bank took back weeks later: on the days between it had paid. */
async function bringReturn({ t, customers }: World): Promise<void> {
  const on = addDays(FIRST, 45);
  const invoice = await issue(t, customers[1] as string, '700', { issuedOn: addDays(on, -20) });
  const paid = await pay(t, customers[1] as string, 84_000n, { on });
  await apply(t, paid.creditId, invoice.receivableId, { minor: 84_000n, on });
  await t.run((ctx) => reverseCauses(ctx, { causeIds: [paid.paymentId], eventOn: addDays(on, 80), paymentState: 'returned', label: 'returned' }));
}

/** Open items and used notes of other books: no sales. */
async function bringOpening(world: World): Promise<void> {
  const row = (line: number, amountMinor: bigint, dueOn: Day | null): InvoiceRow => ({
    line,
    customerNumber: 'C-1',
    customerName: null,
    number: `OLD-${line}`,
    issuedOn: FIRST,
    dueOn,
    currency: EUR,
    amountMinor,
    terms: null,
    settledOn: null,
    openAmountMinor: null,
    reference: null,
  });
  const rows = [row(2, 55_000n, addDays(FIRST, 20)), row(3, -7_000n, null)];
  async function* batches() {
    yield { rows, problems: [], read: rows.length };
  }
  const options = { fileName: 'old.csv', sha256: () => '', strict: true, opening: true, cutOverOn: null, expectedOpen: null };
  const { imported } = await world.t.run((ctx) => importInvoiceHistory(ctx, batches(), options));
  expect(imported).toBe(2);
}

type Receivable = { id: string; kind: string; currency: Currency; issued_on: Day; due_on: Day; posted_on: Day; original: bigint; base_original: bigint };
type Credit = {
  id: string;
  kind: string;
  sits_in: string;
  document_id: string | null;
  payment_id: string | null;
  currency: Currency;
  posted_on: Day;
  original: bigint;
  base_original: bigint;
};
type Allocation = {
  id: string;
  credit_id: string;
  receivable_id: string;
  credit_minor: bigint;
  base_credit: bigint;
  receivable_minor: bigint;
  base_receivable: bigint;
  posted_on: Day;
  value_on: Day;
  cause_kind: string;
  reverses: string | null;
};
type Offer = { receivable_id: string; until_on: Day; minor: bigint };
type Books = { receivables: Map<string, Receivable>; credits: Map<string, Credit>; allocations: Allocation[]; offers: Offer[] };

async function readBooks(t: TestCompany): Promise<Books> {
  const all = <R>(table: string) => t.run((ctx) => ctx.tx.rows(sql<R>`select * from ${sql.table(table)} where company_id = ${ctx.company.id}`));
  return {
    receivables: new Map((await all<Receivable>('receivable')).map((row) => [row.id, row])),
    credits: new Map((await all<Credit>('credit')).map((row) => [row.id, row])),
    allocations: await all<Allocation>('allocation'),
    offers: await all<Offer>('receivable_discount'),
  };
}

/** Amounts of one currency, or base amounts of all for null: everything by looking at each row. */
function naively(books: Books, code: Currency | null, period: { from: Day; to: Day }): Partial<Record<MetricName, Fraction | null>> {
  const { receivables, credits, allocations } = books;
  const ours = (one: { currency: Currency }) => code === null || one.currency === code;
  const size = (one: Receivable | Credit) => (code === null ? one.base_original : one.original);
  const onReceivable = (a: Allocation) => (code === null ? a.base_receivable : a.receivable_minor);
  const onCredit = (a: Allocation) => (code === null ? a.base_credit : a.credit_minor);
  const add = <T>(list: Iterable<T>, amount: (one: T) => bigint) => [...list].reduce((sum, one) => sum + amount(one), 0n);
  const items = [...receivables.values()].filter((one) => one.kind !== 'technical' && ours(one));
  const openOf = (id: string, on: Day) => add(allocations, (a) => (a.receivable_id === id && a.posted_on <= on ? onReceivable(a) : 0n));
  const openAt = (on: Day, only: (one: Receivable) => boolean = () => true) =>
    add(items, (one) => (one.posted_on <= on && only(one) ? size(one) - openOf(one.id, on) : 0n));
  const sold = (from: Day, to: Day) =>
    add(items, (one) => (one.kind === 'invoice' && one.posted_on >= from && one.posted_on <= to ? size(one) : 0n)) -
    add(credits.values(), (one) =>
      ours(one) && one.kind === 'credit_note' && one.document_id && one.posted_on >= from && one.posted_on <= to ? size(one) : 0n,
    );
  const { from, to } = period;
  const days = BigInt(daysBetween(from, to) + 1);
  const [opening, closing, current, sales] = [openAt(addDays(from, -1)), openAt(to), openAt(to, (one) => one.due_on >= to), sold(from, to)];
  const first = items
    .filter((one) => one.kind === 'invoice')
    .map((one) => one.posted_on)
    .toSorted()[0];
  const back = (amount: bigint): Fraction | null => {
    if (first === undefined || first > to) return null;
    // By day and hundredths: a countback in steps of whole months, the last by its share.
    let [left, counted, month] = [amount, 0n, startOfMonth(to)];
    for (; left > 0n && month >= startOfMonth(first); month = addMonths(month, -1)) {
      const last = endOfMonth(month) < to ? endOfMonth(month) : to;
      const [monthDays, monthSales] = [BigInt(daysBetween(month, last) + 1), sold(month, last)];
      if (monthSales >= left) return quotient(counted * monthSales + left * monthDays, monthSales);
      left -= monthSales;
      counted += monthDays;
    }
    return quotient(counted, 1n);
  };
  const paid = allocations.filter((a) => {
    const item = receivables.get(a.receivable_id) as Receivable;
    const undone = allocations.some((b) => b.reverses === a.id && b.posted_on <= to);
    const isSale = item.kind === 'invoice' || item.kind === 'opening';
    return (
      a.reverses === null &&
      !undone &&
      isSale &&
      ours(item) &&
      credits.get(a.credit_id)?.kind === 'payment' &&
      a.value_on >= from &&
      a.value_on <= to &&
      a.posted_on <= to
    );
  });
  const payments = [...credits.values()].filter((one) => one.kind === 'payment' && one.payment_id && ours(one) && one.posted_on >= from && one.posted_on <= to);
  const ofCredit = (one: Credit, only: (a: Allocation, item: Receivable) => boolean) =>
    add(allocations, (a) => (a.credit_id === one.id && a.posted_on <= to && only(a, receivables.get(a.receivable_id) as Receivable) ? onCredit(a) : 0n));
  const received = add(payments, (one) => size(one) - ofCredit(one, (a, item) => item.kind === 'technical' && a.cause_kind === 'reversal'));
  const applied = add(payments, (one) => ofCredit(one, (_a, item) => item.kind !== 'technical'));
  const discounts = [...credits.values()].filter((one) => one.kind === 'discount' && ours(one) && one.posted_on >= from && one.posted_on <= to);
  const unearned = items.filter((one) => {
    const value = paidFor(books, one.id, to);
    const open = one.original - add(allocations, (a) => (a.receivable_id === one.id && a.posted_on <= to ? a.receivable_minor : 0n));
    return (
      value !== undefined && value >= from && books.offers.some((offer) => offer.receivable_id === one.id && offer.minor === open && offer.until_on < value)
    );
  });
  return {
    openReceivables: quotient(closing, 1n),
    creditSales: quotient(sales, 1n),
    dso: quotient(closing * days, sales),
    dsoCountback: back(closing),
    bestPossibleDso: quotient(current * days, sales),
    bestPossibleDsoCountback: back(current),
    averageDaysDelinquent: quotient((closing - current) * days, sales),
    collectionEffectiveness: quotient((opening + sales - closing) * 100n, opening + sales - current),
    currentRatio: quotient(current * 100n, closing),
    turnover: quotient(2n * sales, opening + closing),
    unappliedCash: quotient(
      add(credits.values(), (one) => (one.sits_in === 'UNA' && ours(one) && one.posted_on <= to ? size(one) - ofCredit(one, () => true) : 0n)),
      1n,
    ),
    daysToPay: quotient(
      add(paid, (a) => onReceivable(a) * BigInt(daysBetween(receivables.get(a.receivable_id)?.issued_on as Day, a.value_on))),
      add(paid, onReceivable),
    ),
    applicationRate: quotient(applied * 100n, received),
    discountsTaken: quotient(
      add(discounts, (one) => ofCredit(one, (_a, item) => item.kind !== 'technical')),
      1n,
    ),
    discountsUnearned: quotient(
      add(unearned, (one) => size(one) - openOf(one.id, to)),
      1n,
    ),
  };
}

/** Value day of the last payment of a receivable, as known at the end of a day; undefined for items that no early payment is about. */
function paidFor({ receivables, credits, allocations }: Books, id: string, on: Day): Day | undefined {
  if (!['invoice', 'opening'].includes(receivables.get(id)?.kind ?? '')) return undefined;
  return allocations
    .filter((a) => a.receivable_id === id && a.posted_on <= on && a.reverses === null && credits.get(a.credit_id)?.kind === 'payment')
    .filter((a) => !allocations.some((b) => b.reverses === a.id && b.posted_on <= on))
    .map((a) => a.value_on)
    .toSorted()
    .at(-1);
}

const valuesOf = (set: FigureSet) => Object.fromEntries(set.figures.map((one) => [one.metric, one.value]));

const ROWS_OF: readonly [RowSet, MetricName][] = [
  ['open-receivables', 'openReceivables'],
  ['sales', 'creditSales'],
  ['unapplied-cash', 'unappliedCash'],
  ['discounts', 'discountsTaken'],
  ['unearned-discounts', 'discountsUnearned'],
];

describe('metrics of any day', () => {
  let db: TestDatabase;
  let world: World;
  let books: Books;

  beforeAll(async () => {
    db = await testDatabase();
    const t = await testCompany(db, { today: '2026-12-01' });
    const customers = [await newCustomer(t, 'C-1'), await newCustomer(t, 'C-2')];
    await t.run((ctx) =>
      setRates(
        ctx,
        ['0.9', '0.9137', '0.8765', '1.013'].map((rate, index) => ({ currency: USD, on: addDays(FIRST, index * 50 - 10), rate })),
      ),
    );
    world = { t, random: seededRandom(41), customers, causes: [], done: 0 };
    await bringOpening(world);
    await bringNoteBack(world);
    await bringReturn(world);
    await live(world, 260);
    // Last: nobody pays what was kept back.
    await bringUnearned(world);
    expect(world.done).toBeGreaterThan(150);
    books = await readBooks(t);
  });

  afterAll(() => db.close());

  async function expectSameOnDays(days: number): Promise<void> {
    for (let n = 0; n < days; n++) {
      const to = addDays(FIRST, world.random.int(-5, DAYS + 60));
      const request = world.random.chance(0.5) ? { to, months: world.random.int(1, 4) } : { to, from: addDays(to, -world.random.int(0, 120)) };
      const report = await world.t.run((ctx) => metricsOf(ctx, request));
      for (const set of report.currencies)
        expect({ ...request, ...valuesOf(set) }).toMatchObject({ ...request, ...naively(books, set.currency, report.period) });
      expect({ ...request, ...valuesOf(report.base) }).toMatchObject({ ...request, ...naively(books, null, report.period) });
    }
  }

  it('are what a look at every receivable, credit and allocation says, before and after folding', async () => {
    await expectSameOnDays(25);
    expect(await world.t.run(foldPositions)).toBeGreaterThan(0);
    await expectSameOnDays(25);
    await expectProven(world.t);
  });

  it('meet every kind of event that they must judge', () => {
    const credits = [...books.credits.values()];
    expect(credits.some((one) => one.kind === 'credit_note' && one.document_id === null)).toBe(true);
    expect(credits.some((one) => one.kind === 'discount')).toBe(true);
    expect(books.allocations.some((a) => a.reverses !== null)).toBe(true);
    const unearned = naively(books, null, { from: FIRST, to: addDays(FIRST, DAYS + 30) }).discountsUnearned;
    expect(unearned?.numerator).toBeGreaterThan(0n);
  });

  it('count back over years of sparse sales, and say "more than" where opening items exceed all sales', async () => {
    const t = await testCompany(db, { today: '2026-12-01' });
    const customer = await newCustomer(t, 'C-1');
    await issue(t, customer, '1000', { issuedOn: day('2024-11-05') });
    await issue(t, customer, '100', { issuedOn: day('2026-11-10') });
    const read = async (on: string) => {
      const to = day(on);
      const report = await t.run((ctx) => metricsOf(ctx, { to, months: 1, only: ['dsoCountback', 'averageDaysDelinquentCountback'] }));
      const [point] = await t.run((ctx) => metricSeries(ctx, { from: to, to, months: 1, only: ['dsoCountback', 'averageDaysDelinquentCountback'] }));
      expect(point?.base).toEqual(report.base);
      return report.base.figures.map(({ value, more }) => [value, more]);
    };
    // Everything that was ever sold is open: all days from 1 November 2024 on.
    expect(await read('2026-11-30')).toEqual([
      [{ numerator: 760n, denominator: 1n }, false],
      [{ numerator: 730n, denominator: 1n }, false],
    ]);
    await bringOpening({ t, random: world.random, customers: [customer], causes: [], done: 0 });
    expect(await read('2026-11-30')).toEqual([
      [{ numerator: 760n, denominator: 1n }, true],
      [null, false],
    ]);
  });

  it('are the same in a series, at every month end and at its last day', async () => {
    for (const months of [1, 3]) {
      const points = await world.t.run((ctx) => metricSeries(ctx, { from: addDays(FIRST, -40), to: addDays(FIRST, 150), months }));
      expect(points).toHaveLength(7);
      for (const { period, currencies, base } of points) {
        const one = await world.t.run((ctx) => metricsOf(ctx, { to: period.to, months, only: SERIES_METRICS }));
        expect({ period, currencies, base }).toEqual({ period: one.period, currencies: one.currencies, base: one.base });
      }
    }
  });

  it('are the sums of the rows behind them, page by page', async () => {
    for (const to of [addDays(FIRST, 60), addDays(FIRST, 130), addDays(FIRST, DAYS)]) {
      const report = await world.t.run((ctx) => metricsOf(ctx, { to, months: 3 }));
      for (const [rows, metric] of ROWS_OF) {
        const told = (set: FigureSet) => set.figures.find((one) => one.metric === metric)?.value?.numerator;
        let base = 0n;
        for (const set of report.currencies) {
          const all = await everyRow(rows, report.period, set.currency);
          expect({ to, rows, code: set.currency, counted: all.reduce((sum, row) => sum + row.counted, 0n) }).toEqual({
            to,
            rows,
            code: set.currency,
            counted: told(set),
          });
          base += all.reduce((sum, row) => sum + row.countedBase, 0n);
        }
        expect({ to, rows, base }).toEqual({ to, rows, base: told(report.base) });
      }
    }
  });

  async function everyRow(rows: RowSet, period: Period, code: Currency): Promise<MetricRow[]> {
    const all: MetricRow[] = [];
    for (;;) {
      const after = all.at(-1)?.id ?? null;
      const page = await world.t.run((ctx) => listMetricRows(ctx, rows, { period, currency: code, after, limit: 7 }));
      all.push(...page);
      if (page.length < 7) return all;
    }
  }
});
