import { defineTable, updatable } from '../../foundation/db/table.ts';

export const paymentTable = defineTable(
  'payment',
  {
    company_id: 'uuid', id: 'uuid', method: 'text', customer_id: 'uuid?', currency: 'text', minor: 'bigint', received_on: 'date', booked_on: 'date', payer_name: 'text',
    reference: 'text', bank_line_id: 'uuid?', return_line_id: 'uuid?', awaits_bank: 'boolean', state: 'text', cause_kind: 'text', cause_id: 'uuid', recorded_at: 'timestamptz',
  },
  { writes: updatable('bank_line_id', 'return_line_id', 'awaits_bank', 'state') },
);

export const refundTable = defineTable(
  'refund',
  {
    company_id: 'uuid', id: 'uuid', credit_id: 'uuid', currency: 'text', minor: 'bigint', state: 'text', bank_line_id: 'uuid?', awaits_bank: 'boolean', actor: 'text',
    posted_on: 'date', recorded_at: 'timestamptz',
  },
  { writes: updatable('state', 'bank_line_id', 'awaits_bank') },
);

export const paymentsTables = [paymentTable, refundTable];
