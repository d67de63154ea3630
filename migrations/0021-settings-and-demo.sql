-- A company of the demo: `loading` until it has been lived through to its end, and nobody sees it before; then `ready`. Null: a company of one's own.
alter table company add column demo text check (demo in ('loading', 'ready'));

-- When an invoice is due where neither it nor its customer says so.
alter table company add column default_terms text not null default 'NET30';

-- Demos that were loaded before there was this mark.
update company c set demo = case
    when exists (select 1 from audit_event e where e.company_id = c.id and e.subject_kind = 'demo' and e.action = 'demo.loaded') then 'ready'
    else 'loading' end
where exists (select 1 from audit_event e where e.company_id = c.id and e.subject_kind = 'demo' and e.action = 'demo.began');

-- What a user set for themselves: saved views, theme, language. Null as company: wherever they are.
create table user_preference (
  id uuid primary key,
  user_id uuid not null references app_user (id) on delete cascade,
  company_id uuid references company (id) on delete cascade,
  key text not null,
  value jsonb not null,
  changed_at timestamptz not null,
  unique nulls not distinct (user_id, company_id, key)
);
