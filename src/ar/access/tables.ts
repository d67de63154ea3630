import { APPEND_ONLY, defineTable, MUTABLE, updatable } from '../../foundation/db/table.ts';

export const firmTable = defineTable('firm', { id: 'uuid', name: 'text', created_at: 'timestamptz' }, { placement: 'local', writes: updatable('name') });

export const companyTable = defineTable(
  'company',
  { id: 'uuid', firm_id: 'uuid', name: 'text', slug: 'text', base_currency: 'text', country: 'text', time_zone: 'text', tax_point: 'text', created_at: 'timestamptz', demo: 'text?', default_terms: 'text' },
  { placement: 'local', writes: updatable('name', 'slug', 'country', 'time_zone', 'tax_point', 'demo', 'default_terms') },
);

export const appUserTable = defineTable(
  'app_user',
  { id: 'uuid', firm_id: 'uuid', email: 'text', name: 'text', password_hash: 'text?', state: 'text', created_at: 'timestamptz' },
  { placement: 'local', writes: updatable('email', 'name', 'password_hash', 'state') },
);

export const membershipTable = defineTable(
  'membership',
  { id: 'uuid', user_id: 'uuid', company_id: 'uuid?', role: 'text', created_at: 'timestamptz' },
  { placement: 'local', writes: MUTABLE },
);

export const sessionTable = defineTable(
  'session',
  { token_hash: 'bytea', user_id: 'uuid', created_at: 'timestamptz', last_seen_at: 'timestamptz', expires_at: 'timestamptz' },
  { placement: 'local', writes: MUTABLE },
);

export const apiKeyTable = defineTable(
  'api_key',
  {
    id: 'uuid', firm_id: 'uuid', company_id: 'uuid?', name: 'text', prefix: 'text', secret_hash: 'bytea', scopes: 'text[]',
    created_by: 'text', created_at: 'timestamptz', expires_at: 'timestamptz?', revoked_at: 'timestamptz?',
  },
  { placement: 'local', writes: updatable('name', 'revoked_at') },
);

const AUDIT_COLUMNS = {
  id: 'uuid', at: 'timestamptz', actor: 'text', action: 'text', subject_kind: 'text', subject_id: 'text', before: 'jsonb?', after: 'jsonb?', reason: 'text?',
} as const;

export const firmAuditEventTable = defineTable('firm_audit_event', { ...AUDIT_COLUMNS, firm_id: 'uuid?' }, { placement: 'local', writes: APPEND_ONLY });

export const auditEventTable = defineTable('audit_event', { company_id: 'uuid', ...AUDIT_COLUMNS }, { writes: APPEND_ONLY });

export const auditSealTable = defineTable(
  'audit_seal',
  { company_id: 'uuid', seq: 'bigint', event_id: 'uuid', hash: 'bytea', sealed_at: 'timestamptz' },
  { writes: APPEND_ONLY },
);

export const idempotencyKeyTable = defineTable(
  'idempotency_key',
  { company_id: 'uuid', key: 'text', operation: 'text', request_hash: 'text', status: 'int', response: 'jsonb?', created_at: 'timestamptz' },
  { writes: MUTABLE },
);

export const signInThrottleTable = defineTable(
  'sign_in_throttle',
  { key: 'text', attempts: 'int', window_started_at: 'timestamptz' },
  { placement: 'local', writes: MUTABLE },
);

export const invitationTable = defineTable(
  'invitation',
  { token_hash: 'bytea', user_id: 'uuid', created_by: 'text', created_at: 'timestamptz', expires_at: 'timestamptz' },
  { placement: 'local', writes: MUTABLE },
);

export const controlProfileTable = defineTable(
  'control_profile',
  { company_id: 'uuid', profile: 'text', changed_by: 'text', changed_at: 'timestamptz' },
  { placement: 'local', writes: MUTABLE },
);

export const userPreferenceTable = defineTable(
  'user_preference',
  { id: 'uuid', user_id: 'uuid', company_id: 'uuid?', key: 'text', value: 'jsonb', changed_at: 'timestamptz' },
  { placement: 'local', writes: MUTABLE },
);

export const accessTables = [
  firmTable, companyTable, appUserTable, membershipTable, sessionTable, apiKeyTable, firmAuditEventTable, auditEventTable, auditSealTable, idempotencyKeyTable,
  signInThrottleTable, invitationTable, controlProfileTable, userPreferenceTable,
];
