import { APPEND_ONLY, defineTable, updatable } from '../../foundation/db/table.ts';

export const numberSeriesTable = defineTable(
  'number_series',
  { company_id: 'uuid', kind: 'text', series: 'text', prefix: 'text', width: 'int', next: 'bigint' },
  { writes: updatable('prefix', 'width', 'next') },
);

export const invoiceDraftTable = defineTable(
  'invoice_draft',
  {
    company_id: 'uuid', id: 'uuid', customer_id: 'uuid', content: 'jsonb', state: 'text', document_id: 'uuid?', created_by: 'text', created_at: 'timestamptz', changed_at: 'timestamptz',
  },
  { writes: updatable('content', 'state', 'document_id', 'changed_at') },
);

export const documentTable = defineTable(
  'document',
  {
    company_id: 'uuid', id: 'uuid', kind: 'text', owner: 'text', series: 'text', seq: 'bigint?', number: 'text', customer_id: 'uuid', cites: 'uuid?', currency: 'text',
    issued_on: 'date', due_on: 'date', posted_on: 'date', supplied_on: 'date?', terms: 'text', customer_reference: 'text', payment_reference: 'text',
    net: 'bigint', tax: 'bigint', gross: 'bigint', base_rate: 'numeric?', base_gross: 'bigint', recorded_at: 'timestamptz', number_end: 'text',
  },
  { writes: APPEND_ONLY },
);

export const documentLineTable = defineTable(
  'document_line',
  {
    company_id: 'uuid', document_id: 'uuid', pos: 'int', text: 'text', quantity: 'numeric', unit_price: 'numeric', discount_minor: 'bigint', net: 'bigint',
    tax_category: 'text', tax_rate: 'numeric',
  },
  { writes: APPEND_ONLY },
);

export const documentTaxTable = defineTable(
  'document_tax',
  { company_id: 'uuid', document_id: 'uuid', pos: 'int', category: 'text', rate: 'numeric', taxable: 'bigint', tax: 'bigint' },
  { writes: APPEND_ONLY },
);

export const importBatchTable = defineTable(
  'import_batch',
  {
    company_id: 'uuid', id: 'uuid', kind: 'text', file_name: 'text', sha256: 'text', cut_over_on: 'date?', read_rows: 'int', imported_rows: 'int', skipped_rows: 'int',
    problems: 'jsonb', actor: 'text', recorded_at: 'timestamptz',
  },
  { writes: APPEND_ONLY },
);

export const documentFileTable = defineTable(
  'document_file',
  { company_id: 'uuid', document_id: 'uuid', kind: 'text', layout: 'text', language: 'text', file_id: 'uuid', made_at: 'timestamptz' },
  { writes: APPEND_ONLY },
);

export const invoicesTables = [numberSeriesTable, invoiceDraftTable, documentTable, documentLineTable, documentTaxTable, importBatchTable, documentFileTable];
