import type { StoredLine } from '../../ar/cash-application/bank-line.ts';
import type { Explanation, ExplainInput, Outcome } from '../../ar/cash-application/explain/explanation.ts';
import { reasonSentence, type Reason } from '../../ar/cash-application/explain/reasons.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { visible } from './print.ts';

export type ExplainedLine = { readonly line: StoredLine; readonly input: ExplainInput; readonly outcome: Outcome };

function reasonJson(reason: Reason): Record<string, unknown> {
  return { code: reason.code, sentence: reasonSentence(reason), figures: reason.figures };
}

function explanationJson({ line, input }: ExplainedLine, explanation: Explanation): Record<string, unknown> {
  const numbers = new Map(input.items.map((item) => [item.receivableId, item.number]));
  const amount = (minor: bigint): string => formatDecimal(minor, line.currency);
  return {
    kind: explanation.kind,
    pattern: explanation.pattern,
    probability: explanation.probability,
    customerId: explanation.customerId,
    parts: explanation.parts.map((part) => ({
      invoiceNumber: numbers.get(part.receivableId) ?? null,
      receivableId: part.receivableId,
      amount: amount(part.minor),
      discount: amount(part.discountMinor),
      tolerance: amount(part.toleranceMinor),
    })),
    rest: amount(explanation.rest),
    paymentId: explanation.paymentId ?? null,
    evidence: explanation.evidence.map(reasonJson),
  };
}

export function explainedJson(explained: ExplainedLine): Record<string, unknown> {
  const { line, outcome } = explained;
  return {
    line: {
      id: line.id,
      ordinal: line.ordinal,
      bookedOn: line.booked_on,
      valueOn: line.value_on,
      amount: formatDecimal(line.minor, line.currency),
      currency: line.currency,
      state: line.state,
      text: line.text,
    },
    decision: outcome.decision,
    reason: outcome.reason,
    reasons: outcome.reasons.map(reasonJson),
    best: outcome.best === null ? null : explanationJson(explained, outcome.best),
    alternatives: outcome.alternatives.map((other) => explanationJson(explained, other)),
  };
}

const DECISIONS = { apply: 'certain: it would be applied', propose: 'not certain: it would be proposed', none: 'no explanation was found' } as const;

function explanationText({ line, input }: ExplainedLine, explanation: Explanation): string {
  const numbers = new Map(input.items.map((item) => [item.receivableId, item.number]));
  const amount = (minor: bigint): string => formatDecimal(minor, line.currency);
  const parts = explanation.parts.map((part) => {
    const beside = [
      ...(part.discountMinor > 0n ? [`discount ${amount(part.discountMinor)}`] : []),
      ...(part.toleranceMinor > 0n ? [`given up ${amount(part.toleranceMinor)}`] : []),
    ];
    return `  ${numbers.get(part.receivableId) ?? part.receivableId}  ${amount(part.minor)}${beside.length > 0 ? ` (${beside.join(', ')})` : ''}`;
  });
  const rest =
    explanation.rest > 0n ? [`  ${explanation.paymentId === undefined ? 'stays unapplied' : 'is the money recorded before'}  ${amount(explanation.rest)}`] : [];
  return [
    `${explanation.kind} by ${explanation.pattern}, ${Math.round(explanation.probability * 100)} % sure`,
    ...parts,
    ...rest,
    ...explanation.evidence.map((reason) => `  - ${reasonSentence(reason)}`),
  ]
    .map(visible)
    .join('\n');
}

export function explainedText(explained: ExplainedLine): string {
  const { line, outcome } = explained;
  const head = `${formatDecimal(line.minor, line.currency)} ${line.currency} booked ${line.booked_on}, ${line.counterparty_name}: ${line.text}`;
  const reasons = outcome.reasons.map((reason) => visible(`- ${reasonSentence(reason)}`));
  const others = outcome.alternatives.filter((other) => other !== outcome.best).map((other) => explanationText(explained, other));
  const found = outcome.best === null ? [] : [explanationText(explained, outcome.best)];
  return `${[visible(head), `It is ${DECISIONS[outcome.decision]}.`, ...reasons, ...found, ...(others.length > 0 ? ['Or:', ...others] : [])].join('\n')}\n`;
}
