import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { day, id, instant, pageOf, pageQuery, permitted, reasonText, requiredText } from '../../foundation/contract/page.ts';
import { isAutomation, type Automation } from './automation-name.ts';
import { runShape } from './run.ts';
import { figures, taskOperations } from './task-contract.ts';

const automation: z.ZodType<Automation, string> = z
  .custom<Automation>((value) => typeof value === 'string' && isAutomation(value), 'An automation is cash_application, invoicing, or dunning:<policy>.')
  .meta({ id: 'Automation', type: 'string', examples: ['cash_application', 'invoicing', 'dunning:standard'] });
const mode = z.enum(['off', 'shadow', 'approve', 'auto']).meta({
  id: 'AutomationMode',
  description: 'off; shadow: decide and record, do nothing; approve: a person releases; auto: do what is certain.',
});
const groupName = requiredText(60).meta({ description: 'A pilot group of customers.' });
const automationView = z
  .object({
    automation,
    mode: mode.meta({ description: 'Of the company.' }),
    groups: z.array(z.object({ group: z.string(), mode })).meta({ description: 'Pilot groups with a mode of their own, which wins.' }),
  })
  .meta({ id: 'AutomationModes' });
const outcome = z.enum(['act', 'skip', 'hold']);
const decisionView = z
  .object({
    id,
    runId: id,
    automation: z.string(),
    subject: z.object({ kind: z.string(), id }),
    customerId: id.nullable(),
    outcome: outcome.meta({
      description: 'act: done, or waiting for release; skip: nothing is to be done; hold: something is to be done, and the reason forbids it now.',
    }),
    reason: z.string().meta({ description: 'A code.' }),
    figures: figures.nullable().meta({ description: 'The facts that it rests on.' }),
    decidedOn: day,
    decidedAt: instant,
  })
  .meta({ id: 'Decision' });
const approvalState = z.enum(['waiting', 'granted', 'rejected', 'withdrawn']);
const approvalView = z
  .object({
    id,
    operation: z.string(),
    input: z.unknown().meta({ description: 'What was asked for, as it will be carried out.' }),
    state: approvalState,
    reason: z.string().nullable(),
    requestedBy: z.string(),
    requestedAt: instant,
    decidedBy: z.string().nullable(),
    decidedAt: instant.nullable(),
    can: z.object({ grant: permitted, reject: permitted, withdraw: permitted }),
  })
  .meta({ id: 'Approval' });
const approvalParams = z.object({ approval: id });
const decision = z.strictObject({ reason: reasonText });

