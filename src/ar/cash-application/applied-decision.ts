import { sql } from 'kysely';
import type { Ctx } from '../access/context.ts';
import { receivableNumbers } from '../receivables/find-receivables.ts';
import type { Explanation } from './explain/explanation.ts';
import type { Reason } from './explain/reasons.ts';
import { readExplanation } from './stored-explanation.ts';

/** What was decided on a bank line and stands: the explanation with the reasons as they were then. */
export type AppliedDecision = {
  readonly proposalId: string;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly reason: string;
  readonly reasons: readonly Reason[];
  readonly explanation: Explanation;
  /** By receivable. */
  readonly numbers: ReadonlyMap<string, string>;
};

type Found = {
  id: string;
  decided_by: string | null;
  decided_at: Date | null;
  reason: string;
  explanation: { evidence?: readonly Reason[]; reasons?: readonly Reason[] };
};

/** Null where nothing is applied. */
export async function appliedDecision(ctx: Ctx, lineId: string): Promise<AppliedDecision | null> {
  const [found] = await ctx.tx.rows(sql<Found>`
    select id, decided_by, decided_at, reason, explanation from proposal
    where company_id = ${ctx.company.id} and bank_line_id = ${lineId} and state = 'applied' order by id desc limit 1`);
  if (!found) return null;
  const explanation = { ...readExplanation(found.explanation), evidence: found.explanation.evidence ?? [] };
  return {
    proposalId: found.id,
    decidedBy: found.decided_by,
    decidedAt: found.decided_at,
    reason: found.reason,
    reasons: found.explanation.reasons ?? [],
    explanation,
    numbers: await receivableNumbers(
      ctx,
      explanation.parts.map((part) => part.receivableId),
    ),
  };
}
