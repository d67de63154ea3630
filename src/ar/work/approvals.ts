import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import { controlProfile } from '../access/control-profile.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { approvalTable } from './tables.ts';

export type ApprovalState = 'waiting' | 'granted' | 'rejected' | 'withdrawn';

/** What may become of an approval; an ended one stays as it is. */
export const APPROVAL_TRANSITIONS: Readonly<Record<ApprovalState, readonly ApprovalState[]>> = {
  waiting: ['granted', 'rejected', 'withdrawn'],
  granted: [],
  rejected: [],
  withdrawn: [],
};

type Stored = { id: string; operation: string; input: unknown; input_hash: string; state: ApprovalState; requested_by: string };

/** Keys in order at every depth, so that the hash does not depend on how the input was written. */
function canonical(value: unknown): string {
  if (typeof value === 'bigint') return JSON.stringify(value.toString());
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

function hashOf(operation: string, input: unknown): string {
  return createHash('sha256')
    .update(`${operation}\n${canonical(input)}`)
    .digest('hex');
}

/** Puts an operation with its validated input in front of a second person. The operation itself is run only when granted, by whoever dispatches operations. */
export async function requestApproval(ctx: Ctx, request: { operation: string; input: unknown; reason: string }): Promise<string> {
  const id = ctx.newId();
  await insertRows(ctx.tx, approvalTable, [
    {
      company_id: ctx.company.id,
      id,
      operation: request.operation,
      input: request.input,
      input_hash: hashOf(request.operation, request.input),
      state: 'waiting',
      reason: request.reason,
      requested_by: actorText(ctx.actor),
      requested_at: ctx.now,
      decided_by: null,
      decided_at: null,
    },
  ]);
  await recordAudit(ctx, [
    { action: 'approval.requested', subjectKind: 'approval', subjectId: id, after: { operation: request.operation }, reason: request.reason },
  ]);
  return id;
}

async function waiting(ctx: Ctx, id: string): Promise<Stored> {
  const approval = await ctx.tx.first(sql<Stored>`
    select id, operation, input, input_hash, state, requested_by from approval where company_id = ${ctx.company.id} and id = ${id} for update`);
  if (!approval) throw new Refusal('approval.not_found', `There is no approval ${id} in this company. Reload the list.`, { id });
  if (approval.state !== 'waiting')
    throw new Refusal('approval.state', `This approval is already ${approval.state}. Ask for a new one if it is still needed.`, { id, state: approval.state });
  return approval;
}

async function decide(ctx: Ctx, approval: Stored, state: ApprovalState, reason: string): Promise<void> {
  await ctx.tx.run(sql`
    update approval set state = ${state}, decided_by = ${actorText(ctx.actor)}, decided_at = ${ctx.now} where company_id = ${ctx.company.id} and id = ${approval.id}`);
  await recordAudit(ctx, [
    {
      action: `approval.${state}`,
      subjectKind: 'approval',
      subjectId: approval.id,
      before: { state: 'waiting' },
      after: { state, operation: approval.operation },
      reason,
    },
  ]);
}

/** Grants: returns the operation and the very input that was asked for, to be dispatched in the same unit of work with the approver as actor.
 *  Refuses `approval.own` where the company's profile wants a second person, `approval.changed` when the stored input is not what was hashed. */
export async function grantApproval(ctx: Ctx, id: string, reason: string): Promise<{ operation: string; input: unknown }> {
  const approval = await waiting(ctx, id);
  const alone = approval.requested_by === actorText(ctx.actor);
  if (alone && (await controlProfile(ctx)) !== 'solo') {
    throw new Refusal('approval.own', 'Nobody approves what they asked for. Let a second person decide, or run the company in the profile for one person.', {
      id,
    });
  }
  if (hashOf(approval.operation, approval.input) !== approval.input_hash) {
    throw new Refusal('approval.changed', 'What was asked for has been changed since; it is not carried out. Ask for a new approval.', { id });
  }
  await decide(ctx, approval, 'granted', alone ? `self-approved: ${reason}` : reason);
  return { operation: approval.operation, input: approval.input };
}

export async function rejectApproval(ctx: Ctx, id: string, reason: string): Promise<void> {
  await decide(ctx, await waiting(ctx, id), 'rejected', reason);
}

/** Only who asked may withdraw. */
export async function withdrawApproval(ctx: Ctx, id: string): Promise<void> {
  const approval = await waiting(ctx, id);
  if (approval.requested_by !== actorText(ctx.actor))
    throw new Refusal('approval.not_yours', 'Only the person who asked can withdraw this. Reject it instead.', { id });
  await decide(ctx, approval, 'withdrawn', 'withdrawn by who asked');
}

/** The machine takes back what it asked for and what is out of date: waiting approvals of an operation whose input has these values. Answers how many. */
export async function withdrawObsolete(ctx: Ctx, operation: string, input: Readonly<Record<string, string>>): Promise<number> {
  return ctx.tx.run(sql`
    update approval set state = 'withdrawn', decided_by = ${actorText(ctx.actor)}, decided_at = ${ctx.now}
    where company_id = ${ctx.company.id} and operation = ${operation} and state = 'waiting' and input @> ${JSON.stringify(input)}::jsonb`);
}
