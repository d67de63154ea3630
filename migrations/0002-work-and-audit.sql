-- The audit trail of a company. Sealed into a hash chain by a job, never inside the business transaction.
create table audit_event (
  company_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  before jsonb,
  after jsonb,
  reason text,
  primary key (company_id, id)
);

create index audit_event_by_subject on audit_event (company_id, subject_kind, subject_id);

create table audit_seal (
  company_id uuid not null,
  seq bigint not null,
  event_id uuid not null,
  hash bytea not null,
  sealed_at timestamptz not null,
  primary key (company_id, seq),
  unique (company_id, event_id),
  foreign key (company_id, event_id) references audit_event (company_id, id)
);

-- The answer of a command that a client may repeat with the same key.
create table idempotency_key (
  company_id uuid not null,
  key text not null,
  operation text not null,
  request_hash text not null,
  status int not null,
  response jsonb,
  created_at timestamptz not null,
  primary key (company_id, key)
);

create table automation_mode (
  company_id uuid not null,
  automation text not null,
  customer_group text not null default '',
  mode text not null check (mode in ('off', 'shadow', 'approve', 'auto')),
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (company_id, automation, customer_group)
);

create table run (
  company_id uuid not null,
  id uuid not null,
  automation text not null,
  mode text not null check (mode in ('shadow', 'approve', 'auto')),
  state text not null check (state in ('running', 'done', 'failed')),
  started_at timestamptz not null,
  ended_at timestamptz,
  actor text not null,
  counts jsonb,
  primary key (company_id, id)
);

create table approval (
  company_id uuid not null,
  id uuid not null,
  operation text not null,
  input jsonb not null,
  input_hash text not null,
  state text not null check (state in ('waiting', 'granted', 'rejected', 'withdrawn')),
  reason text,
  requested_by text not null,
  requested_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  primary key (company_id, id)
);
