-- One row a company: every posting reads it FOR SHARE, closing a period updates it, so no posting slips into a period while it closes.
create table ledger_book (
  company_id uuid primary key,
  closed_through date
);

create table account (
  company_id uuid not null,
  code text not null,
  name text not null,
  external_code text,
  primary key (company_id, code)
);

create table exchange_rate (
  company_id uuid not null,
  currency text not null,
  on_day date not null,
  rate numeric(20, 10) not null check (rate > 0),
  source text not null default 'entered',
  primary key (company_id, currency, on_day)
);

create table journal_entry (
  company_id uuid not null,
  id uuid not null,
  posted_on date not null,
  value_on date not null,
  recorded_at timestamptz not null,
  cause_kind text not null,
  cause_id uuid not null,
  reverses uuid,
  primary key (company_id, id),
  foreign key (company_id, reverses) references journal_entry (company_id, id)
);

create index journal_entry_by_cause on journal_entry (company_id, cause_id);

create index journal_entry_by_day on journal_entry (company_id, posted_on);

create unique index journal_entry_reversed_once on journal_entry (company_id, reverses) where reverses is not null;

-- Debits positive, credits negative, in minor units of the currency and of the company's base currency.
create table journal_line (
  company_id uuid not null,
  entry_id uuid not null,
  pos int not null,
  account text not null,
  currency text not null,
  minor bigint not null,
  base_minor bigint not null,
  receivable_id uuid,
  credit_id uuid,
  primary key (company_id, entry_id, pos),
  foreign key (company_id, entry_id) references journal_entry (company_id, id)
);

-- The posting statement writes whole entries; this stands behind it and refuses a statement that leaves one out of balance.
create function journal_lines_must_balance() returns trigger language plpgsql as $$
declare
  found uuid;
begin
  select l.entry_id into found
  from written l
  group by l.company_id, l.entry_id
  having sum(l.base_minor) <> 0
  limit 1;
  if found is not null then
    raise exception 'journal entry % does not balance in base currency', found using errcode = 'check_violation';
  end if;
  return null;
end
$$;

create trigger journal_lines_balance after insert on journal_line
  referencing new table as written
  for each statement execute function journal_lines_must_balance();
