import { sql, type RawBuilder } from 'kysely';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../foundation/contract/cursor.ts';
import { day, id } from '../../foundation/contract/page.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import type { Direction, Sort } from './invoice-table.ts';
import { asksForOpen, asksForSettled, conditionsOfTotals, dueSpan, isUnfiltered, restOfOpen, type DocumentFilter } from './invoice-filter.ts';
import { nothingOpen, openTotals } from './open-documents.ts';

/** `currency`: all rows have this one, which is not that of the books, and amounts compare as they are written; null: by their value in the books. */
export type Order = { readonly sort: Sort; readonly direction: Direction; readonly currency: Currency | null };

type Key = { readonly column: RawBuilder<unknown>; readonly type: 'date' | 'text' | 'bigint' | 'uuid' };

/** A row's place: its values of the order's keys, the id last. */
export type Place = readonly string[];

/** Rows that are in order among themselves. Every order is one, but by what is open: first those with something open, then all others (or the other way round).
 *  `lookedUp`: the keys stand in no index, so that all rows are gathered and sorted. */
export type Segment = {
  readonly from: RawBuilder<unknown>;
  readonly id: RawBuilder<unknown>;
  readonly where: readonly RawBuilder<unknown>[];
  /** What of the filter is still to be asked of its rows. */
  readonly filter: DocumentFilter;
  /** As those of a filter that look at other tables: not asked before a row was come upon. */
  readonly others: readonly RawBuilder<unknown>[];
  /** Values that all places of this segment begin with. */
  readonly fixed: Place;
  readonly keys: readonly Key[];
  readonly lookedUp: boolean;
  /** Whether a place lies in this segment. */
  readonly holds: (place: Place) => boolean;
};

const ID: Key = { column: sql`d.id`, type: 'uuid' };
const NUMBER: Key = { column: sql`d.number collate "C"`, type: 'text' };

/** A place in the order by what is open names its segment: a rest of a weak currency may be worth nothing in the books and is open all the same. */
const OPEN: Place = ['o'];
const SETTLED: Place = ['s', '0'];

/** The segments of an order in which rows of a filter can be, one after the other. */
export function segmentsOf(ctx: Ctx, filter: DocumentFilter, order: Order): readonly Segment[] {
  const company = ctx.company.id;
  const documents = {
    from: sql`document d`,
    id: sql`d.id`,
    where: [sql`d.company_id = ${company}`],
    filter,
    others: [],
    fixed: [],
    lookedUp: false,
    holds: () => true,
  };
  switch (order.sort) {
    case 'issued':
      return [{ ...documents, keys: [{ column: sql`d.issued_on`, type: 'date' }, ID] }];
    case 'due':
      return [{ ...documents, keys: [{ column: sql`d.due_on`, type: 'date' }, ID] }];
    case 'number':
      return [{ ...documents, keys: [NUMBER, ID] }];
    case 'amount':
      return [{ ...documents, keys: [{ column: order.currency === null ? sql`d.base_gross` : sql`d.gross`, type: 'bigint' }, ID] }];
    case 'customer':
      return [
        {
          ...documents,
          from: sql`customer c join document d on d.company_id = ${company} and d.customer_id = c.id`,
          where: [sql`c.company_id = ${company}`],
          keys: [{ column: sql`c.name`, type: 'text' }, { column: sql`c.id`, type: 'uuid' }, NUMBER, ID],
        },
      ];
    default: {
      const settled: Segment = { ...documents, others: nothingOpen(ctx), fixed: SETTLED, keys: [ID], holds: ([segment]) => segment === SETTLED[0] };
      const segments = [...(asksForSettled(filter) ? [] : [openSegment(ctx, filter, order)]), ...(asksForOpen(filter) ? [] : [settled])];
      return order.direction === 'desc' ? segments : segments.toReversed();
    }
  }
}

/** Documents with something open, by how much: what a filter asks about it is asked of the sums. */
function openSegment(ctx: Ctx, filter: DocumentFilter, order: Order): Segment {
  const totals = sql`(${openTotals(ctx, { base: order.currency === null, of: conditionsOfTotals(ctx, filter) })}) o`;
  const due = dueSpan(ctx, filter);
  const rest = restOfOpen(filter);
  return {
    from: isUnfiltered(rest) ? totals : sql`${totals} join document d on d.company_id = ${ctx.company.id} and d.id = o.document_id`,
    id: sql`o.document_id`,
    where: [...(due.last === null ? [] : [sql`o.due_on <= ${due.last}`]), ...(due.first === null ? [] : [sql`o.due_on >= ${due.first}`])],
    filter: rest,
    others: [],
    fixed: OPEN,
    keys: [
      { column: sql`o.open`, type: 'bigint' },
      { column: sql`o.document_id`, type: 'uuid' },
    ],
    lookedUp: true,
    holds: ([segment]) => segment === OPEN[0],
  };
}

/** The keys of a segment as columns k1, k2, … */
export function keyColumns({ keys }: Segment): RawBuilder<unknown> {
  return sql.join(keys.map(({ column }, index) => sql`${column} as ${sql.raw(`k${index + 1}`)}`));
}

export type KeyRow = { id: string; k1: unknown; k2?: unknown; k3?: unknown; k4?: unknown };

/** The place of a row of those columns. */
export function placeOf({ fixed, keys }: Segment, row: KeyRow): Place {
  return [...fixed, ...[row.k1, row.k2, row.k3, row.k4].slice(0, keys.length).map(String)];
}

/** `order by` over those columns. */
export function orderOf({ keys }: Segment, direction: Direction): RawBuilder<unknown> {
  return sql.join(keys.map((_, index) => sql.raw(`k${index + 1} ${direction}`)));
}

/** That a row comes after a place. The first key alone is said once more: over two tables it is all that an index can use. */
export function after({ keys, fixed }: Segment, place: Place, direction: Direction): RawBuilder<unknown>[] {
  const compare = sql.raw(direction === 'asc' ? '>' : '<');
  const value = (index: number) => sql`${place[fixed.length + index]}::${sql.raw(keys[index]?.type ?? 'text')}`;
  const columns = sql.join(keys.map(({ column }) => column));
  const row = sql`(${columns}) ${compare} (${sql.join(keys.map((_, index) => value(index)))})`;
  return keys.length <= 2 ? [row] : [sql`${keys[0]?.column} ${sql.raw(direction === 'asc' ? '>=' : '<=')} ${value(0)}`, row];
}

const minor = z.string().regex(/^-?\d{1,18}$/);
const word = z
  .string()
  .max(1_000)
  .regex(/^[^\u0000]*$/);
const PLACES: Readonly<Record<Sort, readonly z.ZodType<string>[]>> = {
  issued: [day, id],
  due: [day, id],
  number: [word, id],
  amount: [minor, id],
  customer: [word, id, word, id],
  open: [z.enum(['o', 's']), minor, id],
};

/** Which order a cursor belongs to. */
function tagOf({ sort, direction, currency }: Order): string {
  return `${sort}.${direction}${(sort === 'amount' || sort === 'open') && currency !== null ? `.${currency}` : ''}`;
}

export function placeCursor(order: Order, place: Place): string {
  return encodeCursor([tagOf(order), ...place]);
}

/** Refuses `cursor.invalid` for the cursor of another order. */
export function cursorPlace(order: Order, cursor: string | undefined): Place | null {
  const parts = [z.literal(tagOf(order)), ...PLACES[order.sort]] as [z.ZodType<string>, ...z.ZodType<string>[]];
  const read = decodeCursor(cursor, z.tuple(parts));
  return read === undefined ? null : read.slice(1);
}
