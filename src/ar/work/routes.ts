import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import type { ServerEvent } from '../../foundation/contract/operation.ts';
import { day, id } from '../../foundation/contract/page.ts';
import { present } from '../../foundation/contract/present.ts';
import { assert, Refusal } from '../../foundation/errors/refusal.ts';
import type { ApiHandlers, EventsCtx } from '../access/api-contexts.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { grantApproval, rejectApproval, withdrawApproval } from './approvals.ts';
import { automationModes, clearGroupMode, listAutomations, setAutomationMode, type AutomationGates } from './automation.ts';
import type { Automation } from './automation-name.ts';
import type { workOperations } from './contract.ts';
import { assignTask, dropTask, finishTask, snoozeTask, wakeTask } from './handle-tasks.ts';
import { getApproval, listApprovals } from './list-approvals.ts';
import { listDecisions, type DecisionFilter, type ListedDecision } from './list-decisions.ts';
import { getTask, listTasks } from './list-tasks.ts';
import { listNotifications, markRead } from './notifications.ts';
import { getRun, listRuns, runView } from './run.ts';
import { approvalViewer, automationView, decisionView, notificationView, taskView } from './work-views.ts';

/** What later slices bring: operations that wait for approvals, by the name under which they were asked for (each answers the ids of what it made),
 *  automations of which a company may have several, and what must hold before a mode is set. */
export type WorkRoutesDeps = {
  readonly approved: Readonly<Record<string, (ctx: Ctx, input: unknown) => Promise<Readonly<Record<string, string>>>>>;
  /** What has to be undone when such an operation is rejected. */
  readonly rejected?: Readonly<Record<string, (ctx: Ctx, input: unknown) => Promise<unknown>>>;
  readonly policies: (ctx: Ctx) => Promise<readonly Automation[]>;
  readonly gates: AutomationGates;
};

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

async function approvalOf(ctx: Ctx, approvalId: string) {
  return (await approvalViewer(ctx))(await getApproval(ctx, approvalId));
}

async function taskOf(ctx: Ctx, taskId: string) {
  return taskView(await getTask(ctx, taskId));
}

type AutomationHandlers = Pick<
  ApiHandlers<typeof workOperations>,
  'listAutomations' | 'getAutomation' | 'setAutomation' | 'setGroupMode' | 'clearGroupMode' | 'listRunDecisions' | 'listDecisions'
>;

const DECISION_PLACE = z.tuple([day, id]);

function pageOfDecisions(rows: readonly ListedDecision[], limit: number) {
  return cutPage(rows, { limit, place: (last) => [last.decided_on, last.id], item: decisionView });
}

function afterDecision(cursor: string | undefined): DecisionFilter['after'] {
  const place = decodeCursor(cursor, DECISION_PLACE);
  return place === undefined ? null : { decidedOn: place[0], id: place[1] };
}

function automationHandlers(deps: WorkRoutesDeps): AutomationHandlers {
  const { gates } = deps;
  const modesOf = async (ctx: Ctx, automation: Automation) => automationView(automation, await automationModes(ctx, automation));
  return {
    listAutomations: async ({ ctx }) => {
      const all = await listAutomations(ctx, await deps.policies(ctx));
      return { items: all.map(({ automation, modes }) => automationView(automation, modes)) };
    },
    getAutomation: ({ ctx, params }) => modesOf(ctx, params.automation),
    setAutomation: async ({ ctx, params, body }) => {
      await setAutomationMode(ctx, params.automation, body.mode, { gates });
      return modesOf(ctx, params.automation);
    },
    setGroupMode: async ({ ctx, params, body }) => {
      await setAutomationMode(ctx, params.automation, body.mode, { group: params.group, gates });
      return modesOf(ctx, params.automation);
    },
    clearGroupMode: async ({ ctx, params }) => {
      await clearGroupMode(ctx, params.automation, params.group);
      return modesOf(ctx, params.automation);
    },
    listRunDecisions: async ({ ctx, params, query }) => {
      await getRun(ctx, params.run);
      const { cursor, limit, ...rest } = query;
      return pageOfDecisions(await listDecisions(ctx, { ...present(rest), runId: params.run, after: afterDecision(cursor), limit: limit + 1 }), limit);
    },
    listDecisions: async ({ ctx, query }) => {
      const { cursor, limit, ...rest } = query;
      if (rest.subjectId === undefined && rest.customerId === undefined)
        throw new Refusal('decision.unspecified', 'Say whose decisions: a subject or a customer. Those of a run are listed with the run.', {});
      return pageOfDecisions(await listDecisions(ctx, { ...present(rest), after: afterDecision(cursor), limit: limit + 1 }), limit);
    },
  };
}

