-- A folder on the server's disk from which the bank files of a company are taken. Set by the operator alone: it is a path of the machine.
create table watched_folder (
  company_id uuid primary key,
  folder text not null,
  -- Saved import profile for delimited files; '' for the known layouts.
  profile text not null default '',
  state text not null check (state in ('on', 'off')),
  last_looked_at timestamptz,
  -- Why nothing can be taken from it at present, '' while all is well.
  last_problem text not null default '',
  changed_at timestamptz not null,
  changed_by text not null
);
