import { sql } from 'kysely';
import type { Ctx } from '../../ar/access/context.ts';
import type { Explanation } from '../../ar/cash-application/explain/explanation.ts';
import type { Reason } from '../../ar/cash-application/explain/reasons.ts';
import { readExplanation } from '../../ar/cash-application/stored-explanation.ts';

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

export async function appliedDecision(ctx: Ctx, lineId: string): Promise<AppliedDecision | null> {
  const [found] = await ctx.tx.rows(sql<Found>`
    select id, decided_by, decided_at, reason, explanation from proposal
    where company_id = ${ctx.company.id} and bank_line_id = ${lineId} and state = 'applied' order by id desc limit 1`);
  if (!found) return null;
  const explanation = { ...readExplanation(found.explanation), evidence: found.explanation.evidence ?? [] };
  const receivables = explanation.parts.map((part) => part.receivableId);
  const rows = await ctx.tx.rows(
    sql<{ id: string; number: string }>`select id, number from receivable where company_id = ${ctx.company.id} and id = any (${receivables}::uuid[])`,
  );
  return {
    proposalId: found.id,
    decidedBy: found.decided_by,
    decidedAt: found.decided_at,
    reason: found.reason,
    reasons: found.explanation.reasons ?? [],
    explanation,
    numbers: new Map(rows.map((row) => [row.id, row.number])),
  };
}
