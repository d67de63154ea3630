import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Row } from '../../foundation/db/table.ts';
import { allocateProportionally, multiplyDivideRounded } from '../../foundation/money/money.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import { findByIds } from '../customers/find-customers.ts';
import { dueParts, earlyPaymentDiscount, terms as parseTerms, type Terms } from '../customers/terms.ts';
import { openBook, postingDay, requireOpenDay, type Book } from '../ledger/book.ts';
import { loadRates, toBase, type RateLookup } from '../ledger/exchange-rate.ts';
import type { Posting, PostingLine } from '../ledger/journal.ts';
import { post } from '../ledger/post.ts';
import { createReceivables } from '../receivables/create-receivables.ts';
import { rfReference, tokensOfNumber } from '../receivables/payment-reference.ts';
import type { NewReceivable } from '../receivables/receivable.ts';
import { computeTotals, documentNumber, type InvoiceDraft, type Totals } from './invoice.ts';
import { insertDocuments, takeNumbers, type NewDocument, type Series } from './store.ts';
import type { documentLineTable, documentTaxTable } from './tables.ts';

export type IssuedInvoice = {
  readonly id: string;
  readonly number: string;
  readonly customerId: string;
  readonly gross: bigint;
  readonly receivableIds: readonly string[];
};

type Prepared = { index: number; draft: InvoiceDraft; totals: Totals; terms: Terms; rate: string; postedOn: Day };

/** Issues invoices in the order given: numbers, documents, receivables and entries in a fixed number of statements.
 *  All or none: one draft that cannot be issued refuses the batch and names its position. */
export async function issueInvoices(ctx: Ctx, drafts: readonly InvoiceDraft[]): Promise<IssuedInvoice[]> {
  if (drafts.length === 0) return [];
  const book = await openBook(ctx);
  const rates = await loadRates(
    ctx,
    drafts.map((draft) => draft.currency),
  );
  const customers = new Map((await findByIds(ctx, [...new Set(drafts.map((draft) => draft.customerId))])).map((c) => [c.id, c]));
  const prepared = drafts.map((draft, index) => {
    const customer = customers.get(draft.customerId);
    if (!customer)
      throw new Refusal('customer.not_found', `Draft ${index + 1}: there is no customer ${draft.customerId} in this company.`, { draft: index + 1 });
    return prepare(book, rates, draft, { customerTerms: customer.terms, companyTerms: ctx.company.defaultTerms, index });
  });
  const byDraft = new Map<number, IssuedInvoice>();
  for (const [series, members] of bySeries(prepared)) {
    const numbers = await takeNumbers(ctx, 'invoice', series, members.length);
    for (const [position, invoice] of (await save(ctx, members, numbers)).entries()) byDraft.set(members[position]?.index as number, invoice);
  }
  const issued = drafts.map((_, index) => byDraft.get(index) as IssuedInvoice);
  await recordAudit(ctx, [
    {
      action: 'invoices.issued',
      subjectKind: 'company',
      subjectId: ctx.company.id,
      after: { count: issued.length, first: issued[0]?.number, last: issued.at(-1)?.number },
    },
  ]);
  return issued;
}

function prepare(book: Book, rates: RateLookup, draft: InvoiceDraft, at: { customerTerms: string | null; companyTerms: string; index: number }): Prepared {
  requireOpenDay(book, draft.issuedOn, `Draft ${at.index + 1}: the issue day`);
  const totals = computeTotals(draft);
  if (totals.gross <= 0n) {
    throw new Refusal('invoice.not_positive', `Draft ${at.index + 1} comes to nothing or less. Issue a credit note for what is owed to the customer.`, {
      draft: at.index + 1,
    });
  }
  return {
    index: at.index,
    draft,
    totals,
    terms: parseTerms(draft.terms ?? at.customerTerms ?? at.companyTerms),
    rate: rates(draft.currency, draft.issuedOn),
    postedOn: postingDay(book, draft.issuedOn),
  };
}

