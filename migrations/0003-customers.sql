create table customer (
  company_id uuid not null,
  id uuid not null,
  number text not null,
  name text not null,
  kind text not null default 'business' check (kind in ('business', 'consumer', 'public')),
  parent_id uuid,
  country text,
  language text,
  terms text,
  credit_limit_minor bigint,
  credit_limit_currency text,
  allocation_order text not null default 'oldest_due' check (allocation_order in ('oldest_due', 'largest', 'none')),
  origin text not null default 'entered' check (origin in ('entered', 'imported', 'from_invoice')),
  created_at timestamptz not null,
  primary key (company_id, id),
  unique (company_id, number),
  foreign key (company_id, parent_id) references customer (company_id, id)
);

create index customer_by_name on customer (company_id, name);

create index customer_by_parent on customer (company_id, parent_id) where parent_id is not null;

create table contact (
  company_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  role text not null check (role in ('billing', 'payables', 'management', 'legal')),
  name text not null default '',
  email text not null default '',
  phone text not null default '',
  language text,
  created_at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer_id) references customer (company_id, id)
);

create index contact_by_customer on contact (company_id, customer_id);

-- Accounts money came from. A second customer on one account makes it a group payer: both rows stay.
create table payer_account (
  company_id uuid not null,
  account_key text not null,
  customer_id uuid not null,
  source text not null check (source in ('entered', 'imported', 'learned')),
  created_at timestamptz not null,
  primary key (company_id, account_key, customer_id),
  foreign key (company_id, customer_id) references customer (company_id, id)
);

-- Names under which a customer pays, normalised.
create table payer_alias (
  company_id uuid not null,
  alias_key text not null,
  customer_id uuid not null,
  source text not null check (source in ('own_name', 'entered', 'learned')),
  created_at timestamptz not null,
  primary key (company_id, alias_key, customer_id),
  foreign key (company_id, customer_id) references customer (company_id, id)
);

-- Words of the name: text is searched by equality and prefix, because LIKE and full text get no index under row-level security.
create table customer_token (
  company_id uuid not null,
  token text not null,
  customer_id uuid not null,
  primary key (company_id, token, customer_id),
  foreign key (company_id, customer_id) references customer (company_id, id)
);
