import { sql } from 'kysely';
import type { Ctx } from '../access/context.ts';

/** Moves pending effects into position_delta and every later monthly snapshot, and builds the snapshots of new months.
 *  One folder at a time per company; a second one finds nothing to do. Returns the number of pending rows folded. */
export async function foldPositions(ctx: Ctx): Promise<number> {
  const company = ctx.company.id;
  const taken = await ctx.tx.first(sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(727202, hashtext(${company})) as taken`);
  if (!taken?.taken) return 0;
  await ctx.tx.run(sql`
    create temp table if not exists position_folding
      (currency text, side text, kind text, posted_on date, due_on date, minor bigint, base_minor bigint, items int) on commit delete rows`);
  await ctx.tx.run(sql`truncate position_folding`);
  const folded = await ctx.tx.run(sql`
    with taken as (delete from position_pending where company_id = ${company} returning currency, side, kind, posted_on, due_on, minor, base_minor, items)
    insert into position_folding select currency, side, kind, posted_on, due_on, minor, base_minor, items from taken`);
  if (folded === 0) return 0;
  await ctx.tx.run(sql`
    insert into position_delta (company_id, currency, side, kind, posted_on, due_on, minor, base_minor, items)
    select ${company}::uuid, currency, side, kind, posted_on, due_on, sum(minor), sum(base_minor), sum(items)
    from position_folding group by currency, side, kind, posted_on, due_on
    on conflict (company_id, currency, side, posted_on, due_on, kind) do update
      set minor = position_delta.minor + excluded.minor, base_minor = position_delta.base_minor + excluded.base_minor, items = position_delta.items + excluded.items`);
  await ctx.tx.run(sql`
    insert into position_snapshot (company_id, currency, side, snap_on, due_on, minor, base_minor, items)
    select ${company}::uuid, f.currency, f.side, m.snap_on, f.due_on, sum(f.minor), sum(f.base_minor), sum(f.items)
    from position_folding f
    join position_snapshot_month m on m.company_id = ${company} and m.snap_on > f.posted_on
    group by f.currency, f.side, m.snap_on, f.due_on
    on conflict (company_id, currency, side, snap_on, due_on) do update
      set minor = position_snapshot.minor + excluded.minor, base_minor = position_snapshot.base_minor + excluded.base_minor, items = position_snapshot.items + excluded.items`);
  await buildNewSnapshots(ctx);
  return folded;
}

/** One snapshot for every first of month after the first posting, up to the last posting or today. */
async function buildNewSnapshots(ctx: Ctx): Promise<void> {
  const company = ctx.company.id;
  const months = await ctx.tx.rows(sql<{ snap_on: string }>`
    with span as (select min(posted_on) as first, greatest(max(posted_on), ${ctx.today}::date) as last from position_delta where company_id = ${company})
    insert into position_snapshot_month (company_id, snap_on)
    select ${company}::uuid, m::date
    from span, generate_series(date_trunc('month', first::timestamp) + interval '1 month', last::timestamp, interval '1 month') m
    on conflict do nothing
    returning snap_on`);
  if (months.length === 0) return;
  await ctx.tx.run(sql`
    insert into position_snapshot (company_id, currency, side, snap_on, due_on, minor, base_minor, items)
    select d.company_id, d.currency, d.side, m.snap_on, d.due_on, sum(d.minor), sum(d.base_minor), sum(d.items)
    from unnest(${months.map((m) => m.snap_on)}::date[]) as m (snap_on)
    join position_delta d on d.company_id = ${company} and d.posted_on < m.snap_on
    group by d.company_id, d.currency, d.side, m.snap_on, d.due_on
    having sum(d.minor) <> 0 or sum(d.base_minor) <> 0 or sum(d.items) <> 0`);
}
