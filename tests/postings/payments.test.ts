import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { day } from '../../src/foundation/calendar/day.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { issueCreditNote } from '../../src/ar/invoices/issue-credit-note.ts';
import { importDocuments, type ImportedDocument } from '../../src/ar/invoices/import-documents.ts';
import { closePeriod, openBook } from '../../src/ar/ledger/book.ts';
import { loadRates, setRates } from '../../src/ar/ledger/exchange-rate.ts';
import { parseTerms } from '../../src/ar/customers/terms.ts';
import { refundCredit } from '../../src/ar/payments/refund-credit.ts';
import { rejectRefund } from '../../src/ar/payments/reject-refund.ts';
import { reverseCauses } from '../../src/ar/payments/reverse-causes.ts';
import { agingAsOf } from '../../src/ar/receivables/aging.ts';
import { testCompany, type TestCompany } from '../support/test-company.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';
import { apply, balances, expectProven, issue, moved, newCustomer, openOf, pay, refusalOf } from './books.ts';

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

const reverse = (causeIds: readonly string[], on = '2026-04-02', state: 'reversed' | 'returned' = 'returned') =>
  t.run((ctx) => reverseCauses(ctx, { causeIds, eventOn: day(on), paymentState: state, label: 'returned' }));

const refund = (creditId: string, minor: bigint, on = '2026-03-15') =>
  t.run((ctx) => refundCredit(ctx, { creditId, minor, from: 'BCL', postedOn: day(on), reason: 'Paid twice' }));

const imported = (document: Partial<ImportedDocument>, opening = false) =>
  t.run(async (ctx) => {
    const usual: ImportedDocument = {
      customerId: customer,
      number: 'OLD-1',
      issuedOn: day('2026-03-02'),
      dueOn: null,
      currency: currency('EUR'),
      gross: 120_000n,
      terms: null,
      reference: '',
    };
    const [item] = await importDocuments(ctx, await openBook(ctx), { documents: [{ ...usual, ...document }], rates: await loadRates(ctx, []), opening });
    if (!item) throw new Error('nothing was imported');
    return item;
  });

