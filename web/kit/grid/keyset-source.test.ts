import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '../../../src/foundation/contract/client.ts';
import { keysetSource, type KeysetList } from './keyset-source.ts';

type Ask = { readonly first: number; readonly signal: AbortSignal };

/** A server over a list of numbers, paged by cursors: the cursor after row n is `n`. */
function server(given: { readonly count: number; readonly step?: number; readonly latencyMs?: number }) {
  const { step = 1_000, latencyMs = 30 } = given;
  const state = { count: given.count, asks: [] as Ask[], anchorAsks: 0, down: false, refusal: undefined as ApiProblem | undefined };
  const later = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      setTimeout(() => (state.refusal ? reject(state.refusal) : state.down ? reject(new Error('down')) : resolve()), latencyMs);
      signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    });
  const list: KeysetList<number> = {
    key: 'all',
    async loadPage({ cursor, skip, limit, signal }) {
      const first = (cursor === null ? 0 : Number(cursor) + 1) + skip;
      state.asks.push({ first, signal });
      await later(signal);
      const items = Array.from({ length: Math.max(0, Math.min(limit, state.count - first)) }, (_, index) => first + index);
      return { items, next: first + limit < state.count ? String(first + limit - 1) : null };
    },
    async loadAnchors({ signal }) {
      state.anchorAsks += 1;
      await later(signal);
      return {
        count: state.count,
        step,
        anchors: Array.from({ length: Math.max(1, Math.ceil(state.count / step)) }, (_, k) => (k === 0 ? null : String(k * step - 1))),
      };
    },
  };
  return { state, list };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('rows by their place', () => {
  it('are the rows of that place, wherever someone looks, whatever the steps of anchors and pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ count: fc.integer({ min: 0, max: 20_000 }), step: fc.integer({ min: 30, max: 3_000 }), pageRows: fc.integer({ min: 10, max: 120 }) }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }),
        async ({ count, step, pageRows }, places) => {
          const source = keysetSource({ ...server({ count, step }).list, pageRows, maxPages: 6 });
          source.want(0, 20);
          await vi.advanceTimersByTimeAsync(300);
          expect(source.count()).toBe(count);
          expect(source.counted()).toBe(true);
          for (const place of places) {
            const first = Math.max(0, Math.min(count - 1, Math.floor(place * count)));
            const last = Math.min(count - 1, first + 20);
            source.want(first, Math.max(first, last));
            await vi.advanceTimersByTimeAsync(300);
            expect(source.rowsAt(first, last)).toEqual(Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index));
          }
          source.rest();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of the first page are there before anybody has counted', async () => {
    const { list } = server({ count: 5_000 });
    const source = keysetSource({ ...list, loadAnchors: () => new Promise(() => undefined) });
    source.want(0, 20);
    await vi.advanceTimersByTimeAsync(40);
    expect(source.rowsAt(0, 2)).toEqual([0, 1, 2]);
    expect(source.counted()).toBe(false);
    source.rest();
  });

  it('can be read across pages that were never on the screen', async () => {
    const source = keysetSource(server({ count: 5_000 }).list);
    const rows = source.read(1_950, 2_333);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await rows).toEqual(Array.from({ length: 384 }, (_, index) => 1_950 + index));
  });
});

describe('requests', () => {
  it('are not sent for pages that a fast scroll flies past, and neighbours come by themselves', async () => {
    const { state, list } = server({ count: 1_000_000 });
    const source = keysetSource(list);
    source.want(0, 20);
    await vi.advanceTimersByTimeAsync(300);
    const before = state.asks.length;
    for (let frame = 1; frame <= 60; frame++) {
      source.want(frame * 10_000, frame * 10_000 + 20);
      await vi.advanceTimersByTimeAsync(16);
    }
    await vi.advanceTimersByTimeAsync(300);
    const asked = state.asks.slice(before).map(({ first }) => first);
    // The first jump is answered at once, since nothing was scrolled before; then only where it came to rest.
    expect(asked.filter((first) => first < 590_000).length).toBeLessThanOrEqual(3);
    expect(asked).toEqual(expect.arrayContaining([600_000, 600_100, 599_900]));
    expect(source.rowsAt(600_000, 600_001)).toEqual([600_000, 600_001]);
    source.rest();
  });

  it('that nobody waits for any more are aborted', async () => {
    const { state, list } = server({ count: 100_000, latencyMs: 1_000 });
    const source = keysetSource(list);
    source.want(0, 20);
    await vi.advanceTimersByTimeAsync(2_500);
    source.want(40_000, 40_020);
    await vi.advanceTimersByTimeAsync(200);
    source.want(80_000, 80_020);
    await vi.advanceTimersByTimeAsync(200);
    expect(state.asks.filter(({ first }) => first === 40_000).map(({ signal }) => signal.aborted)).toEqual([true]);
    await vi.advanceTimersByTimeAsync(2_500);
    expect(source.rowsAt(80_000, 80_000)).toEqual([80_000]);
    source.rest();
  });

  it('never ask twice for what is here', async () => {
    const { state, list } = server({ count: 1_000 });
    const source = keysetSource(list);
    for (const first of [0, 250, 0, 250, 500]) {
      source.want(first, first + 20);
      await vi.advanceTimersByTimeAsync(300);
    }
    const asked = state.asks.map(({ first }) => first);
    expect(asked.length).toBe(new Set(asked).size);
    expect(state.anchorAsks).toBe(1);
    source.rest();
  });

  it('are tried again by themselves when the server is away, and not when it refuses', async () => {
    const { state, list } = server({ count: 1_000 });
    const source = keysetSource(list);
    state.down = true;
    source.want(0, 20);
    await vi.advanceTimersByTimeAsync(100);
    expect(source.problem()).toBeInstanceOf(Error);
    state.down = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(source.problem()).toBeUndefined();
    expect(source.rowsAt(0, 0)).toEqual([0]);
    source.rest();

    const refusing = server({ count: 1_000 });
    refusing.state.refusal = new ApiProblem({ type: '', title: '', status: 403, code: 'access.scope_missing', detail: 'No.', instance: '' });
    const refused = keysetSource(refusing.list);
    refused.want(0, 20);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(refusing.state.asks.length).toBe(1);
    refusing.state.refusal = undefined;
    refused.retry();
    await vi.advanceTimersByTimeAsync(100);
    expect(refused.rowsAt(0, 0)).toEqual([0]);
    refused.rest();
  });
});

describe('a list that changes while someone looks', () => {
  it('ends where its last page says', async () => {
    const { state, list } = server({ count: 1_000 });
    const source = keysetSource(list);
    source.want(0, 20);
    await vi.advanceTimersByTimeAsync(300);
    state.count = 950;
    source.want(900, 999);
    await vi.advanceTimersByTimeAsync(300);
    expect(source.count()).toBe(950);
    source.rest();
  });

  it('is counted again when it goes on after its end', async () => {
    const { state, list } = server({ count: 1_000 });
    const source = keysetSource(list);
    source.want(0, 20);
    await vi.advanceTimersByTimeAsync(300);
    state.count = 1_400;
    source.want(900, 999);
    await vi.advanceTimersByTimeAsync(500);
    expect(source.count()).toBe(1_400);
    source.rest();
  });

  it('that rests begins again', async () => {
    const { list } = server({ count: 1_000 });
    const source = keysetSource(list);
    source.want(0, 20);
    source.rest();
    source.want(0, 20);
    await vi.advanceTimersByTimeAsync(300);
    expect(source.rowsAt(0, 0)).toEqual([0]);
    expect(source.count()).toBe(1_000);
    source.rest();
  });
});
