import { formatDecimal } from '../../foundation/money/money.ts';
import type { Ctx } from '../access/context.ts';
import { draftCan, draftContent, invoiceDraftOf } from './draft.ts';
import type { StoredDraft } from './draft-store.ts';
import type { Document } from './get-document.ts';
import { computeTotals, type InvoiceDraft } from './invoice.ts';
import type { IssuedInvoice } from './issue-invoices.ts';

/** A draft as the API shows it, with what it comes to. */
export function draftView(ctx: Ctx, draft: StoredDraft) {
  const content = draftContent.parse(draft.content);
  const totals = computeTotals(invoiceDraftOf(content, ctx.today));
  const text = (minor: bigint) => formatDecimal(minor, content.currency);
  return {
    id: draft.id,
    state: draft.state,
    customer: { id: draft.customer_id, number: draft.customer_number, name: draft.customer_name },
    currency: content.currency,
    issuedOn: content.issuedOn ?? null,
    suppliedOn: content.suppliedOn ?? null,
    terms: content.terms ?? null,
    customerReference: content.customerReference ?? '',
    series: content.series ?? null,
    pricesIncludeTax: content.pricesIncludeTax ?? false,
    lines: content.lines.map((line, index) => ({ ...line, discount: line.discount ?? null, net: text(totals.lineNets[index] ?? 0n) })),
    net: text(totals.net),
    tax: text(totals.tax),
    amount: text(totals.gross),
    invoiceId: draft.document_id,
    createdBy: draft.created_by,
    createdAt: draft.created_at.toISOString(),
    changedAt: draft.changed_at.toISOString(),
    can: draftCan(draft.state, totals.gross),
  };
}

export function issuedView(issued: readonly { draft: InvoiceDraft; invoice: IssuedInvoice }[]) {
  return {
    issued: issued.map(({ draft, invoice }) => ({
      id: invoice.id,
      number: invoice.number,
      customerId: invoice.customerId,
      amount: formatDecimal(invoice.gross, draft.currency),
      currency: draft.currency,
      receivableIds: [...invoice.receivableIds],
    })),
  };
}

/** A document as the API shows it. */
export function invoiceView(ctx: Ctx, document: Document) {
  const { head } = document;
  const text = (minor: bigint) => formatDecimal(minor, head.currency);
  const open = document.credit && head.kind === 'credit_note' ? document.credit.open : document.receivables.reduce((sum, item) => sum + item.open, 0n);
  return {
    id: head.id,
    kind: head.kind,
    number: head.number,
    owner: head.owner,
    customer: { id: head.customer_id, number: head.customer_number, name: head.customer_name },
    cites: head.cites_id === null ? null : { id: head.cites_id, number: head.cites_number ?? '' },
    currency: head.currency,
    issuedOn: head.issued_on,
    dueOn: head.due_on,
    suppliedOn: head.supplied_on,
    postedOn: head.posted_on,
    terms: head.terms,
    customerReference: head.customer_reference,
    paymentReference: head.payment_reference,
    net: text(head.net),
    tax: text(head.tax),
    amount: text(head.gross),
    open: text(open),
    baseRate: head.base_rate,
    baseAmount: formatDecimal(head.base_gross, ctx.company.baseCurrency),
    recordedAt: head.recorded_at.toISOString(),
    lines: document.lines.map((line) => ({
      text: line.text,
      quantity: line.quantity,
      unitPrice: line.unit_price,
      discount: text(line.discount_minor),
      net: text(line.net),
      taxCategory: line.tax_category,
      taxRate: line.tax_rate,
    })),
    taxes: document.taxes.map((tax) => ({ category: tax.category, rate: tax.rate, taxable: text(tax.taxable), tax: text(tax.tax) })),
    receivables: document.receivables.map((item) => ({
      id: item.id,
      instalment: item.instalment,
      dueOn: item.due_on,
      amount: text(item.original),
      open: text(item.open),
    })),
    creditId: document.credit?.id ?? null,
    creditNotes: document.creditNotes.map((note) => ({ id: note.id, number: note.number, issuedOn: note.issued_on, amount: text(note.gross) })),
    can: document.can,
  };
}