describe('a payment', () => {
  it('explained from the bank is BCL to UNA, applied it is UNA to AR', async () => {
    const invoice = await issue(t, customer, '1000');
    const payment = await pay(t, customer, 120_000n);
    expect((await moved(t, payment.paymentId)).document).toEqual({ BCL: 120_000n, UNA: -120_000n });
    await expectProven(t);
    const cause = await apply(t, payment.creditId, invoice.receivableId, { minor: 120_000n });
    expect((await moved(t, cause)).document).toEqual({ UNA: 120_000n, AR: -120_000n });
    expect(await openOf(t, 'receivable', invoice.receivableId)).toBe(0n);
    await expectProven(t);
  });

  it('of 900 leaves 300 open', async () => {
    const invoice = await issue(t, customer, '1000');
    const payment = await pay(t, customer, 90_000n);
    const cause = await apply(t, payment.creditId, invoice.receivableId, { minor: 90_000n });
    expect((await moved(t, cause)).document).toEqual({ UNA: 90_000n, AR: -90_000n });
    expect(await openOf(t, 'receivable', invoice.receivableId)).toBe(30_000n);
    await expectProven(t);
  });

  it('above the invoice leaves the rest in UNA', async () => {
    const invoice = await issue(t, customer, '1000');
    const payment = await pay(t, customer, 125_000n);
    await apply(t, payment.creditId, invoice.receivableId, { minor: 120_000n });
    expect(await openOf(t, 'credit', payment.creditId)).toBe(5_000n);
    expect(await balances(t)).toEqual({ BCL: 125_000n, REV: -100_000n, TAX: -20_000n, UNA: -5_000n });
    await expectProven(t);
  });

  it('three cents short by tolerance is RND 0.03 to AR', async () => {
    const invoice = await issue(t, customer, '1000');
    const payment = await pay(t, customer, 119_997n);
    const cause = await apply(t, payment.creditId, invoice.receivableId, { minor: 119_997n, tolerance: 3n });
    expect((await moved(t, cause)).document).toEqual({ UNA: 119_997n, RND: 3n, AR: -120_000n });
    await expectProven(t);
  });

  it('of a parent settles children: one payment a child, no new money', async () => {
    const children = [await newCustomer(t, 'C-2', { parentId: customer }), await newCustomer(t, 'C-3', { parentId: customer })];
    for (const child of children) {
      const invoice = await issue(t, child, '1000');
      const payment = await pay(t, child, 120_000n);
      await apply(t, payment.creditId, invoice.receivableId, { minor: 120_000n });
    }
    expect(await balances(t)).toEqual({ BCL: 240_000n, REV: -200_000n, TAX: -40_000n });
    await expectProven(t);
  });

  it('of nothing, or for a customer of nobody, is refused', async () => {
    expect(await refusalOf(pay(t, customer, 0n))).toBe('payment.not_positive');
    expect(await refusalOf(pay(t, customer, -5n))).toBe('payment.not_positive');
    expect(await refusalOf(pay(t, t.newId(), 5n))).toBe('customer.not_found');
  });

  it('booked in a closed period is applied on the first open day; its value day stays', async () => {
    const invoice = await issue(t, customer, '1000');
    await t.run((ctx) => closePeriod(ctx, { through: day('2026-03-31') }));
    const payment = await pay(t, customer, 120_000n, { on: '2026-03-20' });
    await apply(t, payment.creditId, invoice.receivableId, { minor: 120_000n, on: '2026-03-20' });
    const rows = await t.run((ctx) => ctx.tx.rows(sql`select posted_on, value_on from allocation where company_id = ${ctx.company.id}`));
    expect(rows).toEqual([{ posted_on: '2026-04-01', value_on: '2026-03-20' }]);
    const open = await Promise.all(['2026-03-31', '2026-04-01'].map((on) => t.run((ctx) => agingAsOf(ctx, day(on)))));
    expect(open.map(([total]) => total?.open)).toEqual([120_000n, undefined]);
    await expectProven(t);
  });
});

