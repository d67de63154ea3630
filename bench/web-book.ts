import { parseArgs } from 'node:util';
import pg from 'pg';
import { initialiseCompany } from '../src/app/initialise-company.ts';
import { openMigratedDatabase, type OpenedDatabase } from '../src/app/open-database.ts';
import { readConfig } from '../src/app/config.ts';
import { clock, companyRunner, newId, OPERATOR, type CompanyRunner } from '../src/app/run-context.ts';
import { createCompany } from '../src/ar/access/create-company.ts';
import { createOwner } from '../src/ar/access/create-owner.ts';
import type { Ctx } from '../src/ar/access/context.ts';
import { issueCreditNote } from '../src/ar/invoices/issue-credit-note.ts';
import { openBook } from '../src/ar/ledger/book.ts';
import { loadRates } from '../src/ar/ledger/exchange-rate.ts';
import { applyPayments } from '../src/ar/payments/apply-payments.ts';
import { recordPayments, type NewPayment } from '../src/ar/payments/record-payments.ts';
import { foldPositions } from '../src/ar/receivables/fold-positions.ts';
import { placeHolds } from '../src/ar/receivables/holds.ts';
import { addDays, daysBetween, dayInZone, type Day } from '../src/foundation/calendar/day.ts';
import { currency } from '../src/foundation/money/currency.ts';
import { issueBook, makeCustomers, type BenchCustomer, type BenchInvoice } from './book.ts';
import { seeded } from './result.ts';

/** Fills a data folder with one large company, to look at the web app and its lists in that size:
 *
 *      node bench/web-book.ts --data DIR --invoices 1000000 --password SECRET
 *      node bin/dunlin.mjs start --data DIR
 *
 *  The company `large-book` has one customer for every twenty invoices, invoices over the last year of which some sixty in a hundred are paid (the older, the
 *  more), a few in part, some credit notes and some disputes. The owner is owner@example.com with the given password. The folder must hold no installation. */
const OVER_DAYS = 365;
const EUR = currency('EUR');

type Settled = { readonly invoice: BenchInvoice; readonly minor: bigint; readonly paidOn: Day };

/** Who has paid by today, and how much: nine of ten after five months, few before; one in thirty of the others in part. */
function settledOf(issued: readonly BenchInvoice[], today: Day, random: () => number): Settled[] {
  return issued.flatMap((invoice): Settled[] => {
    const age = daysBetween(invoice.issuedOn, today);
    const paidOn = addDays(invoice.issuedOn, Math.floor(random() * age));
    if (random() < (age > 150 ? 0.92 : 0.14)) return [{ invoice, minor: invoice.gross, paidOn }];
    return random() < 1 / 30 ? [{ invoice, minor: invoice.gross / 3n + 1n, paidOn }] : [];
  });
}

/** One payment an invoice, a few statements for all of them. */
async function settle(ctx: Ctx, customers: readonly BenchCustomer[], settled: readonly Settled[]): Promise<void> {
  if (settled.length === 0) return;
  const book = await openBook(ctx);
  const rates = await loadRates(ctx, [EUR]);
  const payments = settled.map(({ invoice, minor, paidOn }): NewPayment => {
    const id = ctx.newId();
    const customer = customers[invoice.customer] as BenchCustomer;
    return {
      id,
      method: 'bank_transfer',
      customerId: customer.id,
      currency: EUR,
      minor,
      receivedOn: paidOn,
      bookedOn: paidOn,
      payerName: customer.name,
      reference: invoice.number,
      bankLineId: null,
      awaitsBank: false,
      from: 'BCL',
      cause: { kind: 'payment', id },
    };
  });
  const recorded = await recordPayments(ctx, book, payments, rates);
  await applyPayments(
    ctx,
    book,
    settled.map(({ invoice, minor, paidOn }, index) => ({
      creditId: recorded[index]?.creditId as string,
      receivableId: invoice.receivableIds[0] as string,
      minor,
      discountMinor: 0n,
      toleranceMinor: 0n,
      valueOn: paidOn,
      bookedOn: paidOn,
      cause: payments[index]?.cause as NewPayment['cause'],
    })),
  );
}

/** The first of every batch is credited in full, the next few are disputed. */
async function correctAndDispute(runner: CompanyRunner, batch: readonly BenchInvoice[], settled: ReadonlySet<string>): Promise<void> {
  const [credited, ...disputed] = batch.filter(({ id }) => !settled.has(id)).slice(0, 8);
  await runner.run(async (ctx) => {
    if (credited) await issueCreditNote(ctx, { invoiceId: credited.id, issuedOn: ctx.today, reason: 'Delivered twice' });
    await placeHolds(
      ctx,
      disputed.map(({ receivableIds }) => ({
        scope: { kind: 'receivable', id: receivableIds[0] as string },
        kind: 'dispute',
        untilOn: null,
        reason: 'The customer says that goods are missing',
      })),
    );
  });
}

async function analyse(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

async function fill(opened: OpenedDatabase, asked: { invoices: number; password: string }, tell: (text: string) => void): Promise<void> {
  const { database } = opened;
  const created = { database, now: clock(), newId, actor: OPERATOR, initialise: initialiseCompany };
  const company = await createCompany(created, { name: 'Large Book GmbH', slug: 'large-book', currency: 'EUR', country: 'DE' });
  await createOwner({ database, now: clock(), newId }, { email: 'owner@example.com', name: 'Olivia Owner', password: asked.password });
  const runner = companyRunner(database, company, OPERATOR);
  const today = dayInZone(clock(), company.timeZone);
  const maker = { newId, today, run: runner.run };
  const customers = await makeCustomers(maker, asked.invoices);
  tell(`${customers.length} customers`);
  const random = seeded(11);
  let issued = 0;
  let paid = 0;
  const take = async (batch: readonly BenchInvoice[]): Promise<void> => {
    const settled = settledOf(batch, today, random);
    await runner.run((ctx) => settle(ctx, customers, settled));
    await correctAndDispute(runner, batch, new Set(settled.map(({ invoice }) => invoice.id)));
    issued += batch.length;
    paid += settled.length;
    if (issued % 20_000 === 0) {
      await runner.run(foldPositions);
      tell(`${issued} invoices, ${paid} with a payment`);
    }
    // What the planner knows must grow with the book, or looking up what was just issued becomes a walk through everything.
    if ([2_000, 20_000, 200_000].includes(issued)) await analyse(opened.ownerUrl);
  };
  await issueBook(maker, customers, asked.invoices, take, OVER_DAYS);
  await runner.run(foldPositions);
  await analyse(opened.ownerUrl);
  tell(`${issued} invoices, ${paid} with a payment`);
}

const { values } = parseArgs({
  options: { data: { type: 'string' }, invoices: { type: 'string', default: '100000' }, password: { type: 'string' } },
});
if (values.data === undefined || values.password === undefined) {
  process.stderr.write('node bench/web-book.ts --data DIR --invoices 100000 --password SECRET\n');
  process.exitCode = 2;
} else {
  const started = performance.now();
  const tell = (text: string): void => void process.stderr.write(`${Math.round((performance.now() - started) / 1000)} s  ${text}\n`);
  const opened = await openMigratedDatabase(readConfig({ data: values.data }), { onNote: tell, now: clock() });
  try {
    await fill(opened, { invoices: Number(values.invoices), password: values.password }, tell);
  } finally {
    await opened.close();
  }
}
