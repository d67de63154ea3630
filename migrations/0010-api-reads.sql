-- What the lists of the API page through. The collation "C" makes prefix ranges of numbers work under any locale.
create index customer_by_number_prefix on customer (company_id, number collate "C");

create index document_by_issued on document (company_id, issued_on, id);

create index document_by_cites on document (company_id, cites) where cites is not null;

create index invoice_draft_by_state on invoice_draft (company_id, state, id);

create index payment_by_received on payment (company_id, received_on, id);

create index refund_by_credit on refund (company_id, credit_id);

create index bank_line_by_state on bank_line (company_id, state, id);

create index approval_by_state on approval (company_id, state, id);

-- A run's last sign of life: one that is silent for long has lost its process.
alter table run add column progressed_at timestamptz;
