import { sql, type RawBuilder } from 'kysely';

type Rows = RawBuilder<Record<string, unknown>>;

/** Column names are those of the export; amounts are minor units beside their currency. */
export function customersQuery(company: string): Rows {
  return sql<Record<string, unknown>>`
    select c.number, c.name,
      (select min(k.email) from contact k where k.company_id = c.company_id and k.customer_id = c.id and k.role = 'billing' and k.email <> '') as email,
      (select min(a.account_key) from payer_account a where a.company_id = c.company_id and a.customer_id = c.id and a.source <> 'learned') as iban,
      p.number as "parentNumber", c.kind, c.country, c.language, c.terms, c.credit_limit_minor as "creditLimit", c.credit_limit_currency as currency, c.origin, c.created_at as "createdAt", c.id
    from customer c left join customer p on p.company_id = c.company_id and p.id = c.parent_id
    where c.company_id = ${company} order by c.id`;
}

/** What is owed to the company; technical receivables are bookkeeping of ours and stay out. */
export function receivablesQuery(company: string): Rows {
  return sql<Record<string, unknown>>`
    select c.number as "customerNumber", c.name as "customerName", r.number, r.instalment, r.kind, r.issued_on as "issuedOn", r.due_on as "dueOn", r.posted_on as "postedOn",
      r.original as amount, r.open as "openAmount", r.currency, r.reference, r.expected_on as "expectedOn", r.id
    from receivable r join customer c on c.company_id = r.company_id and c.id = r.customer_id
    where r.company_id = ${company} and r.kind <> 'technical' order by r.id`;
}

export function paymentsQuery(company: string): Rows {
  return sql<Record<string, unknown>>`
    select c.number as "customerNumber", c.name as "customerName", p.method, p.state, p.received_on as "receivedOn", p.booked_on as "bookedOn", p.minor as amount,
      coalesce((select sum(k.open) from credit k where k.company_id = p.company_id and k.payment_id = p.id), 0)::bigint as unapplied,
      p.currency, p.payer_name as "payerName", p.reference, s.reference as "statementReference", l.ordinal as "bankLineOrdinal", p.awaits_bank as "awaitsBank", p.id
    from payment p
    left join customer c on c.company_id = p.company_id and c.id = p.customer_id
    left join bank_line l on l.company_id = p.company_id and l.id = p.bank_line_id
    left join bank_statement s on s.company_id = l.company_id and s.id = l.statement_id
    where p.company_id = ${company} order by p.id`;
}

/** What settled what. The bank line is that of the payment, or of the decision that gave a discount beside it; a reversal names the line of what it takes back. */
export function allocationsQuery(company: string): Rows {
  return sql<Record<string, unknown>>`
    select s.reference as "statementReference", l.ordinal as "bankLineOrdinal", r.number as "invoiceNumber", r.instalment, k.kind, a.receivable_minor as amount, r.currency,
      a.posted_on as "postedOn", a.value_on as "valueOn", a.value_on - r.due_on as "daysPastDue", c.number as "customerNumber", k.payment_id as "paymentId",
      d.number as "creditNoteNumber", a.cause_kind as "causeKind", a.cause_id as "causeId", a.reverses, a.id
    from allocation a
    join receivable r on r.company_id = a.company_id and r.id = a.receivable_id and r.kind <> 'technical'
    join customer c on c.company_id = r.company_id and c.id = r.customer_id
    join credit k on k.company_id = a.company_id and k.id = a.credit_id
    left join document d on d.company_id = k.company_id and d.id = k.document_id
    left join payment p on p.company_id = k.company_id and p.id = k.payment_id
    left join proposal q on q.company_id = k.company_id and q.id = k.cause_id and k.cause_kind = 'proposal'
    left join bank_line l on l.company_id = a.company_id and l.id = coalesce(p.bank_line_id, q.bank_line_id)
    left join bank_statement s on s.company_id = l.company_id and s.id = l.statement_id
    where a.company_id = ${company} order by a.id`;
}

export function journalQuery(company: string): Rows {
  return sql<Record<string, unknown>>`
    select e.id as "entryId", l.pos as line, e.posted_on as "postedOn", e.value_on as "valueOn", e.recorded_at as "recordedAt", e.cause_kind as "causeKind", e.cause_id as "causeId",
      e.reverses, l.account, t.name as "accountName", t.external_code as "externalAccount", greatest(l.minor, 0) as debit, greatest(-l.minor, 0) as credit, l.currency,
      greatest(l.base_minor, 0) as "baseDebit", greatest(-l.base_minor, 0) as "baseCredit", b.base_currency as "baseCurrency", r.number as "invoiceNumber", c.number as "customerNumber"
    from journal_entry e
    join journal_line l on l.company_id = e.company_id and l.entry_id = e.id
    join company b on b.id = e.company_id
    left join account t on t.company_id = l.company_id and t.code = l.account
    left join receivable r on r.company_id = l.company_id and r.id = l.receivable_id
    left join credit k on k.company_id = l.company_id and k.id = l.credit_id
    left join customer c on c.company_id = e.company_id and c.id = coalesce(r.customer_id, k.customer_id)
    where e.company_id = ${company} order by e.id, l.pos`;
}

export function bankLinesQuery(company: string): Rows {
  return sql<Record<string, unknown>>`
    select s.reference as "statementReference", s.sequence as "statementSequence", a.identification as account, l.ordinal, l.entry, l.booked_on as "bookedOn", l.value_on as "valueOn",
      l.minor as amount, l.currency, l.counterparty_name as "counterpartyName", l.counterparty_account as "counterpartyAccount", l.text, l.refs as "references",
      l.bank_reference as "bankReference", l.code, l.reversal, l.state, l.reason, f.name as file, l.id
    from bank_line l
    join bank_statement s on s.company_id = l.company_id and s.id = l.statement_id
    join bank_file f on f.company_id = s.company_id and f.id = s.file_id
    join bank_account a on a.company_id = l.company_id and a.id = l.account_id
    where l.company_id = ${company} order by s.id, l.ordinal`;
}
