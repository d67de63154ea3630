import { APPEND_ONLY, defineTable, updatable } from '../../foundation/db/table.ts';

export const automationModeTable = defineTable(
  'automation_mode',
  { company_id: 'uuid', automation: 'text', customer_group: 'text', mode: 'text', changed_at: 'timestamptz', changed_by: 'text' },
  { writes: { ...updatable('mode', 'changed_at', 'changed_by'), delete: true } },
);

export const runTable = defineTable(
  'run',
  {
    company_id: 'uuid', id: 'uuid', automation: 'text', mode: 'text', state: 'text', started_at: 'timestamptz', ended_at: 'timestamptz?', actor: 'text', counts: 'jsonb?',
    progressed_at: 'timestamptz?', for_on: 'date?', reason: 'text?',
  },
  { writes: updatable('state', 'ended_at', 'counts', 'progressed_at', 'reason') },
);

export const approvalTable = defineTable(
  'approval',
  {
    company_id: 'uuid', id: 'uuid', operation: 'text', input: 'jsonb', input_hash: 'text', state: 'text', reason: 'text?',
    requested_by: 'text', requested_at: 'timestamptz', decided_by: 'text?', decided_at: 'timestamptz?',
  },
  { writes: updatable('state', 'reason', 'decided_by', 'decided_at') },
);

export const signalTable = defineTable(
  'signal',
  { company_id: 'uuid', id: 'uuid', event: 'text', subject_id: 'uuid', recorded_at: 'timestamptz' },
  { writes: { insert: true, update: [], delete: true } },
);

export const decisionTable = defineTable(
  'decision',
  {
    company_id: 'uuid', id: 'uuid', run_id: 'uuid', automation: 'text', subject_kind: 'text', subject_id: 'uuid', customer_id: 'uuid?', outcome: 'text', reason: 'text',
    figures: 'jsonb?', decided_on: 'date', decided_at: 'timestamptz',
  },
  { writes: APPEND_ONLY },
);

export const decisionStateTable = defineTable(
  'decision_state',
  { company_id: 'uuid', automation: 'text', subject_id: 'uuid', decision_id: 'uuid', outcome: 'text', reason: 'text', since_on: 'date', considered_on: 'date' },
  { writes: updatable('decision_id', 'outcome', 'reason', 'since_on', 'considered_on') },
);

export const taskTable = defineTable(
  'task',
  {
    company_id: 'uuid', id: 'uuid', kind: 'text', key: 'text', subject_kind: 'text', subject_id: 'uuid', customer_id: 'uuid?', title: 'text', reason: 'text', figures: 'jsonb?',
    worth_minor: 'bigint?', currency: 'text?', due_on: 'date?', for_role: 'text', assigned_to: 'text?', state: 'text', snoozed_until: 'date?', opened_at: 'timestamptz',
    closed_at: 'timestamptz?', closed_by: 'text?', outcome: 'text?',
  },
  { writes: updatable('title', 'reason', 'figures', 'worth_minor', 'currency', 'due_on', 'for_role', 'assigned_to', 'state', 'snoozed_until', 'closed_at', 'closed_by', 'outcome') },
);

export const notificationTable = defineTable(
  'notification',
  { company_id: 'uuid', id: 'uuid', audience: 'text', kind: 'text', text: 'text', subject_kind: 'text', subject_id: 'uuid', created_at: 'timestamptz' },
  { writes: APPEND_ONLY },
);

export const notificationReadTable = defineTable(
  'notification_read',
  { company_id: 'uuid', notification_id: 'uuid', reader: 'text', read_at: 'timestamptz' },
  { writes: APPEND_ONLY },
);

export const workTables = [
  automationModeTable, runTable, approvalTable, signalTable, decisionTable, decisionStateTable, taskTable, notificationTable, notificationReadTable,
];
