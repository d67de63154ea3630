import { isScaled, isStranded, offsetToShow, placeAfter, rangeAt, scaleOf, topOf, type Place, type Scale } from './offset-mapping.ts';
import { isComplete, rowHold } from './row-hold.ts';
import type { RowSource } from './row-source.ts';
import { sourceStage } from './source-stage.ts';

/** The bar has rested: it goes to the place that stands for the rows on the screen. */
const REST_MS = 120;

/** What is on the screen. */
export type Frame<Row> = {
  readonly source: RowSource<Row> | null;
  readonly scale: Scale;
  readonly offset: number;
  readonly first: number;
  readonly rows: readonly (Row | undefined)[];
  /** Another filter or order is being loaded, for longer than a blink. */
  readonly dimmed: boolean;
  readonly loading: boolean;
  readonly problem: unknown;
};

export type GridView<Row> = {
  readonly frame: () => Frame<Row>;
  readonly subscribe: (listener: () => void) => () => void;
  readonly show: (source: RowSource<Row>) => void;
  readonly resize: (viewportPx: number) => void;
  readonly scrolled: (top: number) => void;
  readonly showRow: (index: number) => void;
  /** After the frame is in the document: puts the bar where the frame says, if the bar has to move. */
  readonly settle: (bar: { scrollTop: number }) => void;
  readonly retry: () => void;
  readonly close: () => void;
};

/** The offset at which a source can take the place of the one that is shown, once its rows there are here; else undefined, and they are asked for. */
function readyOffset<Row>(
  source: RowSource<Row>,
  stays: boolean,
  given: { readonly now: Scale; readonly next: Scale; readonly offset: number },
): number | undefined {
  const { now, next } = given;
  const asked = stays ? rangeAt(now, given.offset) : { first: 0, last: Math.ceil(next.viewportPx / next.rowPx) - 1 };
  source.want(asked.first, Math.max(asked.first, asked.last));
  if (!source.counted() && (stays || next.rows === 0)) return undefined;
  const offset = stays ? Math.min(given.offset, next.lastOffset) : 0;
  const range = rangeAt(next, offset);
  if (range.last >= range.first) source.want(range.first, range.last);
  return isComplete(source.rowsAt(range.first, range.last)) ? offset : undefined;
}

/** What a grid shows, apart from the document: place, source, and what is painted while rows are on their way. There is a row for every place in view, always. */
export function gridView<Row>(rowPx: number): GridView<Row> {
  const listeners = new Set<() => void>();
  let viewportPx = 0;
  let place: Place = { offset: 0, top: 0 };
  let barTo: number | null = null;
  let restTimer: ReturnType<typeof setTimeout> | undefined;
  const stage = sourceStage<Row>(update);
  const hold = rowHold<Row>(update);
  let frame: Frame<Row> = paint();

  function scaleNow(source: RowSource<Row> | null = stage.shown()): Scale {
    return scaleOf({ rows: source?.count() ?? 0, rowPx, viewportPx });
  }

  function takeIncoming(): void {
    const incoming = stage.incoming();
    if (!incoming) return;
    const next = scaleNow(incoming);
    const offset = readyOffset(incoming, incoming.key === stage.shown()?.key, { now: scaleNow(), next, offset: place.offset });
    if (offset === undefined) return;
    stage.take();
    hold.forget();
    moveTo(next, offset);
  }

  function moveTo(scale: Scale, offset: number): void {
    place = { offset, top: topOf(scale, offset) };
    barTo = place.top;
  }

  function paint(): Frame<Row> {
    const scale = scaleNow();
    const [shown, incoming] = [stage.shown(), stage.incoming()];
    const problem = incoming?.problem() ?? shown?.problem();
    if (!shown) {
      const rows = Array.from({ length: stage.isSlow() ? Math.ceil(viewportPx / rowPx) : 0 }, () => undefined);
      return { source: null, scale, offset: 0, first: 0, rows, dimmed: false, loading: true, problem };
    }
    if (place.offset > scale.lastOffset) moveTo(scale, scale.lastOffset);
    const picture = hold.pictureAt(scale, shown, place.offset);
    const dimmed = stage.isSlow() && incoming?.key !== shown.key;
    return { source: shown, scale, ...picture, dimmed, loading: incoming !== null || hold.isWaiting(), problem };
  }

  function update(): void {
    takeIncoming();
    frame = paint();
    for (const listener of listeners) listener();
  }

  function rested(): void {
    const scale = scaleNow();
    const top = topOf(scale, place.offset);
    if (!isScaled(scale) || Math.abs(top - place.top) < 0.5) return;
    barTo = top;
    update();
  }

  return {
    frame: () => frame,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    show(source) {
      if (stage.show(source)) update();
    },
    resize(px) {
      if (px === viewportPx) return;
      viewportPx = px;
      const scale = scaleNow();
      place = { ...place, offset: Math.min(place.offset, scale.lastOffset) };
      barTo = topOf(scale, place.offset);
      update();
    },
    scrolled(top) {
      if (barTo !== null || top === place.top) return;
      const scale = scaleNow();
      place = placeAfter(scale, place, top);
      if (isStranded(scale, place)) barTo = topOf(scale, place.offset);
      clearTimeout(restTimer);
      restTimer = setTimeout(rested, REST_MS);
      update();
    },
    showRow(index) {
      const scale = scaleNow();
      const offset = offsetToShow(scale, place.offset, index);
      if (offset === place.offset) return;
      moveTo(scale, offset);
      update();
    },
    settle(bar) {
      if (barTo === null) return;
      if (Math.abs(bar.scrollTop - barTo) > 0.01) bar.scrollTop = barTo;
      // A browser rounds: what it says next is measured from where it really is.
      place = { ...place, top: bar.scrollTop };
      barTo = null;
    },
    retry: () => (stage.incoming() ?? stage.shown())?.retry(),
    close() {
      clearTimeout(restTimer);
      stage.close();
      hold.forget();
    },
  };
}
