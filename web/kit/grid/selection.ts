/** What is selected: some rows, or everything that the filter finds but some. Rows are kept with their ids, since pages that are scrolled away are forgotten. */
export type Selection<Row> =
  | { readonly kind: 'some'; readonly rows: ReadonlyMap<string, Row> }
  | { readonly kind: 'all'; readonly except: ReadonlyMap<string, Row> };

const NOTHING = { kind: 'some', rows: new Map<string, never>() } as const;

export function nothingSelected<Row>(): Selection<Row> {
  return NOTHING;
}

export function allMatching<Row>(): Selection<Row> {
  return { kind: 'all', except: new Map() };
}

export function isSelected<Row>(selection: Selection<Row>, id: string): boolean {
  return selection.kind === 'some' ? selection.rows.has(id) : !selection.except.has(id);
}

export type Picked<Row> = { readonly id: string; readonly row: Row };

/** Selects rows, or takes them out; of everything as well as of some. */
export function withRows<Row>(selection: Selection<Row>, picked: readonly Picked<Row>[], selected: boolean): Selection<Row> {
  const listed = new Map(selection.kind === 'some' ? selection.rows : selection.except);
  const lists = (selection.kind === 'some') === selected;
  for (const { id, row } of picked) {
    if (lists) listed.set(id, row);
    else listed.delete(id);
  }
  return selection.kind === 'some' ? { kind: 'some', rows: listed } : { kind: 'all', except: listed };
}

export function toggled<Row>(selection: Selection<Row>, picked: Picked<Row>): Selection<Row> {
  return withRows(selection, [picked], !isSelected(selection, picked.id));
}

/** How many rows are selected, of `count` that the filter finds. */
export function selectedCount<Row>(selection: Selection<Row>, count: number): number {
  return selection.kind === 'some' ? selection.rows.size : Math.max(0, count - selection.except.size);
}

export type Tick = 'none' | 'some' | 'all';

/** How the box in the head stands. */
export function headTick<Row>(selection: Selection<Row>, count: number): Tick {
  const selected = selectedCount(selection, count);
  if (selected === 0) return 'none';
  return selected >= count ? 'all' : 'some';
}

/** Most rows that one Shift-click takes; more is what "select all matching" is for. */
export const MAX_RANGE_ROWS = 5_000;

/** The rows from the last one that was ticked to this one, in order; cut at the far end when they are too many. */
export function rangeBetween(anchor: number, index: number): { readonly first: number; readonly last: number; readonly cut: boolean } {
  const reach = MAX_RANGE_ROWS - 1;
  const end = Math.max(anchor - reach, Math.min(anchor + reach, index));
  return { first: Math.min(anchor, end), last: Math.max(anchor, end), cut: end !== index };
}
