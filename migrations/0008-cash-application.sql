create table bank_account (
  company_id uuid not null,
  id uuid not null,
  identification text not null,
  name text not null default '',
  currency text not null,
  ledger_account text not null,
  created_at timestamptz not null,
  primary key (company_id, id),
  unique (company_id, identification, currency)
);

create table bank_file (
  company_id uuid not null,
  id uuid not null,
  sha256 text not null,
  name text not null,
  format text not null,
  bytes bigint not null,
  problems jsonb not null,
  actor text not null,
  recorded_at timestamptz not null,
  primary key (company_id, id),
  unique (company_id, sha256)
);

-- The bytes as received, in pieces, so that no file is ever held whole.
create table bank_file_chunk (
  company_id uuid not null,
  file_id uuid not null,
  pos int not null,
  bytes bytea not null,
  primary key (company_id, file_id, pos),
  -- The file's row is written last, when its hash is known; checked at commit.
  foreign key (company_id, file_id) references bank_file (company_id, id) deferrable initially deferred
);

create table bank_statement (
  company_id uuid not null,
  id uuid not null,
  file_id uuid not null,
  account_id uuid not null,
  pos int not null,
  kind text not null check (kind in ('statement', 'report', 'notification')),
  reference text not null,
  sequence text not null,
  currency text not null,
  opening bigint,
  closing bigint,
  opening_on date,
  closing_on date,
  entries int not null,
  details int not null,
  credits bigint not null,
  debits bigint not null,
  in_balance boolean,
  recorded_at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, file_id) references bank_file (company_id, id),
  foreign key (company_id, account_id) references bank_account (company_id, id)
);

create index bank_statement_by_reference on bank_statement (company_id, account_id, kind, reference, sequence);

create table bank_line (
  company_id uuid not null,
  id uuid not null,
  statement_id uuid not null,
  ordinal int not null,
  entry int not null,
  account_id uuid not null,
  booked_on date not null,
  value_on date not null,
  posted_on date not null,
  minor bigint not null,
  base_minor bigint not null,
  currency text not null,
  counterparty_name text not null,
  counterparty_account text not null,
  text text not null,
  refs text[] not null,
  bank_reference text not null,
  code text not null,
  reversal boolean not null,
  money_key text not null,
  -- Account, else name of the other party, normalised: lines of one payer are explained together.
  payer_key text not null,
  state text not null check (state in ('pending', 'repeated', 'open', 'proposed', 'applied', 'set_aside')),
  reason text not null default '',
  recorded_at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, statement_id) references bank_statement (company_id, id)
);

create unique index bank_line_by_statement on bank_line (company_id, statement_id, ordinal);

create index bank_line_waiting on bank_line (company_id, payer_key, id) where state in ('open', 'proposed');

create index bank_line_by_money on bank_line (company_id, account_id, money_key);

create table proposal (
  company_id uuid not null,
  id uuid not null,
  bank_line_id uuid not null,
  run_id uuid not null,
  rank int not null,
  kind text not null,
  pattern text not null,
  customer_id uuid,
  explanation jsonb not null,
  probability double precision not null,
  reason text not null,
  state text not null check (state in ('shadow', 'proposed', 'applied', 'superseded', 'undone')),
  decided_by text,
  decided_at timestamptz,
  recorded_at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, bank_line_id) references bank_line (company_id, id)
);

create index proposal_by_line on proposal (company_id, bank_line_id);

create table import_profile (
  company_id uuid not null,
  name text not null,
  kind text not null,
  content jsonb not null,
  changed_at timestamptz not null,
  primary key (company_id, name)
);
