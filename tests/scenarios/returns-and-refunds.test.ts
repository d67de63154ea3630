import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyCash } from '../../src/app/apply-cash.ts';
import { undoApplication } from '../../src/ar/cash-application/decide-line.ts';
import { explainAsRefund, explainAsReturn } from '../../src/ar/cash-application/decide-outgoing.ts';
import { importStatement } from '../../src/ar/cash-application/import-statement.ts';
import { listBankLines, type ListedLine } from '../../src/ar/cash-application/list-bank-lines.ts';
import { ensureCustomers } from '../../src/ar/customers/ensure-customers.ts';
import { verifyCompany } from '../../src/ar/insight/verify/verify-company.ts';
import { issueInvoices, type IssuedInvoice } from '../../src/ar/invoices/issue-invoices.ts';
import { setRates } from '../../src/ar/ledger/exchange-rate.ts';
import { refundCredit } from '../../src/ar/payments/refund-credit.ts';
import { agingAsOf } from '../../src/ar/receivables/aging.ts';
import { day } from '../../src/foundation/calendar/day.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { bytesOf, camtText, type StatementLine } from '../support/camt-text.ts';
import { testCompany, type TestCompany } from '../support/test-company.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';

let db: TestDatabase;
let company: TestCompany;
let customer: string;
let statements = 0;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

async function freshCompany(): Promise<void> {
  company = await testCompany(db, { today: '2026-03-31' });
  customer = await company.run(async (ctx) => (await ensureCustomers(ctx, [{ number: 'C1', name: 'Ebbing Sails Ltd' }])).byKey.get('number:C1')?.id as string);
}

const issue = (options: { terms?: string; code?: string } = {}) =>
  company.run(async (ctx) => {
    const lines = [{ text: 'Sail', quantity: '1', unitPrice: '1000', taxCategory: 'S' as const, taxRate: '20' }];
    const code = currency(options.code ?? 'EUR');
    const [issued] = await issueInvoices(ctx, [{ customerId: customer, currency: code, issuedOn: day('2026-03-02'), terms: options.terms ?? 'NET30', lines }]);
    return issued as IssuedInvoice;
  });

async function bank(...lines: StatementLine[]): Promise<ListedLine[]> {
  const code = lines[0]?.currency ?? 'EUR';
  const text = camtText({ reference: `R-${++statements}`, lines, currency: code });
  await company.run((ctx) => importStatement(ctx, { fileName: `r-${statements}.xml`, source: bytesOf(text) }));
  await applyCash(company.run, { mode: 'auto' });
  return company.run((ctx) => listBankLines(ctx, { states: ['open', 'proposed', 'applied'], after: null, limit: 100 }));
}

const payments = () =>
  company.run((ctx) =>
    ctx.tx.rows(sql<{ id: string; state: string; credit_id: string }>`
  select p.id, p.state, c.id as credit_id from payment p join credit c on c.company_id = p.company_id and c.payment_id = p.id order by p.id`),
  );
const openOf = (issued: IssuedInvoice) =>
  company.run(async (ctx) => (await ctx.tx.first(sql<{ open: bigint }>`select open from receivable where document_id = ${issued.id}`))?.open);
const balance = (account: string) =>
  company.run(
    async (ctx) =>
      (await ctx.tx.first(sql<{ base: bigint }>`select coalesce(sum(base_minor), 0)::bigint as base from journal_line where account = ${account}`))?.base,
  );

async function expectProven(): Promise<void> {
  expect((await company.run(verifyCompany)).filter((result) => !result.ok)).toEqual([]);
}

test('a debit that the bank takes back with a fee reopens the receivable, withdraws the discount, and empties clearing', async () => {
  await freshCompany();
  const invoice = await issue({ terms: '2/10NET30' });
  await bank({ minor: 117_600n, bookedOn: '2026-03-10', text: invoice.number, name: 'Ebbing Sails Ltd' });
  expect(await openOf(invoice)).toBe(0n);
  const lines = await bank({ minor: -117_900n, bookedOn: '2026-03-17', text: 'RETURN', name: 'Ebbing Sails Ltd' });
  const out = lines.find((line) => line.minor < 0n)?.id as string;
  const [payment] = await payments();
  await company.run((ctx) => explainAsReturn(ctx, { lineId: out, paymentId: payment?.id as string, reason: 'insufficient funds' }));
  expect(await openOf(invoice)).toBe(120_000n);
  expect([await balance('BCL'), await balance('COST'), await balance('DISC'), await balance('UNA')]).toEqual([0n, 300n, 0n, 0n]);
  const [before] = await company.run((ctx) => agingAsOf(ctx, day('2026-03-16')));
  expect(before?.open ?? 0n).toBe(0n);
  await expectProven();
  await expect(company.run((ctx) => explainAsReturn(ctx, { lineId: out, paymentId: payment?.id as string, reason: 'again' }))).rejects.toMatchObject({
    code: 'bank_line.state',
  });
  await expect(company.run((ctx) => undoApplication(ctx, { lineId: out, reason: 'no' }))).rejects.toMatchObject({ code: 'bank_line.final' });
});

test('the outgoing line of a refund is tied to it, and to nothing of another amount', async () => {
  await freshCompany();
  const invoice = await issue();
  const lines = await bank({ minor: 125_000n, bookedOn: '2026-03-10', text: invoice.number, name: 'Ebbing Sails Ltd', iban: 'DE02120300000000202051' });
  expect(lines[0]?.state === 'applied').toBe(true);
  const [payment] = await payments();
  const refund = await company.run((ctx) =>
    refundCredit(ctx, { creditId: payment?.credit_id as string, minor: 5_000n, from: 'BCL', postedOn: day('2026-03-12'), reason: 'overpaid' }),
  );
  const all = await bank({ minor: -4_000n, bookedOn: '2026-03-13', text: 'other' }, { minor: -5_000n, bookedOn: '2026-03-14', text: 'refund' });
  const byAmount = (minor: bigint) => all.find((line) => line.minor === minor)?.id as string;
  await expect(company.run((ctx) => explainAsRefund(ctx, { lineId: byAmount(-4_000n), refundId: refund.id, reason: '' }))).rejects.toMatchObject({
    code: 'cash.outgoing_differs',
  });
  await company.run((ctx) => explainAsRefund(ctx, { lineId: byAmount(-5_000n), refundId: refund.id, reason: '' }));
  await expect(company.run((ctx) => explainAsRefund(ctx, { lineId: byAmount(-4_000n), refundId: refund.id, reason: '' }))).rejects.toMatchObject({
    code: 'refund.not_awaited',
  });
  await expectProven();
});

test('a return in another currency books what the bank rate differs', async () => {
  await freshCompany();
  await company.run((ctx) =>
    setRates(ctx, [
      { currency: currency('USD'), on: day('2026-03-01'), rate: '0.9' },
      { currency: currency('USD'), on: day('2026-03-15'), rate: '0.95' },
    ]),
  );
  const invoice = await issue({ code: 'USD' });
  await bank({ minor: 120_000n, bookedOn: '2026-03-10', text: invoice.number, name: 'Ebbing Sails Ltd', currency: 'USD' });
  const lines = await bank({ minor: -120_000n, bookedOn: '2026-03-17', text: 'RETURN', currency: 'USD' });
  const [payment] = await payments();
  await company.run((ctx) =>
    explainAsReturn(ctx, { lineId: lines.find((line) => line.minor < 0n)?.id as string, paymentId: payment?.id as string, reason: '' }),
  );
  expect([await balance('BCL'), await balance('FX'), await openOf(invoice)]).toEqual([0n, 6_000n, 120_000n]);
  await expectProven();
});