/** Automations with their modes, their runs, and what these decided. */
const automationOperations = {
  listAutomations: defineOperation({
    id: 'listAutomations',
    method: 'GET',
    path: '/v1/companies/{company}/automations',
    tag: 'Automation',
    realm: 'company',
    scope: 'automation:read',
    summary: 'List automations with their modes',
    ok: z.object({ items: z.array(automationView) }),
  }),
  getAutomation: defineOperation({
    id: 'getAutomation',
    method: 'GET',
    path: '/v1/companies/{company}/automations/{automation}',
    tag: 'Automation',
    realm: 'company',
    scope: 'automation:read',
    summary: 'Tell the modes of an automation',
    params: z.object({ automation }),
    ok: automationView,
  }),
  setAutomation: defineOperation({
    id: 'setAutomation',
    method: 'PUT',
    path: '/v1/companies/{company}/automations/{automation}',
    tag: 'Automation',
    realm: 'company',
    scope: 'automation:write',
    summary: 'Set the mode of an automation for the company',
    idempotent: true,
    params: z.object({ automation }),
    body: z.strictObject({ mode }),
    ok: automationView,
  }),
  setGroupMode: defineOperation({
    id: 'setGroupMode',
    method: 'PUT',
    path: '/v1/companies/{company}/automations/{automation}/groups/{group}',
    tag: 'Automation',
    realm: 'company',
    scope: 'automation:write',
    summary: 'Set the mode of an automation for a pilot group',
    idempotent: true,
    params: z.object({ automation, group: groupName }),
    body: z.strictObject({ mode }),
    ok: automationView,
  }),
  clearGroupMode: defineOperation({
    id: 'clearGroupMode',
    method: 'DELETE',
    path: '/v1/companies/{company}/automations/{automation}/groups/{group}',
    tag: 'Automation',
    realm: 'company',
    scope: 'automation:write',
    summary: 'Let the mode of the company hold for a pilot group again',
    idempotent: true,
    params: z.object({ automation, group: groupName }),
    ok: automationView,
  }),
  listRuns: defineOperation({
    id: 'listRuns',
    method: 'GET',
    path: '/v1/companies/{company}/runs',
    tag: 'Automation',
    realm: 'company',
    scope: 'automation:read',
    summary: 'List runs of automations, the newest first',
    query: pageQuery.extend({ automation: automation.optional() }),
    ok: pageOf(runShape),
  }),
  getRun: defineOperation({
    id: 'getRun',
    method: 'GET',
    path: '/v1/companies/{company}/runs/{run}',
    tag: 'Automation',
    realm: 'company',
    scope: 'automation:read',
    summary: 'Get a run and how far it is',
    params: z.object({ run: id }),
    ok: runShape,
    errors: ['run.not_found'],
  }),
  watchRun: defineOperation({
    id: 'watchRun',
    method: 'GET',
    path: '/v1/companies/{company}/runs/{run}/events',
    tag: 'Automation',
    realm: 'company',
    scope: 'automation:read',
    summary: 'Follow a run until it ends',
    description: 'Events `progress`, at last `done` or `failed`, each with the run as data.',
    answers: 'events',
    params: z.object({ run: id }),
    errors: ['run.not_found'],
  }),
  listRunDecisions: defineOperation({
    id: 'listRunDecisions',
    method: 'GET',
    path: '/v1/companies/{company}/runs/{run}/decisions',
    tag: 'Automation',
    realm: 'company',
    scope: 'automation:read',
    summary: 'List what a run decided',
    description: 'What a run looked at and left as it was has no row: the decision of the earlier run is still in force.',
    params: z.object({ run: id }),
    query: pageQuery.extend({ outcome: outcome.optional() }),
    ok: pageOf(decisionView),
    errors: ['run.not_found'],
  }),
  listDecisions: defineOperation({
    id: 'listDecisions',
    method: 'GET',
    path: '/v1/companies/{company}/decisions',
    tag: 'Automation',
    realm: 'company',
    scope: 'automation:read',
    summary: 'List what was decided about a subject or a customer, the newest first',
    query: pageQuery.extend({
      subjectId: id.optional().meta({ description: 'For example a receivable.' }),
      customerId: id.optional(),
      automation: automation.optional(),
      outcome: outcome.optional(),
    }),
    ok: pageOf(decisionView),
    errors: ['decision.unspecified'],
  }),
} as const satisfies Operations;

const approvalOperations = {
  listApprovals: defineOperation({
    id: 'listApprovals',
    method: 'GET',
    path: '/v1/companies/{company}/approvals',
    tag: 'Approvals',
    realm: 'company',
    scope: 'approvals:read',
    summary: 'List approvals, the newest first',
    query: pageQuery.extend({
      state: z
        .enum([...approvalState.options, 'decided'])
        .default('waiting')
        .meta({ description: '`decided`: whatever no longer waits.' }),
    }),
    ok: pageOf(approvalView),
  }),
  grantApproval: defineOperation({
    id: 'grantApproval',
    method: 'POST',
    path: '/v1/companies/{company}/approvals/{approval}/grant',
    tag: 'Approvals',
    realm: 'company',
    scope: 'approvals:decide',
    summary: 'Grant an approval; what was asked for is done at once',
    idempotent: true,
    params: approvalParams,
    body: decision,
    ok: z.object({ approval: approvalView, outcome: z.record(z.string(), z.string()).meta({ description: 'Ids of what was made.' }) }),
    errors: ['approval.not_found', 'approval.state', 'approval.own', 'approval.changed'],
  }),
  rejectApproval: defineOperation({
    id: 'rejectApproval',
    method: 'POST',
    path: '/v1/companies/{company}/approvals/{approval}/reject',
    tag: 'Approvals',
    realm: 'company',
    scope: 'approvals:decide',
    summary: 'Reject an approval',
    idempotent: true,
    params: approvalParams,
    body: decision,
    ok: approvalView,
    errors: ['approval.not_found', 'approval.state'],
  }),
  withdrawApproval: defineOperation({
    id: 'withdrawApproval',
    method: 'POST',
    path: '/v1/companies/{company}/approvals/{approval}/withdraw',
    tag: 'Approvals',
    realm: 'company',
    scope: 'approvals:read',
    summary: 'Withdraw what you asked for yourself',
    idempotent: true,
    params: approvalParams,
    ok: approvalView,
    errors: ['approval.not_found', 'approval.state', 'approval.not_yours'],
  }),
} as const satisfies Operations;

export const workOperations = { ...automationOperations, ...taskOperations, ...approvalOperations } as const satisfies Operations;
