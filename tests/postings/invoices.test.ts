import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { day } from '../../src/foundation/calendar/day.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { issueCreditNote } from '../../src/ar/invoices/issue-credit-note.ts';
import { issueInvoices } from '../../src/ar/invoices/issue-invoices.ts';
import { closePeriod } from '../../src/ar/ledger/book.ts';
import { setRates } from '../../src/ar/ledger/exchange-rate.ts';
import { reverseCauses } from '../../src/ar/payments/reverse-causes.ts';
import { testCompany, type TestCompany } from '../support/test-company.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';
import { apply, balances, draftOf, expectProven, issue, moved, newCustomer, openOf, pay, refusalOf } from './books.ts';

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

const noteOf = (invoiceId: string, net: string, issuedOn = '2026-03-20') =>
  t.run((ctx) =>
    issueCreditNote(ctx, {
      invoiceId,
      issuedOn: day(issuedOn),
      reason: 'Returned',
      lines: [{ text: 'Returned', quantity: '1', unitPrice: net, taxCategory: 'S', taxRate: '20' }],
    }),
  );

const receivablesOf = (documentId: string) =>
  t.run((ctx) =>
    ctx.tx.rows(sql<{ due_on: string; original: bigint; open: bigint; tax_original: bigint }>`
      select due_on, original, open, tax_original from receivable where company_id = ${ctx.company.id} and document_id = ${documentId} order by instalment`),
  );

describe('an invoice', () => {
  it('of 1,000 + 200 is AR 1,200 to REV 1,000 and TAX 200, with one receivable', async () => {
    const invoice = await issue(t, customer, '1000');
    expect(await moved(t, invoice.id)).toEqual({
      document: { AR: 120_000n, REV: -100_000n, TAX: -20_000n },
      base: { AR: 120_000n, REV: -100_000n, TAX: -20_000n },
    });
    expect(await receivablesOf(invoice.id)).toEqual([{ due_on: '2026-04-01', original: 120_000n, open: 120_000n, tax_original: 20_000n }]);
    await expectProven(t);
  });

  it('in instalments posts once and makes receivables of 400, 400 and 400', async () => {
    const invoice = await issue(t, customer, '1000', { terms: '33.33%@30+33.33%@60+33.34%@90' });
    expect((await moved(t, invoice.id)).document).toEqual({ AR: 120_000n, REV: -100_000n, TAX: -20_000n });
    expect((await receivablesOf(invoice.id)).map((r) => [r.due_on, r.original])).toEqual([
      ['2026-04-01', 39_996n],
      ['2026-05-01', 39_996n],
      ['2026-05-31', 40_008n],
    ]);
    const even = await issue(t, customer, '1000', { terms: '25%@30+25%@60+50%@90' });
    expect((await receivablesOf(even.id)).map((r) => r.original)).toEqual([30_000n, 30_000n, 60_000n]);
    await expectProven(t);
  });

  it('of one cent in instalments makes no receivable of nothing', async () => {
    const invoice = await issue(t, customer, '0.01', { terms: '25%@30+25%@60+25%@90+25%@120' });
    expect((await receivablesOf(invoice.id)).map((r) => r.original)).toEqual([1n]);
    const two = await issue(t, customer, '0.02', { terms: '25%@30+25%@60+25%@90+25%@120' });
    expect((await receivablesOf(two.id)).map((r) => r.original)).toEqual([1n, 1n]);
    await expectProven(t);
  });

  it('with prices that include tax takes the tax out of the gross', async () => {
    const invoice = await issue(t, customer, '1200', { pricesIncludeTax: true });
    expect((await moved(t, invoice.id)).document).toEqual({ AR: 120_000n, REV: -100_000n, TAX: -20_000n });
    const [note] = [await t.run((ctx) => issueCreditNote(ctx, { invoiceId: invoice.id, issuedOn: day('2026-03-20'), reason: 'All of it' }))];
    expect((await moved(t, note.id)).document).toEqual({ AR: -120_000n, REV: 100_000n, TAX: 20_000n });
    await expectProven(t);
  });

  it.each(['AE', 'E', 'G', 'K', 'O', 'Z'] as const)('of category %s carries no tax: AR 1,000 to REV 1,000', async (taxCategory) => {
    const invoice = await issue(t, customer, '1000', { lines: [{ text: 'Work', quantity: '2', unitPrice: '500', taxCategory, taxRate: '0' }] });
    expect((await moved(t, invoice.id)).document).toEqual({ AR: 100_000n, REV: -100_000n });
    const rows = await t.run((ctx) =>
      ctx.tx.rows(
        sql<{ category: string; tax: bigint }>`select category, tax from document_tax where company_id = ${ctx.company.id} and document_id = ${invoice.id}`,
      ),
    );
    expect(rows).toEqual([{ category: taxCategory, tax: 0n }]);
    await expectProven(t);
  });

  it('in USD is kept in both currencies, at the rate of its day', async () => {
    await t.run((ctx) => setRates(ctx, [{ currency: currency('USD'), on: day('2026-03-01'), rate: '0.90' }]));
    const invoice = await issue(t, customer, '1000', { currency: currency('USD') });
    expect(await moved(t, invoice.id)).toEqual({
      document: { AR: 120_000n, REV: -100_000n, TAX: -20_000n },
      base: { AR: 108_000n, REV: -90_000n, TAX: -18_000n },
    });
    expect(await refusalOf(issue(t, customer, '1000', { currency: currency('GBP') }))).toBe('rate.missing');
    expect(await refusalOf(issue(t, customer, '1000', { currency: currency('USD'), issuedOn: day('2026-02-28') }))).toBe('rate.missing');
    await expectProven(t);
  });

  it('is refused into a closed period, whole batch and all', async () => {
    await t.run((ctx) => closePeriod(ctx, { through: day('2026-03-31') }));
    expect(await refusalOf(t.run((ctx) => issueInvoices(ctx, [draftOf(customer, '1', { issuedOn: day('2026-04-01') }), draftOf(customer, '1')])))).toBe(
      'period.closed',
    );
    expect(await balances(t)).toEqual({});
    const invoice = await issue(t, customer, '1', { issuedOn: day('2026-04-01') });
    expect(invoice.number).toBe('INV-000001');
  });

  it('is refused for nothing, for a customer of nobody, and for a series that is not there', async () => {
    expect(await refusalOf(issue(t, customer, '0'))).toBe('invoice.not_positive');
    expect(await refusalOf(issue(t, customer, '-5'))).toBe('invoice.not_positive');
    expect(await refusalOf(issue(t, t.newId(), '5'))).toBe('customer.not_found');
    expect(await refusalOf(issue(t, customer, '5', { series: 'other' }))).toBe('invoice.series_unknown');
    expect(
      await refusalOf(
        issue(t, customer, '999999999999', { lines: [{ text: 'x', quantity: '999999999999', unitPrice: '999999999999', taxCategory: 'S', taxRate: '20' }] }),
      ),
    ).toBe('invoice.line_invalid');
  });

  it('comes back in the order of the drafts, also over several series', async () => {
    const owner = await t.run((ctx) => Promise.resolve(ctx.company.id));
    await t.run((ctx) =>
      ctx.tx.run(sql`insert into number_series (company_id, kind, series, prefix, width, next) values (${owner}, 'invoice', 'export', 'EX-', 4, 1)`),
    );
    const issued = await t.run((ctx) =>
      issueInvoices(ctx, [
        draftOf(customer, '1'),
        draftOf(customer, '2', { series: 'export' }),
        draftOf(customer, '3'),
        draftOf(customer, '4', { series: 'export' }),
      ]),
    );
    expect(issued.map((i) => [i.number, i.gross])).toEqual([
      ['INV-000001', 120n],
      ['EX-0001', 240n],
      ['INV-000002', 360n],
      ['EX-0002', 480n],
    ]);
    await expectProven(t);
  });
});