describe('an early-payment discount', () => {
  it('of 24 within 2/10 is DISC 20 and TAX 4', async () => {
    const invoice = await issue(t, customer, '1000', { terms: '2/10NET30' });
    const payment = await pay(t, customer, 117_600n, { on: '2026-03-12' });
    const cause = await apply(t, payment.creditId, invoice.receivableId, { minor: 117_600n, discount: 2_400n, on: '2026-03-12' });
    expect((await moved(t, cause)).document).toEqual({ UNA: 117_600n, DISC: 2_000n, TAX: 400n, AR: -120_000n });
    await expectProven(t);
  });

  it('of an invoice of other books is DISC 24: its tax was theirs', async () => {
    const item = await imported({ terms: parseTerms('2/10NET30') });
    const payment = await pay(t, customer, 117_600n);
    const cause = await apply(t, payment.creditId, item.receivables[0]?.id as string, { minor: 117_600n, discount: 2_400n });
    expect((await moved(t, cause)).document).toEqual({ UNA: 117_600n, DISC: 2_400n, AR: -120_000n });
    await expectProven(t);
  });

  it('is judged by value day, not by booking day', async () => {
    const invoice = await issue(t, customer, '1000', { terms: '2/10NET30' });
    const payment = await pay(t, customer, 117_600n, { on: '2026-03-14', valueOn: '2026-03-12' });
    await apply(t, payment.creditId, invoice.receivableId, { minor: 117_600n, discount: 2_400n, on: '2026-03-14', valueOn: '2026-03-12' });
    expect(await openOf(t, 'receivable', invoice.receivableId)).toBe(0n);
  });

  it('taken too late is refused; applied without it, 24 stay open', async () => {
    const invoice = await issue(t, customer, '1000', { terms: '2/10NET30' });
    const payment = await pay(t, customer, 117_600n, { on: '2026-03-13' });
    expect(await refusalOf(apply(t, payment.creditId, invoice.receivableId, { minor: 117_600n, discount: 2_400n, on: '2026-03-13' }))).toBe(
      'discount.not_earned',
    );
    const cause = await apply(t, payment.creditId, invoice.receivableId, { minor: 117_600n, on: '2026-03-13' });
    expect((await moved(t, cause)).document).toEqual({ UNA: 117_600n, AR: -117_600n });
    expect(await openOf(t, 'receivable', invoice.receivableId)).toBe(2_400n);
    await expectProven(t);
  });

  it('is taken once, over all payments of the receivable, and again after a return', async () => {
    const invoice = await issue(t, customer, '1000', { terms: '2/10NET30' });
    const first = await pay(t, customer, 50_000n);
    await apply(t, first.creditId, invoice.receivableId, { minor: 50_000n, discount: 2_000n });
    const second = await pay(t, customer, 66_000n);
    expect(await refusalOf(apply(t, second.creditId, invoice.receivableId, { minor: 66_000n, discount: 401n }))).toBe('discount.exceeds_agreed');
    await apply(t, second.creditId, invoice.receivableId, { minor: 66_000n, discount: 400n });
    await reverse([first.paymentId], '2026-03-12');
    const again = await pay(t, customer, 51_600n, { on: '2026-03-12' });
    await apply(t, again.creditId, invoice.receivableId, { minor: 51_600n, discount: 2_000n, on: '2026-03-12' });
    expect(await openOf(t, 'receivable', invoice.receivableId)).toBe(0n);
    await expectProven(t);
  });

  it('was never agreed on most invoices, and is never negative', async () => {
    const invoice = await issue(t, customer, '1000');
    const payment = await pay(t, customer, 117_600n);
    expect(await refusalOf(apply(t, payment.creditId, invoice.receivableId, { minor: 117_600n, discount: 2_400n }))).toBe('discount.not_earned');
    expect(await refusalOf(apply(t, payment.creditId, invoice.receivableId, { minor: 117_600n, discount: -1n }))).toBe('allocation.not_positive');
    expect(await refusalOf(apply(t, payment.creditId, invoice.receivableId, { minor: 117_600n, tolerance: -1n }))).toBe('allocation.not_positive');
    expect(await balances(t)).toEqual({ AR: 120_000n, BCL: 117_600n, REV: -100_000n, TAX: -20_000n, UNA: -117_600n });
  });
});

describe('another currency', () => {
  const usd = (on: string, rate: string) => t.run((ctx) => setRates(ctx, [{ currency: currency('USD'), on: day(on), rate }]));

  it('invoiced at 0.90 and paid at 0.92 is an exchange gain of 24', async () => {
    await usd('2026-03-01', '0.90');
    await usd('2026-03-10', '0.92');
    const invoice = await issue(t, customer, '1000', { currency: currency('USD') });
    const payment = await pay(t, customer, 120_000n, { currency: 'USD' });
    expect((await moved(t, payment.paymentId)).base).toEqual({ BCL: 110_400n, UNA: -110_400n });
    const cause = await apply(t, payment.creditId, invoice.receivableId, { minor: 120_000n });
    expect(await moved(t, cause)).toEqual({ document: { UNA: 120_000n, AR: -120_000n }, base: { UNA: 110_400n, AR: -108_000n, FX: -2_400n } });
    await reverse([payment.paymentId]);
    expect((await moved(t, cause, payment.paymentId)).base['FX']).toBe(-2_400n);
    const rows = await t.run((ctx) =>
      ctx.tx.rows(sql`select coalesce(sum(base_minor), 0)::bigint as fx from journal_line where company_id = ${ctx.company.id} and account = 'FX'`),
    );
    expect(rows).toEqual([{ fx: 0n }]);
    await expectProven(t);
  });

  it('gives up a discount at the base of the receivable: no exchange difference by rounding', async () => {
    for (const [index, rate] of ['0.87653', '0.9137', '1.0001', '0.3333'].entries()) {
      await usd('2026-03-01', rate);
      const invoice = await issue(t, customer, `${1000 + index * 7}.${index}1`, { currency: currency('USD'), terms: '2/10NET30' });
      const discount = (invoice.gross * 2n + 50n) / 100n;
      for (const minor of [33_333n, 7n, invoice.gross - discount - 33_340n]) {
        const payment = await pay(t, customer, minor, { currency: 'USD', on: '2026-03-05' });
        const last = minor !== 33_333n && minor !== 7n;
        const cause = await apply(t, payment.creditId, invoice.receivableId, { minor, discount: last ? discount : 0n, on: '2026-03-05' });
        // Both sides were frozen at one rate, so what is left is the rounding of the payments themselves.
        const fx = (await moved(t, cause)).base['FX'] ?? 0n;
        expect(fx >= -1n && fx <= 1n, `${rate} ${minor}: ${fx}`).toBe(true);
      }
      const rows = await t.run((ctx) =>
        ctx.tx.rows(sql<{ base: bigint }>`
          select l.base_minor as base from journal_line l
          join journal_line d on d.company_id = l.company_id and d.entry_id = l.entry_id and d.account = 'AR' and d.minor = 0
          where l.company_id = ${ctx.company.id} and l.account = 'FX'`),
      );
      expect(rows).toEqual([]);
    }
    await expectProven(t);
  });

  it('is not allocated to a receivable in another one', async () => {
    await usd('2026-03-01', '0.9');
    const invoice = await issue(t, customer, '1000');
    const payment = await pay(t, customer, 120_000n, { currency: 'USD' });
    expect(await refusalOf(apply(t, payment.creditId, invoice.receivableId, { minor: 1n }))).toBe('allocation.currency_differs');
  });
});

