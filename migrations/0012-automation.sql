-- The pilot group of a customer: automations have a mode for the company and one for each group.
alter table customer add column customer_group text not null default '';

-- IANA name; null: the zone of the customer's country, else of the company.
alter table customer add column time_zone text;

-- Where letters go and what stands on documents.
alter table customer add column address_lines text[] not null default '{}';

alter table customer add column postal_code text not null default '';

alter table customer add column city text not null default '';

alter table customer add column vat_id text not null default '';

-- The day a daily automation ran for: one run a day, however often it is started.
alter table run add column for_on date;

-- Why a run failed or was held as a whole; a code.
alter table run add column reason text;

create unique index run_once_a_day on run (company_id, automation, for_on) where for_on is not null;

-- What a run decided about a subject and why; written when outcome or reason differ from the last time.
create table decision (
  company_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  automation text not null,
  subject_kind text not null,
  subject_id uuid not null,
  customer_id uuid,
  outcome text not null check (outcome in ('act', 'skip', 'hold')),
  reason text not null,
  figures jsonb,
  decided_on date not null,
  decided_at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, run_id) references run (company_id, id)
);

create index decision_by_subject on decision (company_id, subject_id, automation, decided_on);

create index decision_by_run on decision (company_id, run_id);

create index decision_by_customer on decision (company_id, customer_id, decided_on) where customer_id is not null;

-- The decision in force for a subject, so that only changes are appended. considered_on moves with every run.
create table decision_state (
  company_id uuid not null,
  automation text not null,
  subject_id uuid not null,
  decision_id uuid not null,
  outcome text not null,
  reason text not null,
  since_on date not null,
  considered_on date not null,
  primary key (company_id, automation, subject_id)
);

-- What needs a person. One open task a key.
create table task (
  company_id uuid not null,
  id uuid not null,
  kind text not null,
  key text not null,
  subject_kind text not null,
  subject_id uuid not null,
  customer_id uuid,
  title text not null,
  reason text not null,
  figures jsonb,
  worth_minor bigint,
  currency text,
  due_on date,
  for_role text not null,
  assigned_to text,
  state text not null check (state in ('open', 'snoozed', 'done', 'dropped')),
  snoozed_until date,
  opened_at timestamptz not null,
  closed_at timestamptz,
  closed_by text,
  outcome text,
  primary key (company_id, id)
);

create unique index task_open_once on task (company_id, key) where state in ('open', 'snoozed');

create index task_by_customer on task (company_id, customer_id) where customer_id is not null;

create index task_waiting on task (company_id, for_role, due_on, id) where state in ('open', 'snoozed');

-- What people are told; a role or one user. Each reader marks for themselves.
create table notification (
  company_id uuid not null,
  id uuid not null,
  audience text not null,
  kind text not null,
  text text not null,
  subject_kind text not null,
  subject_id uuid not null,
  created_at timestamptz not null,
  primary key (company_id, id)
);

create table notification_read (
  company_id uuid not null,
  notification_id uuid not null,
  reader text not null,
  read_at timestamptz not null,
  primary key (company_id, notification_id, reader),
  foreign key (company_id, notification_id) references notification (company_id, id)
);
