-- A dunning policy; a change is a new version. content: audience, steps, limits (collections/policy.ts).
create table dunning_policy (
  company_id uuid not null,
  code text not null,
  version int not null,
  content jsonb not null,
  state text not null check (state in ('active', 'retired')),
  created_by text not null,
  created_at timestamptz not null,
  primary key (company_id, code, version)
);

create unique index dunning_policy_active on dunning_policy (company_id, code) where state = 'active';

-- Where a receivable stands on a policy's ladder. lane: live, or shadow with a ladder of its own.
create table dunning_item (
  company_id uuid not null,
  policy text not null,
  lane text not null check (lane in ('live', 'shadow')),
  receivable_id uuid not null,
  cycle int not null,
  entered_on date not null,
  -- Days by which the ladder begins later than the due day: of a receivable that was overdue before the policy knew it.
  shift_days int not null,
  -- The step a receivable brought along from elsewhere.
  entry_step text,
  closed_on date,
  primary key (company_id, policy, lane, receivable_id),
  foreign key (company_id, receivable_id) references receivable (company_id, id)
);

-- One message of the ladder to one customer, as it was planned and as it went.
create table reminder (
  company_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  policy text not null,
  policy_version int not null,
  lane text not null check (lane in ('live', 'shadow')),
  customer_id uuid not null,
  contact_id uuid,
  step text not null,
  channel text not null check (channel in ('email', 'sms', 'letter', 'call')),
  to_address text not null,
  language text not null,
  for_on date not null,
  state text not null check (state in ('planned', 'waiting', 'queued', 'sent', 'stopped', 'shadow')),
  state_reason text not null default '',
  why jsonb not null,
  message_id uuid,
  planned_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, run_id) references run (company_id, id),
  foreign key (company_id, customer_id) references customer (company_id, id),
  foreign key (company_id, message_id) references message (company_id, id)
);

create index reminder_by_run on reminder (company_id, run_id);

create index reminder_by_customer on reminder (company_id, customer_id, for_on);

create index reminder_by_message on reminder (company_id, message_id) where message_id is not null;

create table reminder_item (
  company_id uuid not null,
  reminder_id uuid not null,
  receivable_id uuid not null,
  -- null: listed, but no step of its own fell due.
  step text,
  cycle int not null,
  open_minor bigint not null,
  currency text not null,
  days_past_due int not null,
  primary key (company_id, reminder_id, receivable_id),
  foreign key (company_id, reminder_id) references reminder (company_id, id),
  foreign key (company_id, receivable_id) references receivable (company_id, id)
);

-- A step that was taken: at most once per receivable and cycle, whatever crashes or starts twice. Given back when its message never left.
create table dunning_step (
  company_id uuid not null,
  policy text not null,
  lane text not null,
  receivable_id uuid not null,
  cycle int not null,
  step text not null,
  reminder_id uuid not null,
  taken_on date not null,
  primary key (company_id, policy, lane, receivable_id, cycle, step),
  foreign key (company_id, reminder_id) references reminder (company_id, id)
);

create index dunning_step_by_reminder on dunning_step (company_id, reminder_id);

-- Who promised to pay how much and when; kept or broken is computed from what was allocated.
create table promise (
  company_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  currency text not null,
  minor bigint not null check (minor > 0),
  promised_on date not null,
  grace_until date not null,
  made_on date not null,
  promised_by text not null,
  source text not null check (source in ('person', 'customer', 'reply')),
  note text not null default '',
  cancelled_at timestamptz,
  cancelled_by text,
  cancel_reason text,
  replaces uuid,
  recorded_by text not null,
  recorded_at timestamptz not null,
  primary key (company_id, id),
  foreign key (company_id, customer_id) references customer (company_id, id)
);

create index promise_by_customer on promise (company_id, customer_id, promised_on);

create index promise_due on promise (company_id, promised_on) where cancelled_at is null;

create table promise_item (
  company_id uuid not null,
  promise_id uuid not null,
  receivable_id uuid not null,
  hold_id uuid,
  open_minor bigint not null,
  primary key (company_id, promise_id, receivable_id),
  foreign key (company_id, promise_id) references promise (company_id, id),
  foreign key (company_id, receivable_id) references receivable (company_id, id),
  foreign key (company_id, hold_id) references hold (company_id, id)
);

create index promise_item_by_receivable on promise_item (company_id, receivable_id);

-- A bookkeeper's word that everything received until a day is in the books, for companies whose cash is applied elsewhere.
create table books_clean (
  company_id uuid not null,
  id uuid not null,
  clean_through date not null,
  said_by text not null,
  said_at timestamptz not null,
  primary key (company_id, id)
);
