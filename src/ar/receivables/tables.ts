import { APPEND_ONLY, defineTable, updatable } from '../../foundation/db/table.ts';

export const receivableTable = defineTable(
  'receivable',
  {
    company_id: 'uuid', id: 'uuid', kind: 'text', document_id: 'uuid?', instalment: 'int', customer_id: 'uuid', number: 'text', reference: 'text', currency: 'text',
    issued_on: 'date', due_on: 'date', posted_on: 'date', last_posted_on: 'date', original: 'bigint', open: 'bigint', base_original: 'bigint', base_open: 'bigint',
    tax_original: 'bigint', expected_on: 'date?', recorded_at: 'timestamptz',
  },
  { writes: updatable('open', 'base_open', 'last_posted_on', 'expected_on') },
);

export const receivableTokenTable = defineTable('receivable_token', { company_id: 'uuid', token: 'text', receivable_id: 'uuid' }, { writes: APPEND_ONLY });

export const receivableDiscountTable = defineTable(
  'receivable_discount',
  { company_id: 'uuid', receivable_id: 'uuid', until_on: 'date', minor: 'bigint', tax_minor: 'bigint', tax_mode: 'text' },
  { writes: APPEND_ONLY },
);

export const creditTable = defineTable(
  'credit',
  {
    company_id: 'uuid', id: 'uuid', kind: 'text', sits_in: 'text', customer_id: 'uuid?', payment_id: 'uuid?', document_id: 'uuid?', currency: 'text',
    posted_on: 'date', value_on: 'date', last_posted_on: 'date', original: 'bigint', open: 'bigint', base_original: 'bigint', base_open: 'bigint',
    cause_kind: 'text', cause_id: 'uuid', recorded_at: 'timestamptz',
  },
  { writes: updatable('open', 'base_open', 'last_posted_on') },
);

export const allocationTable = defineTable(
  'allocation',
  {
    company_id: 'uuid', id: 'uuid', credit_id: 'uuid', receivable_id: 'uuid', credit_minor: 'bigint', receivable_minor: 'bigint', base_credit: 'bigint', base_receivable: 'bigint',
    rate: 'numeric?', posted_on: 'date', value_on: 'date', tax_on: 'date?', cause_kind: 'text', cause_id: 'uuid', reverses: 'uuid?', recorded_at: 'timestamptz',
  },
  { writes: APPEND_ONLY },
);

export const holdTable = defineTable(
  'hold',
  {
    company_id: 'uuid', id: 'uuid', scope: 'text', receivable_id: 'uuid?', customer_id: 'uuid?', kind: 'text', since: 'timestamptz', until_on: 'date?',
    released_at: 'timestamptz?', placed_by: 'text', reason: 'text',
  },
  { writes: updatable('until_on', 'released_at') },
);

const POSITION = { currency: 'text', side: 'text', kind: 'text', posted_on: 'date', due_on: 'date', minor: 'bigint', base_minor: 'bigint', items: 'int' } as const;

export const positionPendingTable = defineTable('position_pending', { company_id: 'uuid', id: 'uuid', ...POSITION }, { writes: { insert: true, update: [], delete: true } });

export const positionDeltaTable = defineTable('position_delta', { company_id: 'uuid', ...POSITION }, { writes: updatable('minor', 'base_minor', 'items') });

export const positionSnapshotTable = defineTable(
  'position_snapshot',
  { company_id: 'uuid', currency: 'text', side: 'text', snap_on: 'date', due_on: 'date', minor: 'bigint', base_minor: 'bigint', items: 'int' },
  { writes: updatable('minor', 'base_minor', 'items') },
);

export const positionSnapshotMonthTable = defineTable('position_snapshot_month', { company_id: 'uuid', snap_on: 'date' }, { writes: APPEND_ONLY });

export const receivablesTables = [
  receivableTable, receivableTokenTable, receivableDiscountTable, creditTable, allocationTable, holdTable,
  positionPendingTable, positionDeltaTable, positionSnapshotTable, positionSnapshotMonthTable,
];
