import { sql } from 'kysely';
import type { Ctx } from '../access/context.ts';
import { conditionsOf, isUnfiltered, type DocumentFilter } from './invoice-filter.ts';
import { orderOf, placeOf, segmentsOf, type KeyRow, type Order, type Place } from './invoice-order.ts';
import { MAX_SKIP } from './invoice-table.ts';
import { countAfter, ordered, passing, type Reading } from './page-documents.ts';

/** Rows between two places that are read; of more than ANCHORS places only every second, third, … is kept. */
const FINE_STEP = 500;
const ANCHORS = 500;

export type Anchors = { readonly count: number; readonly step: number; readonly places: readonly (Place | null)[] };

/** Places of a segment whose rank in the whole order, which `before` rows precede, is a multiple of the fine step; and how many rows the segment has. */
type Ranked = { readonly places: readonly Place[]; readonly rows: number };

/** The place after which every `step`-th row of a filter begins, so that a client reaches row `i` by passing over `i mod step` rows after place `i / step`.
 *  The first is null: the beginning. One pass over the keys, which stand in the index of the order where nothing is filtered. */
export async function anchorDocuments(ctx: Ctx, filter: DocumentFilter, order: Order): Promise<Anchors> {
  const fine: Place[] = [];
  let count = 0;
  for (const segment of segmentsOf(ctx, filter, order)) {
    const reading = { order, segment };
    const { places, rows } = await (order.sort === 'customer'
      ? byCustomer(ctx, reading)
      : isUnfiltered(filter) && !segment.lookedUp
        ? alongIndex(ctx, reading, count)
        : sorted(ctx, reading, count));
    fine.push(...places);
    count += rows;
  }
  const every = Math.min(MAX_SKIP / FINE_STEP, Math.max(1, Math.ceil(count / FINE_STEP / ANCHORS)));
  // A place after the last row begins nothing.
  const places = fine.filter((_, index) => (index + 1) % every === 0 && (index + 1) * FINE_STEP < count);
  return { count, step: FINE_STEP * every, places: [null, ...places] };
}

/** The rows come in order by themselves; those behind the last place are counted apart. */
async function alongIndex(ctx: Ctx, reading: Reading, before: number): Promise<Ranked> {
  const rows = await ctx.tx.rows(sql<KeyRow & { rank: number }>`
    select * from (select *, (row_number() over (order by ${orderOf(reading.segment, reading.order.direction)}))::int as rank from (${ordered(ctx, reading)}) d) d
    where (rank + ${before}::int) % ${FINE_STEP}::int = 0`);
  const places = rows.map((row) => placeOf(reading.segment, row));
  return { places, rows: (rows.at(-1)?.rank ?? 0) + (await countAfter(ctx, reading, places.at(-1) ?? null, FINE_STEP)) };
}

/** The rows are put in order once, by the index of the order or by sorting, as is cheaper for all of them; the last one tells how many there are. */
async function sorted(ctx: Ctx, reading: Reading, before: number): Promise<Ranked> {
  const rows = await ctx.tx.rows(sql<KeyRow & { rank: number; last: boolean }>`
    select * from (
      select *, (row_number() over w)::int as rank, lead(id) over w is null as last from (${passing(ctx, reading)}) d
      window w as (order by ${orderOf(reading.segment, reading.order.direction)})) d
    where (rank + ${before}::int) % ${FINE_STEP}::int = 0 or last order by rank`);
  return {
    places: rows.filter(({ rank }) => (rank + before) % FINE_STEP === 0).map((row) => placeOf(reading.segment, row)),
    rows: rows.at(-1)?.rank ?? 0,
  };
}

/** A place stands in the list of one customer: documents are counted by customer, and only the lists in which a place falls are put in order. */
async function byCustomer(ctx: Ctx, { order, segment }: Reading): Promise<Ranked> {
  const company = ctx.company.id;
  const way = sql.raw(order.direction);
  const counted = [sql`d.company_id = ${company}`, ...conditionsOf(ctx, segment.filter, 'set')];
  const asked = [sql`d.company_id = ${company}`, sql`d.customer_id = c.id`, ...conditionsOf(ctx, segment.filter, 'row')];
  const rows = await ctx.tx.rows(sql<KeyRow & { total: number }>`
    with customers as materialized (
      select c.id, c.name, n.documents, sum(n.documents) over (order by c.name ${way}, c.id ${way})::int as upto
      from (select d.customer_id, count(*)::int as documents from document d where ${sql.join(counted, sql` and `)} group by d.customer_id) n
      join customer c on c.company_id = ${company} and c.id = n.customer_id),
    wanted as (
      select c.id, c.name, generate_series((c.upto - c.documents) / ${FINE_STEP}::int + 1, c.upto / ${FINE_STEP}::int) * ${FINE_STEP}::int as rank, c.upto - c.documents as before
      from customers c where (c.upto - c.documents) / ${FINE_STEP}::int < c.upto / ${FINE_STEP}::int)
    select p.id, p.k1, p.k2, p.k3, p.k4, t.total
    from (select coalesce(max(upto), 0)::int as total from customers) t
    left join lateral (
      select w.rank, d.* from wanted w cross join lateral (
        select d.id, c.name as k1, c.id as k2, d.number collate "C" as k3, d.id as k4 from (select w.id, w.name) c (id, name), document d
        where ${sql.join(asked, sql` and `)} order by k3 ${way}, k4 ${way} limit 1 offset w.rank - w.before - 1) d) p on true
    order by p.rank`);
  return { places: rows.flatMap((row) => (row.id === null ? [] : [placeOf(segment, row)])), rows: rows[0]?.total ?? 0 };
}
