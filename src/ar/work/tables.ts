import { defineTable, updatable } from '../../foundation/db/table.ts';

export const automationModeTable = defineTable(
  'automation_mode',
  { company_id: 'uuid', automation: 'text', customer_group: 'text', mode: 'text', changed_at: 'timestamptz', changed_by: 'text' },
  { writes: updatable('mode', 'changed_at', 'changed_by') },
);

export const runTable = defineTable(
  'run',
  {
    company_id: 'uuid', id: 'uuid', automation: 'text', mode: 'text', state: 'text', started_at: 'timestamptz', ended_at: 'timestamptz?', actor: 'text', counts: 'jsonb?',
    progressed_at: 'timestamptz?',
  },
  { writes: updatable('state', 'ended_at', 'counts', 'progressed_at') },
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

export const workTables = [automationModeTable, runTable, approvalTable, signalTable];
