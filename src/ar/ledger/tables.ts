import { APPEND_ONLY, defineTable, updatable } from '../../foundation/db/table.ts';

export const ledgerBookTable = defineTable('ledger_book', { company_id: 'uuid', closed_through: 'date?' }, { writes: updatable('closed_through') });

export const accountTable = defineTable(
  'account',
  { company_id: 'uuid', code: 'text', name: 'text', external_code: 'text?' },
  { writes: updatable('name', 'external_code') },
);

export const exchangeRateTable = defineTable(
  'exchange_rate',
  { company_id: 'uuid', currency: 'text', on_day: 'date', rate: 'numeric', source: 'text' },
  { writes: updatable('rate', 'source') },
);

export const journalEntryTable = defineTable(
  'journal_entry',
  { company_id: 'uuid', id: 'uuid', posted_on: 'date', value_on: 'date', recorded_at: 'timestamptz', cause_kind: 'text', cause_id: 'uuid', reverses: 'uuid?' },
  { writes: APPEND_ONLY },
);

export const journalLineTable = defineTable(
  'journal_line',
  {
    company_id: 'uuid', entry_id: 'uuid', pos: 'int', account: 'text', currency: 'text', minor: 'bigint', base_minor: 'bigint', receivable_id: 'uuid?', credit_id: 'uuid?',
  },
  { writes: APPEND_ONLY },
);

export const ledgerTables = [ledgerBookTable, accountTable, exchangeRateTable, journalEntryTable, journalLineTable];