/** In the order of series' names, so that two batches lock their counters in one order. */
function bySeries(prepared: readonly Prepared[]): [string, Prepared[]][] {
  const groups = new Map<string, Prepared[]>();
  for (const one of prepared) {
    const name = one.draft.series ?? 'main';
    const group = groups.get(name);
    if (group) group.push(one);
    else groups.set(name, [one]);
  }
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

async function save(ctx: Ctx, prepared: readonly Prepared[], series: Series): Promise<IssuedInvoice[]> {
  const documents: NewDocument[] = [];
  const lines: Row<typeof documentLineTable>[] = [];
  const taxes: Row<typeof documentTaxTable>[] = [];
  const receivables: NewReceivable[] = [];
  const postings: Posting[] = [];
  const issued: IssuedInvoice[] = [];
  for (const [index, one] of prepared.entries()) {
    const seq = series.first + BigInt(index);
    const id = ctx.newId();
    const number = documentNumber(series, seq);
    const reference = rfReference(number) ?? '';
    const base = baseAmounts(ctx, one);
    const owed = receivablesOf(ctx, one, { documentId: id, number, reference, baseGross: base.net + base.tax });
    receivables.push(...owed);
    documents.push({
      company_id: ctx.company.id,
      id,
      kind: 'invoice',
      owner: 'dunlin',
      series: series.series,
      seq,
      number,
      customer_id: one.draft.customerId,
      cites: null,
      currency: one.draft.currency,
      issued_on: one.draft.issuedOn,
      due_on: owed.at(-1)?.dueOn as Day,
      posted_on: one.postedOn,
      supplied_on: one.draft.suppliedOn ?? null,
      terms: one.terms.code,
      customer_reference: one.draft.customerReference ?? '',
      payment_reference: reference,
      net: one.totals.net,
      tax: one.totals.tax,
      gross: one.totals.gross,
      base_rate: one.rate === '1' ? null : one.rate,
      base_gross: base.net + base.tax,
      recorded_at: ctx.now,
    });
    pushLines(ctx, { id, one }, lines, taxes);
    postings.push(saleEntry(ctx, { id, one, owed, base }));
    issued.push({ id, number, customerId: one.draft.customerId, gross: one.totals.gross, receivableIds: owed.map((r) => r.id) });
  }
  await insertDocuments(ctx, documents, lines, taxes);
  await createReceivables(ctx, receivables, { tokensOf: (r) => [...tokensOfNumber(r.number), ...(r.reference === '' ? [] : [r.reference])] });
  await post(ctx, postings);
  return issued;
}

function baseAmounts(ctx: Ctx, { draft, totals, rate }: Prepared): { net: bigint; tax: bigint } {
  const at = { currency: draft.currency, base: ctx.company.baseCurrency, rate };
  return { net: toBase(totals.net, at), tax: toBase(totals.tax, at) };
}

function receivablesOf(ctx: Ctx, one: Prepared, of: { documentId: string; number: string; reference: string; baseGross: bigint }): NewReceivable[] {
  const { draft, totals, terms } = one;
  const parts = dueParts(terms, { issuedOn: draft.issuedOn, gross: totals.gross });
  const weights = parts.map((part) => part.minor);
  const bases = allocateProportionally(of.baseGross, weights);
  const taxes = allocateProportionally(totals.tax, weights);
  const discount = earlyPaymentDiscount(terms, { issuedOn: draft.issuedOn, gross: totals.gross });
  return parts.map((part, index) => ({
    id: ctx.newId(),
    kind: 'invoice',
    documentId: of.documentId,
    instalment: index + 1,
    customerId: draft.customerId,
    number: of.number,
    reference: of.reference,
    currency: draft.currency,
    issuedOn: draft.issuedOn,
    dueOn: part.dueOn,
    postedOn: one.postedOn,
    original: part.minor,
    baseOriginal: bases[index] as bigint,
    taxOriginal: taxes[index] as bigint,
    discount:
      discount === null
        ? null
        : { ...discount, taxMinor: multiplyDivideRounded(discount.minor, totals.tax, totals.gross), taxMode: totals.tax === 0n ? 'none' : 'adjust' },
  }));
}

function pushLines(ctx: Ctx, { id, one }: { id: string; one: Prepared }, lines: Row<typeof documentLineTable>[], taxes: Row<typeof documentTaxTable>[]): void {
  for (const [index, line] of one.draft.lines.entries()) {
    lines.push({
      company_id: ctx.company.id,
      document_id: id,
      pos: index + 1,
      text: line.text,
      quantity: line.quantity,
      unit_price: line.unitPrice,
      discount_minor: line.discountMinor ?? 0n,
      net: one.totals.lineNets[index] as bigint,
      tax_category: line.taxCategory,
      tax_rate: line.taxRate,
    });
  }
  for (const [index, tax] of one.totals.taxes.entries()) {
    taxes.push({ company_id: ctx.company.id, document_id: id, pos: index + 1, category: tax.category, rate: tax.rate, taxable: tax.taxable, tax: tax.tax });
  }
}

function saleEntry(
  ctx: Ctx,
  { id, one, owed, base }: { id: string; one: Prepared; owed: readonly NewReceivable[]; base: { net: bigint; tax: bigint } },
): Posting {
  const { currency } = one.draft;
  const lines: PostingLine[] = owed.map((r) => ({ account: 'AR', currency, minor: r.original, baseMinor: r.baseOriginal, receivableId: r.id }));
  lines.push({ account: 'REV', currency, minor: -one.totals.net, baseMinor: -base.net });
  lines.push({ account: ctx.company.taxPoint === 'receipt' ? 'DTAX' : 'TAX', currency, minor: -one.totals.tax, baseMinor: -base.tax });
  return { postedOn: one.postedOn, valueOn: one.draft.issuedOn, cause: { kind: 'document', id }, lines };
}
