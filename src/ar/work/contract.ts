import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { id, instant, pageOf, pageQuery, permitted, reasonText } from '../../foundation/contract/page.ts';
import { runShape } from './run.ts';

const automation = z.enum(['cash_application']).meta({ id: 'Automation' });
const mode = z.enum(['off', 'shadow', 'approve', 'auto']).meta({
  id: 'AutomationMode',
  description: 'off; shadow: decide and record, do nothing; approve: a person releases; auto: do what is certain.',
});
const automationView = z.object({ automation, mode });
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

export const workOperations = {
  getAutomation: defineOperation({
    id: 'getAutomation',
    method: 'GET',
    path: '/v1/companies/{company}/automations/{automation}',
    tag: 'Automation',
    realm: 'company',
    scope: 'cash:read',
    summary: 'Tell the mode of an automation',
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
    summary: 'Set the mode of an automation',
    idempotent: true,
    params: z.object({ automation }),
    body: z.strictObject({ mode }),
    ok: automationView,
  }),
  listRuns: defineOperation({
    id: 'listRuns',
    method: 'GET',
    path: '/v1/companies/{company}/runs',
    tag: 'Automation',
    realm: 'company',
    scope: 'cash:read',
    summary: 'List runs of automations, the newest first',
    query: pageQuery,
    ok: pageOf(runShape),
  }),
  getRun: defineOperation({
    id: 'getRun',
    method: 'GET',
    path: '/v1/companies/{company}/runs/{run}',
    tag: 'Automation',
    realm: 'company',
    scope: 'cash:read',
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
    scope: 'cash:read',
    summary: 'Follow a run until it ends',
    description: 'Events `progress`, at last `done` or `failed`, each with the run as data.',
    answers: 'events',
    params: z.object({ run: id }),
    errors: ['run.not_found'],
  }),
  listApprovals: defineOperation({
    id: 'listApprovals',
    method: 'GET',
    path: '/v1/companies/{company}/approvals',
    tag: 'Approvals',
    realm: 'company',
    scope: 'approvals:read',
    summary: 'List approvals, the newest first',
    query: pageQuery.extend({ state: approvalState.default('waiting') }),
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
