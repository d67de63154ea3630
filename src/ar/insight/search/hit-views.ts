import type { Currency } from '../../../foundation/money/currency.ts';
import { formatDecimal } from '../../../foundation/money/money.ts';
import type { FoundLine } from './find-bank-lines.ts';
import type { CustomerHit, DocumentHit, SearchHits } from './search.ts';

function customerHit(hit: CustomerHit, base: Currency) {
  return {
    kind: 'customer' as const,
    id: hit.id,
    title: hit.name,
    because: hit.byNumber ? ('number' as const) : ('name' as const),
    customerId: hit.id,
    customerNumber: hit.number,
    customerName: hit.name,
    currency: base,
    amount: null,
    open: formatDecimal(hit.baseOpen, base),
    on: null,
    dueOn: null,
    overdue: hit.baseOverdue > 0n,
    state: null,
  };
}

function documentHit(hit: DocumentHit) {
  return {
    kind: hit.kind,
    id: hit.id,
    title: hit.number,
    because: hit.because,
    customerId: hit.customerId,
    customerNumber: hit.customerNumber,
    customerName: hit.customerName,
    currency: hit.currency,
    amount: formatDecimal(hit.gross, hit.currency),
    open: formatDecimal(hit.open, hit.currency),
    on: hit.issuedOn,
    dueOn: hit.kind === 'invoice' ? hit.dueOn : null,
    overdue: hit.overdue,
    state: null,
  };
}

function lineHit(hit: FoundLine) {
  return {
    kind: 'bank_line' as const,
    id: hit.id,
    title: hit.payerName,
    because: hit.because,
    customerId: null,
    customerNumber: null,
    customerName: null,
    currency: hit.currency,
    amount: formatDecimal(hit.minor, hit.currency),
    open: null,
    on: hit.bookedOn,
    dueOn: null,
    overdue: false,
    state: hit.state,
  };
}

/** Everything that was found as one list: customers, documents, bank lines. */
export function hitViews(hits: SearchHits, base: Currency) {
  return [...hits.customers.map((hit) => customerHit(hit, base)), ...hits.documents.map(documentHit), ...hits.lines.map(lineHit)];
}
