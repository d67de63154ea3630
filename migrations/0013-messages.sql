-- Bytes that were sent or received, kept as they are: PDFs, letters, raw mails. The same bytes are kept once.
create table kept_file (
  company_id uuid not null,
  id uuid not null,
  sha256 text not null,
  name text not null,
  media_type text not null,
  size_bytes int not null,
  bytes bytea not null,
  created_at timestamptz not null,
  primary key (company_id, id),
  unique (company_id, sha256, name)
);

-- How the company presents itself on documents and in messages; one row a company, versions in the audit trail.
create table letterhead (
  company_id uuid not null,
  content jsonb not null,
  logo_file_id uuid,
  changed_at timestamptz not null,
  primary key (company_id),
  foreign key (company_id, logo_file_id) references kept_file (company_id, id)
);

-- Sending account of a channel. The secret is sealed with the key ring; content holds no secret.
create table message_channel (
  company_id uuid not null,
  channel text not null check (channel in ('email', 'sms', 'mailbox')),
  content jsonb not null,
  secret text,
  domain_check jsonb,
  domain_checked_at timestamptz,
  changed_at timestamptz not null,
  primary key (company_id, channel)
);

-- A text that a company edits; versions are kept, the newest active one is used.
create table message_template (
  company_id uuid not null,
  code text not null,
  channel text not null check (channel in ('email', 'sms', 'letter')),
  language text not null,
  version int not null,
  subject text not null,
  body text not null,
  state text not null check (state in ('draft', 'active', 'retired')),
  created_by text not null,
  created_at timestamptz not null,
  primary key (company_id, code, channel, language, version)
);

-- The outbox and, after it left, the message as it was sent.
create table message (
  company_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('dunning', 'invoice', 'credit_note', 'statement', 'status', 'answer')),
  channel text not null check (channel in ('email', 'sms', 'letter')),
  -- The same intention is queued once, however often it is asked for.
  intent_key text not null,
  customer_id uuid,
  contact_id uuid,
  to_address text not null,
  to_name text not null,
  cc text[] not null default '{}',
  language text not null,
  time_zone text not null,
  subject text not null,
  body_text text not null,
  body_html text,
  template_code text,
  template_version int,
  why jsonb not null,
  cause_kind text not null,
  cause_id uuid not null,
  run_id uuid,
  send_after timestamptz not null,
  state text not null check (state in ('waiting', 'sending', 'sent', 'delivered', 'bounced', 'failed', 'unknown', 'stopped')),
  state_reason text not null default '',
  attempts int not null default 0,
  -- Message-ID of mails, id at the provider of short messages.
  outside_id text not null default '',
  queued_at timestamptz not null,
  sent_at timestamptz,
  settled_at timestamptz,
  changed_at timestamptz not null,
  primary key (company_id, id),
  unique (company_id, intent_key),
  foreign key (company_id, customer_id) references customer (company_id, id)
);

create index message_due on message (company_id, send_after, id) where state = 'waiting';

create index message_in_flight on message (company_id, changed_at) where state in ('sending', 'unknown');

create index message_by_customer on message (company_id, customer_id, queued_at) where customer_id is not null;

create index message_by_outside_id on message (company_id, outside_id) where outside_id <> '';

create index message_by_cause on message (company_id, cause_id);

create table message_attachment (
  company_id uuid not null,
  message_id uuid not null,
  pos int not null,
  file_id uuid not null,
  primary key (company_id, message_id, pos),
  foreign key (company_id, message_id) references message (company_id, id),
  foreign key (company_id, file_id) references kept_file (company_id, id)
);

-- One try to hand a message over. Written and committed before the call; an attempt without an end is an unknown outcome.
create table delivery_attempt (
  company_id uuid not null,
  message_id uuid not null,
  attempt int not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('accepted', 'refused', 'retry', 'unknown')),
  detail text not null default '',
  primary key (company_id, message_id, attempt),
  foreign key (company_id, message_id) references message (company_id, id)
);

-- What became of a message after it left, in the order in which we learnt it.
create table message_event (
  company_id uuid not null,
  id uuid not null,
  message_id uuid not null,
  kind text not null,
  detail text not null default '',
  at timestamptz not null,
  recorded_at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, message_id) references message (company_id, id)
);

create index message_event_by_message on message_event (company_id, message_id, id);

-- Addresses that nothing but what the law or a contract demands goes to, and why.
create table suppression (
  company_id uuid not null,
  id uuid not null,
  channel text not null check (channel in ('email', 'sms')),
  address_key text not null,
  reason text not null check (reason in ('hard_bounce', 'stop', 'complaint', 'manual')),
  message_id uuid,
  since timestamptz not null,
  lifted_at timestamptz,
  lifted_by text,
  primary key (company_id, id)
);

create unique index suppression_active on suppression (company_id, channel, address_key) where lifted_at is null;

-- What customers and mail servers sent to us.
create table inbound_message (
  company_id uuid not null,
  id uuid not null,
  channel text not null check (channel in ('email', 'sms')),
  -- Message-ID or provider id: stored once.
  outside_id text not null,
  kind text not null check (kind in ('reply', 'bounce', 'auto_reply', 'stop', 'delivery_report')),
  answers uuid,
  customer_id uuid,
  from_address text not null,
  subject text not null,
  body_text text not null,
  raw_file_id uuid,
  received_at timestamptz not null,
  recorded_at timestamptz not null,
  state text not null check (state in ('unread', 'read', 'done')),
  read_by text,
  read_at timestamptz,
  primary key (company_id, id),
  unique (company_id, channel, outside_id),
  foreign key (company_id, customer_id) references customer (company_id, id),
  foreign key (company_id, raw_file_id) references kept_file (company_id, id)
);

create index inbound_unread on inbound_message (company_id, received_at) where state = 'unread';

create index inbound_by_customer on inbound_message (company_id, customer_id, received_at) where customer_id is not null;

-- How far a mailbox has been read.
create table mailbox_place (
  company_id uuid not null,
  mailbox text not null,
  uid_validity bigint not null,
  last_uid bigint not null,
  read_at timestamptz not null,
  primary key (company_id, mailbox)
);
