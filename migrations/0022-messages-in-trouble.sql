-- The messages that a person has to look at, the newest first: few among many.
create index message_in_trouble on message (company_id, id) where state in ('unknown', 'bounced', 'failed');
