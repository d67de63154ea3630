import type { AppliedDecision } from '../../ar/cash-application/applied-decision.ts';
import type { StoredLine } from '../../ar/cash-application/bank-line.ts';
import { explanationView, outcomeView, reasonView } from '../../ar/cash-application/cash-views.ts';
import type { Explanation, ExplainInput, Outcome } from '../../ar/cash-application/explain/explanation.ts';
import { reasonSentence, type Reason } from '../../ar/cash-application/explain/reasons.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { visible } from './print.ts';

/** What the engine says of a line now, and what was decided on it, if that stands. */
export type ExplainedLine = { readonly line: StoredLine; readonly input: ExplainInput; readonly outcome: Outcome; readonly applied: AppliedDecision | null };

type Numbers = ReadonlyMap<string, string>;

function numbersOf(input: ExplainInput): Numbers {
  return new Map(input.items.map((item) => [item.receivableId, item.number]));
}

export function explainedJson({ line, input, outcome, applied }: ExplainedLine): Record<string, unknown> {
  const { currency } = line;
  return {
    line: {
      id: line.id,
      ordinal: line.ordinal,
      bookedOn: line.booked_on,
      valueOn: line.value_on,
      amount: formatDecimal(line.minor, currency),
      currency,
      state: line.state,
      text: line.text,
    },
    applied:
      applied === null
        ? null
        : {
            proposalId: applied.proposalId,
            decidedBy: applied.decidedBy,
            decidedAt: applied.decidedAt,
            reason: applied.reason,
            reasons: applied.reasons.map(reasonView),
            explanation: explanationView(applied.explanation, { currency, numbers: applied.numbers }),
          },
    ...outcomeView({ input, outcome, currency }),
  };
}

const DECISIONS = {
  apply: 'It is certain and would be applied.',
  propose: 'It is not certain and would be proposed.',
  none: 'No explanation was found.',
} as const;

function explanationText(explanation: Explanation, of: { currency: Currency; numbers: Numbers }): string {
  const amount = (minor: bigint): string => formatDecimal(minor, of.currency);
  const parts = explanation.parts.map((part) => {
    const beside = [
      ...(part.discountMinor > 0n ? [`discount ${amount(part.discountMinor)}`] : []),
      ...(part.toleranceMinor > 0n ? [`given up ${amount(part.toleranceMinor)}`] : []),
    ];
    return `  ${of.numbers.get(part.receivableId) ?? part.receivableId}  ${amount(part.minor)}${beside.length > 0 ? ` (${beside.join(', ')})` : ''}`;
  });
  const rest =
    explanation.rest > 0n ? [`  ${explanation.paymentId === undefined ? 'stays unapplied' : 'is the money recorded before'}  ${amount(explanation.rest)}`] : [];
  const head = `${explanation.kind} by ${explanation.pattern}, ${Math.round(explanation.probability * 100)} % sure`;
  return [head, ...parts, ...rest, ...explanation.evidence.map((reason) => `  - ${reasonSentence(reason)}`)].map(visible).join('\n');
}

export function explainedText({ line, input, outcome, applied }: ExplainedLine): string {
  const { currency } = line;
  const bullets = (reasons: readonly Reason[]): string[] => reasons.map((reason) => visible(`- ${reasonSentence(reason)}`));
  const head = visible(`${formatDecimal(line.minor, currency)} ${currency} booked ${line.booked_on}, ${line.counterparty_name}: ${line.text}`);
  if (applied) {
    const by = `Applied by ${applied.decidedBy ?? 'nobody named'}, reason ${applied.reason}.`;
    return `${[head, by, ...bullets(applied.reasons), explanationText(applied.explanation, { currency, numbers: applied.numbers })].join('\n')}\n`;
  }
  const numbers = numbersOf(input);
  const others = outcome.alternatives.filter((other) => other !== outcome.best).map((other) => explanationText(other, { currency, numbers }));
  const found = outcome.best === null ? [] : [explanationText(outcome.best, { currency, numbers })];
  return `${[head, DECISIONS[outcome.decision], ...bullets(outcome.reasons), ...found, ...(others.length > 0 ? ['Or:', ...others] : [])].join('\n')}\n`;
}
