import { formatDecimal } from '../../foundation/money/money.ts';
import { bankLineCan, lineOf } from './bank-line.ts';
import { explanationView, reasonView } from './cash-views.ts';
import { marksOf } from './explain/marks.ts';
import type { Explanation, ExplanationPart } from './explain/explanation.ts';
import type { BankLineWithProposals, LineProposal } from './get-bank-line.ts';
import { lineReason } from './line-reason.ts';
import { hintedShortReason } from './short-reason.ts';

const NAMING = ['names_number', 'names_digits', 'names_list_member', 'near_number'] as const;
const FITTING = ['single', 'balance', 'run', 'pair', 'subset'] as const;
type Clue = (typeof NAMING)[number] | (typeof FITTING)[number];

/** Why this receivable: how the text names it, else by which fit of the amount it was found; null where nothing of it was kept. */
function clueOf(part: ExplanationPart, { explanation, of }: { explanation: Explanation; of: BankLineWithProposals }): Clue | null {
  const number = of.receivables.get(part.receivableId)?.number;
  const named = NAMING.find((clue) => explanation.evidence.some(({ code, figures }) => code === clue && figures['number'] === number));
  return named ?? FITTING.find((pattern) => pattern === explanation.pattern) ?? null;
}

/** `open` is as of now; so what an explanation that is not applied would leave is that less what it settles. */
function lineExplanationView(proposal: LineProposal, of: BankLineWithProposals) {
  const { explanation } = proposal;
  const { currency } = of.line;
  const shown = explanationView(explanation, { currency, numbers: new Map([...of.receivables].map(([id, { number }]) => [id, number])) });
  return {
    ...shown,
    customerName: of.customers.get(explanation.customerId) ?? '',
    parts: shown.parts.map((view, index) => {
      const part = explanation.parts[index] as ExplanationPart;
      const receivable = of.receivables.get(part.receivableId);
      const open = receivable?.open ?? 0n;
      const left = proposal.state === 'applied' ? open : open - part.minor - part.discountMinor - part.toleranceMinor;
      return {
        ...view,
        open: formatDecimal(open, currency),
        dueOn: receivable?.due_on ?? null,
        staysOpen: formatDecimal(left > 0n ? left : 0n, currency),
        clue: clueOf(part, { explanation, of }),
      };
    }),
  };
}

function proposalView(proposal: LineProposal, of: BankLineWithProposals) {
  return {
    id: proposal.id,
    rank: proposal.rank,
    state: proposal.state,
    runId: proposal.runId,
    reason: proposal.reason,
    reasons: proposal.reasons.map(reasonView),
    decidedBy: proposal.decidedBy,
    decidedAt: proposal.decidedAt?.toISOString() ?? null,
    explanation: lineExplanationView(proposal, of),
  };
}

export function bankLineView(of: BankLineWithProposals) {
  const { line, proposals } = of;
  const live = proposals.filter(({ state }) => state === 'applied' || state === 'proposed' || state === 'shadow');
  const decided = live.some(({ state }) => state === 'applied');
  const hint = line.minor > 0n ? hintedShortReason(line.text) : null;
  const marks = marksOf(
    lineOf(line),
    live.flatMap(({ explanation }) => explanation.evidence),
  );
  return {
    id: line.id,
    statementId: line.statement_id,
    statementReference: line.statement_reference,
    ordinal: line.ordinal,
    bookedOn: line.booked_on,
    valueOn: line.value_on,
    postedOn: line.posted_on,
    amount: formatDecimal(line.minor, line.currency),
    currency: line.currency,
    counterpartyName: line.counterparty_name,
    counterpartyAccount: line.counterparty_account,
    text: line.text,
    references: [...line.refs],
    state: line.state,
    reason: line.reason,
    reasonSentence: lineReason(line.reason, live[0]?.reasons).sentence,
    marks: [...marks, ...(hint === null ? [] : [{ from: hint.from, to: hint.to, kind: 'short_reason' as const }])].toSorted((a, b) => a.from - b.from),
    shortReasonHint: hint?.reason ?? null,
    shortPayments: of.short.map((one) => ({
      receivableId: one.receivable_id,
      invoiceNumber: one.number,
      amount: formatDecimal(one.minor, one.currency),
      reason: one.reason,
      holdId: one.hold_id,
    })),
    proposals: proposals.map((proposal) => proposalView(proposal, of)),
    can: bankLineCan(line, { waiting: live.some(({ state }) => state !== 'applied'), decided }),
  };
}
