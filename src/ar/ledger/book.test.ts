import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { day } from '../../foundation/calendar/day.ts';
import { currency } from '../../foundation/money/currency.ts';
import { balances, draftOf, expectProven, issue, newCustomer, pay, refusalOf } from '../../../tests/postings/books.ts';
import { testCompany, type TestCompany } from '../../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { issueInvoices } from '../invoices/issue-invoices.ts';
import { closePeriod, postingDay, requireOpenDay } from './book.ts';
import { loadRates, setRates } from './exchange-rate.ts';
import { assertBalanced } from './journal.ts';
import { post } from './post.ts';

let db: TestDatabase;
let t: TestCompany;

beforeAll(async () => {
  db = await testDatabase();
});

afterAll(() => db.close());

beforeEach(async () => {
  t = await testCompany(db, { today: '2026-04-10' });
});

const close = (through: string | null, reason?: string) =>
  t.run((ctx) => closePeriod(ctx, { through: through === null ? null : day(through), ...(reason ? { reason } : {}) }));

describe('a posting day', () => {
  const book = { closedThrough: day('2026-03-31') };

  it("is the event's day, but never before what it settles and never in a closed period", () => {
    expect(postingDay({ closedThrough: null }, day('2026-03-05'))).toBe('2026-03-05');
    expect(postingDay({ closedThrough: null }, day('2026-03-05'), day('2026-03-09'))).toBe('2026-03-09');
    expect(postingDay(book, day('2026-03-31'))).toBe('2026-04-01');
    expect(postingDay(book, day('2026-04-01'))).toBe('2026-04-01');
    expect(postingDay(book, day('2026-02-01'), day('2026-04-07'), day('2026-03-01'))).toBe('2026-04-07');
  });

  it('that a person chose is refused in a closed period', () => {
    expect(() => requireOpenDay(book, day('2026-03-31'), 'It')).toThrow(expect.objectContaining({ code: 'period.closed' }));
    expect(() => requireOpenDay(book, day('2026-04-01'), 'It')).not.toThrow();
  });
});

describe('closing a period', () => {
  it('waits for a posting that runs, and later postings keep out of it', async () => {
    const customer = await newCustomer(t, 'C-1');
    const order: string[] = [];
    let posted: () => void = () => undefined;
    const postedOnce = new Promise<void>((resolve) => (posted = resolve));
    let go: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (go = resolve));
    const posting = t.run(async (ctx) => {
      await issueInvoices(ctx, [draftOf(customer, '100')]);
      posted();
      await released;
      order.push('posted');
    });
    await postedOnce;
    const closing = close('2026-03-31').then(() => order.push('closed'));
    // The closing unit of work is waiting on the book's row before the posting may go on.
    for (let waiting = 0; waiting === 0 && order.length === 0;) {
      const rows = await t.run((ctx) =>
        ctx.tx.rows(sql<{ n: number }>`select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`),
      );
      waiting = rows[0]?.n ?? 0;
    }
    go();
    await Promise.all([posting, closing]);
    expect(order).toEqual(['posted', 'closed']);
    expect(await refusalOf(issue(t, customer, '100'))).toBe('period.closed');
    await expectProven(t);
  });

  it('is refused before the period is over, and audited with what was before; so is reopening', async () => {
    expect(await refusalOf(close('2026-04-10'))).toBe('period.not_over');
    await close('2026-03-31');
    await close('2026-02-28', 'A bill was missing');
    await close(null, 'From the beginning');
    const audit = await t.run((ctx) =>
      ctx.tx.rows(sql`select action, before, after, reason from audit_event where company_id = ${ctx.company.id} and subject_kind = 'ledger_book' order by id`),
    );
    expect(audit).toEqual([
      { action: 'period.closed', before: { closedThrough: null }, after: { closedThrough: '2026-03-31' }, reason: null },
      { action: 'period.reopened', before: { closedThrough: '2026-03-31' }, after: { closedThrough: '2026-02-28' }, reason: 'A bill was missing' },
      { action: 'period.reopened', before: { closedThrough: '2026-02-28' }, after: { closedThrough: null }, reason: 'From the beginning' },
    ]);
  });

  it('moves money booked in it to the first open day', async () => {
    const customer = await newCustomer(t, 'C-1');
    await close('2026-03-31');
    await pay(t, customer, 100n, { on: '2026-03-15' });
    const rows = await t.run((ctx) => ctx.tx.rows(sql`select posted_on, value_on from journal_entry where company_id = ${ctx.company.id}`));
    expect(rows).toEqual([{ posted_on: '2026-04-01', value_on: '2026-03-15' }]);
  });
});

