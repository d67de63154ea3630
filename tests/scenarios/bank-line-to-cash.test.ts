import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyCash } from '../../src/app/apply-cash.ts';
import { confirmProposal, correctLine, setLineAside, undoApplication } from '../../src/ar/cash-application/decide-line.ts';
import { importStatement } from '../../src/ar/cash-application/import-statement.ts';
import { listBankLines } from '../../src/ar/cash-application/list-bank-lines.ts';
import { ensureCustomers } from '../../src/ar/customers/ensure-customers.ts';
import { verifyCompany } from '../../src/ar/insight/verify/verify-company.ts';
import { issueInvoices, type IssuedInvoice } from '../../src/ar/invoices/issue-invoices.ts';
import { agingAsOf } from '../../src/ar/receivables/aging.ts';
import { day } from '../../src/foundation/calendar/day.ts';
import { currency } from '../../src/foundation/money/currency.ts';
import { bytesOf, camtText, type StatementLine } from '../support/camt-text.ts';
import { testCompany, type TestCompany } from '../support/test-company.ts';
import { testDatabase, type TestDatabase } from '../support/test-database.ts';

let db: TestDatabase;
let company: TestCompany;
let customers: string[];
let statements = 0;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

async function freshCompany(): Promise<void> {
  company = await testCompany(db, { today: '2026-03-31' });
  customers = await company.run(async (ctx) => {
    const { byKey } = await ensureCustomers(
      ctx,
      ['Aldebaran Teehandel GmbH', 'Brockwell Lamps Ltd', 'Cormorant Diving SA'].map((name, i) => ({ number: `C${i + 1}`, name })),
    );
    return ['C1', 'C2', 'C3'].map((number) => byKey.get(`number:${number}`)?.id as string);
  });
}

function issue(customer: number, net: string, options: { terms?: string; issuedOn?: string } = {}): Promise<IssuedInvoice> {
  return company.run(async (ctx) => {
    const [issued] = await issueInvoices(ctx, [
      {
        customerId: customers[customer] as string,
        currency: currency('EUR'),
        issuedOn: day(options.issuedOn ?? '2026-03-02'),
        terms: options.terms ?? 'NET30',
        lines: [{ text: 'Goods', quantity: '1', unitPrice: net, taxCategory: 'S', taxRate: '20' }],
      },
    ]);
    return issued as IssuedInvoice;
  });
}

async function bank(...lines: StatementLine[]): Promise<void> {
  const text = camtText({ reference: `S-${++statements}`, lines });
  const result = await company.run((ctx) => importStatement(ctx, { fileName: `s-${statements}.xml`, source: bytesOf(text) }));
  expect(result).toMatchObject({ format: 'camt', lines: lines.length, repeated: 0, problems: [] });
}

const states = () => company.run((ctx) => listBankLines(ctx, { states: ['open', 'proposed', 'applied', 'set_aside'], after: null, limit: 100 }));
const openOf = (issued: IssuedInvoice) =>
  company.run(
    async (ctx) => (await ctx.tx.first(sql<{ open: bigint }>`select sum(open)::bigint as open from receivable where document_id = ${issued.id}`))?.open,
  );
const unapplied = async () => (await company.run((ctx) => agingAsOf(ctx, day('2026-12-31'))))[0]?.unappliedCash ?? 0n;

async function expectProven(): Promise<void> {
  expect((await company.run(verifyCompany)).filter((result) => !result.ok)).toEqual([]);
}

