import {
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
  type Ref,
  type RefObject,
} from 'react';
import { sentenceOf } from '../api.ts';
import { Button } from '../button.tsx';
import { cn } from '../class-names.ts';
import { useFormats } from '../format.ts';
import { ProblemNote } from '../page.tsx';
import { useWords } from '../words.ts';
import { layoutOf, type Column, type Sort } from './columns.ts';
import { GridHead, HEAD_PX } from './grid-head.tsx';
import { onGridKey } from './grid-keys.ts';
import { GridRow, type RowActions } from './grid-row.tsx';
import { gridView, type Frame, type GridView } from './grid-view.ts';
import type { RowSource } from './row-source.ts';
import { MAX_RANGE_ROWS, type Selection } from './selection.ts';
import { useGridSelection, type GridSelection } from './use-grid-selection.ts';
import { gridWords } from './words.ts';

export type GridHandle = { readonly focus: () => void; readonly goTo: (index: number) => void; readonly active: () => number };

export type VirtualGridProps<Row> = {
  readonly label: string;
  /** A new filter or order is a new source with another key; a list that is read again is a new source with the same key. */
  readonly source: RowSource<Row>;
  readonly columns: readonly Column<Row>[];
  readonly rowId: (row: Row) => string;
  /** The name of a row for its checkbox: an invoice's number. */
  readonly rowLabel: (row: Row) => string;
  readonly rowPx?: number;
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
  readonly selection?: Selection<Row>;
  readonly onSelection?: (next: Selection<Row>) => void;
  readonly onOpen?: (row: Row, index: number) => void;
  /** Somebody moved to a row by key or pointer; told when the row is there. Rows that come, go or are read again move nobody. */
  readonly onMove?: (row: Row, index: number) => void;
  /** The row whose panel is open. */
  readonly openId?: string;
  /** What stands here when no row is found. */
  readonly empty?: ReactNode;
  readonly ref?: Ref<GridHandle>;
};

/** The view for a source, and its frames; the bar is put where a frame says after the frame is in the document. */
function useGridView<Row>(source: RowSource<Row>, rowPx: number, scroller: RefObject<HTMLDivElement | null>): readonly [GridView<Row>, Frame<Row>] {
  const [view] = useState(() => gridView<Row>(rowPx));
  const frame = useSyncExternalStore(view.subscribe, view.frame);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return undefined;
    const measure = (): void => view.resize(Math.max(0, box.clientHeight - HEAD_PX));
    const scrolled = (): void => view.scrolled(box.scrollTop);
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    box.addEventListener('scroll', scrolled, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      box.removeEventListener('scroll', scrolled);
      view.close();
    };
  }, [view, scroller]);
  useLayoutEffect(() => view.show(source), [view, source]);
  useLayoutEffect(() => {
    if (scroller.current) view.settle(scroller.current);
  }, [view, frame, scroller]);
  return [view, frame];
}

function Notes<Row>({
  frame,
  view,
  selection,
}: {
  readonly frame: Frame<Row>;
  readonly view: GridView<Row>;
  readonly selection: GridSelection<Row>;
}): ReactNode {
  const words = useWords(gridWords);
  const { count } = useFormats();
  const { note } = selection;
  const problem = frame.problem ?? (typeof note === 'object' ? note?.problem : undefined);
  const said = note === 'tooMany' ? words.tooMany(count(MAX_RANGE_ROWS)) : note === 'reading' ? words.reading : undefined;
  return (
    <>
      {problem !== undefined && (
        <div className="absolute inset-x-5 bottom-4 z-10 shadow-float">
          <ProblemNote
            action={
              <Button
                onClick={() => {
                  selection.dismiss();
                  view.retry();
                }}
              >
                {words.again}
              </Button>
            }
          >
            {sentenceOf(problem)}
          </ProblemNote>
        </div>
      )}
      <div
        role="status"
        className={cn(said === undefined ? 'sr-only' : 'absolute bottom-4 left-1/2 z-10 -translate-x-1/2 rounded-control bg-fg px-3 py-2 text-bg shadow-float')}
      >
        {said}
      </div>
    </>
  );
}

