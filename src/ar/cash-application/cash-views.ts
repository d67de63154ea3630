import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { bankLineCan } from './bank-line.ts';
import type { Explanation, ExplainInput, Outcome } from './explain/explanation.ts';
import { reasonSentence, type Reason } from './explain/reasons.ts';
import type { InspectedStatement } from './inspect-statement.ts';
import type { ListedLine } from './list-bank-lines.ts';
import type { ListedStatement } from './list-statements.ts';

type Of = { readonly currency: Currency; readonly numbers: ReadonlyMap<string, string> };

export function reasonView(reason: Reason) {
  return { code: reason.code, sentence: reasonSentence(reason), figures: { ...reason.figures } };
}

export function explanationView(explanation: Explanation, of: Of) {
  const text = (minor: bigint) => formatDecimal(minor, of.currency);
  return {
    kind: explanation.kind,
    pattern: explanation.pattern,
    probability: explanation.probability,
    customerId: explanation.customerId,
    parts: explanation.parts.map((part) => ({
      invoiceNumber: of.numbers.get(part.receivableId) ?? null,
      receivableId: part.receivableId,
      amount: text(part.minor),
      discount: text(part.discountMinor),
      tolerance: text(part.toleranceMinor),
    })),
    rest: text(explanation.rest),
    paymentId: explanation.paymentId ?? null,
    evidence: explanation.evidence.map(reasonView),
  };
}

/** What the engine says of a line now, without doing it. */
export function outcomeView({ input, outcome, currency }: { input: ExplainInput; outcome: Outcome; currency: Currency }) {
  const of = { currency, numbers: new Map(input.items.map((item) => [item.receivableId, item.number])) };
  return {
    decision: outcome.decision,
    reason: outcome.reason,
    reasons: outcome.reasons.map(reasonView),
    best: outcome.best === null ? null : explanationView(outcome.best, of),
    alternatives: outcome.alternatives.filter((other) => other !== outcome.best).map((other) => explanationView(other, of)),
  };
}

export function listedLineView(line: ListedLine) {
  const live = line.proposal_id !== null;
  return {
    id: line.id,
    statementReference: line.statement_reference,
    ordinal: line.ordinal,
    bookedOn: line.booked_on,
    valueOn: line.value_on,
    amount: formatDecimal(line.minor, line.currency),
    currency: line.currency,
    counterpartyName: line.counterparty_name,
    text: line.text,
    state: line.state,
    reason: line.reason,
    proposal:
      line.proposal_id === null || line.proposal_kind === null || line.probability === null
        ? null
        : { id: line.proposal_id, kind: line.proposal_kind, probability: line.probability },
    can: bankLineCan(line, { waiting: live && line.state !== 'applied', decided: live }),
  };
}

function amounts(statement: { opening: bigint | null; closing: bigint | null; credits: bigint; debits: bigint }, currency: Currency) {
  const text = (minor: bigint | null) => (minor === null ? null : formatDecimal(minor, currency));
  return {
    credits: formatDecimal(statement.credits, currency),
    debits: formatDecimal(statement.debits, currency),
    opening: text(statement.opening),
    closing: text(statement.closing),
  };
}

/** A statement as it stands in a file; `id` null while it is only looked at. */
export function readStatementView(statement: InspectedStatement & { readonly id?: string }, fallback: Currency) {
  const currency = statement.currency ?? fallback;
  return {
    id: statement.id ?? null,
    kind: statement.kind,
    account: statement.account,
    reference: statement.reference,
    currency,
    entries: statement.entries,
    details: statement.details,
    ...amounts(statement, currency),
    openingOn: statement.openingOn,
    closingOn: statement.closingOn,
    inBalance: statement.inBalance,
  };
}

export function statementView(statement: ListedStatement) {
  return {
    id: statement.id,
    fileId: statement.file_id,
    fileName: statement.file_name,
    format: statement.format,
    account: statement.account,
    kind: statement.kind,
    reference: statement.reference,
    sequence: statement.sequence,
    currency: statement.currency,
    ...amounts(statement, statement.currency),
    openingOn: statement.opening_on,
    closingOn: statement.closing_on,
    entries: statement.entries,
    details: statement.details,
    inBalance: statement.in_balance,
    recordedAt: statement.recorded_at.toISOString(),
  };
}
