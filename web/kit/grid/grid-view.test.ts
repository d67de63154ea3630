import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gridView, type GridView } from './grid-view.ts';
import { rangeAt } from './offset-mapping.ts';
import { HOLD_MS } from './row-hold.ts';
import { rowsInMemory, type RowSource } from './row-source.ts';

const ROW_PX = 38;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Rows that come `latencyMs` after they are wanted, in pages of 100. */
function slow(given: { readonly key: string; readonly count: number; readonly latencyMs: number }): RowSource<number> {
  const here = new Set<number>();
  const asked = new Set<number>();
  const listeners = new Set<() => void>();
  return {
    ...rowsInMemory<number>(given.key, []),
    count: () => given.count,
    rowsAt: (first, last) => Array.from({ length: last - first + 1 }, (_, index) => (here.has(Math.floor((first + index) / 100)) ? first + index : undefined)),
    want(first, last) {
      for (let page = Math.floor(first / 100); page <= Math.floor(last / 100); page++) {
        if (asked.has(page)) continue;
        asked.add(page);
        setTimeout(() => {
          here.add(page);
          for (const listener of listeners) listener();
        }, given.latencyMs);
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** A scroll container as a browser has it. */
function barOf(view: GridView<number>) {
  const bar = { scrollTop: 0 };
  view.subscribe(() => view.settle(bar));
  return {
    bar,
    scrollTo: (top: number): void => {
      bar.scrollTop = Math.min(Math.max(0, top), view.frame().scale.lastTop);
      view.scrolled(bar.scrollTop);
    },
  };
}

function fills(view: GridView<number>): boolean {
  const { scale, offset, first, rows } = view.frame();
  const range = rangeAt(scale, offset);
  return first === range.first && first + rows.length - 1 >= range.last;
}

describe('the rows on the screen', () => {
  it('fill it in every frame of any scrolling, and are never rows of a wrong place', async () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('wheel' as const), by: fc.integer({ min: -900, max: 900 }) }),
        fc.record({ kind: fc.constant('thumb' as const), to: fc.double({ min: 0, max: 1, noNaN: true }) }),
        fc.record({ kind: fc.constant('row' as const), to: fc.nat(999_999) }),
        fc.record({ kind: fc.constant('size' as const), px: fc.integer({ min: 100, max: 1_600 }) }),
        fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 400 }) }),
      ),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(30, 900, 1_000_000), async (given, count) => {
        const view = gridView<number>(ROW_PX);
        const { bar, scrollTo } = barOf(view);
        view.resize(600);
        view.show(slow({ key: 'a', count, latencyMs: 30 }));
        await vi.advanceTimersByTimeAsync(50);
        for (const step of given) {
          if (step.kind === 'wheel') scrollTo(bar.scrollTop + step.by);
          else if (step.kind === 'thumb') scrollTo(step.to * view.frame().scale.lastTop);
          else if (step.kind === 'row') view.showRow(Math.min(step.to, count - 1));
          else if (step.kind === 'size') view.resize(step.px);
          else await vi.advanceTimersByTimeAsync(step.ms);
          expect(fills(view)).toBe(true);
          const { first, rows } = view.frame();
          for (const [index, row] of rows.entries()) expect(row === undefined || row === first + index).toBe(true);
        }
        await vi.advanceTimersByTimeAsync(600);
        expect(view.frame().rows.every((row) => row !== undefined)).toBe(true);
        view.close();
      }),
      { numRuns: 150 },
    );
  });

  it('stay as they were for 150 ms while those of a far place are loaded, then come rows without content', async () => {
    const view = gridView<number>(ROW_PX);
    const { scrollTo } = barOf(view);
    view.resize(600);
    view.show(slow({ key: 'a', count: 1_000_000, latencyMs: 400 }));
    await vi.advanceTimersByTimeAsync(500);
    scrollTo(6_000_000);
    await vi.advanceTimersByTimeAsync(HOLD_MS - 20);
    expect(view.frame().rows[0]).toBe(0);
    await vi.advanceTimersByTimeAsync(40);
    expect(view.frame().rows[0]).toBeUndefined();
    expect(view.frame().first).toBeGreaterThan(400_000);
    await vi.advanceTimersByTimeAsync(400);
    expect(view.frame().rows[0]).toBe(view.frame().first);
    view.close();
  });

  it('come at once where they are here', async () => {
    const view = gridView<number>(ROW_PX);
    const { scrollTo } = barOf(view);
    view.resize(600);
    view.show(slow({ key: 'a', count: 5_000, latencyMs: 10 }));
    await vi.advanceTimersByTimeAsync(50);
    scrollTo(38 * 50);
    expect(view.frame().rows[0]).toBe(50);
    view.close();
  });
});

