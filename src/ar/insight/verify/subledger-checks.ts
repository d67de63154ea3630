import { sql } from 'kysely';
import type { Check } from './check.ts';

type Rows = Record<string, unknown>;

/** That open amounts, ledger accounts and positions say the same. */
export const subledgerChecks: readonly Check[] = [
  {
    name: 'receivables-open',
    rule: 'open = original - allocations, on every receivable, in its currency and in base',
    breaking: (company) => sql<Rows>`
      select r.id, r.number, r.open, r.original - coalesce(a.minor, 0) as derived, r.base_open, r.base_original - coalesce(a.base, 0) as base_derived
      from receivable r
      left join (select receivable_id, sum(receivable_minor) as minor, sum(base_receivable) as base from allocation where company_id = ${company} group by 1) a on a.receivable_id = r.id
      where r.company_id = ${company} and (r.open <> r.original - coalesce(a.minor, 0) or r.base_open <> r.base_original - coalesce(a.base, 0))`,
  },
  {
    name: 'credits-open',
    rule: 'open = original - allocations, on every credit, in its currency and in base',
    breaking: (company) => sql<Rows>`
      select c.id, c.kind, c.open, c.original - coalesce(a.minor, 0) as derived, c.base_open, c.base_original - coalesce(a.base, 0) as base_derived
      from credit c
      left join (select credit_id, sum(credit_minor) as minor, sum(base_credit) as base from allocation where company_id = ${company} group by 1) a on a.credit_id = c.id
      where c.company_id = ${company} and (c.open <> c.original - coalesce(a.minor, 0) or c.base_open <> c.base_original - coalesce(a.base, 0))`,
  },
  {
    name: 'technical-settled',
    rule: 'technical receivables are settled at once',
    breaking: (company) => sql<Rows>`select id, number, open from receivable where company_id = ${company} and kind = 'technical' and open <> 0`,
  },
  {
    name: 'ar-control',
    rule: 'per customer and currency: AR = open receivables - open credits that sit in AR, in document and base currency',
    breaking: (company) => sql<Rows>`
      with ledger as (
        select coalesce(r.customer_id, c.customer_id) as customer_id, l.currency, sum(l.minor) as minor, sum(l.base_minor) as base
        from journal_line l
        left join receivable r on r.company_id = l.company_id and r.id = l.receivable_id
        left join credit c on c.company_id = l.company_id and c.id = l.credit_id
        where l.company_id = ${company} and l.account = 'AR' group by 1, 2),
      book as (
        select customer_id, currency, sum(open) as minor, sum(base_open) as base from (
          select customer_id, currency, open, base_open from receivable where company_id = ${company} and kind <> 'technical'
          union all
          select customer_id, currency, -open, -base_open from credit where company_id = ${company} and sits_in = 'AR') b group by 1, 2)
      select coalesce(l.customer_id, b.customer_id) as customer_id, coalesce(l.currency, b.currency) as currency, l.minor as ledger, b.minor as subledger, l.base as ledger_base, b.base as subledger_base
      from ledger l full join book b on b.customer_id = l.customer_id and b.currency = l.currency
      where coalesce(l.minor, 0) <> coalesce(b.minor, 0) or coalesce(l.base, 0) <> coalesce(b.base, 0)`,
  },
  {
    name: 'unapplied-cash',
    rule: 'per customer and currency: UNA = open payments',
    breaking: (company) => sql<Rows>`
      with ledger as (
        select c.customer_id, l.currency, -sum(l.minor) as minor, -sum(l.base_minor) as base from journal_line l
        left join credit c on c.company_id = l.company_id and c.id = l.credit_id
        where l.company_id = ${company} and l.account = 'UNA' group by 1, 2),
      book as (select customer_id, currency, sum(open) as minor, sum(base_open) as base from credit where company_id = ${company} and sits_in = 'UNA' group by 1, 2)
      select coalesce(l.customer_id, b.customer_id) as customer_id, coalesce(l.currency, b.currency) as currency, l.minor as ledger, b.minor as subledger
      from ledger l full join book b on b.customer_id is not distinct from l.customer_id and b.currency = l.currency
      where coalesce(l.minor, 0) <> coalesce(b.minor, 0) or coalesce(l.base, 0) <> coalesce(b.base, 0)`,
  },
  {
    name: 'ledger-every-day',
    rule: 'on every posting day: aging less credits in AR = AR, and unapplied cash = UNA, by positions and by journal',
    breaking: (company) => sql<Rows>`
      with ledger as (
        select l.account, l.currency, e.posted_on, sum(l.minor) as minor, sum(l.base_minor) as base
        from journal_line l join journal_entry e on e.company_id = l.company_id and e.id = l.entry_id
        where l.company_id = ${company} and l.account in ('AR', 'UNA') group by 1, 2, 3),
      effect as (
        select side, currency, posted_on, minor, base_minor from position_delta where company_id = ${company}
        union all select side, currency, posted_on, minor, base_minor from position_pending where company_id = ${company}),
      position as (
        select case when side = 'credit_una' then 'UNA' else 'AR' end as account, currency, posted_on,
          sum(case when side = 'receivable' then minor else -minor end) as minor, sum(case when side = 'receivable' then base_minor else -base_minor end) as base
        from effect where side in ('receivable', 'credit_ar', 'credit_una') group by 1, 2, 3)
      select coalesce(l.account, p.account) as account, coalesce(l.currency, p.currency) as currency, coalesce(l.posted_on, p.posted_on) as posted_on, l.minor as ledger, p.minor as position
      from ledger l full join position p on p.account = l.account and p.currency = l.currency and p.posted_on = l.posted_on
      where coalesce(l.minor, 0) <> coalesce(p.minor, 0) or coalesce(l.base, 0) <> coalesce(p.base, 0) order by 3`,
  },
  {
    name: 'snapshots',
    rule: 'every monthly snapshot is the sum of the deltas before it',
    breaking: (company) => sql<Rows>`
      with derived as (
        select m.snap_on, d.currency, d.side, d.due_on, sum(d.minor) as minor, sum(d.base_minor) as base, sum(d.items) as items
        from position_snapshot_month m join position_delta d on d.company_id = m.company_id and d.posted_on < m.snap_on
        where m.company_id = ${company} group by 1, 2, 3, 4),
      stored as (select snap_on, currency, side, due_on, minor, base_minor as base, items from position_snapshot where company_id = ${company})
      select coalesce(s.snap_on, d.snap_on) as snap_on, coalesce(s.due_on, d.due_on) as due_on, s.minor as stored, d.minor as derived
      from stored s full join derived d on d.snap_on = s.snap_on and d.currency = s.currency and d.side = s.side and d.due_on = s.due_on
      where coalesce(s.minor, 0) <> coalesce(d.minor, 0) or coalesce(s.base, 0) <> coalesce(d.base, 0) or coalesce(s.items, 0) <> coalesce(d.items, 0)`,
  },
  {
    name: 'open-counts',
    rule: 'the number of open receivables by positions is the number of receivables with an open amount',
    breaking: (company) => sql<Rows>`
      with effect as (
        select currency, items from position_delta where company_id = ${company} and side = 'receivable'
        union all select currency, items from position_pending where company_id = ${company} and side = 'receivable'),
      p as (select currency, sum(items) as items from effect group by 1),
      r as (select currency, count(*) as items from receivable where company_id = ${company} and kind <> 'technical' and open <> 0 group by 1)
      select coalesce(p.currency, r.currency) as currency, p.items as positions, r.items as receivables from p full join r on r.currency = p.currency
      where coalesce(p.items, 0) <> coalesce(r.items, 0)`,
  },
  {
    name: 'posting-days',
    rule: 'an allocation is posted on no day before its receivable, its credit or the allocation it reverses',
    breaking: (company) => sql<Rows>`
      select a.id, a.posted_on, r.posted_on as receivable_on, c.posted_on as credit_on from allocation a
      join receivable r on r.company_id = a.company_id and r.id = a.receivable_id
      join credit c on c.company_id = a.company_id and c.id = a.credit_id
      where a.company_id = ${company} and (a.posted_on < r.posted_on or a.posted_on < c.posted_on)`,
  },
  {
    name: 'deferred-tax',
    rule: 'cash basis: no deferred tax is left on a settled receivable that no credit note touched',
    breaking: (company) => sql<Rows>`
      select r.id, r.number, -sum(l.minor) filter (where l.account = 'DTAX') as deferred from receivable r
      join journal_line l on l.company_id = r.company_id and l.receivable_id = r.id and l.account = 'DTAX'
      where r.company_id = ${company} and r.open = 0
      group by r.id, r.number, r.tax_original
      having sum(l.minor) <> r.tax_original and not exists (
        select 1 from allocation a join credit c on c.company_id = a.company_id and c.id = a.credit_id
        where a.company_id = ${company} and a.receivable_id = r.id and c.kind = 'credit_note')`,
  },
];