test('a payment that names its invoice is applied with a reason, and the undo leaves no trace in the open amounts', async () => {
  await freshCompany();
  const invoice = await issue(0, '1000');
  await bank({ minor: 120_000n, bookedOn: '2026-03-20', text: `Payment ${invoice.number}`, name: 'Aldebaran Teehandel GmbH', iban: 'DE02120300000000202051' });
  const run = await applyCash(company.run, { mode: 'auto' });
  expect(run).toMatchObject({ lines: 1, applied: 1, proposed: 0, unmatched: 0 });
  expect(await openOf(invoice)).toBe(0n);
  await expectProven();
  const [line] = await states();
  await company.run((ctx) => undoApplication(ctx, { lineId: line?.id as string, reason: 'wrong customer' }));
  expect(await openOf(invoice)).toBe(120_000n);
  const [asOf] = await company.run((ctx) => agingAsOf(ctx, day('2026-03-25')));
  expect(asOf).toMatchObject({ open: 120_000n, openCount: 1, credits: 0n });
  await expectProven();
  await expect(company.run((ctx) => undoApplication(ctx, { lineId: line?.id as string, reason: 'again' }))).rejects.toThrow(/cannot become open/);
});

test('the discount is taken inside its window and refused after it', async () => {
  await freshCompany();
  const inside = await issue(0, '1000', { terms: '2/10NET30' });
  const late = await issue(1, '1000', { terms: '2/10NET30' });
  await bank(
    { minor: 117_600n, bookedOn: '2026-03-12', text: inside.number, name: 'Aldebaran Teehandel GmbH' },
    { minor: 117_600n, bookedOn: '2026-03-13', text: late.number, name: 'Brockwell Lamps Ltd' },
  );
  await applyCash(company.run, { mode: 'auto' });
  expect(await openOf(inside)).toBe(0n);
  expect(await openOf(late)).toBe(2_400n);
  await expectProven();
});

test('two open items of the same amount without a reference are a tie and never applied by the machine', async () => {
  await freshCompany();
  const one = await issue(0, '500');
  await issue(0, '500');
  await bank({ minor: 60_000n, bookedOn: '2026-03-20', text: 'thank you', name: 'Aldebaran Teehandel GmbH' });
  const run = await applyCash(company.run, { mode: 'auto' });
  expect(run).toMatchObject({ applied: 0, proposed: 1 });
  const [line] = await states();
  await company.run((ctx) => confirmProposal(ctx, line?.proposal_id as string));
  expect((await states())[0]?.state).toBe('applied');
  await expectProven();
  expect([0n, 60_000n]).toContain(await openOf(one));
});

test('shadow records and changes nothing, approve waits for a person', async () => {
  await freshCompany();
  const invoice = await issue(2, '300');
  await bank({ minor: 36_000n, bookedOn: '2026-03-20', text: invoice.number });
  expect(await applyCash(company.run, { mode: 'shadow' })).toMatchObject({ applied: 0 });
  expect((await states())[0]?.state).toBe('open');
  expect(await openOf(invoice)).toBe(36_000n);
  expect(await applyCash(company.run, { mode: 'approve' })).toMatchObject({ applied: 0, proposed: 1 });
  const [waiting] = await states();
  expect(waiting?.state).toBe('proposed');
  expect(await applyCash(company.run, { mode: 'shadow' })).toMatchObject({ lines: 1 });
  expect((await states())[0]).toMatchObject({ state: 'proposed', proposal_id: waiting?.proposal_id });
  await company.run((ctx) => confirmProposal(ctx, waiting?.proposal_id as string));
  expect(await openOf(invoice)).toBe(0n);
  await expectProven();
});

test('a person splits a line over two customers, leaves a rest unapplied, and sets another line aside', async () => {
  await freshCompany();
  const one = await issue(0, '100');
  const two = await issue(1, '200');
  await bank({ minor: 40_000n, bookedOn: '2026-03-20', text: 'various' }, { minor: -5_000n, bookedOn: '2026-03-20', text: 'rent', name: 'Landlord' });
  const [money, rent] = await states();
  const part = (issued: IssuedInvoice, minor: bigint) => ({ receivableId: issued.receivableIds[0] as string, minor, discountMinor: 0n, toleranceMinor: 0n });
  await company.run((ctx) =>
    correctLine(ctx, { lineId: money?.id as string, customerId: customers[0] as string, parts: [part(one, 12_000n), part(two, 24_000n)] }),
  );
  await company.run((ctx) => setLineAside(ctx, { lineId: rent?.id as string, reason: 'rent' }));
  expect([await openOf(one), await openOf(two), await unapplied()]).toEqual([0n, 0n, 4_000n]);
  await expectProven();
  await company.run((ctx) => undoApplication(ctx, { lineId: money?.id as string, reason: 'split differently' }));
  await company.run((ctx) => undoApplication(ctx, { lineId: rent?.id as string, reason: 'was a refund' }));
  expect([await openOf(one), await openOf(two), await unapplied()]).toEqual([12_000n, 24_000n, 0n]);
  await expectProven();
});