/** One object for the life of the grid, so that rows aren't rendered anew because a handler is. */
function useRowActions<Row>(now: RowActions<Row>): RowActions<Row> {
  const latest = useRef(now);
  latest.current = now;
  return useMemo(
    () => ({
      labelOf: (row) => latest.current.labelOf(row),
      tick: (...given) => latest.current.tick(...given),
      click: (...given) => latest.current.click(...given),
    }),
    [],
  );
}

type BodyProps<Row> = Pick<VirtualGridProps<Row>, 'label' | 'columns' | 'rowId' | 'openId'> & {
  readonly id: string;
  readonly frame: Frame<Row>;
  readonly template: string;
  readonly active: number;
  readonly selection: GridSelection<Row>;
  readonly actions: RowActions<Row>;
};

/** The rows of a frame. A row's place in the document is taken again by the row that comes into view; only what moves is moved. */
function GridBody<Row>({ id, label, columns, rowId, openId, frame, template, active, selection, actions }: BodyProps<Row>): ReactNode {
  const { scale, first, rows } = frame;
  const pool = Math.ceil(scale.viewportPx / scale.rowPx) + 1;
  const base = Math.floor(first / 1000) * 1000;
  return (
    <div role="rowgroup" aria-label={label} className={cn('relative min-h-0 flex-1 overflow-clip transition-opacity', frame.dimmed && 'opacity-50')}>
      <div role="presentation" className="absolute inset-x-0 top-0" style={{ transform: `translateY(${base * scale.rowPx - frame.offset}px)` }}>
        {rows.map((row, place) => (
          <GridRow
            key={(first + place) % pool}
            id={`${id}${first + place}`}
            index={first + place}
            y={(first + place - base) * scale.rowPx}
            rowPx={scale.rowPx}
            row={row}
            columns={columns}
            template={template}
            active={first + place === active}
            open={openId !== undefined && row !== undefined && rowId(row) === openId}
            selected={selection.isSelected(row)}
            actions={actions}
          />
        ))}
      </div>
    </div>
  );
}

/** Tells of a move when the row that was moved to is there: at once, or as soon as it is loaded. */
function useMoves<Row>(active: number, rowNow: (index: number) => Row | undefined, onMove: VirtualGridProps<Row>['onMove']): (index: number) => void {
  const awaited = useRef<number | null>(null);
  const tell = (index: number): void => {
    const row = rowNow(index);
    awaited.current = row === undefined ? index : null;
    if (row !== undefined) onMove?.(row, index);
  };
  const latest = useRef(tell);
  latest.current = tell;
  const here = rowNow(active) !== undefined;
  useEffect(() => {
    if (here && awaited.current === active) latest.current(active);
  }, [active, here]);
  return tell;
}

/** A table of up to millions of rows, all of them reachable by bar, wheel and keys, that has rows on the screen in every frame.
 *  Rows lie in a layer that sticks to the window of the table, and script puts the right ones there: whatever a browser scrolls ahead of script, it scrolls no empty
 *  area into view. Keys: j k arrows PageUp PageDown Home End, Enter opens, Space or x selects, Shift extends, Ctrl A selects everything, Esc clears. */
