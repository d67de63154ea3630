import type { Row } from '../../foundation/db/table.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { learnPayers } from '../customers/learn-payers.ts';
import { openBook } from '../ledger/book.ts';
import { acceptExplanations, type Acceptance } from './accept-explanations.ts';
import { lineOf, type LineCursor, type StoredLine } from './bank-line.ts';
import { explain } from './explain/explain.ts';
import type { Explanation, MatchPolicy, Outcome } from './explain/explanation.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { insertProposals, saveLineStates, supersedeProposals, takeWaitingLines, type LineChange } from './match-store.ts';
import type { proposalTable } from './tables.ts';

export type MatchMode = 'shadow' | 'approve' | 'auto';

export type MatchChunk = {
  readonly lines: number;
  readonly applied: number;
  readonly proposed: number;
  readonly unmatched: number;
  readonly byReason: ReadonlyMap<string, number>;
  /** Where the next chunk goes on; null after the last. */
  readonly next: LineCursor | null;
};

/** Defaults until a company says otherwise: no tolerance is given away unasked. */
export const DEFAULT_POLICY: MatchPolicy = {
  toleranceMinor: 0n,
  tolerancePermille: 0,
  oldestFirstForInterchangeable: false,
  applyUnderpayment: true,
  autoLimitMinor: null,
};

type Judged = { line: StoredLine; outcome: Outcome; proposalId: string };

/** Explains the next waiting lines and acts by the mode: `auto` applies what is certain and proposes the rest, `approve` proposes all, `shadow` records what it
 *  would have done and changes nothing. One unit of work a chunk; safe to run twice, and by several workers. */
export async function matchLines(
  ctx: Ctx,
  options: { runId: string; mode: MatchMode; after: LineCursor | null; limit: number; policy: MatchPolicy },
): Promise<MatchChunk> {
  const book = await openBook(ctx);
  const lines = await takeWaitingLines(ctx, options.after, options.limit);
  const evidence = await gatherEvidence(ctx, lines.map(lineOf), options.policy);
  const judged: Judged[] = [];
  for (const line of lines) {
    const outcome = explain(evidence.inputFor(lineOf(line)));
    judged.push({ line, outcome, proposalId: ctx.newId() });
    if (outcome.decision === 'apply' && outcome.best && options.mode !== 'approve') {
      for (const part of outcome.best.parts) evidence.settle(part.receivableId, part.minor + part.discountMinor + part.toleranceMinor);
      if (outcome.best.paymentId) evidence.useMoney(outcome.best.paymentId);
    }
  }
  const applied = options.mode === 'auto' ? judged.filter(({ outcome }) => outcome.decision === 'apply' && outcome.best) : [];
  // A shadow run changes nothing that waits for a person.
  const waiting = options.mode === 'shadow' ? judged : judged.filter(({ line }) => line.state === 'proposed');
  await supersedeProposals(
    ctx,
    waiting.map(({ line }) => line.id),
    options.mode === 'shadow' ? ['shadow'] : ['proposed', 'shadow'],
  );
  await insertProposals(
    ctx,
    judged.flatMap((one) => proposalRows(ctx, one, options)),
  );
  await acceptExplanations(
    ctx,
    book,
    applied.map(({ line, outcome, proposalId }): Acceptance => ({ line, proposalId, explanation: outcome.best as Explanation })),
  );
  if (options.mode !== 'shadow')
    await saveLineStates(
      ctx,
      judged.map((one) => changeOf(one, options.mode)),
    );
  await learnFrom(ctx, applied);
  return { ...summarise(judged, options), next: nextAfter(lines, options.limit) };
}

function stateOf({ outcome }: Judged, mode: MatchMode): 'applied' | 'proposed' | 'open' {
  if (mode === 'auto' && outcome.decision === 'apply' && outcome.best) return 'applied';
  return outcome.best ? 'proposed' : 'open';
}

function changeOf(judged: Judged, mode: MatchMode): LineChange {
  return { id: judged.line.id, state: stateOf(judged, mode), reason: judged.outcome.reason };
}

function proposalRows(ctx: Ctx, judged: Judged, options: { runId: string; mode: MatchMode }): Row<typeof proposalTable>[] {
  const { line, outcome, proposalId } = judged;
  const state = stateOf(judged, options.mode);
  const kept =
    state === 'applied' && outcome.best
      ? [outcome.best]
      : outcome.best
        ? [outcome.best, ...outcome.alternatives.filter((other) => other !== outcome.best)].slice(0, 3)
        : [];
  return kept.map((explanation, index) => ({
    company_id: ctx.company.id,
    id: index === 0 ? proposalId : ctx.newId(),
    bank_line_id: line.id,
    run_id: options.runId,
    rank: index + 1,
    kind: explanation.kind,
    pattern: explanation.pattern,
    customer_id: explanation.customerId,
    explanation: { ...explanation, decision: outcome.decision, reasons: index === 0 ? outcome.reasons : [] },
    probability: explanation.probability,
    reason: outcome.reason,
    state: options.mode === 'shadow' ? 'shadow' : state === 'applied' ? 'applied' : 'proposed',
    decided_by: state === 'applied' ? actorText(ctx.actor) : null,
    decided_at: state === 'applied' ? ctx.now : null,
    recorded_at: ctx.now,
    by_machine: state === 'applied',
  }));
}

function summarise(judged: readonly Judged[], options: { mode: MatchMode }): Omit<MatchChunk, 'next'> {
  const byReason = new Map<string, number>();
  const counts = { applied: 0, proposed: 0, open: 0 };
  for (const one of judged) {
    byReason.set(one.outcome.reason, (byReason.get(one.outcome.reason) ?? 0) + 1);
    counts[stateOf(one, options.mode)]++;
  }
  return {
    lines: judged.length,
    applied: counts.applied,
    proposed: counts.proposed,
    unmatched: counts.open,
    byReason,
  };
}

function nextAfter(lines: readonly (StoredLine & { payer_key: string })[], limit: number): LineCursor | null {
  const last = lines.at(-1);
  return last && lines.length === limit ? { payerKey: last.payer_key, id: last.id } : null;
}

/** A certain application by reference teaches who pays with this account and under this name. */
async function learnFrom(ctx: Ctx, applied: readonly Judged[]): Promise<void> {
  await learnPayers(
    ctx,
    applied.flatMap(({ line, outcome }) =>
      outcome.best?.pattern === 'references' ? [{ customerId: outcome.best.customerId, account: line.counterparty_account, name: line.counterparty_name }] : [],
    ),
  );
}
