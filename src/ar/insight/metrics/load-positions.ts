import { sql } from 'kysely';
import type { Day } from '../../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../../foundation/db/insert-rows.ts';
import type { Currency } from '../../../foundation/money/currency.ts';
import type { Ctx } from '../../access/context.ts';

/** Amounts of one currency in its own minor units and, frozen when posted, in those of the base currency. */
export type Both = { readonly minor: bigint; readonly base: bigint };

/** Every currency of the positions with the posting day of its first invoice; null where only other things were posted. */
export async function loadCurrencies(ctx: Ctx): Promise<Map<Currency, Day | null>> {
  const company = ctx.company.id;
  const rows = await ctx.tx.rows(sql<{ currency: Currency; first_on: Day | null }>`
    with recursive known as (
      (select currency from position_delta where company_id = ${company} order by currency limit 1)
      union all
      select (select d.currency from position_delta d where d.company_id = ${company} and d.currency > known.currency order by d.currency limit 1)
      from known where known.currency is not null)
    select currency, min(first_on) as first_on from (
      select known.currency, (
        select d.posted_on from position_delta d
        where d.company_id = ${company} and d.currency = known.currency and d.side = 'receivable' and d.kind = 'invoice' order by d.posted_on limit 1) as first_on
      from known where known.currency is not null
      union all
      select currency, min(posted_on) filter (where side = 'receivable' and kind = 'invoice') from position_pending where company_id = ${company} group by currency) found
    group by currency order by currency`);
  return new Map(rows.map((row) => [row.currency, row.first_on]));
}

export type SalesRow = { currency: Currency; posted_on: Day; invoices: bigint; base_invoices: bigint; notes: bigint; base_notes: bigint };

/** Invoices and credit notes by posting day. A note counts when it is issued, whether or not it has settled anything. One that was refunded and came back
 *  from the bank stands as a credit again, without a document: it lowers the sales no second time. */
export async function loadSales(ctx: Ctx, currencies: readonly Currency[], span: { from: Day; to: Day }): Promise<SalesRow[]> {
  const company = ctx.company.id;
  const codes = arrayLiteral('text', currencies);
  const columns = sql`currency, posted_on, side, minor, base_minor`;
  return ctx.tx.rows(sql<SalesRow>`
    select currency, posted_on,
      coalesce(sum(minor) filter (where side = 'receivable'), 0)::bigint as invoices, coalesce(sum(base_minor) filter (where side = 'receivable'), 0)::bigint as base_invoices,
      coalesce(sum(minor) filter (where side = 'credit_ar'), 0)::bigint as notes, coalesce(sum(base_minor) filter (where side = 'credit_ar'), 0)::bigint as base_notes
    from (
      select ${columns} from position_delta
      where company_id = ${company} and currency = any (${codes}::text[]) and side = 'receivable' and posted_on between ${span.from} and ${span.to} and kind = 'invoice'
      union all
      select ${columns} from position_delta
      where company_id = ${company} and currency = any (${codes}::text[]) and side = 'credit_ar' and posted_on between ${span.from} and ${span.to} and kind = 'credit_note'
      union all
      select ${columns} from position_pending
      where company_id = ${company} and posted_on between ${span.from} and ${span.to}
        and ((side = 'receivable' and kind = 'invoice') or (side = 'credit_ar' and kind = 'credit_note'))
      union all
      select currency, posted_on, 'credit_ar', -original, -base_original from credit
      where company_id = ${company} and kind = 'credit_note' and document_id is null and posted_on between ${span.from} and ${span.to}
        and exists (select 1 from refund where company_id = ${company} and state = 'rejected')) sold
    group by currency, posted_on`);
}

/** Open balances of one currency at the end of a posting day. */
export type Balance = { readonly open: Both; readonly current: Both; readonly unapplied: Both };

export const NOTHING: Both = { minor: 0n, base: 0n };
export const NO_BALANCE: Balance = { open: NOTHING, current: NOTHING, unapplied: NOTHING };

type BalanceRow = {
  day: Day;
  currency: Currency;
  open: bigint;
  base_open: bigint;
  current: bigint;
  base_current: bigint;
  unapplied: bigint;
  base_unapplied: bigint;
};

/** Open receivables, those of them that are not past due, and unapplied cash at the end of each of these days: the nearest monthly snapshot before,
 *  the deltas since, and what is not folded yet. A month's end is a snapshot alone. */
export async function loadBalances(ctx: Ctx, currencies: readonly Currency[], days: readonly Day[]): Promise<Map<Day, Map<Currency, Balance>>> {
  const company = ctx.company.id;
  const codes = arrayLiteral('text', currencies);
  const amounts = (from: string) => sql.raw(`${from}.currency, ${from}.side, ${from}.due_on, ${from}.minor, ${from}.base_minor`);
  const rows = await ctx.tx.rows(sql<BalanceRow>`
    with asked as (
      select d.day, coalesce((select max(m.snap_on) from position_snapshot_month m where m.company_id = ${company} and m.snap_on <= d.day + 1), date '0001-01-01') as snap_on
      from unnest(${arrayLiteral('date', [...new Set(days)])}::date[]) as d (day)),
    sides as (select asked.day, asked.snap_on, c.currency, s.side from asked, unnest(${codes}::text[]) as c (currency), (values ('receivable'), ('credit_una')) as s (side)),
    effect as (
      select k.day, ${amounts('s')} from sides k
      join position_snapshot s on s.company_id = ${company} and s.currency = k.currency and s.side = k.side and s.snap_on = k.snap_on
      union all
      select k.day, ${amounts('d')} from sides k
      join position_delta d on d.company_id = ${company} and d.currency = k.currency and d.side = k.side and d.posted_on between k.snap_on and k.day
      union all
      select asked.day, ${amounts('p')} from asked join position_pending p on p.company_id = ${company} and p.posted_on <= asked.day and p.side in ('receivable', 'credit_una'))
    select day, currency,
      coalesce(sum(minor) filter (where side = 'receivable'), 0)::bigint as open, coalesce(sum(base_minor) filter (where side = 'receivable'), 0)::bigint as base_open,
      coalesce(sum(minor) filter (where side = 'receivable' and due_on >= day), 0)::bigint as current,
      coalesce(sum(base_minor) filter (where side = 'receivable' and due_on >= day), 0)::bigint as base_current,
      coalesce(sum(minor) filter (where side = 'credit_una'), 0)::bigint as unapplied, coalesce(sum(base_minor) filter (where side = 'credit_una'), 0)::bigint as base_unapplied
    from effect group by day, currency`);
  const byDay = new Map<Day, Map<Currency, Balance>>(days.map((on) => [on, new Map()]));
  for (const row of rows) {
    byDay.get(row.day)?.set(row.currency, {
      open: { minor: row.open, base: row.base_open },
      current: { minor: row.current, base: row.base_current },
      unapplied: { minor: row.unapplied, base: row.base_unapplied },
    });
  }
  return byDay;
}
