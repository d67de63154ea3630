import { APPEND_ONLY, defineTable, updatable } from '../../foundation/db/table.ts';

export const dunningPolicyTable = defineTable(
  'dunning_policy',
  { company_id: 'uuid', code: 'text', version: 'int', content: 'jsonb', state: 'text', created_by: 'text', created_at: 'timestamptz' },
  { writes: updatable('state') },
);

export const dunningItemTable = defineTable(
  'dunning_item',
  {
    company_id: 'uuid', policy: 'text', lane: 'text', receivable_id: 'uuid', cycle: 'int', entered_on: 'date', shift_days: 'int', entry_step: 'text?', closed_on: 'date?',
  },
  { writes: updatable('cycle', 'entered_on', 'shift_days', 'entry_step', 'closed_on') },
);

export const reminderTable = defineTable(
  'reminder',
  {
    company_id: 'uuid', id: 'uuid', run_id: 'uuid', policy: 'text', policy_version: 'int', lane: 'text', customer_id: 'uuid', contact_id: 'uuid?', step: 'text',
    channel: 'text', to_address: 'text', language: 'text', for_on: 'date', state: 'text', state_reason: 'text', why: 'jsonb', message_id: 'uuid?', planned_at: 'timestamptz',
    changed_at: 'timestamptz',
  },
  { writes: updatable('state', 'state_reason', 'message_id', 'changed_at') },
);

export const reminderItemTable = defineTable(
  'reminder_item',
  {
    company_id: 'uuid', reminder_id: 'uuid', receivable_id: 'uuid', step: 'text?', cycle: 'int', open_minor: 'bigint', currency: 'text', days_past_due: 'int',
  },
  { writes: APPEND_ONLY },
);

export const dunningStepTable = defineTable(
  'dunning_step',
  { company_id: 'uuid', policy: 'text', lane: 'text', receivable_id: 'uuid', cycle: 'int', step: 'text', reminder_id: 'uuid', taken_on: 'date' },
  { writes: { insert: true, update: [], delete: true } },
);

export const promiseTable = defineTable(
  'promise',
  {
    company_id: 'uuid', id: 'uuid', customer_id: 'uuid', currency: 'text', minor: 'bigint', promised_on: 'date', grace_until: 'date', made_on: 'date', promised_by: 'text',
    source: 'text', note: 'text', cancelled_at: 'timestamptz?', cancelled_by: 'text?', cancel_reason: 'text?', replaces: 'uuid?', recorded_by: 'text', recorded_at: 'timestamptz',
  },
  { writes: updatable('cancelled_at', 'cancelled_by', 'cancel_reason') },
);

export const promiseItemTable = defineTable(
  'promise_item',
  { company_id: 'uuid', promise_id: 'uuid', receivable_id: 'uuid', hold_id: 'uuid?', open_minor: 'bigint' },
  { writes: APPEND_ONLY },
);

export const booksCleanTable = defineTable(
  'books_clean',
  { company_id: 'uuid', id: 'uuid', clean_through: 'date', said_by: 'text', said_at: 'timestamptz' },
  { writes: APPEND_ONLY },
);

export const collectionsTables = [
  dunningPolicyTable, dunningItemTable, reminderTable, reminderItemTable, dunningStepTable, promiseTable, promiseItemTable, booksCleanTable,
];
