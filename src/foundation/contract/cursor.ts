import type { z } from 'zod';
import { Refusal } from '../errors/refusal.ts';

/** The place after the last row of a page, as text for the client. Bigints travel as strings. */
export function encodeCursor(place: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(place, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))).toString('base64url');
}

/** Reads a cursor back; `place` describes it (`z.tuple([...])`), since clients may send anything. Undefined for the first page.
 *  Refuses `cursor.invalid`. Nothing secret stands in a cursor, and a forged one only moves the place: it is validated, not signed. */
export function decodeCursor<S extends z.ZodType>(text: string | undefined, place: S): z.output<S> | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    value = undefined;
  }
  const parsed = place.safeParse(value);
  if (!parsed.success)
    throw new Refusal('cursor.invalid', 'This cursor does not belong to this list. Start again without a cursor, and pass back `next` unchanged.');
  return parsed.data;
}

/** Cuts a page of `limit` rows out of `limit + 1` that were read, and points behind its last row. */
export function cutPage<T, U>(
  rows: readonly T[],
  options: { limit: number; place: (last: T) => readonly unknown[]; item: (row: T) => U },
): { items: U[]; next: string | null } {
  const kept = rows.slice(0, options.limit);
  const last = kept.at(-1);
  return { items: kept.map(options.item), next: rows.length > options.limit && last !== undefined ? encodeCursor(options.place(last)) : null };
}
