import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal, multiplyDivideRounded } from '../../foundation/money/money.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import { openBook, postingDay, requireOpenDay, type Book } from '../ledger/book.ts';
import { toBase } from '../ledger/exchange-rate.ts';
import type { PostingLine } from '../ledger/journal.ts';
import { post } from '../ledger/post.ts';
import { allocate } from '../receivables/allocate.ts';
import { createCredits } from '../receivables/create-credits.ts';
import { computeTotals, documentNumber, type DraftLine, type TaxCategory, type Totals } from './invoice.ts';
import { findDocument, type StoredDocument } from './find-documents.ts';
import { creditedSoFar, insertDocuments, loadLines, takeNumbers } from './store.ts';

export type CreditNoteRequest = {
  readonly invoiceId: string;
  readonly issuedOn: Day;
  readonly reason: string;
  /** What is credited, as positive lines; everything on the invoice when absent. */
  readonly lines?: readonly DraftLine[];
};

export type IssuedCreditNote = { readonly id: string; readonly number: string; readonly creditId: string; readonly gross: bigint };

/** Corrects an issued invoice by a document of its own series. The credit reduces the invoice's receivables, latest due first; what they cannot
 *  take stays open for the customer. Refuses `credit_note.exceeds_invoice`, `document.not_found`, `period.closed`. */
export async function issueCreditNote(ctx: Ctx, request: CreditNoteRequest): Promise<IssuedCreditNote> {
  const book = await openBook(ctx);
  requireOpenDay(book, request.issuedOn, "The credit note's issue day");
  const owed = await ctx.tx.rows(
    sql<{ open: bigint }>`select open from receivable where company_id = ${ctx.company.id} and document_id = ${request.invoiceId} order by id for update`,
  );
  const invoice = await findDocument(ctx, request.invoiceId);
  if (!invoice || invoice.kind !== 'invoice')
    throw new Refusal('document.not_found', `There is no invoice ${request.invoiceId} in this company.`, { id: request.invoiceId });
  const lines = request.lines ?? (await linesOfInvoice(ctx, invoice));
  const totals = computeTotals({ currency: invoice.currency, lines });
  await requireWithin(ctx, invoice, totals);
  const number = await saveNote(ctx, book, { request, invoice, lines, totals, open: owed.reduce((sum, item) => sum + item.open, 0n) });
  await settleInvoice(ctx, book, { invoice, note: number, request });
  await recordAudit(ctx, [
    {
      action: 'credit_note.issued',
      subjectKind: 'document',
      subjectId: number.id,
      after: { number: number.number, invoice: invoice.number, gross: number.gross },
      reason: request.reason,
    },
  ]);
  return number;
}

async function linesOfInvoice(ctx: Ctx, invoice: StoredDocument): Promise<DraftLine[]> {
  const stored = await loadLines(ctx, invoice.id);
  if (stored.length === 0) {
    return [{ text: `Credit for ${invoice.number}`, quantity: '1', unitPrice: formatDecimal(invoice.gross, invoice.currency), taxCategory: 'O', taxRate: '0' }];
  }
  return stored.map((line) => ({
    text: line.text,
    quantity: '1',
    unitPrice: formatDecimal(line.net, invoice.currency),
    taxCategory: line.tax_category as TaxCategory,
    taxRate: trimZeros(line.tax_rate),
  }));
}

function trimZeros(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}

async function requireWithin(ctx: Ctx, invoice: StoredDocument, totals: Totals): Promise<void> {
  const left = invoice.gross - (await creditedSoFar(ctx, invoice.id));
  if (totals.gross <= 0n || totals.gross > left) {
    throw new Refusal(
      'credit_note.exceeds_invoice',
      `Of ${invoice.number} only ${formatDecimal(left, invoice.currency)} ${invoice.currency} can still be credited; ${formatDecimal(totals.gross, invoice.currency)} was asked. Credit less.`,
      {
        invoice: invoice.number,
        left: formatDecimal(left, invoice.currency),
        asked: formatDecimal(totals.gross, invoice.currency),
        currency: invoice.currency,
      },
    );
  }
}

type Note = { request: CreditNoteRequest; invoice: StoredDocument; lines: readonly DraftLine[]; totals: Totals; open: bigint };

