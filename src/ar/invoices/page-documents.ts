import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '../access/context.ts';
import { conditionsOf, isNarrow, type DocumentFilter } from './invoice-filter.ts';
import { after, keyColumns, orderOf, placeOf, segmentsOf, type KeyRow, type Order, type Place, type Segment } from './invoice-order.ts';

/** A document with its place in an order. */
export type PlacedDocument = { readonly id: string; readonly place: Place };

export type PageRequest = { readonly after: Place | null; readonly skip: number; readonly take: number };

/** Documents of a filter in an order, from a place on: ids and places alone. */
export async function pageDocuments(ctx: Ctx, filter: DocumentFilter, order: Order, request: PageRequest): Promise<PlacedDocument[]> {
  const found: PlacedDocument[] = [];
  let { after: place, skip } = request;
  for (const segment of segmentsOf(ctx, filter, order)) {
    if (place !== null && !segment.holds(place)) continue;
    const take = request.take - found.length;
    const several = segment.fixed.length > 0 || segment.lookedUp;
    // Where rows of a segment are passed over, how many there were decides where the next one begins.
    const rows = await readSegment(ctx, { order, segment }, several ? { after: place, skip: 0, take: skip + take } : { after: place, skip, take });
    const kept = several ? rows.slice(skip) : rows;
    if (several) skip = Math.max(0, skip - rows.length);
    found.push(...kept.map((row) => ({ id: row.id, place: placeOf(segment, row) })));
    if (found.length >= request.take) break;
    place = null;
  }
  return found;
}

export type Reading = { readonly order: Order; readonly segment: Segment };

/** Rows that a walk looks at for every row that is wanted, and at least; more are found sooner by gathering all. */
const LOOKED_AT = { forEach: 10, atLeast: 4_000, atMost: 40_000 };

/** Most filters let many rows through: then a page is found by walking along the index of the order. Where a stretch of it does not give the page (overdue ones
 *  among the newest, open ones among the oldest), all rows that pass are gathered by the filter's own indexes and sorted. The planner cannot know which is which:
 *  how a filter and an order hang together stands in no statistics. */
async function readSegment(ctx: Ctx, reading: Reading, request: PageRequest): Promise<KeyRow[]> {
  const { segment } = reading;
  const conditions = [...conditionsOf(ctx, segment.filter, 'row'), ...segment.others];
  if (conditions.length === 0 && !segment.lookedUp) return ctx.tx.rows(straight(reading, request));
  if (!segment.lookedUp && !isNarrow(segment.filter)) {
    const rows = await ctx.tx.rows(walked(reading, request, conditions));
    if (rows.length === request.take) return rows;
  }
  return ctx.tx.rows(sql<KeyRow>`
    select * from (${gathered(ctx, reading, request.after)}) d order by ${orderOf(segment, reading.order.direction)} limit ${request.take} offset ${request.skip}`);
}

function from(reading: Reading, place: Place | null): RawBuilder<unknown> {
  const { segment, order } = reading;
  const conditions = [...segment.where, ...(place === null ? [] : after(segment, place, order.direction))];
  return sql`from ${segment.from} where ${conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)}`;
}

function straight(reading: Reading, { after: place, skip, take }: PageRequest) {
  const { segment, order } = reading;
  return sql<KeyRow>`select ${segment.id} as id, ${keyColumns(segment)} ${from(reading, place)} order by ${orderOf(segment, order.direction)} limit ${take} offset ${skip}`;
}

function walked(reading: Reading, { after: place, skip, take }: PageRequest, conditions: readonly RawBuilder<unknown>[]) {
  const { segment, order } = reading;
  const looked = Math.min(LOOKED_AT.atMost, LOOKED_AT.atLeast + LOOKED_AT.forEach * (skip + take));
  const keys = sql.join(segment.keys.map((_, index) => sql.raw(`d.k${index + 1}`)));
  return sql<KeyRow>`
    select d.id, ${keys} from (
      select d.id, d.kind, d.customer_id, d.currency, d.gross, d.number, d.payment_reference, d.issued_on, ${keyColumns(segment)} ${from(reading, place)}
      order by ${orderOf(segment, order.direction)} limit ${looked}) d
    where ${sql.join(conditions, sql` and `)} order by ${orderOf(segment, order.direction)} limit ${take} offset ${skip}`;
}

/** All rows of a segment that pass the filter, with their keys, in no order. `offset 0` keeps a limit outside from choosing the way inside. */
function gathered(ctx: Ctx, reading: Reading, place: Place | null = null) {
  return sql`${passing(ctx, reading, place)} offset 0`;
}

/** All rows of a segment that pass the filter, with their keys; in whatever order and way. */
export function passing(ctx: Ctx, { order, segment }: Reading, place: Place | null = null) {
  const asked = [...conditionsOf(ctx, segment.filter, 'set'), ...segment.others];
  const conditions = [...segment.where, ...(place === null ? [] : after(segment, place, order.direction)), ...asked];
  return sql`
    select ${segment.id} as id, ${keyColumns(segment)} from ${segment.from}
    where ${conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)}`;
}

/** As gathered, in order: from the index of the order where nothing is filtered. */
export function ordered(ctx: Ctx, reading: Reading) {
  return sql`${passing(ctx, reading)} order by ${orderOf(reading.segment, reading.order.direction)}`;
}

/** How many rows of a segment come after a place, counted up to `most`. */
export async function countAfter(ctx: Ctx, reading: Reading, place: Place | null, most: number): Promise<number> {
  const row = await ctx.tx.first(sql<{ count: number }>`
    select count(*)::int as count from (${passing(ctx, reading, place)} order by ${orderOf(reading.segment, reading.order.direction)} limit ${most}) d`);
  return row?.count ?? 0;
}
