-- Control tables: who operates this installation. They stay on one node, carry no business rows and no row-level security.

create table firm (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null
);

create table company (
  id uuid primary key,
  firm_id uuid not null references firm (id),
  name text not null,
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  base_currency text not null check (base_currency ~ '^[A-Z]{3}$'),
  country text not null check (country ~ '^[A-Z]{2}$'),
  time_zone text not null,
  tax_point text not null default 'invoice' check (tax_point in ('invoice', 'receipt')),
  created_at timestamptz not null
);

create index company_by_firm on company (firm_id);

create table app_user (
  id uuid primary key,
  firm_id uuid not null references firm (id),
  email text not null unique,
  name text not null,
  password_hash text,
  state text not null default 'active' check (state in ('active', 'disabled')),
  created_at timestamptz not null
);

-- A null company means every company of the firm.
create table membership (
  id uuid primary key,
  user_id uuid not null references app_user (id) on delete cascade,
  company_id uuid references company (id) on delete cascade,
  role text not null,
  created_at timestamptz not null,
  unique nulls not distinct (user_id, company_id, role)
);

create table session (
  token_hash bytea primary key,
  user_id uuid not null references app_user (id) on delete cascade,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null
);

create index session_by_user on session (user_id);

create table api_key (
  id uuid primary key,
  firm_id uuid not null references firm (id),
  company_id uuid references company (id) on delete cascade,
  name text not null,
  prefix text not null unique,
  secret_hash bytea not null,
  scopes text[] not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz
);

-- What happened above any single company: sign-ins, users, keys, companies.
create table firm_audit_event (
  id uuid primary key,
  firm_id uuid references firm (id),
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  before jsonb,
  after jsonb,
  reason text
);

create index firm_audit_event_by_time on firm_audit_event (firm_id, at, id);
