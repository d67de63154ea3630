create table receivable (
  company_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('invoice', 'opening', 'fee', 'interest', 'deposit_request', 'technical')),
  document_id uuid,
  instalment int not null default 1,
  customer_id uuid not null,
  number text not null,
  reference text not null default '',
  currency text not null,
  issued_on date not null,
  due_on date not null,
  posted_on date not null,
  last_posted_on date not null,
  original bigint not null,
  open bigint not null,
  base_original bigint not null,
  base_open bigint not null,
  tax_original bigint not null default 0,
  expected_on date,
  recorded_at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer_id) references customer (company_id, id),
  check (original > 0 and open >= 0 and open <= original)
);

create index receivable_open_by_customer on receivable (company_id, customer_id, due_on) where open <> 0;

create index receivable_by_document on receivable (company_id, document_id) where document_id is not null;

create index receivable_by_customer on receivable (company_id, customer_id, issued_on);

-- What a payer may write to name the receivable: number, its digits, its payment reference.
create table receivable_token (
  company_id uuid not null,
  token text not null,
  receivable_id uuid not null,
  primary key (company_id, token, receivable_id),
  foreign key (company_id, receivable_id) references receivable (company_id, id)
);

create table receivable_discount (
  company_id uuid not null,
  receivable_id uuid not null,
  until_on date not null,
  minor bigint not null check (minor > 0),
  tax_minor bigint not null default 0,
  tax_mode text not null check (tax_mode in ('none', 'adjust', 'credit_note')),
  primary key (company_id, receivable_id, until_on),
  foreign key (company_id, receivable_id) references receivable (company_id, id)
);

create table credit (
  company_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('payment', 'credit_note', 'discount', 'tolerance', 'write_off', 'bank_fee', 'opening', 'deposit')),
  sits_in text not null check (sits_in in ('AR', 'UNA', 'DEP')),
  customer_id uuid,
  payment_id uuid,
  document_id uuid,
  currency text not null,
  posted_on date not null,
  value_on date not null,
  last_posted_on date not null,
  original bigint not null,
  open bigint not null,
  base_original bigint not null,
  base_open bigint not null,
  cause_kind text not null,
  cause_id uuid not null,
  recorded_at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer_id) references customer (company_id, id),
  check (original > 0 and open >= 0 and open <= original)
);

create index credit_open_by_customer on credit (company_id, customer_id) where open <> 0;

create index credit_by_payment on credit (company_id, payment_id) where payment_id is not null;

create index credit_by_document on credit (company_id, document_id) where document_id is not null;

create index credit_by_cause on credit (company_id, cause_id);

-- Append-only; a reversing allocation carries negative amounts and names the one it reverses.
create table allocation (
  company_id uuid not null,
  id uuid not null,
  credit_id uuid not null,
  receivable_id uuid not null,
  credit_minor bigint not null,
  receivable_minor bigint not null,
  base_credit bigint not null,
  base_receivable bigint not null,
  rate numeric(20, 10),
  posted_on date not null,
  value_on date not null,
  tax_on date,
  cause_kind text not null,
  cause_id uuid not null,
  reverses uuid,
  recorded_at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, credit_id) references credit (company_id, id),
  foreign key (company_id, receivable_id) references receivable (company_id, id)
);

create index allocation_by_receivable on allocation (company_id, receivable_id);

create index allocation_by_credit on allocation (company_id, credit_id);

create index allocation_by_cause on allocation (company_id, cause_id);

create unique index allocation_reversed_once on allocation (company_id, reverses) where reverses is not null;

create table hold (
  company_id uuid not null,
  id uuid not null,
  scope text not null check (scope in ('receivable', 'customer', 'company')),
  receivable_id uuid,
  customer_id uuid,
  kind text not null check (kind in ('dispute', 'promise', 'plan', 'legal', 'pending_debit', 'stale_books', 'unapplied_cash', 'unread_reply', 'pilot_scope')),
  since timestamptz not null,
  until_on date,
  released_at timestamptz,
  placed_by text not null,
  reason text not null default '',
  primary key (company_id, id),
  foreign key (company_id, receivable_id) references receivable (company_id, id),
  foreign key (company_id, customer_id) references customer (company_id, id),
  check ((scope = 'receivable') = (receivable_id is not null) and (scope = 'customer') = (customer_id is not null))
);

create index hold_by_receivable on hold (company_id, receivable_id) where released_at is null;

create index hold_by_customer on hold (company_id, customer_id) where released_at is null;

-- Effects on open positions by (posting day, due day): appended here, folded into position_delta and later snapshots by a job; reads take all three.
create table position_pending (
  company_id uuid not null,
  id uuid not null,
  currency text not null,
  side text not null check (side in ('receivable', 'credit_ar', 'credit_una', 'credit_dep')),
  kind text not null,
  posted_on date not null,
  due_on date not null,
  minor bigint not null,
  base_minor bigint not null,
  items int not null,
  primary key (company_id, id)
);

create table position_delta (
  company_id uuid not null,
  currency text not null,
  side text not null,
  posted_on date not null,
  due_on date not null,
  kind text not null,
  minor bigint not null,
  base_minor bigint not null,
  items int not null,
  primary key (company_id, currency, side, posted_on, due_on, kind)
);

-- Balances before snap_on (a first of month), by due day.
create table position_snapshot (
  company_id uuid not null,
  currency text not null,
  side text not null,
  snap_on date not null,
  due_on date not null,
  minor bigint not null,
  base_minor bigint not null,
  items int not null,
  primary key (company_id, currency, side, snap_on, due_on)
);

-- Which months have snapshots, so that a month without any open item is told from a month not yet built.
create table position_snapshot_month (
  company_id uuid not null,
  snap_on date not null,
  primary key (company_id, snap_on)
);
