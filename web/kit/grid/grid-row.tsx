import { memo, type MouseEvent, type ReactNode } from 'react';
import { cn } from '../class-names.ts';
import { useFormats } from '../format.ts';
import { useWords } from '../words.ts';
import type { Column } from './columns.ts';
import { gridWords } from './words.ts';

export type RowActions<Row> = {
  readonly click: (event: MouseEvent, index: number, row: Row) => void;
  readonly tick: (event: MouseEvent, index: number, row: Row) => void;
  readonly labelOf: (row: Row) => string;
};

export type GridRowProps<Row> = {
  readonly id: string;
  readonly index: number;
  /** px below the rows that are placed first. */
  readonly y: number;
  readonly rowPx: number;
  readonly row: Row | undefined;
  readonly columns: readonly Column<Row>[];
  readonly template: string;
  readonly active: boolean;
  readonly open: boolean;
  /** Undefined: rows of this grid can't be selected. */
  readonly selected: boolean | undefined;
  readonly actions: RowActions<Row>;
};

function Skeleton({
  index,
  columns,
  selectable,
}: {
  readonly index: number;
  readonly columns: readonly Column<never>[];
  readonly selectable: boolean;
}): ReactNode {
  const words = useWords(gridWords);
  const { count } = useFormats();
  const number = count(index + 1);
  return (
    <>
      {selectable && <div role="gridcell" />}
      {columns.map((column, place) => (
        <div key={column.id} role="gridcell" className={cn('flex min-w-0 items-center px-2', column.align === 'figure' && 'justify-end')}>
          {place === 0 ? (
            <span className="text-mute tabular-nums">
              <span aria-hidden>{number}</span>
              <span className="sr-only">{words.row(number)}</span>
            </span>
          ) : (
            <span aria-hidden className={cn('h-2.5 rounded bg-raised', column.align === 'figure' ? 'w-16' : 'w-2/3')} />
          )}
        </div>
      ))}
    </>
  );
}

function Tick({ label, selected }: { readonly label: string; readonly selected: boolean }): ReactNode {
  const words = useWords(gridWords);
  return (
    <input
      type="checkbox"
      tabIndex={-1}
      checked={selected}
      onChange={() => undefined}
      aria-label={words.select(label)}
      className="block size-4 accent-accent"
    />
  );
}

function Cells<Row>({ props, row }: { readonly props: GridRowProps<Row>; readonly row: Row }): ReactNode {
  const { index, columns, selected, actions } = props;
  return (
    <>
      {selected !== undefined && (
        <div
          role="gridcell"
          className="flex h-full items-center"
          // The grid keeps the focus, and with it the keys.
          onMouseDown={(event) => event.preventDefault()}
          onClick={(event) => {
            event.stopPropagation();
            actions.tick(event, index, row);
          }}
        >
          <Tick label={actions.labelOf(row)} selected={selected} />
        </div>
      )}
      {columns.map((column) => (
        <div key={column.id} role="gridcell" className={cn('min-w-0 truncate px-2', column.align === 'figure' && 'figure')}>
          {column.cell(row)}
        </div>
      ))}
    </>
  );
}

function GridRowOf<Row>(props: GridRowProps<Row>): ReactNode {
  const { id, index, y, rowPx, row, columns, template, active, open, selected, actions } = props;
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={row === undefined ? undefined : selected}
      aria-busy={row === undefined || undefined}
      data-row={index}
      onMouseDown={(event) => {
        if (event.shiftKey) event.preventDefault();
      }}
      onClick={(event) => {
        if (row !== undefined) actions.click(event, index, row);
      }}
      className={cn(
        'absolute inset-x-0 top-0 grid items-center border-b border-line px-5',
        selected === true ? 'bg-accent-soft' : open ? 'bg-raised' : 'hover:bg-raised/60',
        active && 'group-focus/grid:shadow-[inset_3px_0_0_var(--accent)]',
        active && selected !== true && 'group-focus/grid:bg-raised',
        open && 'shadow-[inset_3px_0_0_var(--accent)]',
      )}
      style={{ height: rowPx, transform: `translateY(${y}px)`, gridTemplateColumns: template }}
    >
      {row === undefined ? (
        <Skeleton index={index} columns={columns as readonly Column<never>[]} selectable={selected !== undefined} />
      ) : (
        <Cells props={props} row={row} />
      )}
    </div>
  );
}

/** A row of a grid; it is rendered anew only when something of its own changes, not when the table scrolls. */
export const GridRow = memo(GridRowOf) as typeof GridRowOf;
