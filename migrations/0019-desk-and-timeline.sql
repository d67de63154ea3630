-- What is open with every customer, and how late, is read from the index alone.
drop index receivable_open_by_customer;

create index receivable_open_by_customer on receivable (company_id, customer_id, due_on) include (currency, open, base_open) where open <> 0;

-- Rests of what was paid in part, found by their amount; of what was not, the document's gross is the amount.
create index receivable_rest_by_amount on receivable (company_id, open) where open <> 0 and open <> original;

create index bank_line_waiting_by_amount on bank_line (company_id, minor) where state in ('open', 'proposed');

-- The digits of the number from its end: who reads a number out says its last digits, and only beginnings are found by an index.
alter table document add column number_end text not null default '';

update document set number_end = reverse(regexp_replace(number, '[^0-9]', '', 'g'));

alter table document alter column number_end drop default;

create index document_by_number_end on document (company_id, number_end collate "C");

-- The timeline of a customer: what happened with it, the newest first.
drop index message_by_customer;

create index message_by_customer on message (company_id, customer_id, (case when sent_at is null then queued_at else sent_at end)) where customer_id is not null;

create index message_failed_by_customer on message (company_id, customer_id, settled_at) where state in ('bounced', 'failed');

create index payment_taken_back on payment (company_id, customer_id) where state <> 'received';

-- Holds of all times, also released ones.
create index hold_of_receivable on hold (company_id, receivable_id) where receivable_id is not null;

create index hold_of_customer on hold (company_id, customer_id) where customer_id is not null;

create index reminder_item_by_receivable on reminder_item (company_id, receivable_id);
