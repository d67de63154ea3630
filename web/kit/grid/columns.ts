import { useState, type ReactNode } from 'react';

export type Column<Row> = {
  readonly id: string;
  readonly title: string;
  /** Least width in px, and its share of what is left; without a share the width stays. */
  readonly width: { readonly min: number; readonly fr?: number; /** Never narrower: a badge, a day. */ readonly rigid?: boolean };
  readonly align?: 'figure' | 'text';
  readonly sortable?: boolean;
  /** Always there: cannot be left out in the choice of columns. */
  readonly fixed?: boolean;
  /** There from the start unless false. */
  readonly shown?: boolean;
  readonly cell: (row: Row) => ReactNode;
};

export type Sort = { readonly column: string; readonly descending: boolean };

/** What a click on the head of a column asks for: figures begin with the largest, texts with the first. */
export function nextSort(column: { readonly id: string; readonly align?: 'figure' | 'text' }, sort: Sort | undefined): Sort {
  if (sort?.column !== column.id) return { column: column.id, descending: column.align === 'figure' };
  return { column: column.id, descending: !sort.descending };
}

/** From this width on (a window of 900 px with its bar) a table fits without scrolling sideways. */
export const COMPACT_PX = 880;
const GUTTER_PX = 40;
const TICK_PX = 36;
const LEAST_TEXT_PX = 56;

type Wide = Pick<Column<never>, 'width' | 'align'>;

/** The widths as a grid template, and the least width of the table. Texts give way so that it fits a compact window; figures never do: a figure cut short is a wrong one. */
export function layoutOf(columns: readonly Wide[], selectable: boolean): { readonly template: string; readonly minPx: number } {
  const aside = GUTTER_PX + (selectable ? TICK_PX : 0);
  const sum = (of: readonly Wide[]): number => of.reduce((total, { width }) => total + width.min, 0);
  const isRigid = ({ width, align }: Wide): boolean => align === 'figure' || width.rigid === true;
  const texts = columns.filter((column) => !isRigid(column));
  const leftForTexts = COMPACT_PX - aside - sum(columns.filter(isRigid));
  const squeeze = Math.min(1, Math.max(0, leftForTexts) / Math.max(1, sum(texts)));
  const least = (column: Wide): number =>
    isRigid(column) ? column.width.min : Math.min(column.width.min, Math.max(LEAST_TEXT_PX, Math.floor(column.width.min * squeeze)));
  const parts = columns.map((column) => {
    const { min, fr } = column.width;
    if (fr !== undefined) return `minmax(${least(column)}px, ${fr}fr)`;
    return least(column) === min ? `${min}px` : `minmax(${least(column)}px, ${min}px)`;
  });
  // One column takes what is left, or the lines would end before the window does.
  const template = [...(selectable ? [`${TICK_PX}px`] : []), ...parts, ...(columns.some(({ width }) => width.fr !== undefined) ? [] : ['1fr'])].join(' ');
  return { template, minPx: aside + columns.reduce((total, column) => total + least(column), 0) };
}

function readHidden(key: string): ReadonlySet<string> | null {
  try {
    const text = localStorage.getItem(key);
    const value: unknown = text === null ? null : JSON.parse(text);
    return Array.isArray(value) ? new Set(value.filter((one) => typeof one === 'string')) : null;
  } catch {
    return null;
  }
}

export type ColumnChoice<Row> = {
  readonly columns: readonly Column<Row>[];
  readonly isShown: (id: string) => boolean;
  readonly toggle: (id: string) => void;
  readonly reset: () => void;
  readonly isChanged: boolean;
};

/** Which columns are shown, kept in this browser under `name`. */
export function useColumnChoice<Row>(name: string, all: readonly Column<Row>[]): ColumnChoice<Row> {
  const key = `dunlin.columns.${name}`;
  const [hidden, setHidden] = useState(() => readHidden(key));
  const now = hidden ?? new Set(all.filter(({ shown }) => shown === false).map(({ id }) => id));
  const isShown = (id: string): boolean => !now.has(id) || all.some((column) => column.id === id && column.fixed === true);
  const keep = (next: ReadonlySet<string> | null): void => {
    setHidden(next);
    try {
      if (next) localStorage.setItem(key, JSON.stringify([...next]));
      else localStorage.removeItem(key);
    } catch {
      // Without storage the choice holds until the page is left.
    }
  };
  return {
    columns: all.filter(({ id }) => isShown(id)),
    isShown,
    isChanged: hidden !== null,
    toggle(id) {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      keep(next);
    },
    reset: () => keep(null),
  };
}
