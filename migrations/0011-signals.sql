-- What happened in a slice and concerns later ones, written in the unit of work in which it happened; a job takes it and asks for the work.
create table signal (
  company_id uuid not null,
  id uuid not null,
  event text not null,
  subject_id uuid not null,
  recorded_at timestamptz not null,
  primary key (company_id, id)
);