describe('a credit note', () => {
  it('of 100 + 20 is REV 100 and TAX 20 to AR 120, and reduces the invoice', async () => {
    const invoice = await issue(t, customer, '1000');
    const note = await noteOf(invoice.id, '100');
    expect((await moved(t, note.id)).document).toEqual({ AR: -12_000n, REV: 10_000n, TAX: 2_000n });
    expect(note.number).toBe('CN-000001');
    expect(await openOf(t, 'receivable', invoice.receivableId)).toBe(108_000n);
    expect(await openOf(t, 'credit', note.creditId)).toBe(0n);
    await expectProven(t);
  });

  it('over instalments reduces the latest due first', async () => {
    const invoice = await issue(t, customer, '1000', { terms: '50%@30+50%@60' });
    await noteOf(invoice.id, '600');
    expect((await receivablesOf(invoice.id)).map((r) => r.open)).toEqual([48_000n, 0n]);
    await expectProven(t);
  });

  it('of a paid invoice stays open for the customer, at the rate of the invoice', async () => {
    await t.run((ctx) =>
      setRates(ctx, [
        { currency: currency('USD'), on: day('2026-03-01'), rate: '0.9' },
        { currency: currency('USD'), on: day('2026-03-05'), rate: '0.95' },
      ]),
    );
    const invoice = await issue(t, customer, '1000', { currency: currency('USD') });
    const payment = await pay(t, customer, 120_000n, { currency: 'USD' });
    await apply(t, payment.creditId, invoice.receivableId, { minor: 120_000n });
    const note = await noteOf(invoice.id, '100');
    expect((await moved(t, note.id)).base).toEqual({ AR: -10_800n, REV: 9_000n, TAX: 1_800n });
    expect(await openOf(t, 'credit', note.creditId)).toBe(12_000n);
    await expectProven(t);
  });

  it('never exceeds what is left of the invoice, and names invoices only', async () => {
    const invoice = await issue(t, customer, '1000');
    const note = await noteOf(invoice.id, '900');
    expect(await refusalOf(noteOf(invoice.id, '100.01'))).toBe('credit_note.exceeds_invoice');
    expect(await refusalOf(noteOf(note.id, '1'))).toBe('document.not_found');
    expect(await refusalOf(noteOf(t.newId(), '1'))).toBe('document.not_found');
    await noteOf(invoice.id, '100');
    expect(await refusalOf(noteOf(invoice.id, '0.01'))).toBe('credit_note.exceeds_invoice');
    await expectProven(t);
  });

  it('is not given twice by two at once', async () => {
    const invoice = await issue(t, customer, '1000');
    const outcomes = await Promise.allSettled([noteOf(invoice.id, '600'), noteOf(invoice.id, '600')]);
    expect(outcomes.map((o) => o.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expectProven(t);
  });
});

describe('a company whose tax falls due at receipt', () => {
  beforeEach(async () => {
    t = await testCompany(db, { today: '2026-04-10', taxPoint: 'receipt' });
    customer = await newCustomer(t, 'C-1');
  });

  it('defers the tax at issue and owes it as the money comes in', async () => {
    const invoice = await issue(t, customer, '1000');
    expect((await moved(t, invoice.id)).document).toEqual({ AR: 120_000n, REV: -100_000n, DTAX: -20_000n });
    const first = await pay(t, customer, 60_000n);
    const part = await apply(t, first.creditId, invoice.receivableId, { minor: 60_000n });
    expect((await moved(t, part)).document).toEqual({ UNA: 60_000n, AR: -60_000n, DTAX: 10_000n, TAX: -10_000n });
    const days = await t.run((ctx) => ctx.tx.rows(sql<{ tax_on: string }>`select tax_on from allocation where company_id = ${ctx.company.id}`));
    expect(days).toEqual([{ tax_on: '2026-03-10' }]);
    const second = await pay(t, customer, 60_000n);
    await apply(t, second.creditId, invoice.receivableId, { minor: 60_000n });
    expect(await balances(t)).toEqual({ BCL: 120_000n, REV: -100_000n, TAX: -20_000n });
    await expectProven(t);
  });

  it('moves the tax of a discount once: DISC 20, DTAX 4', async () => {
    const invoice = await issue(t, customer, '1000', { terms: '2/10NET30' });
    const payment = await pay(t, customer, 117_600n);
    await apply(t, payment.creditId, invoice.receivableId, { minor: 117_600n, discount: 2_400n });
    expect(await balances(t)).toEqual({ BCL: 117_600n, DISC: 2_000n, REV: -100_000n, TAX: -19_600n });
    await expectProven(t);
  });

  it('leaves no cent of deferred tax, however the payments split it', async () => {
    const invoice = await issue(t, customer, '33.33', { terms: '2/10NET30' });
    for (const minor of [7n, 1_111n, 333n, 2n]) {
      const payment = await pay(t, customer, minor);
      await apply(t, payment.creditId, invoice.receivableId, { minor, discount: minor === 333n ? 79n : 0n });
    }
    const rest = (await openOf(t, 'receivable', invoice.receivableId)) ?? 0n;
    const last = await pay(t, customer, rest);
    await apply(t, last.creditId, invoice.receivableId, { minor: rest });
    expect((await balances(t))['DTAX']).toBeUndefined();
    await expectProven(t);
  });

  it('leaves no cent either when payments are taken back in another order than they came', async () => {
    const invoice = await issue(t, customer, '33.33');
    const settle = async (minor: bigint) => {
      const payment = await pay(t, customer, minor);
      await apply(t, payment.creditId, invoice.receivableId, { minor });
      return payment.paymentId;
    };
    const first = await settle(1_000n);
    await settle(2_000n);
    await t.run((ctx) => reverseCauses(ctx, { causeIds: [first], eventOn: day('2026-03-12'), paymentState: 'returned', label: 'returned' }));
    await settle(1_000n);
    await settle(1_000n);
    expect(await balances(t)).toEqual({ BCL: 4_000n, REV: -3_333n, TAX: -667n });
    await expectProven(t);
  });

  it('takes the tax of a credit note back where it stands: deferred while unpaid, payable once paid', async () => {
    const invoice = await issue(t, customer, '1000');
    const payment = await pay(t, customer, 118_800n);
    await apply(t, payment.creditId, invoice.receivableId, { minor: 118_800n });
    // 1,200 open takes half of the note; the other half was paid and its tax is owed already.
    const note = await noteOf(invoice.id, '20');
    expect((await moved(t, note.id)).document).toEqual({ AR: -2_400n, REV: 2_000n, DTAX: 200n, TAX: 200n });
    expect(await balances(t)).toEqual({ AR: -1_200n, BCL: 118_800n, REV: -98_000n, TAX: -19_600n });
    await expectProven(t);
  });
});
