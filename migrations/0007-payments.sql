create table payment (
  company_id uuid not null,
  id uuid not null,
  method text not null check (method in ('bank_transfer', 'direct_debit', 'card', 'check', 'cash', 'imported')),
  customer_id uuid,
  currency text not null,
  minor bigint not null check (minor > 0),
  received_on date not null,
  booked_on date not null,
  payer_name text not null default '',
  reference text not null default '',
  bank_line_id uuid,
  -- The outgoing line on which the bank took the money back.
  return_line_id uuid,
  awaits_bank boolean not null default false,
  state text not null check (state in ('received', 'reversed', 'returned')),
  cause_kind text not null,
  cause_id uuid not null,
  recorded_at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer_id) references customer (company_id, id)
);

create index payment_awaiting_bank on payment (company_id, currency, minor) where awaits_bank;

create index payment_by_customer on payment (company_id, customer_id, received_on);

create index payment_by_bank_line on payment (company_id, bank_line_id) where bank_line_id is not null;

create index payment_by_return_line on payment (company_id, return_line_id) where return_line_id is not null;

create index payment_by_cause on payment (company_id, cause_id);

create table refund (
  company_id uuid not null,
  id uuid not null,
  credit_id uuid not null,
  currency text not null,
  minor bigint not null check (minor > 0),
  state text not null check (state in ('issued', 'rejected')),
  bank_line_id uuid,
  awaits_bank boolean not null default false,
  actor text not null,
  posted_on date not null,
  recorded_at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, credit_id) references credit (company_id, id)
);
