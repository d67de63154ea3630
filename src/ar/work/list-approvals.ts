import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import type { ApprovalState } from './approvals.ts';

export type ListedApproval = {
  id: string;
  operation: string;
  input: unknown;
  state: ApprovalState;
  reason: string | null;
  requested_by: string;
  requested_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
};

const COLUMNS = sql.raw('id, operation, input, state, reason, requested_by, requested_at, decided_by, decided_at');

/** Approvals of a state, or of all that no longer wait, the newest first, a page at a time. */
export async function listApprovals(ctx: Ctx, filter: { state: ApprovalState | 'decided'; before: string | null; limit: number }): Promise<ListedApproval[]> {
  const states: readonly ApprovalState[] = filter.state === 'decided' ? ['granted', 'rejected', 'withdrawn'] : [filter.state];
  return ctx.tx.rows(sql<ListedApproval>`
    select ${COLUMNS} from approval
    where company_id = ${ctx.company.id} and state = any(${[...states]}::text[]) and (${filter.before}::uuid is null or id < ${filter.before}::uuid) order by id desc limit ${filter.limit}`);
}

/** Refuses `approval.not_found`. */
export async function getApproval(ctx: Ctx, id: string): Promise<ListedApproval> {
  const approval = await ctx.tx.first(sql<ListedApproval>`select ${COLUMNS} from approval where company_id = ${ctx.company.id} and id = ${id}`);
  if (!approval) throw new Refusal('approval.not_found', `There is no approval ${id} in this company. Reload the list.`, { id });
  return approval;
}
