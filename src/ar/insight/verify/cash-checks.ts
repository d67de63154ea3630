import { sql } from 'kysely';
import type { Check } from './check.ts';

type Rows = Record<string, unknown>;

/** That every piece of money is where the bank says it is, once. */
export const cashChecks: readonly Check[] = [
  {
    name: 'money-once',
    rule: 'received = applied + unapplied + refunded + returned, per payment',
    breaking: (company) => sql<Rows>`
      select p.id, p.minor, c.open, coalesce(a.applied, 0) as applied, coalesce(a.technical, 0) as refunded_or_returned from payment p
      join credit c on c.company_id = p.company_id and c.payment_id = p.id
      left join (
        select a.credit_id, sum(a.credit_minor) filter (where r.kind <> 'technical') as applied, sum(a.credit_minor) filter (where r.kind = 'technical') as technical
        from allocation a join receivable r on r.company_id = a.company_id and r.id = a.receivable_id where a.company_id = ${company} group by 1) a on a.credit_id = c.id
      where p.company_id = ${company} and (p.minor <> c.original or p.minor <> c.open + coalesce(a.applied, 0) + coalesce(a.technical, 0)
        or (p.state in ('reversed', 'returned') and (c.open <> 0 or coalesce(a.applied, 0) <> 0)))`,
  },
  {
    name: 'bank-line-once',
    rule: 'a bank line is explained by at most one live proposal, and its payments, returned ones included, come to the line',
    breaking: (company) => sql<Rows>`
      select l.id, l.state, l.minor, count(p.id) as payments, sum(p.minor) as paid from bank_line l
      left join payment p on p.company_id = l.company_id and p.bank_line_id = l.id and p.state in ('received', 'returned')
      where l.company_id = ${company}
      group by l.id, l.state, l.minor
      having (l.state = 'applied' and l.minor > 0 and coalesce(sum(p.minor), 0) <> l.minor) or (l.state in ('open', 'proposed', 'pending', 'repeated', 'set_aside') and count(p.id) > 0)`,
  },
  {
    name: 'outgoing-lines',
    rule: 'an outgoing line that is explained is one refund of its amount, or takes back payments of at most its amount',
    breaking: (company) => sql<Rows>`
      select l.id, l.minor, coalesce(r.minor, 0) as refunded, coalesce(p.minor, 0) as returned from bank_line l
      left join (select bank_line_id, sum(minor) as minor, count(*) as n from refund where company_id = ${company} and bank_line_id is not null group by 1) r on r.bank_line_id = l.id
      left join (select return_line_id, sum(minor) as minor from payment where company_id = ${company} and return_line_id is not null group by 1) p on p.return_line_id = l.id
      where l.company_id = ${company} and (
        (l.state = 'applied' and l.minor < 0 and not (coalesce(r.minor, 0) = -l.minor and r.n = 1 and p.minor is null) and not (p.minor <= -l.minor and r.minor is null))
        or ((l.state <> 'applied' or l.minor > 0) and (r.minor is not null or p.minor is not null)))`,
  },
  {
    name: 'bank-clearing',
    rule: 'BCL = booked bank lines that nobody has explained yet, less payments and plus refunds that await the bank, and plus what was returned',
    breaking: (company) => sql<Rows>`
      with ledger as (select currency, -sum(minor) as minor from journal_line where company_id = ${company} and account = 'BCL' group by 1),
      lines as (
        select currency, sum(minor) as minor from (
          select currency, minor from bank_line where company_id = ${company} and state in ('open', 'proposed')
          union all
          select currency, -minor from payment where company_id = ${company} and awaits_bank and state = 'received' and method = 'bank_transfer'
          union all
          -- The line on which the bank took the money back stays open: the two cancel each other here.
          select currency, minor from payment where company_id = ${company} and bank_line_id is not null and return_line_id is null and state = 'returned'
          union all
          select currency, minor from refund where company_id = ${company} and awaits_bank and state = 'issued') b group by 1)
      select coalesce(l.currency, b.currency) as currency, l.minor as ledger, b.minor as lines from ledger l full join lines b on b.currency = l.currency
      where coalesce(l.minor, 0) <> coalesce(b.minor, 0)`,
  },
  {
    name: 'bank-ledger',
    rule: 'the bank accounts in the ledger hold what the posted bank lines add up to',
    breaking: (company) => sql<Rows>`
      with ledger as (select currency, sum(minor) as minor from journal_line where company_id = ${company} and account like 'BANK%' group by 1),
      lines as (select currency, sum(minor) as minor from bank_line where company_id = ${company} and state not in ('pending', 'repeated') group by 1)
      select coalesce(l.currency, b.currency) as currency, l.minor as ledger, b.minor as lines from ledger l full join lines b on b.currency = l.currency
      where coalesce(l.minor, 0) <> coalesce(b.minor, 0)`,
  },
  {
    name: 'raw-bytes-kept',
    rule: 'the bytes of every bank file are kept whole',
    breaking: (company) => sql<Rows>`
      select f.id, f.name, f.bytes, coalesce(sum(length(c.bytes)), 0) as kept from bank_file f
      left join bank_file_chunk c on c.company_id = f.company_id and c.file_id = f.id
      where f.company_id = ${company} group by f.id, f.name, f.bytes having coalesce(sum(length(c.bytes)), 0) <> f.bytes`,
  },
];
