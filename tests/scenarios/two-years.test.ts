import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyCash } from '../../src/app/apply-cash.ts';
import { correctLine, undoApplication } from '../../src/ar/cash-application/decide-line.ts';
import { importStatement } from '../../src/ar/cash-application/import-statement.ts';
import { listBankLines, type ListedLine } from '../../src/ar/cash-application/list-bank-lines.ts';
import { createCustomers } from '../../src/ar/customers/create-customers.ts';
import { accountStatement } from '../../src/ar/insight/account-statement.ts';
import { verifyCompany } from '../../src/ar/insight/verify/verify-company.ts';
import { issueCreditNote } from '../../src/ar/invoices/issue-credit-note.ts';
import { issueInvoices, type IssuedInvoice } from '../../src/ar/invoices/issue-invoices.ts';
import { closePeriod, openBook } from '../../src/ar/ledger/book.ts';
import { setRates } from '../../src/ar/ledger/exchange-rate.ts';
import { applyPayments } from '../../src/ar/payments/apply-payments.ts';
import { refundCredit } from '../../src/ar/payments/refund-credit.ts';
import { reverseCauses } from '../../src/ar/payments/reverse-causes.ts';
import { agingAsOf } from '../../src/ar/receivables/aging.ts';
import { day } from '../../src/foundation/calendar/day.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { bytesOf, camtText, type StatementLine } from '../support/camt-text.ts';
import { testCompany, type TestCompany } from '../support/test-company.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';

/** Two years of one customer, told in order: every test goes on where the one before ended. Amounts in cents. */

const EUR = currency('EUR');
const NAME = 'Nightjar Bakeries Ltd';

let db: TestDatabase;
let company: TestCompany;
let today = '2026-01-12';
let nightjar: string;
let other: string;
let statements = 0;

beforeAll(async () => {
  db = await testDatabase();
  company = await testCompany(db, { today });
  [nightjar, other] = [company.newId(), company.newId()];
  const plain = { kind: 'business', parentId: null, country: null, language: null, creditLimit: null, email: null, iban: null, origin: 'entered' } as const;
  await company.run((ctx) =>
    createCustomers(ctx, [
      { ...plain, id: nightjar, number: 'N1', name: NAME, terms: '2/10NET30' },
      { ...plain, id: other, number: 'O1', name: 'Oriole Freight SARL', terms: 'NET14' },
    ]),
  );
});
afterAll(() => db.close());

function itIs(on: string): void {
  today = on;
  company.at(on);
}

async function weInvoice(net: string, options: { terms?: string; currency?: string } = {}): Promise<IssuedInvoice> {
  const [issued] = await company.run((ctx) =>
    issueInvoices(ctx, [
      {
        customerId: nightjar,
        currency: currency(options.currency ?? 'EUR'),
        issuedOn: day(today),
        ...(options.terms ? { terms: options.terms } : {}),
        lines: [{ text: 'Ovens and parts', quantity: '1', unitPrice: net, taxCategory: 'S', taxRate: '20' }],
      },
    ]),
  );
  return issued as IssuedInvoice;
}

/** The bank reports lines and the machine explains what it is sure of. */
async function theBankSends(...lines: (Omit<StatementLine, 'bookedOn'> & { bookedOn?: string })[]): Promise<ListedLine[]> {
  const reference = `Y${++statements}`;
  const statement = { reference, ...(lines[0]?.currency ? { currency: lines[0].currency, iban: 'DE12500105170648489890' } : {}) };
  const text = camtText({ ...statement, lines: lines.map((line) => ({ bookedOn: today, name: NAME, ...line })) });
  await company.run((ctx) => importStatement(ctx, { fileName: `${reference}.xml`, source: bytesOf(text) }));
  await applyCash(company.run, { mode: 'auto' });
  return linesOf(reference);
}

async function linesOf(reference: string): Promise<ListedLine[]> {
  const lines = await company.run((ctx) => listBankLines(ctx, { states: ['open', 'proposed', 'applied', 'set_aside'], after: null, limit: 1_000 }));
  return lines.filter((line) => line.statement_reference === reference);
}

