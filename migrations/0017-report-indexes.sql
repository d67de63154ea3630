-- Pages of a long run in the order in which it decided.
drop index decision_by_run;

create index decision_by_run on decision (company_id, run_id, decided_on, id);

-- Days to pay, and what kept a promise, look at money by the day on which it counts.
create index allocation_by_value_on on allocation (company_id, value_on);

-- Reminders that somebody or something still waits for; the others are history.
create index reminder_open on reminder (company_id, policy, id) where state in ('planned', 'queued', 'waiting');

create index message_bounced on message (company_id, id) where state = 'bounced';