test('the same file, the same statement in another file and money that another report already brought are not posted twice; identical lines of one file are', async () => {
  await freshCompany();
  const line = { minor: 1_000n, bookedOn: '2026-03-20', text: 'same', name: 'Someone' };
  const text = camtText({ reference: 'TWICE', lines: [line, line] });
  const load = (file: string, content: string) => company.run((ctx) => importStatement(ctx, { fileName: file, source: bytesOf(content) }));
  expect(await load('a.xml', text)).toMatchObject({ lines: 2 });
  await expect(load('a-again.xml', text)).rejects.toThrow(/already imported/);
  await expect(load('b.xml', `${text}\n`)).rejects.toThrow(/already imported/);
  const notice = text
    .replaceAll('BkToCstmrStmt', 'BkToCstmrDbtCdtNtfctn')
    .replaceAll('Stmt>', 'Ntfctn>')
    .replace('camt.053', 'camt.054')
    .replace('TWICE', 'NOTICE');
  expect(await load('c.xml', notice)).toMatchObject({ lines: 0, repeated: 2 });
  await expectProven();
});

test('an entry that a second statement brings again under the same bank reference is not posted twice, nor is the same statement with other figures', async () => {
  await freshCompany();
  const line = { minor: 1_000n, bookedOn: '2026-03-20', text: 'once', name: 'Someone' };
  const referenced = (text: string, reference: string) => text.replaceAll('<BkTxCd/>', `<AcctSvcrRef>${reference}</AcctSvcrRef><BkTxCd/>`);
  const load = (file: string, content: string) => company.run((ctx) => importStatement(ctx, { fileName: file, source: bytesOf(content) }));
  expect(await load('one.xml', referenced(camtText({ reference: 'ONE', lines: [line] }), 'B-1'))).toMatchObject({ lines: 1 });
  expect(await load('two.xml', referenced(camtText({ reference: 'TWO', lines: [line] }), 'B-1'))).toMatchObject({ lines: 0, repeated: 1 });
  expect(await load('three.xml', referenced(camtText({ reference: 'THREE', lines: [line] }), 'B-2'))).toMatchObject({ lines: 1, repeated: 0 });
  const changed = referenced(camtText({ reference: 'ONE', lines: [{ ...line, minor: 2_000n }] }), 'B-9');
  await expect(load('one-changed.xml', changed)).rejects.toMatchObject({ code: 'statement.already_imported' });
  await expectProven();
});

test('a file that names no account is of the only one there is, and a nameless account takes the name that comes later', async () => {
  await freshCompany();
  const csv = 'Date,Description,Amount\n2026-03-20,one,10.00\n';
  const load = (content: string, account?: string) =>
    company.run((ctx) => importStatement(ctx, { fileName: 'bank.csv', source: bytesOf(content), ...(account ? { account } : {}) }));
  expect(await load(csv)).toMatchObject({ lines: 1 });
  expect(await load(`${csv}2026-03-21,two,5.00\n`, 'DE89370400440532013000')).toMatchObject({ lines: 1, repeated: 1 });
  expect(await load(`${csv}2026-03-21,two,5.00\n2026-03-22,three,7.00\n`)).toMatchObject({ lines: 1, repeated: 2 });
  await expectProven();
});
