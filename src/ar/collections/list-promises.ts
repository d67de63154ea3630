import { addDays, type Day } from '../../foundation/calendar/day.ts';
import type { Ctx } from '../access/context.ts';
import { promisedItems, findPromises, type PromisedItem, type StoredPromise } from './promise-store.ts';
import type { PromiseState } from './promise.ts';
import { stateOf } from './record-promise.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';

export const PROMISE_STATES = ['open', 'kept', 'partly_kept', 'broken', 'cancelled', 'replaced'] as const satisfies readonly PromiseState[];

export type ListedPromise = { readonly promise: StoredPromise; readonly state: PromiseState; readonly items: readonly PromisedItem[] };

export type PromiseFilter = {
  readonly customerId?: string | undefined;
  readonly state?: PromiseState | undefined;
  /** Promised for a day within these. */
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
};

const CHUNK_PROMISES = 500;

/** Promises with their state of today, the newest first, a page at a time. The state is computed: of a filter by it, promises are read until the page is full. */
export async function listPromises(ctx: Ctx, filter: PromiseFilter & { before: string | null; limit: number }): Promise<ListedPromise[]> {
  const found: { promise: StoredPromise; state: PromiseState }[] = [];
  for await (const promise of promisesOf(ctx, filter, filter.before)) {
    const state = stateOf(ctx, promise);
    if (filter.state === undefined || filter.state === state) found.push({ promise, state });
    if (found.length === filter.limit) break;
  }
  return withItems(ctx, found);
}

/** Refuses `promise.not_found`. */
export async function getPromise(ctx: Ctx, id: string): Promise<ListedPromise> {
  const promises = await findPromises(ctx, { ids: [id], limit: 1 });
  const [listed] = await withItems(
    ctx,
    promises.map((promise) => ({ promise, state: stateOf(ctx, promise) })),
  );
  if (!listed) throw new Refusal('promise.not_found', `There is no promise ${id} in this company. Reload the list.`, { id });
  return listed;
}

/** Promises that were judged broken or partly kept since a day: the bank's time after them ended on it or later, but before today. */
export async function brokenSince(ctx: Ctx, since: Day): Promise<ListedPromise[]> {
  const found: { promise: StoredPromise; state: PromiseState }[] = [];
  // The bank's time after the promised day spans two business days, which holidays and weekends stretch.
  for await (const promise of promisesOf(ctx, { from: addDays(since, -LONGEST_GRACE_DAYS), to: ctx.today }, null)) {
    const state = stateOf(ctx, promise);
    if ((state === 'broken' || state === 'partly_kept') && promise.cancelled_at === null && promise.grace_until >= since && promise.grace_until < ctx.today)
      found.push({ promise, state });
  }
  return withItems(ctx, found);
}

const LONGEST_GRACE_DAYS = 14;

/** Every promise of a filter, in chunks, the newest first. */
export async function* promisesOf(ctx: Ctx, filter: PromiseFilter, before: string | null): AsyncGenerator<StoredPromise> {
  const { customerId, from, to } = filter;
  const wanted = {
    ...(customerId === undefined ? {} : { customerId }),
    ...(from === undefined ? {} : { promisedFrom: from }),
    ...(to === undefined ? {} : { promisedTo: to }),
  };
  for (let place = before; ;) {
    const chunk = await findPromises(ctx, { ...wanted, before: place, limit: CHUNK_PROMISES });
    yield* chunk;
    place = chunk.at(-1)?.id ?? null;
    if (chunk.length < CHUNK_PROMISES) return;
  }
}

async function withItems(ctx: Ctx, found: readonly { promise: StoredPromise; state: PromiseState }[]): Promise<ListedPromise[]> {
  const items = Map.groupBy(
    await promisedItems(
      ctx,
      found.map(({ promise }) => promise.id),
    ),
    ({ promise_id }) => promise_id,
  );
  return found.map((one) => ({ ...one, items: items.get(one.promise.id) ?? [] }));
}
