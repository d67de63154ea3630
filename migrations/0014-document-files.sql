-- The PDF of a document as it was made first; served again to the byte.
create table document_file (
  company_id uuid not null,
  document_id uuid not null,
  kind text not null check (kind in ('pdf')),
  layout text not null,
  language text not null,
  file_id uuid not null,
  made_at timestamptz not null,
  primary key (company_id, document_id, kind),
  foreign key (company_id, document_id) references document (company_id, id),
  foreign key (company_id, file_id) references kept_file (company_id, id)
);