describe('opening items', () => {
  it('of 1,200 are AR to OPN, notes OPN to AR', async () => {
    const item = await imported({}, true);
    expect((await moved(t, item.documentId)).document).toEqual({ AR: 120_000n, OPN: -120_000n });
    const note = await imported({ number: 'OLD-2', gross: -20_000n }, true);
    expect((await moved(t, note.documentId)).document).toEqual({ AR: -20_000n, OPN: 20_000n });
    const kinds = await t.run((ctx) =>
      ctx.tx.rows(sql`select kind from receivable where company_id = ${ctx.company.id} union all select kind from credit where company_id = ${ctx.company.id}`),
    );
    expect(kinds).toEqual([{ kind: 'opening' }, { kind: 'opening' }]);
    await expectProven(t);
  });

  it('paid before the cut-over are OPN to UNA to AR', async () => {
    const item = await imported({});
    const payment = await pay(t, customer, 120_000n, { from: 'OPN', method: 'imported' });
    await apply(t, payment.creditId, item.receivables[0]?.id as string, { minor: 120_000n });
    expect(await balances(t)).toEqual({});
    await expectProven(t);
  });
});

describe('a returned payment', () => {
  it('takes everything back: AR, UNA, discount and its tax; the receivable is open again', async () => {
    const invoice = await issue(t, customer, '1000', { terms: '2/10NET30' });
    const before = await balances(t);
    const payment = await pay(t, customer, 118_600n);
    const cause = await apply(t, payment.creditId, invoice.receivableId, { minor: 117_597n, discount: 2_400n, tolerance: 3n });
    const reversal = await reverse([payment.paymentId]);
    expect(reversal.causeIds.toSorted()).toEqual([payment.paymentId, cause].toSorted());
    expect(reversal.paymentIds).toEqual([payment.paymentId]);
    expect((await moved(t, reversal.cause.id)).document).toEqual({
      AR: 120_000n - 0n,
      BCL: -118_600n,
      DISC: -2_000n,
      RND: -3n,
      TAX: -400n,
      UNA: 118_600n - 117_597n,
    });
    expect(await balances(t)).toEqual(before);
    expect(await openOf(t, 'receivable', invoice.receivableId)).toBe(120_000n);
    expect(await openOf(t, 'credit', payment.creditId)).toBe(0n);
    const technical = await t.run((ctx) =>
      ctx.tx.rows(
        sql<{
          original: bigint;
          open: bigint;
        }>`select original, open from receivable where company_id = ${ctx.company.id} and kind = 'technical' order by original`,
      ),
    );
    expect(technical).toEqual([
      { original: 3n, open: 0n },
      { original: 2_400n, open: 0n },
      { original: 118_600n, open: 0n },
    ]);
    await expectProven(t);
  });

  it('is posted on the day of the return, so the days between keep their books', async () => {
    const invoice = await issue(t, customer, '1000');
    const payment = await pay(t, customer, 120_000n);
    await apply(t, payment.creditId, invoice.receivableId, { minor: 120_000n });
    await reverse([payment.paymentId], '2026-04-02');
    const open = await Promise.all(['2026-03-09', '2026-03-10', '2026-04-01', '2026-04-02'].map((on) => t.run((ctx) => agingAsOf(ctx, day(on)))));
    expect(open.map(([total]) => total?.openCount ?? 0)).toEqual([1, 0, 0, 1]);
    await expectProven(t);
  });

  it('is taken back once; a reversal, a document and a refund are not reversed at all', async () => {
    const invoice = await issue(t, customer, '1000');
    const payment = await pay(t, customer, 130_000n);
    const application = await apply(t, payment.creditId, invoice.receivableId, { minor: 120_000n });
    expect(await refusalOf(reverse([invoice.id]))).toBe('cause.not_reversible');
    expect(await refusalOf(reverse([t.newId()]))).toBe('cause.not_found');
    const reversal = await reverse([payment.paymentId]);
    expect(await refusalOf(reverse([payment.paymentId]))).toBe('cause.already_reversed');
    expect(await refusalOf(reverse([application]))).toBe('cause.already_reversed');
    expect(await refusalOf(reverse([reversal.cause.id]))).toBe('cause.not_reversible');
    const other = await pay(t, customer, 5_000n);
    const refunded = await refund(other.creditId, 5_000n);
    expect(await refusalOf(reverse([refunded.id]))).toBe('cause.not_reversible');
    expect(await refusalOf(reverse([other.paymentId]))).toBe('cause.not_reversible');
    await expectProven(t);
  });

  it('undoes an application alone, and the payment stands as unapplied cash', async () => {
    const invoice = await issue(t, customer, '1000');
    const payment = await pay(t, customer, 120_000n);
    const application = await apply(t, payment.creditId, invoice.receivableId, { minor: 120_000n });
    const undone = await reverse([application], '2026-03-12', 'reversed');
    expect(undone.paymentIds).toEqual([]);
    expect(await openOf(t, 'credit', payment.creditId)).toBe(120_000n);
    await apply(t, payment.creditId, invoice.receivableId, { minor: 120_000n });
    await reverse([payment.paymentId]);
    await expectProven(t);
  });

  it('into a closed period falls on the first open day', async () => {
    const invoice = await issue(t, customer, '1000');
    const payment = await pay(t, customer, 120_000n);
    await apply(t, payment.creditId, invoice.receivableId, { minor: 120_000n });
    await t.run((ctx) => closePeriod(ctx, { through: day('2026-03-31') }));
    const reversal = await reverse([payment.paymentId], '2026-03-20');
    const days = await t.run((ctx) =>
      ctx.tx.rows(sql`select distinct posted_on from journal_entry where company_id = ${ctx.company.id} and cause_id = ${reversal.cause.id}`),
    );
    expect(days).toEqual([{ posted_on: '2026-04-01' }]);
    await expectProven(t);
  });
});

