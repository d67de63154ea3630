import { APPEND_ONLY, defineTable, MUTABLE, updatable } from '../../foundation/db/table.ts';

export const bankAccountTable = defineTable(
  'bank_account',
  { company_id: 'uuid', id: 'uuid', identification: 'text', name: 'text', currency: 'text', ledger_account: 'text', created_at: 'timestamptz' },
  { writes: updatable('identification', 'name', 'ledger_account') },
);

export const bankFileTable = defineTable(
  'bank_file',
  { company_id: 'uuid', id: 'uuid', sha256: 'text', name: 'text', format: 'text', bytes: 'bigint', problems: 'jsonb', actor: 'text', recorded_at: 'timestamptz' },
  { writes: APPEND_ONLY },
);

export const bankFileChunkTable = defineTable('bank_file_chunk', { company_id: 'uuid', file_id: 'uuid', pos: 'int', bytes: 'bytea' }, { writes: APPEND_ONLY });

export const bankStatementTable = defineTable(
  'bank_statement',
  {
    company_id: 'uuid', id: 'uuid', file_id: 'uuid', account_id: 'uuid', pos: 'int', kind: 'text', reference: 'text', sequence: 'text', currency: 'text',
    opening: 'bigint?', closing: 'bigint?', opening_on: 'date?', closing_on: 'date?', entries: 'int', details: 'int', credits: 'bigint', debits: 'bigint',
    in_balance: 'boolean?', recorded_at: 'timestamptz',
  },
  { writes: APPEND_ONLY },
);

export const bankLineTable = defineTable(
  'bank_line',
  {
    company_id: 'uuid', id: 'uuid', statement_id: 'uuid', ordinal: 'int', entry: 'int', account_id: 'uuid', booked_on: 'date', value_on: 'date', posted_on: 'date',
    minor: 'bigint', base_minor: 'bigint', currency: 'text', counterparty_name: 'text', counterparty_account: 'text', text: 'text', refs: 'text[]',
    bank_reference: 'text', code: 'text', reversal: 'boolean', money_key: 'text', payer_key: 'text', state: 'text', reason: 'text', recorded_at: 'timestamptz',
  },
  { writes: updatable('state', 'reason') },
);

export const proposalTable = defineTable(
  'proposal',
  {
    company_id: 'uuid', id: 'uuid', bank_line_id: 'uuid', run_id: 'uuid', rank: 'int', kind: 'text', pattern: 'text', customer_id: 'uuid?', explanation: 'jsonb',
    probability: 'double', reason: 'text', state: 'text', decided_by: 'text?', decided_at: 'timestamptz?', recorded_at: 'timestamptz',
    by_machine: 'boolean',
  },
  { writes: updatable('state', 'decided_by', 'decided_at') },
);

export const shortPaymentTable = defineTable(
  'short_payment',
  { company_id: 'uuid', proposal_id: 'uuid', receivable_id: 'uuid', reason: 'text', minor: 'bigint', hold_id: 'uuid', recorded_at: 'timestamptz' },
  { writes: APPEND_ONLY },
);

export const importProfileTable = defineTable(
  'import_profile',
  { company_id: 'uuid', name: 'text', kind: 'text', content: 'jsonb', changed_at: 'timestamptz' },
  { writes: MUTABLE },
);

export const watchedFolderTable = defineTable(
  'watched_folder',
  {
    company_id: 'uuid', folder: 'text', profile: 'text', state: 'text', last_looked_at: 'timestamptz?', last_problem: 'text', changed_at: 'timestamptz', changed_by: 'text',
  },
  { writes: updatable('folder', 'profile', 'state', 'last_looked_at', 'last_problem', 'changed_at', 'changed_by') },
);

export const cashApplicationTables = [
  bankAccountTable, bankFileTable, bankFileChunkTable, bankStatementTable, bankLineTable, proposalTable, shortPaymentTable, importProfileTable,
  watchedFolderTable,
];