export function VirtualGrid<Row>(props: VirtualGridProps<Row>): ReactNode {
  const { label, source, columns, rowId, rowPx = 38, openId, empty } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [view, frame] = useGridView(source, rowPx, scroller);
  const { scale, first, rows } = frame;
  const count = scale.rows;
  const key = frame.source?.key;
  const [at, setAt] = useState<{ readonly key: string | undefined; readonly index: number }>({ key, index: 0 });
  const active = at.key === key ? Math.min(at.index, Math.max(0, count - 1)) : 0;
  const selection = useGridSelection({ source: frame.source, count, rowId, selection: props.selection, onSelection: props.onSelection, active });
  const { template, minPx } = useMemo(() => layoutOf(columns, selection.tick !== undefined), [columns, selection.tick !== undefined]);

  const rowNow = (index: number): Row | undefined => frame.source?.rowsAt(index, index)[0];
  const tellMove = useMoves(active, rowNow, props.onMove);
  const moveTo = (index: number): void => {
    setAt({ key, index });
    view.showRow(index);
    if (index !== active) tellMove(index);
  };
  const open = (index: number): void => {
    const row = rowNow(index);
    if (row !== undefined) props.onOpen?.(row, index);
  };
  const toggle = (index: number): void => {
    const row = rowNow(index);
    if (row !== undefined) selection.toggle(index, row);
  };

  const actions = useRowActions<Row>({
    labelOf: props.rowLabel,
    tick(event, index, row) {
      scroller.current?.focus({ preventScroll: true });
      moveTo(index);
      if (event.shiftKey) selection.extend(index);
      else selection.toggle(index, row);
    },
    click(event, index, row) {
      scroller.current?.focus({ preventScroll: true });
      moveTo(index);
      if (event.shiftKey) selection.extend(index);
      else if (event.ctrlKey || event.metaKey) selection.toggle(index, row);
      // Who marked text wants to copy it.
      else if (document.getSelection()?.isCollapsed !== false) props.onOpen?.(row, index);
    },
  });

  useImperativeHandle(props.ref, () => ({ focus: () => scroller.current?.focus(), goTo: moveTo, active: () => active }));
  const inView = active >= first && active < first + rows.length && count > 0;
  return (
    <div className="relative flex min-h-0 min-w-0 flex-1 flex-col">
      <div
        ref={scroller}
        role="grid"
        aria-label={label}
        aria-rowcount={frame.source?.counted() === true ? count + 1 : -1}
        aria-colcount={columns.length + (selection.tick === undefined ? 0 : 1)}
        aria-multiselectable={selection.tick !== undefined || undefined}
        aria-busy={frame.loading}
        aria-activedescendant={inView ? `${id}${active}` : undefined}
        tabIndex={0}
        onKeyDown={(event) =>
          onGridKey(event, {
            active,
            count,
            pageRows: Math.max(1, Math.floor(scale.viewportPx / rowPx) - 1),
            move(index, extend) {
              if (extend) selection.extend(index);
              moveTo(index);
            },
            open: () => open(active),
            toggle: () => toggle(active),
            selectAll: selection.all,
            clear: selection.clear,
          })
        }
        className={cn(
          'group/grid relative min-h-0 flex-1 overflow-x-auto overflow-y-auto [overflow-anchor:none] outline-none',
          !inView && 'focus-visible:inset-ring-2 focus-visible:inset-ring-accent',
        )}
      >
        <div role="presentation" style={{ height: scale.spacerPx + HEAD_PX, minWidth: minPx }}>
          <div role="presentation" className="sticky top-0 flex flex-col" style={{ height: scale.viewportPx + HEAD_PX }}>
            <GridHead columns={columns} template={template} sort={props.sort} onSort={props.onSort} tick={selection.tick} onTick={selection.all} />
            <GridBody
              id={id}
              label={label}
              columns={columns}
              rowId={rowId}
              openId={openId}
              frame={frame}
              template={template}
              active={active}
              selection={selection}
              actions={actions}
            />
          </div>
        </div>
      </div>
      {count === 0 && frame.source !== null && !frame.dimmed && (
        <div className="pointer-events-none absolute inset-x-0 bottom-0 grid place-items-center [&>*]:pointer-events-auto" style={{ top: HEAD_PX }}>
          {empty}
        </div>
      )}
      <Notes frame={frame} view={view} selection={selection} />
    </div>
  );
}
