import { formatDecimal } from '../../foundation/money/money.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { controlProfile } from '../access/control-profile.ts';
import { APPROVAL_TRANSITIONS, type ApprovalState } from './approvals.ts';
import type { AutomationModes } from './automation.ts';
import type { Automation } from './automation-name.ts';
import { TASK_TRANSITIONS, type TaskState } from './handle-tasks.ts';
import type { ListedApproval } from './list-approvals.ts';
import type { ListedDecision } from './list-decisions.ts';
import type { ListedTask } from './list-tasks.ts';
import type { ListedNotification } from './notifications.ts';

/** What API and command line show of this slice's things. */
export function automationView(automation: Automation, modes: AutomationModes) {
  return { automation, mode: modes.company, groups: [...modes.groups].map(([group, mode]) => ({ group, mode })) };
}

export function decisionView(decision: ListedDecision) {
  return {
    id: decision.id,
    runId: decision.run_id,
    automation: decision.automation,
    subject: { kind: decision.subject_kind, id: decision.subject_id },
    customerId: decision.customer_id,
    outcome: decision.outcome,
    reason: decision.reason,
    figures: decision.figures,
    decidedOn: decision.decided_on,
    decidedAt: decision.decided_at.toISOString(),
  };
}

export function taskView(task: ListedTask) {
  const ended = TASK_TRANSITIONS[task.state].length === 0;
  const may = (to: TaskState): true | string => TASK_TRANSITIONS[task.state].includes(to) || 'task.state';
  return {
    id: task.id,
    kind: task.kind,
    subject: { kind: task.subject_kind, id: task.subject_id },
    customerId: task.customer_id,
    title: task.title,
    reason: task.reason,
    figures: task.figures,
    worth: task.worth_minor === null || task.currency === null ? null : { amount: formatDecimal(task.worth_minor, task.currency), currency: task.currency },
    dueOn: task.due_on,
    forRole: task.for_role,
    assignedTo: task.assigned_to,
    state: task.state,
    snoozedUntil: task.state === 'snoozed' ? task.snoozed_until : null,
    openedAt: task.opened_at.toISOString(),
    closedAt: task.closed_at?.toISOString() ?? null,
    closedBy: task.closed_by,
    outcome: task.outcome,
    can: { finish: may('done'), drop: may('dropped'), snooze: may('snoozed'), wake: may('open'), assign: ended ? 'task.state' : (true as const) },
  };
}

export function notificationView(told: ListedNotification) {
  return {
    id: told.id,
    audience: told.audience,
    kind: told.kind,
    text: told.text,
    subject: { kind: told.subject_kind, id: told.subject_id },
    createdAt: told.created_at.toISOString(),
    readAt: told.read_at?.toISOString() ?? null,
  };
}

export async function approvalViewer(ctx: Ctx): Promise<(approval: ListedApproval) => ReturnType<typeof approvalView>> {
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
