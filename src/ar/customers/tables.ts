import { defineTable, MUTABLE, updatable } from '../../foundation/db/table.ts';

export const customerTable = defineTable(
  'customer',
  {
    company_id: 'uuid', id: 'uuid', number: 'text', name: 'text', kind: 'text', parent_id: 'uuid?', country: 'text?', language: 'text?', terms: 'text?',
    credit_limit_minor: 'bigint?', credit_limit_currency: 'text?', allocation_order: 'text', origin: 'text', created_at: 'timestamptz',
    customer_group: 'text', time_zone: 'text?', address_lines: 'text[]', postal_code: 'text', city: 'text', vat_id: 'text',
  },
  { writes: updatable('name', 'kind', 'parent_id', 'country', 'language', 'terms', 'credit_limit_minor', 'credit_limit_currency', 'allocation_order', 'customer_group', 'time_zone', 'address_lines', 'postal_code', 'city', 'vat_id') },
);

export const contactTable = defineTable(
  'contact',
  { company_id: 'uuid', id: 'uuid', customer_id: 'uuid', role: 'text', name: 'text', email: 'text', phone: 'text', language: 'text?', created_at: 'timestamptz' },
  { writes: MUTABLE },
);

export const payerAccountTable = defineTable(
  'payer_account',
  { company_id: 'uuid', account_key: 'text', customer_id: 'uuid', source: 'text', created_at: 'timestamptz' },
  { writes: MUTABLE },
);

export const payerAliasTable = defineTable(
  'payer_alias',
  { company_id: 'uuid', alias_key: 'text', customer_id: 'uuid', source: 'text', created_at: 'timestamptz' },
  { writes: MUTABLE },
);

export const customerTokenTable = defineTable('customer_token', { company_id: 'uuid', token: 'text', customer_id: 'uuid' }, { writes: MUTABLE });

export const customersTables = [customerTable, contactTable, payerAccountTable, payerAliasTable, customerTokenTable];