type TaskHandlers = Pick<
  ApiHandlers<typeof workOperations>,
  'listTasks' | 'getTask' | 'finishTask' | 'dropTask' | 'snoozeTask' | 'wakeTask' | 'assignTask' | 'listNotifications' | 'markNotificationsRead'
>;

const TASK_PLACE = z.tuple([day.nullable(), id]);

const taskHandlers: TaskHandlers = {
  listTasks: async ({ ctx, query }) => {
    const { cursor, limit, role, assignedTo, state, ...rest } = query;
    const place = decodeCursor(cursor, TASK_PLACE);
    const assigned = assignedTo === 'me' ? actorText(ctx.actor) : assignedTo === undefined || assignedTo === 'nobody' ? assignedTo : `user:${assignedTo}`;
    const rows = await listTasks(ctx, {
      ...present({ ...rest, assignedTo: assigned, roles: role && [role] }),
      state,
      after: place === undefined ? null : { dueOn: place[0], id: place[1] },
      limit: limit + 1,
    });
    return cutPage(rows, { limit, place: (last) => [last.due_on, last.id], item: taskView });
  },
  getTask: ({ ctx, params }) => taskOf(ctx, params.task),
  finishTask: async ({ ctx, params, body }) => {
    await finishTask(ctx, params.task, body.outcome);
    return taskOf(ctx, params.task);
  },
  dropTask: async ({ ctx, params, body }) => {
    await dropTask(ctx, params.task, body.reason);
    return taskOf(ctx, params.task);
  },
  snoozeTask: async ({ ctx, params, body }) => {
    await snoozeTask(ctx, params.task, body.until);
    return taskOf(ctx, params.task);
  },
  wakeTask: async ({ ctx, params }) => {
    await wakeTask(ctx, params.task);
    return taskOf(ctx, params.task);
  },
  assignTask: async ({ ctx, params, body }) => {
    await assignTask(ctx, params.task, body.userId);
    return taskOf(ctx, params.task);
  },
  listNotifications: async ({ ctx, query }) => {
    const place = decodeCursor(query.cursor, z.tuple([id]));
    const told = await listNotifications(ctx, { unreadOnly: query.unread === true, before: place?.[0] ?? null, limit: query.limit + 1 });
    const page = cutPage(told.notifications, { limit: query.limit, place: (last) => [last.id], item: notificationView });
    return { ...page, unread: told.unread };
  },
  markNotificationsRead: async ({ ctx, body }) => ({ marked: await markRead(ctx, body.ids ?? 'all') }),
};

export function workHandlers(deps: WorkRoutesDeps): ApiHandlers<typeof workOperations> {
  return {
    ...automationHandlers(deps),
    ...taskHandlers,
    listRuns: async ({ ctx, query }) => {
      const place = decodeCursor(query.cursor, z.tuple([id]));
      const rows = await listRuns(ctx, { ...present({ automation: query.automation }), before: place?.[0] ?? null, limit: query.limit + 1 });
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
      return { approval: await approvalOf(ctx, params.approval), outcome };
    },
    rejectApproval: async ({ ctx, params, body }) => {
      await rejectApproval(ctx, params.approval, body.reason);
      const { operation, input } = await getApproval(ctx, params.approval);
      await deps.rejected?.[operation]?.(ctx, input);
      return approvalOf(ctx, params.approval);
    },
    withdrawApproval: async ({ ctx, params }) => {
      await withdrawApproval(ctx, params.approval);
      return approvalOf(ctx, params.approval);
    },
  };
}
