import { sql } from 'kysely';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import type { DocumentKind } from './find-documents.ts';
import { numberSeriesTable } from './tables.ts';

export type NumberSeries = { readonly kind: DocumentKind; readonly series: string; readonly prefix: string; readonly width: number; readonly next: bigint };

export type ListedSeries = NumberSeries & { readonly issued: number; readonly last_number: string | null };

/** Every series of the company, with what was issued from it. */
export async function readSeries(ctx: Ctx): Promise<ListedSeries[]> {
  return ctx.tx.rows(sql<ListedSeries>`
    select s.kind, s.series, s.prefix, s.width, s.next, i.issued,
      (select d.number from document d where d.company_id = s.company_id and d.kind = s.kind and d.series = s.series and d.seq = i.last_seq) as last_number
    from number_series s
    cross join lateral (
      select count(*)::int as issued, max(d.seq) as last_seq from document d
      where d.company_id = s.company_id and d.kind = s.kind and d.series = s.series and d.seq is not null) i
    where s.company_id = ${ctx.company.id} order by s.kind desc, s.series`);
}

/** Every series of a kind, locked until the unit of work ends: what is issued meanwhile waits, and is numbered by what is decided here. */
export async function lockSeries(ctx: Ctx, kind: DocumentKind): Promise<NumberSeries[]> {
  // Rows that are not there yet cannot be locked: two that are made at once would not see each other.
  await ctx.tx.run(sql`select pg_advisory_xact_lock(hashtextextended('number_series:' || ${ctx.company.id}, 0))`);
  return ctx.tx.rows(sql<NumberSeries>`
    select kind, series, prefix, width, next from number_series where company_id = ${ctx.company.id} and kind = ${kind} order by series for update`);
}

/** The highest place that a number in use would have in such a series, from `next` on; null where every number that it will print is free. */
export async function highestTaken(ctx: Ctx, like: Omit<NumberSeries, 'series'>): Promise<bigint | null> {
  const { kind, prefix, width, next } = like;
  // What follows the prefix is made of digits, as many as the series would print for that place.
  const row = await ctx.tx.first(sql<{ place: bigint | null }>`
    select max(p.place) as place from (
      select substr(d.number, length(${prefix}::text) + 1) as digits from document d
      where d.company_id = ${ctx.company.id} and d.kind = ${kind} and left(d.number, length(${prefix}::text)) = ${prefix}) n
    cross join lateral (select case when n.digits ~ '^[0-9]{1,18}$' then n.digits::bigint end as place) p
    where p.place >= ${next} and n.digits = lpad(p.place::text, greatest(${width}::int, length(p.place::text)), '0')`);
  return row?.place ?? null;
}

/** False where the series is there already. */
export async function insertSeries(ctx: Ctx, series: NumberSeries): Promise<boolean> {
  return (await insertRows(ctx.tx, numberSeriesTable, [{ company_id: ctx.company.id, ...series }], 'on conflict (company_id, kind, series) do nothing')) === 1;
}

export async function saveSeries(ctx: Ctx, series: NumberSeries): Promise<void> {
  await ctx.tx.run(sql`
    update number_series set prefix = ${series.prefix}, width = ${series.width}, next = ${series.next}
    where company_id = ${ctx.company.id} and kind = ${series.kind} and series = ${series.series}`);
}