async function theBankSendsOne(line: Omit<StatementLine, 'bookedOn'> & { bookedOn?: string }): Promise<ListedLine> {
  const [only] = await theBankSends(line);
  return only as ListedLine;
}

async function openParts(invoice: IssuedInvoice): Promise<bigint[]> {
  const rows = await company.run((ctx) =>
    ctx.tx.rows(sql<{ open: bigint }>`select open from receivable where company_id = ${ctx.company.id} and document_id = ${invoice.id} order by instalment`),
  );
  return rows.map((row) => row.open);
}

async function aged(on: string, code = 'EUR') {
  const total = (await company.run((ctx) => agingAsOf(ctx, day(on)))).find((each) => each.currency === code);
  const late = Object.entries(total?.buckets ?? {}).filter(([, minor]) => minor !== 0n);
  return { open: total?.open ?? 0n, ...Object.fromEntries(late), unapplied: total?.unappliedCash ?? 0n };
}

/** Balances of the journal in euros, at the end of a day; accounts at zero left out. */
async function journal(on = today): Promise<Record<string, bigint>> {
  const rows = await company.run((ctx) =>
    ctx.tx.rows(sql<{ account: string; base: bigint }>`
      select l.account, sum(l.base_minor)::bigint as base from journal_line l join journal_entry e on e.company_id = l.company_id and e.id = l.entry_id
      where l.company_id = ${ctx.company.id} and e.posted_on <= ${on} group by 1 having sum(l.base_minor) <> 0`),
  );
  return Object.fromEntries(rows.map((row) => [row.account, row.base]));
}

async function everythingIsProven(): Promise<void> {
  expect((await company.run(verifyCompany)).filter((result) => !result.ok)).toEqual([]);
}

async function creditOfLine(line: ListedLine): Promise<string> {
  const row = await company.run((ctx) =>
    ctx.tx.first(sql<{ id: string }>`
      select c.id from payment p join credit c on c.company_id = p.company_id and c.payment_id = p.id where p.company_id = ${ctx.company.id} and p.bank_line_id = ${line.id} and p.state = 'received'`),
  );
  return row?.id as string;
}

const part = (receivableId: string, minor: bigint) => ({ receivableId, minor, discountMinor: 0n, toleranceMinor: 0n });

