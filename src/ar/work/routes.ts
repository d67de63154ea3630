import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import type { ServerEvent } from '../../foundation/contract/operation.ts';
import { id } from '../../foundation/contract/page.ts';
import { assert } from '../../foundation/errors/refusal.ts';
import type { ApiHandlers, EventsCtx } from '../access/api-contexts.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { controlProfile } from '../access/control-profile.ts';
import { APPROVAL_TRANSITIONS, grantApproval, rejectApproval, withdrawApproval, type ApprovalState } from './approvals.ts';
import { automationMode, setAutomationMode } from './automation.ts';
import type { workOperations } from './contract.ts';
import { getApproval, listApprovals, type ListedApproval } from './list-approvals.ts';
import { getRun, listRuns, runView } from './run.ts';

/** Operations of later slices that wait for approvals, by the name under which they were asked for; each answers the ids of what it made. */
export type WorkRoutesDeps = { readonly approved: Readonly<Record<string, (ctx: Ctx, input: unknown) => Promise<Readonly<Record<string, string>>>>> };

const LOOK_MS = 400;

/** The run whenever it has changed, until it ends or nobody listens any more. */
async function* follow(ctx: EventsCtx, runId: string): AsyncGenerator<ServerEvent> {
  let told = '';
  for (;;) {
    const data = runView(await ctx.unit((unit) => getRun(unit, runId)));
    const text = JSON.stringify(data);
    if (text !== told) yield { event: data.state === 'running' ? 'progress' : data.state, data };
    if (data.state !== 'running') return;
    told = text;
    const listened = await sleep(LOOK_MS, true, { signal: ctx.signal }).catch(() => false);
    if (!listened) return;
  }
}

async function approvalViewer(ctx: Ctx): Promise<(approval: ListedApproval) => ReturnType<typeof approvalView>> {
  const by = { actor: actorText(ctx.actor), alone: (await controlProfile(ctx)) === 'solo' };
  return (approval) => approvalView(approval, by);
}

function approvalView(approval: ListedApproval, by: { actor: string; alone: boolean }) {
  const own = approval.requested_by === by.actor;
  const may = (to: ApprovalState): true | string => APPROVAL_TRANSITIONS[approval.state].includes(to) || 'approval.state';
  const grant = may('granted');
  const withdraw = may('withdrawn');
  return {
    id: approval.id,
    operation: approval.operation,
    input: approval.input,
    state: approval.state,
    reason: approval.reason,
    requestedBy: approval.requested_by,
    requestedAt: approval.requested_at.toISOString(),
    decidedBy: approval.decided_by,
    decidedAt: approval.decided_at?.toISOString() ?? null,
    can: {
      grant: grant === true && own && !by.alone ? 'approval.own' : grant,
      reject: may('rejected'),
      withdraw: withdraw === true && !own ? 'approval.not_yours' : withdraw,
    },
  };
}

async function viewOf(ctx: Ctx, approvalId: string) {
  return (await approvalViewer(ctx))(await getApproval(ctx, approvalId));
}

export function workHandlers(deps: WorkRoutesDeps): ApiHandlers<typeof workOperations> {
  return {
    getAutomation: async ({ ctx, params }) => ({ automation: params.automation, mode: await automationMode(ctx, params.automation) }),
    setAutomation: async ({ ctx, params, body }) => {
      await setAutomationMode(ctx, params.automation, body.mode);
      return { automation: params.automation, mode: body.mode };
    },
    listRuns: async ({ ctx, query }) => {
      const place = decodeCursor(query.cursor, z.tuple([id]));
      const rows = await listRuns(ctx, { before: place?.[0] ?? null, limit: query.limit + 1 });
      return cutPage(rows, { limit: query.limit, place: (last) => [last.id], item: runView });
    },
    getRun: async ({ ctx, params }) => runView(await getRun(ctx, params.run)),
    watchRun: async ({ ctx, params }) => {
      // What is not there is refused before the stream begins.
      await ctx.unit((unit) => getRun(unit, params.run));
      return follow(ctx, params.run);
    },
    listApprovals: async ({ ctx, query }) => {
      const place = decodeCursor(query.cursor, z.tuple([id]));
      const rows = await listApprovals(ctx, { state: query.state, before: place?.[0] ?? null, limit: query.limit + 1 });
      return cutPage(rows, { limit: query.limit, place: (last) => [last.id], item: await approvalViewer(ctx) });
    },
    grantApproval: async ({ ctx, params, body }) => {
      const { operation, input } = await grantApproval(ctx, params.approval, body.reason);
      const carryOut = deps.approved[operation];
      assert(carryOut, `nothing carries out the approved operation ${operation}`);
      const outcome = { ...(await carryOut(ctx, input)) };
      return { approval: await viewOf(ctx, params.approval), outcome };
    },
    rejectApproval: async ({ ctx, params, body }) => {
      await rejectApproval(ctx, params.approval, body.reason);
      return viewOf(ctx, params.approval);
    },
    withdrawApproval: async ({ ctx, params }) => {
      await withdrawApproval(ctx, params.approval);
      return viewOf(ctx, params.approval);
    },
  };
}
