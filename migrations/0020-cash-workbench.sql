-- Lines of one state by day, as the workbench lists them, and what was decided on a day or in a quarter.
create index bank_line_by_state_booked on bank_line (company_id, state, booked_on, id);

create index bank_line_by_posted on bank_line (company_id, posted_on);

create index proposal_by_decided on proposal (company_id, decided_at) where decided_at is not null;

-- Which receivables a decision left partly open, and the reason that was given for it. The hold keeps reminders away until somebody has settled it.
create table short_payment (
  company_id uuid not null,
  proposal_id uuid not null,
  receivable_id uuid not null,
  reason text not null check (reason in ('damaged_goods', 'discount', 'freight', 'price', 'quantity', 'bank_fee', 'other')),
  minor bigint not null check (minor > 0),
  hold_id uuid not null,
  recorded_at timestamptz not null,
  primary key (company_id, proposal_id, receivable_id),
  foreign key (company_id, proposal_id) references proposal (company_id, id),
  foreign key (company_id, receivable_id) references receivable (company_id, id),
  foreign key (company_id, hold_id) references hold (company_id, id)
);

-- Whether the machine applied it without a person, told when it is made: what judges the machine reads no explanation.
alter table proposal add column by_machine boolean not null default false;

update proposal set by_machine = true
where rank = 1 and state in ('applied', 'undone') and explanation->>'decision' = 'apply'
  and exists (select 1 from run where run.company_id = proposal.company_id and run.id = proposal.run_id and run.mode = 'auto');
