import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { draftOf, newCustomer } from '../../tests/postings/books.ts';
import { testCompany, type TestCompany } from '../../tests/support/test-company.ts';
import { testDatabase, type TestDatabase } from '../../tests/support/test-database.ts';
import { importDocuments } from '../ar/invoices/import-documents.ts';
import { issueInvoices } from '../ar/invoices/issue-invoices.ts';
import { pendingPdfs, readPdf, storePdfs } from '../ar/invoices/keep-pdf.ts';
import { loadInvoicePrints } from '../ar/invoices/load-invoice-prints.ts';
import type { InvoicePrinter } from '../ar/invoices/ports.ts';
import { openBook } from '../ar/ledger/book.ts';
import { loadRates } from '../ar/ledger/exchange-rate.ts';
import { defaultLetterhead } from '../ar/messages/letterhead.ts';
import { setLetterhead } from '../ar/messages/set-letterhead.ts';
import { day } from '../foundation/calendar/day.ts';
import { currency } from '../foundation/money/currency.ts';
import { keepDocumentFiles } from './document-files.ts';

/** Prints the number and how often it was asked to print anything. */
function countingPrinter(): InvoicePrinter & { printed: string[] } {
  const printed: string[] = [];
  return {
    printed,
    invoice: async (print) => {
      printed.push(print.number);
      return Buffer.from(`${print.number} print ${printed.length}`);
    },
  };
}

describe('kept PDFs', () => {
  let db: TestDatabase;
  let t: TestCompany;
  let other: TestCompany;
  let customer: string;
  const runner = () => ({ run: t.run, read: t.run });

  beforeAll(async () => {
    db = await testDatabase();
    t = await testCompany(db, { today: '2026-04-10' });
    other = await testCompany(db, { today: '2026-04-10' });
    customer = await newCustomer(t, 'C-1');
  });
  afterAll(() => db.close());

  const issue = (count: number) =>
    t.run((ctx) =>
      issueInvoices(
        ctx,
        Array.from({ length: count }, () => draftOf(customer, '10', { terms: '2/10NET30' })),
      ),
    );

  it('of many documents are each made once and stay, however often and from wherever they are asked for', async () => {
    const ids = (await issue(150)).map((invoice) => invoice.id);
    const printer = countingPrinter();
    const first = await keepDocumentFiles(runner(), printer, ids);
    expect([first.size, printer.printed.length, new Set(printer.printed).size]).toEqual([150, 150, 150]);
    const again = await keepDocumentFiles(runner(), printer, [...ids].toReversed());
    expect(printer.printed).toHaveLength(150);
    expect(again).toEqual(new Map([...first].toReversed()));
    const file = await t.run((ctx) => readPdf(ctx, printer, ids[0] as string));
    expect([file.mediaType, Buffer.from(file.bytes).toString()]).toEqual(['application/pdf', `${printer.printed[0]} print 1`]);
  });

  it('that somebody else kept meanwhile stand', async () => {
    const [invoice] = await issue(1);
    const id = invoice?.id as string;
    const [pending] = await t.run((ctx) => pendingPdfs(ctx, [id]));
    const kept = await t.run((ctx) => readPdf(ctx, countingPrinter(), id));
    if (pending) await t.run((ctx) => storePdfs(ctx, [{ ...pending, bytes: Buffer.from('too late') }]));
    expect(await t.run((ctx) => readPdf(ctx, countingPrinter(), id))).toEqual(kept);
  });

  it('cannot be changed or taken away by the application', async () => {
    const [invoice] = await issue(1);
    await t.run((ctx) => readPdf(ctx, countingPrinter(), invoice?.id as string));
    await expect(t.run((ctx) => ctx.tx.run(sql`delete from document_file where company_id = ${ctx.company.id}`))).rejects.toThrow(/permission denied/);
    await expect(t.run((ctx) => ctx.tx.run(sql`update kept_file set bytes = '' where company_id = ${ctx.company.id}`))).rejects.toThrow(/permission denied/);
  });

  it('are refused for documents of another company and of another system', async () => {
    const [invoice] = await issue(1);
    await expect(other.run((ctx) => readPdf(ctx, countingPrinter(), invoice?.id as string))).rejects.toMatchObject({ code: 'document.not_found' });
    const [imported] = await t.run(async (ctx) =>
      importDocuments(ctx, await openBook(ctx), {
        documents: [
          {
            customerId: customer,
            number: 'OLD-1',
            issuedOn: day('2026-04-01'),
            dueOn: day('2026-05-01'),
            currency: currency('EUR'),
            gross: 1_000n,
            terms: null,
            reference: '',
          },
        ],
        rates: await loadRates(ctx, []),
        opening: false,
      }),
    );
    await expect(t.run((ctx) => readPdf(ctx, countingPrinter(), imported?.documentId as string))).rejects.toMatchObject({ code: 'document.imported' });
  });

  it('say what the invoice, its terms and the letterhead say, with a code to pay by only where there is an account', async () => {
    const [invoice] = await issue(1);
    const load = async () => (await t.run((ctx) => loadInvoicePrints(ctx, [invoice?.id as string])))[0];
    expect(await load()).toMatchObject({ language: 'de', qr: null, letterhead: { name: t.company.name } });
    const bank = { name: '', iban: 'DE89370400440532013000', bic: '', holder: '' };
    await t.run((ctx) => setLetterhead(ctx, { ...defaultLetterhead(t.company), bank, language: 'en' }));
    const print = await load();
    expect(print).toMatchObject({
      number: invoice?.number,
      language: 'en',
      terms: { code: '2/10NET30' },
      due: [{ minor: invoice?.gross }],
      discount: { minor: ((invoice?.gross ?? 0n) * 2n) / 100n },
    });
    expect(print?.qr?.split('\n').slice(5, 8)).toEqual([t.company.name, bank.iban, 'EUR12.00']);
  });
});
