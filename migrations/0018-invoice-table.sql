-- The table of invoices in each of its orders, a page at a time. The collation "C" makes prefix ranges of numbers work under any locale.
create index document_by_due on document (company_id, due_on, id);

create index document_by_number on document (company_id, number collate "C", id);

-- In the currency of the books: amounts of several currencies in one order.
create index document_by_base_gross on document (company_id, base_gross, id);

-- Amounts as they are written; sums by currency are read from the index alone.
create index document_by_gross on document (company_id, gross, id) include (currency, kind);

-- What is open, by due day: overdue ones, and sums of what is open, are read from the index alone.
create index receivable_open_by_due on receivable (company_id, due_on, document_id) include (currency, open, base_open) where open <> 0;

-- Which documents are open: whether one is, and the order by what is open.
create index receivable_open_by_document on receivable (company_id, document_id) include (due_on, open, base_open) where open <> 0 and document_id is not null;

-- Settled in part; and what has instalments, of which some may be settled.
create index receivable_part_settled on receivable (company_id, document_id) where open <> 0 and open <> original and document_id is not null;

create index receivable_instalment on receivable (company_id, document_id) where instalment > 1 and document_id is not null;
