import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { cn } from '../class-names.ts';
import { useWords } from '../words.ts';
import { nextSort, type Column, type Sort } from './columns.ts';
import type { Tick } from './selection.ts';
import { gridWords } from './words.ts';

export const HEAD_PX = 36;

function HeadTick({ tick, onToggle }: { readonly tick: Tick; readonly onToggle: () => void }): ReactNode {
  const words = useWords(gridWords);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = tick === 'some';
  }, [tick]);
  return (
    <label className="flex h-full items-center">
      <input ref={box} type="checkbox" checked={tick === 'all'} onChange={onToggle} aria-label={words.selectAll} className="block size-4 accent-accent" />
    </label>
  );
}

function SortButton<Row>({
  column,
  sort,
  onSort,
}: {
  readonly column: Column<Row>;
  readonly sort: Sort | undefined;
  readonly onSort: (sort: Sort) => void;
}): ReactNode {
  const here = sort?.column === column.id;
  const Arrow = here && !sort.descending ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      onClick={() => onSort(nextSort(column, sort))}
      className={cn('group/sort relative flex h-7 max-w-full min-w-0 items-center font-medium hover:text-fg', here ? 'text-fg' : 'text-mute')}
    >
      <span className="truncate">{column.title}</span>
      {/* In the gap between columns, so that a title has the same room sorted or not. */}
      <Arrow
        aria-hidden
        className={cn(
          'absolute size-3',
          column.align === 'figure' ? 'right-full mr-0.5' : 'left-full ml-0.5',
          !here && 'opacity-0 group-hover/sort:opacity-60 group-focus-visible/sort:opacity-60',
        )}
      />
    </button>
  );
}

/** The head of a grid: it stays above the rows; a click on a title sorts. */
export function GridHead<Row>(props: {
  readonly columns: readonly Column<Row>[];
  readonly template: string;
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => void) | undefined;
  /** Undefined: rows of this grid can't be selected. */
  readonly tick: Tick | undefined;
  readonly onTick: () => void;
}): ReactNode {
  const { columns, template, sort, onSort, tick, onTick } = props;
  return (
    <div role="rowgroup">
      <div
        role="row"
        aria-rowindex={1}
        className="grid items-center border-b border-line bg-bg px-5 text-second"
        style={{ height: HEAD_PX, gridTemplateColumns: template }}
      >
        {tick !== undefined && (
          <div role="columnheader" className="h-full">
            <HeadTick tick={tick} onToggle={onTick} />
          </div>
        )}
        {columns.map((column) => {
          const sorted = sort?.column === column.id ? (sort.descending ? 'descending' : 'ascending') : 'none';
          const sorts = column.sortable === true && onSort !== undefined;
          return (
            <div
              key={column.id}
              role="columnheader"
              aria-sort={sorts ? sorted : undefined}
              className={cn('flex min-w-0 px-2', column.align === 'figure' && 'justify-end')}
            >
              {sorts ? <SortButton column={column} sort={sort} onSort={onSort} /> : <span className="truncate font-medium text-mute">{column.title}</span>}
            </div>
          );
        })}
      </div>
    </div>
  );
}