describe('the journal', () => {
  const EUR = currency('EUR');
  const entry = (minor: bigint, base: bigint, account: 'UNA' | 'AR' = 'UNA') => ({
    postedOn: day('2026-03-02'),
    valueOn: day('2026-03-02'),
    cause: { kind: 'payment', id: '019ab0ab-0200-7000-8000-000000000000' } as const,
    lines: [
      { account: 'BCL' as const, currency: EUR, minor: 100n, baseMinor: 90n },
      { account, currency: EUR, minor, baseMinor: base },
    ],
  });

  it('takes no entry that does not balance, in base and in its own currency', () => {
    expect(() => assertBalanced(entry(-100n, -90n))).not.toThrow();
    expect(() => assertBalanced(entry(-100n, -91n))).toThrow('out of balance in base');
    expect(() => assertBalanced(entry(-99n, -90n))).toThrow('out of balance');
    expect(() => assertBalanced({ ...entry(-100n, -90n), lines: [] })).toThrow('two lines');
  });

  it('is refused by the database too when a statement leaves an entry out of balance', async () => {
    const unbalanced = t.run(async (ctx) => {
      await post(ctx, [entry(-100n, -90n)]);
      await ctx.tx.run(sql`
        insert into journal_line (company_id, entry_id, pos, account, currency, minor, base_minor)
        select company_id, id, 3, 'UNA', 'EUR', 1, 1 from journal_entry where company_id = ${ctx.company.id}`);
    });
    await expect(unbalanced).rejects.toMatchObject({ code: '23514' });
    expect(await balances(t)).toEqual({});
  });
});

describe('exchange rates', () => {
  const USD = currency('USD');

  it('are the newest on or before the day, and never a guess', async () => {
    await t.run((ctx) =>
      setRates(ctx, [
        { currency: USD, on: day('2026-03-01'), rate: '0.9' },
        { currency: USD, on: day('2026-03-10'), rate: '0.92' },
      ]),
    );
    const rates = await t.run((ctx) => loadRates(ctx, [USD, currency('EUR')]));
    expect(['2026-03-01', '2026-03-09', '2026-03-10', '2027-01-01'].map((on) => Number(rates(USD, day(on))))).toEqual([0.9, 0.9, 0.92, 0.92]);
    expect(rates(currency('EUR'), day('1990-01-01'))).toBe('1');
    expect(() => rates(USD, day('2026-02-28'))).toThrow(expect.objectContaining({ code: 'rate.missing' }));
  });

  it('are set again, the last one of a day counts, and nonsense is refused', async () => {
    const on = day('2026-03-01');
    await t.run((ctx) =>
      setRates(ctx, [
        { currency: USD, on, rate: '0.9' },
        { currency: USD, on, rate: '0.91' },
      ]),
    );
    await t.run((ctx) => setRates(ctx, [{ currency: USD, on, rate: '0.93' }]));
    expect(Number((await t.run((ctx) => loadRates(ctx, [USD])))(USD, on))).toBe(0.93);
    for (const rate of ['0', '0.0', '-1', '1,1', '', '1e3', '1.12345678901']) {
      expect(await refusalOf(t.run((ctx) => setRates(ctx, [{ currency: USD, on, rate }]))), rate).toBe('rate.invalid');
    }
  });
});