describe('a credit of one customer for the invoice of another', () => {
  it('moves the debt between them, and each still ties to the ledger', async () => {
    const other = await newCustomer(t, 'C-2');
    const paid = await issue(t, customer, '100');
    const payment = await pay(t, customer, 12_000n);
    await apply(t, payment.creditId, paid.receivableId, { minor: 12_000n });
    const note = await t.run((ctx) => issueCreditNote(ctx, { invoiceId: paid.id, issuedOn: day('2026-03-20'), reason: 'Returned' }));
    const invoice = await issue(t, other, '100');
    const cause = await apply(t, note.creditId, invoice.receivableId, { minor: 12_000n, on: '2026-03-21' });
    expect((await moved(t, cause)).document).toEqual({});
    await expectProven(t);
    await reverse([cause]);
    await expectProven(t);
  });
});

describe('a refund', () => {
  it('of unapplied 50 is UNA to BCL, by a technical receivable', async () => {
    const payment = await pay(t, customer, 8_000n);
    const issued = await refund(payment.creditId, 5_000n);
    expect((await moved(t, issued.id)).document).toEqual({ UNA: 5_000n, BCL: -5_000n });
    expect(await openOf(t, 'credit', payment.creditId)).toBe(3_000n);
    const rows = await t.run((ctx) => ctx.tx.rows(sql`select credit_id, minor, state, awaits_bank from refund where company_id = ${ctx.company.id}`));
    expect(rows).toEqual([{ credit_id: payment.creditId, minor: 5_000n, state: 'issued', awaits_bank: true }]);
    const audit = await t.run((ctx) =>
      ctx.tx.rows(sql`select reason from audit_event where company_id = ${ctx.company.id} and action = 'refund.issued' and subject_id = ${issued.id}`),
    );
    expect(audit).toEqual([{ reason: 'Paid twice' }]);
    expect(await t.run((ctx) => agingAsOf(ctx, day('2026-03-31')))).toMatchObject([{ open: 0n, openCount: 0, unappliedCash: 3_000n }]);
    await expectProven(t);
  });

  it('of a credit note is AR to BCL', async () => {
    const invoice = await issue(t, customer, '100');
    const payment = await pay(t, customer, 12_000n);
    await apply(t, payment.creditId, invoice.receivableId, { minor: 12_000n });
    const note = await t.run((ctx) => issueCreditNote(ctx, { invoiceId: invoice.id, issuedOn: day('2026-03-20'), reason: 'Returned' }));
    const issued = await refund(note.creditId, 12_000n, '2026-03-21');
    expect((await moved(t, issued.id)).document).toEqual({ AR: 12_000n, BCL: -12_000n });
    expect(await balances(t)).toEqual({});
    await expectProven(t);
  });

  it('never exceeds what is open, and keeps to open days', async () => {
    const payment = await pay(t, customer, 5_000n);
    expect(await refusalOf(refund(payment.creditId, 5_001n))).toBe('allocation.exceeds_open_amount');
    expect(await refusalOf(refund(payment.creditId, 0n))).toBe('allocation.not_positive');
    expect(await refusalOf(refund(t.newId(), 1n))).toBe('allocation.item_not_found');
    const twice = await Promise.allSettled([refund(payment.creditId, 3_000n), refund(payment.creditId, 3_000n)]);
    expect(twice.map((outcome) => outcome.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await t.run((ctx) => closePeriod(ctx, { through: day('2026-03-31') }));
    expect(await refusalOf(refund(payment.creditId, 1n))).toBe('period.closed');
    await expectProven(t);
  });

  it('sent back by the bank leaves the customer with the credit again', async () => {
    const payment = await pay(t, customer, 5_000n);
    const issued = await refund(payment.creditId, 5_000n);
    const { creditId } = await t.run((ctx) => rejectRefund(ctx, { refundId: issued.id, eventOn: day('2026-03-18'), reason: 'Account closed' }));
    expect(await openOf(t, 'credit', creditId)).toBe(5_000n);
    expect(await balances(t)).toEqual({ BCL: 5_000n, UNA: -5_000n });
    expect(await refusalOf(t.run((ctx) => rejectRefund(ctx, { refundId: issued.id, eventOn: day('2026-03-18'), reason: 'Again' })))).toBe(
      'refund.already_rejected',
    );
    expect(await refusalOf(t.run((ctx) => rejectRefund(ctx, { refundId: t.newId(), eventOn: day('2026-03-18'), reason: 'No' })))).toBe('refund.not_found');
    await expectProven(t);
  });
});
