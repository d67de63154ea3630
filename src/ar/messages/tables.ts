import { APPEND_ONLY, defineTable, updatable } from '../../foundation/db/table.ts';

export const keptFileTable = defineTable(
  'kept_file',
  { company_id: 'uuid', id: 'uuid', sha256: 'text', name: 'text', media_type: 'text', size_bytes: 'int', bytes: 'bytea', created_at: 'timestamptz' },
  { writes: APPEND_ONLY },
);

export const letterheadTable = defineTable(
  'letterhead',
  { company_id: 'uuid', content: 'jsonb', logo_file_id: 'uuid?', changed_at: 'timestamptz' },
  { writes: updatable('content', 'logo_file_id', 'changed_at') },
);

export const messageChannelTable = defineTable(
  'message_channel',
  { company_id: 'uuid', channel: 'text', content: 'jsonb', secret: 'text?', domain_check: 'jsonb?', domain_checked_at: 'timestamptz?', changed_at: 'timestamptz' },
  { writes: updatable('content', 'secret', 'domain_check', 'domain_checked_at', 'changed_at') },
);

export const messageTemplateTable = defineTable(
  'message_template',
  {
    company_id: 'uuid', code: 'text', channel: 'text', language: 'text', version: 'int', subject: 'text', body: 'text', state: 'text', created_by: 'text',
    created_at: 'timestamptz',
  },
  { writes: updatable('state') },
);

export const messageTable = defineTable(
  'message',
  {
    company_id: 'uuid', id: 'uuid', kind: 'text', channel: 'text', intent_key: 'text', customer_id: 'uuid?', contact_id: 'uuid?', to_address: 'text', to_name: 'text',
    cc: 'text[]', language: 'text', time_zone: 'text', subject: 'text', body_text: 'text', body_html: 'text?', template_code: 'text?', template_version: 'int?', why: 'jsonb',
    cause_kind: 'text', cause_id: 'uuid', run_id: 'uuid?', send_after: 'timestamptz', state: 'text', state_reason: 'text', attempts: 'int', outside_id: 'text',
    queued_at: 'timestamptz', sent_at: 'timestamptz?', settled_at: 'timestamptz?', changed_at: 'timestamptz',
  },
  {
    // What was sent stays as sent: text and address may change only while a message waits (an edit in the outbox).
    writes: updatable(
      'to_address', 'subject', 'body_text', 'body_html', 'send_after', 'state', 'state_reason', 'attempts', 'outside_id', 'sent_at', 'settled_at', 'changed_at',
    ),
  },
);

export const messageAttachmentTable = defineTable(
  'message_attachment',
  { company_id: 'uuid', message_id: 'uuid', pos: 'int', file_id: 'uuid' },
  { writes: APPEND_ONLY },
);

export const deliveryAttemptTable = defineTable(
  'delivery_attempt',
  { company_id: 'uuid', message_id: 'uuid', attempt: 'int', started_at: 'timestamptz', ended_at: 'timestamptz?', outcome: 'text?', detail: 'text' },
  { writes: updatable('ended_at', 'outcome', 'detail') },
);

export const messageEventTable = defineTable(
  'message_event',
  { company_id: 'uuid', id: 'uuid', message_id: 'uuid', kind: 'text', detail: 'text', at: 'timestamptz', recorded_at: 'timestamptz' },
  { writes: APPEND_ONLY },
);

export const suppressionTable = defineTable(
  'suppression',
  {
    company_id: 'uuid', id: 'uuid', channel: 'text', address_key: 'text', reason: 'text', message_id: 'uuid?', since: 'timestamptz', lifted_at: 'timestamptz?',
    lifted_by: 'text?',
  },
  { writes: updatable('lifted_at', 'lifted_by') },
);

export const inboundMessageTable = defineTable(
  'inbound_message',
  {
    company_id: 'uuid', id: 'uuid', channel: 'text', outside_id: 'text', kind: 'text', answers: 'uuid?', customer_id: 'uuid?', from_address: 'text', subject: 'text',
    body_text: 'text', raw_file_id: 'uuid?', received_at: 'timestamptz', recorded_at: 'timestamptz', state: 'text', read_by: 'text?', read_at: 'timestamptz?',
  },
  { writes: updatable('customer_id', 'state', 'read_by', 'read_at') },
);

export const mailboxPlaceTable = defineTable(
  'mailbox_place',
  { company_id: 'uuid', mailbox: 'text', uid_validity: 'bigint', last_uid: 'bigint', read_at: 'timestamptz' },
  { writes: updatable('uid_validity', 'last_uid', 'read_at') },
);

export const messagesTables = [
  keptFileTable, letterheadTable, messageChannelTable, messageTemplateTable, messageTable, messageAttachmentTable, deliveryAttemptTable, messageEventTable,
  suppressionTable, inboundMessageTable, mailboxPlaceTable,
];
