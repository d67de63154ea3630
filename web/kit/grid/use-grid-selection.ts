import { useRef, useState, type RefObject } from 'react';
import type { RowSource } from './row-source.ts';
import { allMatching, headTick, isSelected, nothingSelected, rangeBetween, toggled, withRows, type Selection, type Tick } from './selection.ts';

/** What a selection has to tell: that a range was too long, that its rows are being read, or why they can't be. */
export type SelectionNote = 'tooMany' | 'reading' | { readonly problem: unknown } | null;

export type GridSelection<Row> = {
  readonly tick: Tick | undefined;
  readonly isSelected: (row: Row | undefined) => boolean | undefined;
  readonly toggle: (index: number, row: Row) => void;
  /** From the row that was ticked last to this one. */
  readonly extend: (index: number) => void;
  readonly all: () => void;
  readonly clear: () => boolean;
  readonly note: SelectionNote;
  readonly dismiss: () => void;
};

type Given<Row> = {
  readonly source: RowSource<Row> | null;
  readonly count: number;
  readonly rowId: (row: Row) => string;
  readonly selection: Selection<Row> | undefined;
  readonly onSelection: ((next: Selection<Row>) => void) | undefined;
  readonly active: number;
};

/** Clicks and keys of selecting, over rows of which most may not be loaded. */
export function useGridSelection<Row>(given: Given<Row>): GridSelection<Row> {
  const { source, count, selection, rowId } = given;
  const latest = useRef(given);
  latest.current = given;
  const anchor = useRef<{ readonly source: RowSource<Row> | null; readonly index: number } | null>(null);
  const [note, setNote] = useState<SelectionNote>(null);

  return {
    note,
    dismiss: () => setNote(null),
    tick: selection && headTick(selection, count),
    isSelected: (row) => (selection === undefined ? undefined : row !== undefined && isSelected(selection, rowId(row))),
    toggle(index, row) {
      if (!selection) return;
      anchor.current = { source, index };
      setNote(null);
      given.onSelection?.(toggled(selection, { id: rowId(row), row }));
    },
    extend(index) {
      if (!selection || !source) return;
      const from = anchor.current?.source === source ? anchor.current.index : given.active;
      anchor.current = { source, index: from };
      void takeRange(latest, { source, from, to: index }, setNote);
    },
    all() {
      if (!selection) return;
      setNote(null);
      given.onSelection?.(selection.kind === 'all' && selection.except.size === 0 ? nothingSelected() : allMatching());
    },
    clear() {
      const some = selection !== undefined && (selection.kind === 'all' || selection.rows.size > 0);
      if (some) given.onSelection?.(nothingSelected());
      setNote(null);
      return some;
    },
  };
}

async function takeRange<Row>(
  latest: RefObject<Given<Row>>,
  range: { readonly source: RowSource<Row>; readonly from: number; readonly to: number },
  say: (note: SelectionNote) => void,
): Promise<void> {
  const { source, from, to } = range;
  const { first, last, cut } = rangeBetween(from, to);
  let rows: readonly (Row | undefined)[] = source.rowsAt(first, last);
  if (rows.includes(undefined)) {
    say('reading');
    try {
      rows = await source.read(first, last);
    } catch (problem) {
      say({ problem });
      return;
    }
  }
  const { selection, onSelection, rowId, source: now } = latest.current;
  // Meanwhile another list may be on the screen: its selection is not ours to change.
  if (!selection || now?.key !== source.key) return;
  say(cut ? 'tooMany' : null);
  const picked = rows.filter((row) => row !== undefined).map((row) => ({ id: rowId(row), row }));
  onSelection?.(withRows(selection, picked, true));
}