describe('two years of a customer', () => {
  let ovens: IssuedInvoice;
  let december: IssuedInvoice;
  let decemberLine: ListedLine;
  let newYearsEve: string;

  const answerOfNewYearsEve = () =>
    company.run(async (ctx) => {
      const statement = await accountStatement(ctx, { customerNumber: 'N1', from: day('2026-12-01'), asOf: day('2026-12-31') });
      return JSON.stringify([await agingAsOf(ctx, day('2026-12-31')), statement], (_, value: unknown) =>
        typeof value === 'bigint' ? value.toString() : value,
      );
    });

  test('the first invoice falls due by the terms that were agreed with the customer', async () => {
    const first = await weInvoice('1000');
    expect(await aged(today)).toEqual({ open: 120_000n, current: 120_000n, unapplied: 0n });
    expect(await aged('2026-02-11')).toEqual({ open: 120_000n, current: 120_000n, unapplied: 0n });
    expect(await aged('2026-02-12')).toEqual({ open: 120_000n, '1-30': 120_000n, unapplied: 0n });
    expect(await journal()).toEqual({ AR: 120_000n, REV: -100_000n, TAX: -20_000n });

    itIs('2026-01-23');
    await theBankSends({ minor: 117_600n, valueOn: '2026-01-22', text: `Invoice ${first.number}` });
    expect(await openParts(first)).toEqual([0n]);
    expect(await journal()).toEqual({ BANK: 117_600n, REV: -100_000n, TAX: -19_600n, DISC: 2_000n });
    await everythingIsProven();
  });

  test('a discount taken one day late stays owed until it is paid', async () => {
    itIs('2026-02-02');
    const second = await weInvoice('500');
    itIs('2026-02-13');
    await theBankSends({ minor: 58_800n, text: second.number });
    expect(await openParts(second)).toEqual([1_200n]);
    expect(await aged('2026-03-05')).toEqual({ open: 1_200n, '1-30': 1_200n, unapplied: 0n });
    expect((await journal())['DISC']).toBe(2_000n);
    itIs('2026-03-16');
    await theBankSends({ minor: 1_200n, text: `rest of ${second.number}` });
    expect(await aged(today)).toEqual({ open: 0n, unapplied: 0n });
    await everythingIsProven();
  });

  test('an order is paid in instalments, the first of them in two parts', async () => {
    itIs('2026-03-20');
    ovens = await weInvoice('2500', { terms: '40%@30+30%@60+30%@90' });
    expect(await openParts(ovens)).toEqual([120_000n, 90_000n, 90_000n]);
    itIs('2026-04-20');
    await theBankSends({ minor: 70_000n, text: `part of ${ovens.number}` });
    expect(await openParts(ovens)).toEqual([50_000n, 90_000n, 90_000n]);
    expect(await aged(today)).toEqual({ open: 230_000n, current: 180_000n, '1-30': 50_000n, unapplied: 0n });
    itIs('2026-04-30');
    await theBankSends({ minor: 50_000n, text: ovens.number });
    expect(await openParts(ovens)).toEqual([0n, 90_000n, 90_000n]);
    await everythingIsProven();
  });

  test('an overpayment waits as unapplied cash and is used for the next instalment', async () => {
    itIs('2026-05-04');
    const third = await weInvoice('800', { terms: 'NET30' });
    itIs('2026-05-15');
    const line = await theBankSendsOne({ minor: 100_000n, text: `Invoice ${third.number}` });
    expect(line.state).toBe('applied');
    expect(await aged(today)).toEqual({ open: 180_000n, current: 180_000n, unapplied: 4_000n });
    expect(await journal()).toMatchObject({ AR: 180_000n, UNA: -4_000n });
    itIs('2026-05-19');
    const creditId = await creditOfLine(line);
    await company.run(async (ctx) =>
      applyPayments(ctx, await openBook(ctx), [
        {
          ...part(ovens.receivableIds[1] as string, 4_000n),
          creditId,
          valueOn: day(today),
          bookedOn: day(today),
          cause: { kind: 'application', id: ctx.newId() },
        },
      ]),
    );
    expect(await openParts(ovens)).toEqual([0n, 86_000n, 90_000n]);
    expect(await aged(today)).toEqual({ open: 176_000n, current: 176_000n, unapplied: 0n });
    await everythingIsProven();
  });

  test('a credit note takes the instalment due last, then the one before', async () => {
    itIs('2026-05-28');
    const note = await company.run((ctx) =>
      issueCreditNote(ctx, {
        invoiceId: ovens.id,
        issuedOn: day(today),
        reason: 'one oven sent back',
        lines: [{ text: 'Oven', quantity: '1', unitPrice: '875', taxCategory: 'S', taxRate: '20' }],
      }),
    );
    expect(note.gross).toBe(105_000n);
    expect(await openParts(ovens)).toEqual([0n, 71_000n, 0n]);
    expect(await journal()).toMatchObject({ AR: 71_000n, REV: -100_000n - 50_000n - 250_000n - 80_000n + 87_500n });
    expect(await aged(today)).toEqual({ open: 71_000n, '1-30': 71_000n, unapplied: 0n });
    await everythingIsProven();
  });

  test('a payment that the bank takes back reopens what it had settled, from that day on', async () => {
    itIs('2026-06-01');
    const line = await theBankSendsOne({ minor: 71_000n, text: ovens.number });
    expect(await openParts(ovens)).toEqual([0n, 0n, 0n]);
    itIs('2026-06-05');
    const back = await theBankSendsOne({ minor: -71_000n, text: 'return of 2026-06-01' });
    expect(back.state).toBe('open');
    await company.run((ctx) => reverseCauses(ctx, { causeIds: [line.proposal_id as string], eventOn: day(today), paymentState: 'returned', label: 'return' }));
    expect(await openParts(ovens)).toEqual([0n, 71_000n, 0n]);
    expect(await aged('2026-06-04')).toEqual({ open: 0n, unapplied: 0n });
    expect(await aged('2026-06-05')).toEqual({ open: 71_000n, '1-30': 71_000n, unapplied: 0n });
    expect((await journal())['BCL']).toBeUndefined();
    await everythingIsProven();

    itIs('2026-06-22');
    await theBankSends({ minor: 71_000n, text: `${ovens.number} once more` });
    expect(await aged(today)).toEqual({ open: 0n, unapplied: 0n });
    expect(await aged('2026-06-21')).toEqual({ open: 71_000n, '31-60': 71_000n, unapplied: 0n });
    await everythingIsProven();
  });

  test("another's money, put on the customer's invoice by mistake, is taken back as if it had never been there", async () => {
    itIs('2026-07-10');
    const small = await weInvoice('100', { terms: 'NET30' });
    itIs('2026-07-20');
    const line = await theBankSendsOne({ minor: 12_000n, text: 'transfer', name: 'Oriole Freight SARL' });
    expect(line.state).not.toBe('applied');
    await company.run((ctx) => correctLine(ctx, { lineId: line.id, customerId: nightjar, parts: [part(small.receivableIds[0] as string, 12_000n)] }));
    expect(await openParts(small)).toEqual([0n]);
    itIs('2026-07-21');
    await company.run((ctx) => undoApplication(ctx, { lineId: line.id, reason: 'it was Oriole' }));
    expect(await openParts(small)).toEqual([12_000n]);
    expect(await aged('2026-07-20')).toEqual({ open: 12_000n, current: 12_000n, unapplied: 0n });
    await company.run((ctx) => correctLine(ctx, { lineId: line.id, customerId: other, parts: [] }));
    expect(await aged('2026-07-20')).toEqual({ open: 12_000n, current: 12_000n, unapplied: 12_000n });
    itIs('2026-08-03');
    await theBankSends({ minor: 12_000n, text: small.number });
    expect(await openParts(small)).toEqual([0n]);
    await everythingIsProven();
  });

  test('the year is closed with an invoice partly paid, and New Year asks what was open', async () => {
    itIs('2026-12-10');
    december = await weInvoice('3000');
    itIs('2026-12-28');
    decemberLine = await theBankSendsOne({ minor: 100_000n, text: `part of ${december.number}` });
    itIs('2027-01-05');
    await company.run((ctx) => closePeriod(ctx, { through: day('2026-12-31') }));
    expect(await aged('2026-12-31')).toEqual({ open: 260_000n, current: 260_000n, unapplied: 12_000n });
    expect(await journal('2026-12-31')).toMatchObject({ AR: 260_000n, UNA: -12_000n });
    const statement = await company.run((ctx) => accountStatement(ctx, { customerNumber: 'N1', from: day('2026-12-01'), asOf: day('2026-12-31') }));
    expect(
      statement.currencies.map(({ opening, closing, entries, openItems }) => ({
        opening,
        closing,
        moved: entries.map((entry) => entry.minor),
        open: openItems.map((item) => item.open),
      })),
    ).toEqual([{ opening: 0n, closing: 260_000n, moved: [360_000n, -100_000n], open: [260_000n] }]);
    newYearsEve = await answerOfNewYearsEve();
    company.at('2026-12-31');
    await expect(weInvoiceOn('2026-12-31')).rejects.toMatchObject({ code: 'period.closed' });
    company.at(today);
  });

  const weInvoiceOn = (on: string) =>
    company.run((ctx) =>
      issueInvoices(ctx, [
        { customerId: nightjar, currency: EUR, issuedOn: day(on), lines: [{ text: 'Late', quantity: '1', unitPrice: '1', taxCategory: 'O', taxRate: '0' }] },
      ]),
    );

  test('what the bank reports late, and what is undone late, changes the new year and never the closed one', async () => {
    itIs('2027-01-08');
    await theBankSends({ minor: 60_000n, bookedOn: '2026-12-30', text: `part of ${december.number}` });
    expect(await openParts(december)).toEqual([200_000n]);
    expect(await answerOfNewYearsEve()).toBe(newYearsEve);
    expect(await aged('2027-01-01')).toEqual({ open: 200_000n, current: 200_000n, unapplied: 12_000n });

    await company.run((ctx) => undoApplication(ctx, { lineId: decemberLine.id, reason: 'look again' }));
    expect(await openParts(december)).toEqual([300_000n]);
    expect(await answerOfNewYearsEve()).toBe(newYearsEve);
    expect(await aged('2027-01-01')).toEqual({ open: 300_000n, current: 300_000n, unapplied: 12_000n });
    await everythingIsProven();

    await applyCash(company.run, { mode: 'auto' });
    expect(await openParts(december)).toEqual([200_000n]);
    expect(await answerOfNewYearsEve()).toBe(newYearsEve);
    itIs('2027-03-02');
    await theBankSends({ minor: 200_000n, text: `Invoice ${december.number}` });
    expect(await aged(today)).toEqual({ open: 0n, unapplied: 12_000n });
    await everythingIsProven();
  });

  test('an invoice in dollars is settled at another rate, and the difference is an exchange gain', async () => {
    itIs('2027-04-12');
    await company.run((ctx) =>
      setRates(ctx, [
        { currency: currency('USD'), on: day('2027-04-01'), rate: '0.90' },
        { currency: currency('USD'), on: day('2027-05-01'), rate: '0.92' },
      ]),
    );
    const dollars = await weInvoice('1000', { currency: 'USD', terms: 'NET30' });
    expect((await journal())['AR']).toBe(108_000n);
    itIs('2027-05-10');
    await theBankSends({ minor: 120_000n, currency: 'USD', text: dollars.number });
    expect(await openParts(dollars)).toEqual([0n]);
    const books = await journal();
    expect([books['AR'], books['BANK-2'], books['FX']]).toEqual([undefined, 110_400n, -2_400n]);
    expect(await aged(today, 'USD')).toEqual({ open: 0n, unapplied: 0n });
    await everythingIsProven();
  });

  test('a bill paid twice is not applied twice, and the money goes back', async () => {
    itIs('2027-06-01');
    const last = await weInvoice('250', { terms: 'NET30' });
    itIs('2027-06-15');
    await theBankSends({ minor: 30_000n, text: last.number });
    itIs('2027-06-18');
    const again = await theBankSendsOne({ minor: 30_000n, text: last.number });
    expect([again.state, again.reason]).toEqual(['open', 'closed_invoice']);
    await company.run((ctx) => correctLine(ctx, { lineId: again.id, customerId: nightjar, parts: [] }));
    expect(await aged(today)).toEqual({ open: 0n, unapplied: 42_000n });
    itIs('2027-06-21');
    const creditId = await creditOfLine(again);
    await company.run((ctx) => refundCredit(ctx, { creditId, minor: 30_000n, from: 'BCL', postedOn: day(today), reason: 'paid twice' }));
    expect(await aged(today)).toEqual({ open: 0n, unapplied: 12_000n });
    expect((await journal())['BCL']).toBe(-30_000n);
    await expect(company.run((ctx) => undoApplication(ctx, { lineId: again.id, reason: 'no' }))).rejects.toMatchObject({ code: 'cause.not_reversible' });
    await everythingIsProven();
  });

  test('after two years the account tells the same story, and New Year 2026 still has the same answer', async () => {
    itIs('2028-01-10');
    await company.run((ctx) => closePeriod(ctx, { through: day('2027-12-31') }));
    expect(await answerOfNewYearsEve()).toBe(newYearsEve);
    const { currencies } = await company.run((ctx) => accountStatement(ctx, { customerNumber: 'N1', from: null, asOf: day('2027-12-31') }));
    expect(currencies.map(({ currency: code, closing, openItems, openCredits }) => [code, closing, openItems.length, openCredits.length])).toEqual([
      ['EUR', 0n, 0, 0],
      ['USD', 0n, 0, 0],
    ]);
    const euros = currencies[0]?.entries ?? [];
    expect(euros.filter((entry) => entry.kind === 'invoice').map((entry) => entry.minor)).toEqual([
      120_000n,
      60_000n,
      300_000n,
      96_000n,
      12_000n,
      360_000n,
      30_000n,
    ]);
    expect(euros.reduce((sum, entry) => sum + entry.minor, 0n)).toBe(0n);
    await everythingIsProven();
  });
});