describe('the bar', () => {
  it('goes to the proportional place when scrolling rests, and the rows stay', async () => {
    const view = gridView<number>(ROW_PX);
    const { bar, scrollTo } = barOf(view);
    view.resize(600);
    view.show(
      rowsInMemory(
        'a',
        Array.from({ length: 1_000_000 }, (_, index) => index),
      ),
    );
    scrollTo(6_000_000);
    await vi.advanceTimersByTimeAsync(200);
    const { offset } = view.frame();
    for (let i = 0; i < 10; i++) scrollTo(bar.scrollTop + 500);
    expect(bar.scrollTop).toBe(6_005_000);
    expect(view.frame().offset).toBeCloseTo(offset + 5_000, 3);
    await vi.advanceTimersByTimeAsync(200);
    expect(bar.scrollTop).toBeLessThan(6_002_000);
    expect(view.frame().offset).toBeCloseTo(offset + 5_000, 3);
    view.close();
  });
});

describe('another order', () => {
  it('leaves the old rows until its first are there, dims them after a blink, and begins at the top', async () => {
    const view = gridView<number>(ROW_PX);
    const { bar, scrollTo } = barOf(view);
    view.resize(600);
    view.show(slow({ key: 'a', count: 1_000_000, latencyMs: 10 }));
    await vi.advanceTimersByTimeAsync(50);
    scrollTo(6_000_000);
    await vi.advanceTimersByTimeAsync(300);
    const before = view.frame().first;
    view.show(slow({ key: 'b', count: 800, latencyMs: 400 }));
    await vi.advanceTimersByTimeAsync(100);
    expect(view.frame()).toMatchObject({ first: before, dimmed: false, loading: true });
    await vi.advanceTimersByTimeAsync(100);
    expect(view.frame()).toMatchObject({ first: before, dimmed: true });
    await vi.advanceTimersByTimeAsync(300);
    expect(view.frame()).toMatchObject({ first: 0, dimmed: false, loading: false });
    expect(view.frame().scale.rows).toBe(800);
    expect(bar.scrollTop).toBe(0);
    view.close();
  });

  it('the same list read again stays where it is and is never dimmed', async () => {
    const view = gridView<number>(ROW_PX);
    const { scrollTo } = barOf(view);
    view.resize(600);
    view.show(slow({ key: 'a', count: 1_000_000, latencyMs: 10 }));
    await vi.advanceTimersByTimeAsync(50);
    scrollTo(6_000_000);
    await vi.advanceTimersByTimeAsync(300);
    const { first, offset } = view.frame();
    const again = slow({ key: 'a', count: 1_000_000, latencyMs: 300 });
    view.show(again);
    await vi.advanceTimersByTimeAsync(200);
    expect(view.frame()).toMatchObject({ first, dimmed: false });
    expect(view.frame().source).not.toBe(again);
    await vi.advanceTimersByTimeAsync(200);
    expect(view.frame()).toMatchObject({ first, offset, source: again });
    view.close();
  });

  it('that was dropped before it came does not come', async () => {
    const view = gridView<number>(ROW_PX);
    barOf(view);
    view.resize(600);
    const first = slow({ key: 'a', count: 100, latencyMs: 10 });
    view.show(first);
    await vi.advanceTimersByTimeAsync(50);
    view.show(slow({ key: 'b', count: 200, latencyMs: 100 }));
    view.show(slow({ key: 'c', count: 300, latencyMs: 100 }));
    await vi.advanceTimersByTimeAsync(500);
    expect(view.frame().source?.key).toBe('c');
    view.close();
  });

  it('the first list of all shows rows without content after a blink, and an empty list is a picture too', async () => {
    const view = gridView<number>(ROW_PX);
    view.resize(600);
    view.show(slow({ key: 'a', count: 100, latencyMs: 400 }));
    await vi.advanceTimersByTimeAsync(100);
    expect(view.frame()).toMatchObject({ loading: true, rows: [] });
    await vi.advanceTimersByTimeAsync(100);
    expect(view.frame().rows).toEqual(Array.from({ length: 16 }, () => undefined));
    view.show(rowsInMemory('b', []));
    expect(view.frame()).toMatchObject({ loading: false, rows: [] });
    view.close();
  });
});
