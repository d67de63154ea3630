import { sql } from 'kysely';
import type { Check } from './check.ts';

type Rows = Record<string, unknown>;

/** What the journal must satisfy by itself. */
export const ledgerChecks: readonly Check[] = [
  {
    name: 'entries-balance',
    rule: 'every journal entry balances in base currency, and in its own currency where it has one',
    breaking: (company) => sql<Rows>`
      select entry_id, sum(base_minor) as base, sum(minor) as own from journal_line where company_id = ${company}
      group by entry_id having sum(base_minor) <> 0 or (count(distinct currency) = 1 and sum(minor) <> 0)`,
  },
  {
    name: 'entries-have-lines',
    rule: 'every journal entry has lines',
    breaking: (company) => sql<Rows>`
      select e.id as entry_id, e.cause_kind from journal_entry e where e.company_id = ${company}
        and not exists (select 1 from journal_line l where l.company_id = e.company_id and l.entry_id = e.id)`,
  },
  {
    name: 'reversals-mirror',
    rule: 'a reversing entry mirrors the one it reverses, line by line',
    breaking: (company) => sql<Rows>`
      select r.id as entry_id, r.reverses from journal_entry r
      join journal_line l on l.company_id = r.company_id and l.entry_id in (r.id, r.reverses)
      where r.company_id = ${company} and r.reverses is not null
      group by r.id, r.reverses, l.pos, l.account, l.currency having sum(l.minor) <> 0 or sum(l.base_minor) <> 0`,
  },
  {
    name: 'causes-reversed-wholly',
    rule: 'a cause is reversed once and wholly: all of its entries and allocations, or none',
    breaking: (company) => sql<Rows>`
      with entry as (
        select e.cause_id, exists (select 1 from journal_entry r where r.company_id = e.company_id and r.reverses = e.id) as reversed
        from journal_entry e where e.company_id = ${company} and e.reverses is null and e.cause_kind <> 'reversal'
        union all
        select a.cause_id, exists (select 1 from allocation r where r.company_id = a.company_id and r.reverses = a.id)
        from allocation a where a.company_id = ${company} and a.reverses is null and a.cause_kind <> 'reversal'
      )
      select cause_id, count(*) as parts, count(*) filter (where reversed) as reversed from entry group by cause_id
      having bool_or(reversed) and not bool_and(reversed)`,
  },
  {
    name: 'accounts-known',
    rule: 'every journal line names an account of the chart',
    breaking: (company) => sql<Rows>`
      select l.account, count(*) as lines from journal_line l where l.company_id = ${company}
        and not exists (select 1 from account a where a.company_id = l.company_id and a.code = l.account)
      group by l.account`,
  },
  {
    name: 'series-gapless',
    rule: 'every series counts 1, 2, 3 ... up to its next number, each once',
    breaking: (company) => sql<Rows>`
      select s.kind, s.series, s.next - 1 as last, count(d.seq) as documents, min(d.seq) as low, max(d.seq) as high
      from number_series s left join document d on d.company_id = s.company_id and d.kind = s.kind and d.series = s.series and d.seq is not null
      where s.company_id = ${company}
      group by s.kind, s.series, s.next
      having count(d.seq) <> coalesce(max(d.seq) - min(d.seq) + 1, 0) or coalesce(max(d.seq), s.next - 1) <> s.next - 1`,
  },
  {
    name: 'documents-add-up',
    rule: "a document's lines and taxes add up to its totals",
    breaking: (company) => sql<Rows>`
      select d.number, d.net, d.tax,
        (select sum(l.net) from document_line l where l.company_id = d.company_id and l.document_id = d.id) as lines,
        (select sum(t.tax) from document_tax t where t.company_id = d.company_id and t.document_id = d.id) as taxes
      from document d where d.company_id = ${company} and d.owner = 'dunlin' and (
        d.net <> (select coalesce(sum(l.net), 0) from document_line l where l.company_id = d.company_id and l.document_id = d.id)
        or d.tax <> (select coalesce(sum(t.tax), 0) from document_tax t where t.company_id = d.company_id and t.document_id = d.id))`,
  },
];
