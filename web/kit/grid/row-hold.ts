import { rangeAt, type Scale } from './offset-mapping.ts';
import type { RowSource } from './row-source.ts';

/** The rows of the last complete picture stay for so long while those of a new place are loaded; then come rows with a number and grey bars. */
export const HOLD_MS = 150;

export type Picture<Row> = { readonly offset: number; readonly first: number; readonly rows: readonly (Row | undefined)[] };

export function isComplete(rows: readonly unknown[]): boolean {
  return rows.every((row) => row !== undefined);
}

export type RowHold<Row> = {
  /** The rows of the place, or those of the last complete picture while these are awaited. */
  readonly pictureAt: (scale: Scale, source: RowSource<Row>, offset: number) => Picture<Row>;
  readonly isWaiting: () => boolean;
  readonly forget: () => void;
};

function covers<Row>(kept: Picture<Row>, scale: Scale): boolean {
  const range = rangeAt(scale, kept.offset);
  return kept.offset <= scale.lastOffset && range.first === kept.first && range.last < kept.first + kept.rows.length;
}

/** Decides what is painted while rows are on their way; `wake` is called when a hold ends. */
export function rowHold<Row>(wake: () => void): RowHold<Row> {
  let kept: Picture<Row> | null = null;
  let missingSince: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    isWaiting: () => missingSince !== null,
    forget() {
      clearTimeout(timer);
      kept = null;
      missingSince = null;
    },
    pictureAt(scale, source, offset) {
      clearTimeout(timer);
      const { first, last } = rangeAt(scale, offset);
      if (last >= first) source.want(first, last);
      const rows = source.rowsAt(first, last);
      if (isComplete(rows)) {
        missingSince = null;
        kept = { offset, first, rows };
        return kept;
      }
      const now = performance.now();
      missingSince ??= now;
      const leftMs = HOLD_MS - (now - missingSince);
      if (leftMs <= 0 || kept === null || !covers(kept, scale)) return { offset, first, rows };
      timer = setTimeout(wake, leftMs);
      return kept;
    },
  };
}