async function saveNote(ctx: Ctx, book: Book, { request, invoice, lines, totals, open }: Note): Promise<IssuedCreditNote> {
  const id = ctx.newId();
  const creditId = ctx.newId();
  const postedOn = postingDay(book, request.issuedOn, invoice.posted_on);
  const at = { currency: invoice.currency, base: ctx.company.baseCurrency, rate: invoice.base_rate ?? '1' };
  const base = { net: toBase(totals.net, at), tax: toBase(totals.tax, at) };
  const series = await takeNumbers(ctx, 'credit_note', 'main', 1);
  const number = documentNumber(series, series.first);
  const company = ctx.company.id;
  await insertDocuments(
    ctx,
    [
      {
        company_id: company,
        id,
        kind: 'credit_note',
        owner: 'dunlin',
        series: series.series,
        seq: series.first,
        number,
        customer_id: invoice.customer_id,
        cites: invoice.id,
        currency: invoice.currency,
        issued_on: request.issuedOn,
        due_on: request.issuedOn,
        posted_on: postedOn,
        supplied_on: null,
        terms: '',
        customer_reference: request.reason,
        payment_reference: '',
        net: totals.net,
        tax: totals.tax,
        gross: totals.gross,
        base_rate: invoice.base_rate,
        base_gross: base.net + base.tax,
        recorded_at: ctx.now,
      },
    ],
    lines.map((line, index) => ({
      company_id: company,
      document_id: id,
      pos: index + 1,
      text: line.text,
      quantity: line.quantity,
      unit_price: line.unitPrice,
      discount_minor: line.discountMinor ?? 0n,
      net: totals.lineNets[index] as bigint,
      tax_category: line.taxCategory,
      tax_rate: line.taxRate,
    })),
    totals.taxes.map((tax, index) => ({
      company_id: company,
      document_id: id,
      pos: index + 1,
      category: tax.category,
      rate: tax.rate,
      taxable: tax.taxable,
      tax: tax.tax,
    })),
  );
  const cause = { kind: 'document', id } as const;
  await createCredits(ctx, [
    {
      id: creditId,
      kind: 'credit_note',
      sitsIn: 'AR',
      customerId: invoice.customer_id,
      paymentId: null,
      documentId: id,
      currency: invoice.currency,
      postedOn,
      valueOn: request.issuedOn,
      original: totals.gross,
      baseOriginal: base.net + base.tax,
      cause,
    },
  ]);
  const { currency } = invoice;
  await post(ctx, [
    {
      postedOn,
      valueOn: request.issuedOn,
      cause,
      lines: [
        { account: 'REV', currency, minor: totals.net, baseMinor: base.net },
        ...taxLines(ctx, { currency, totals, open, baseTax: base.tax }),
        { account: 'AR', currency, minor: -totals.gross, baseMinor: -(base.net + base.tax), creditId },
      ],
    },
  ]);
  return { id, number, creditId, gross: totals.gross };
}

/** Cash basis: the tax of what is still unpaid was only deferred; that of what was paid has become payable and is taken back there. */
function taxLines(ctx: Ctx, { currency, totals, open, baseTax }: { currency: Currency; totals: Totals; open: bigint; baseTax: bigint }): PostingLine[] {
  if (ctx.company.taxPoint !== 'receipt') return [{ account: 'TAX', currency, minor: totals.tax, baseMinor: baseTax }];
  const unpaid = totals.gross < open ? totals.gross : open;
  const deferred = multiplyDivideRounded(totals.tax, unpaid, totals.gross);
  const baseDeferred = multiplyDivideRounded(baseTax, unpaid, totals.gross);
  return [
    { account: 'DTAX', currency, minor: deferred, baseMinor: baseDeferred },
    { account: 'TAX', currency, minor: totals.tax - deferred, baseMinor: baseTax - baseDeferred },
  ];
}

/** Over instalments a credit note reduces the latest due first. */
async function settleInvoice(
  ctx: Ctx,
  book: Book,
  { invoice, note, request }: { invoice: StoredDocument; note: IssuedCreditNote; request: CreditNoteRequest },
): Promise<void> {
  const owed = await ctx.tx.rows(sql<{ id: string; open: bigint }>`
    select id, open from receivable where company_id = ${ctx.company.id} and document_id = ${invoice.id} and open > 0 order by due_on desc, instalment desc`);
  let left = note.gross;
  const requests = [];
  for (const { id, open } of owed) {
    const minor = open < left ? open : left;
    if (minor === 0n) break;
    requests.push({
      creditId: note.creditId,
      receivableId: id,
      minor,
      eventOn: request.issuedOn,
      valueOn: request.issuedOn,
      cause: { kind: 'document', id: note.id } as const,
    });
    left -= minor;
  }
  await allocate(ctx, book, requests);
}
