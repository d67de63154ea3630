-- Failed attempts to sign in, counted by hashed e-mail and by address, so that several processes share the count.
create table sign_in_throttle (
  key text primary key,
  attempts int not null,
  window_started_at timestamptz not null
);

create index sign_in_throttle_by_age on sign_in_throttle (window_started_at);

-- A one-time link with which a person chooses a password: after an invitation, or when an administrator resets it.
create table invitation (
  token_hash bytea primary key,
  user_id uuid not null references app_user (id) on delete cascade,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);

create index invitation_by_user on invitation (user_id);

-- How duties are separated in a company; without a row it is `small`.
create table control_profile (
  company_id uuid primary key references company (id) on delete cascade,
  profile text not null check (profile in ('full', 'small', 'solo')),
  changed_by text not null,
  changed_at timestamptz not null
);
