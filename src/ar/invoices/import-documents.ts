import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { allocateProportionally } from '../../foundation/money/money.ts';
import type { Ctx } from '../access/context.ts';
import { dueParts, earlyPaymentDiscount, type Terms } from '../customers/terms.ts';
import { postingDay, type Book } from '../ledger/book.ts';
import { toBase, type RateLookup } from '../ledger/exchange-rate.ts';
import type { Posting } from '../ledger/journal.ts';
import { post } from '../ledger/post.ts';
import { createCredits, type NewCredit } from '../receivables/create-credits.ts';
import { createReceivables } from '../receivables/create-receivables.ts';
import { tokensOfNumber } from '../receivables/payment-reference.ts';
import type { NewReceivable } from '../receivables/receivable.ts';
import { insertDocuments, type NewDocument } from './store.ts';

/** A document of another system: it keeps its number and stays outside our series. `gross` negative: a credit note. */
export type ImportedDocument = {
  readonly customerId: string;
  readonly number: string;
  readonly issuedOn: Day;
  readonly dueOn: Day | null;
  readonly currency: Currency;
  readonly gross: bigint;
  readonly terms: Terms | null;
  readonly reference: string;
};

export type ImportedItem = {
  readonly documentId: string;
  readonly number: string;
  readonly receivables: readonly NewReceivable[];
  readonly credit: NewCredit | null;
};

/** Adds imported invoices and credit notes against opening equity: they were sold in other books. Posted by their own days, so that the aging of a
 *  past day is theirs. `opening`: open items alone, without the history that would make them sales in our metrics. */
export async function importDocuments(
  ctx: Ctx,
  book: Book,
  options: { documents: readonly ImportedDocument[]; rates: RateLookup; opening: boolean },
): Promise<ImportedItem[]> {
  const items: ImportedItem[] = [];
  const rows: NewDocument[] = [];
  const postings: Posting[] = [];
  for (const document of options.documents) {
    const { item, row, posting } = prepareItem(ctx, book, document, { rate: options.rates(document.currency, document.issuedOn), opening: options.opening });
    items.push(item);
    rows.push(row);
    postings.push(posting);
  }
  await insertDocuments(ctx, rows, [], []);
  await createReceivables(
    ctx,
    items.flatMap((item) => item.receivables),
    { tokensOf: (r) => [...tokensOfNumber(r.number), ...(r.reference === '' ? [] : tokensOfNumber(r.reference))] },
  );
  await createCredits(
    ctx,
    items.flatMap((item) => (item.credit === null ? [] : [item.credit])),
  );
  await post(ctx, postings);
  return items;
}

function prepareItem(
  ctx: Ctx,
  book: Book,
  document: ImportedDocument,
  options: { rate: string; opening: boolean },
): { item: ImportedItem; row: NewDocument; posting: Posting } {
  const id = ctx.newId();
  const cause = { kind: 'document', id } as const;
  const postedOn = postingDay(book, document.issuedOn);
  const isNote = document.gross < 0n;
  const gross = isNote ? -document.gross : document.gross;
  const base = toBase(gross, { currency: document.currency, base: ctx.company.baseCurrency, rate: options.rate });
  const parts =
    document.terms === null || document.dueOn !== null
      ? [{ dueOn: document.dueOn ?? document.issuedOn, minor: gross }]
      : dueParts(document.terms, { issuedOn: document.issuedOn, gross });
  const bases = allocateProportionally(
    base,
    parts.map((part) => part.minor),
  );
  const discount = document.terms === null || isNote ? null : earlyPaymentDiscount(document.terms, { issuedOn: document.issuedOn, gross });
  const common = { customerId: document.customerId, currency: document.currency, postedOn };
  const receivables = isNote
    ? []
    : parts.map((part, index): NewReceivable => ({
        ...common,
        id: ctx.newId(),
        kind: options.opening ? 'opening' : 'invoice',
        documentId: id,
        instalment: index + 1,
        number: document.number,
        reference: document.reference,
        issuedOn: document.issuedOn,
        dueOn: part.dueOn,
        original: part.minor,
        baseOriginal: bases[index] as bigint,
        taxOriginal: 0n,
        discount: discount === null ? null : { ...discount, taxMinor: 0n, taxMode: 'none' },
      }));
  const credit: NewCredit | null = isNote
    ? {
        ...common,
        id: ctx.newId(),
        kind: options.opening ? 'opening' : 'credit_note',
        sitsIn: 'AR',
        paymentId: null,
        documentId: id,
        valueOn: document.issuedOn,
        original: gross,
        baseOriginal: base,
        cause,
      }
    : null;
  const { currency } = document;
  const lines = credit
    ? [
        { account: 'OPN' as const, currency, minor: gross, baseMinor: base },
        { account: 'AR' as const, currency, minor: -gross, baseMinor: -base, creditId: credit.id },
      ]
    : [
        ...receivables.map((r) => ({ account: 'AR' as const, currency, minor: r.original, baseMinor: r.baseOriginal, receivableId: r.id })),
        { account: 'OPN' as const, currency, minor: -gross, baseMinor: -base },
      ];
  return {
    item: { documentId: id, number: document.number, receivables, credit },
    row: {
      company_id: ctx.company.id,
      id,
      kind: isNote ? 'credit_note' : 'invoice',
      owner: 'imported',
      series: '',
      seq: null,
      number: document.number,
      customer_id: document.customerId,
      cites: null,
      currency,
      issued_on: document.issuedOn,
      due_on: parts.at(-1)?.dueOn as Day,
      posted_on: postedOn,
      supplied_on: null,
      terms: document.terms?.code ?? '',
      customer_reference: '',
      payment_reference: document.reference,
      net: gross,
      tax: 0n,
      gross,
      base_rate: options.rate === '1' ? null : options.rate,
      base_gross: base,
      recorded_at: ctx.now,
    },
    posting: { postedOn, valueOn: document.issuedOn, cause, lines },
  };
}
