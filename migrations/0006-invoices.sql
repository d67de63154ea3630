create table number_series (
  company_id uuid not null,
  kind text not null check (kind in ('invoice', 'credit_note')),
  series text not null,
  prefix text not null,
  width int not null check (width between 1 and 18),
  next bigint not null check (next >= 1),
  primary key (company_id, kind, series)
);

-- Drafts may change; what is issued never does.
create table invoice_draft (
  company_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  content jsonb not null,
  state text not null check (state in ('open', 'issued', 'discarded')),
  document_id uuid,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer_id) references customer (company_id, id)
);

-- Append-only: the application's role may insert and read, nothing else.
create table document (
  company_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('invoice', 'credit_note')),
  owner text not null check (owner in ('dunlin', 'imported')),
  series text not null,
  seq bigint,
  number text not null,
  customer_id uuid not null,
  cites uuid,
  currency text not null,
  issued_on date not null,
  due_on date not null,
  posted_on date not null,
  supplied_on date,
  terms text not null default '',
  customer_reference text not null default '',
  payment_reference text not null default '',
  net bigint not null,
  tax bigint not null,
  gross bigint not null,
  base_rate numeric(20, 10),
  base_gross bigint not null,
  recorded_at timestamptz not null,
  primary key (company_id, id),
  unique (company_id, kind, number),
  foreign key (company_id, customer_id) references customer (company_id, id),
  foreign key (company_id, cites) references document (company_id, id),
  check (gross = net + tax)
);

create unique index document_gapless on document (company_id, kind, series, seq) where seq is not null;

create index document_by_customer on document (company_id, customer_id, issued_on);

create table document_line (
  company_id uuid not null,
  document_id uuid not null,
  pos int not null,
  text text not null,
  quantity numeric(20, 6) not null,
  unit_price numeric(20, 6) not null,
  discount_minor bigint not null default 0,
  net bigint not null,
  tax_category text not null,
  tax_rate numeric(9, 4) not null,
  primary key (company_id, document_id, pos),
  foreign key (company_id, document_id) references document (company_id, id)
);

create table document_tax (
  company_id uuid not null,
  document_id uuid not null,
  pos int not null,
  category text not null,
  rate numeric(9, 4) not null,
  taxable bigint not null,
  tax bigint not null,
  primary key (company_id, document_id, pos),
  foreign key (company_id, document_id) references document (company_id, id)
);

-- One row an import of history: what was read, with which old aging it was tied.
create table import_batch (
  company_id uuid not null,
  id uuid not null,
  kind text not null,
  file_name text not null,
  sha256 text not null,
  cut_over_on date,
  read_rows int not null,
  imported_rows int not null,
  skipped_rows int not null,
  problems jsonb not null,
  actor text not null,
  recorded_at timestamptz not null,
  primary key (company_id, id)
);
