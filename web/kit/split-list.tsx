import { ChevronDown, ChevronRight } from 'lucide-react';
import {
  memo,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  type RefObject,
} from 'react';
import { cn } from './class-names.ts';
import { useFormats } from './format.ts';
import { KIT } from './kit-words.ts';
import { nextAfterLeaving, rowAfterStep } from './split-list-order.ts';
import { useWords } from './words.ts';

/** A row: name and reason left, figure and its meaning right. */
export type SplitRow = {
  readonly id: string;
  readonly icon?: ReactNode;
  readonly name: string;
  readonly reason: ReactNode;
  readonly figure?: ReactNode;
  readonly meaning?: ReactNode;
  readonly figureTone?: 'good' | 'mute';
  readonly meaningTone?: 'good' | 'warn';
  /** Marked with x, for what is done with several at once. */
  readonly marked?: boolean;
  /** Finished: stays to be looked at, quieter. */
  readonly done?: boolean;
};

export type SplitGroup = { readonly id: string; readonly title: string; readonly count?: number; readonly sum?: ReactNode; readonly rows: readonly SplitRow[] };

export type SplitListHandle = {
  /** A row is about to leave (done, applied, snoozed): the next one is selected, and its id answered. */
  readonly afterRemoval: (id: string) => string | undefined;
  /** j and k of a screen whose keys work wherever the focus is. */
  readonly move: (step: number) => void;
  readonly focus: () => void;
};

export type SplitListProps = {
  readonly label: string;
  /** One group with an empty title has no header. */
  readonly groups: readonly SplitGroup[];
  readonly selectedId: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  readonly onOpen?: (id: string) => void;
  /** x and Space; without it rows can't be marked. */
  readonly onMark?: (id: string) => void;
  readonly rowPx?: 44 | 56;
  /** More rows are behind the last: asked for when the end comes near. */
  readonly onMore?: (() => void) | undefined;
  readonly loadingMore?: boolean;
  readonly empty?: ReactNode;
  readonly className?: string;
  readonly ref?: Ref<SplitListHandle>;
};

function RowOf(props: {
  readonly id: string;
  readonly row: SplitRow;
  readonly selected: boolean;
  readonly rowPx: number;
  readonly onSelect: (id: string) => void;
  readonly onOpen: (id: string) => void;
}): ReactNode {
  const { id, row, selected, rowPx, onSelect, onOpen } = props;
  return (
    <div
      id={id}
      role="option"
      aria-selected={selected}
      onClick={() => onSelect(row.id)}
      onDoubleClick={() => onOpen(row.id)}
      className={cn(
        // Not under the group's header, which sticks.
        'flex scroll-mt-8 cursor-default items-center gap-3 border-b border-line px-5',
        selected ? 'bg-accent-soft shadow-[inset_3px_0_0_var(--accent)]' : row.marked === true ? 'bg-accent-soft/60' : 'hover:bg-raised/60',
      )}
      style={{ height: rowPx }}
    >
      {row.icon !== undefined && (
        <span
          aria-hidden
          className={cn(
            'grid size-7 shrink-0 place-items-center rounded-control [&>svg]:size-3.5',
            selected ? 'bg-accent text-accent-fg' : 'bg-raised text-mute',
          )}
        >
          {row.icon}
        </span>
      )}
      <span className="min-w-0 flex-1">
        <span className={cn('block truncate font-medium', row.done === true && !selected && 'text-mute')}>{row.name}</span>
        <span className={cn('block truncate text-second', selected ? 'text-fg' : 'text-mute')}>{row.reason}</span>
      </span>
      <span className="shrink-0">
        {row.figure !== undefined && (
          <span className={cn('figure block font-medium', row.figureTone === 'good' ? 'text-good' : row.figureTone === 'mute' && !selected && 'text-mute')}>
            {row.figure}
          </span>
        )}
        {row.meaning !== undefined && (
          <span
            className={cn(
              'figure block text-second',
              row.meaningTone === 'good' ? 'text-good' : row.meaningTone === 'warn' ? 'text-warn' : selected ? 'text-fg' : 'text-mute',
            )}
          >
            {row.meaning}
          </span>
        )}
      </span>
    </div>
  );
}

const Row = memo(RowOf);

function GroupHead({ group, folded, onFold }: { readonly group: SplitGroup; readonly folded: boolean; readonly onFold: () => void }): ReactNode {
  const { count } = useFormats();
  const Chevron = folded ? ChevronRight : ChevronDown;
  // For the mouse: keys fold with the left and right arrow, and the group's name says count and sum.
  return (
    <div
      aria-hidden
      onClick={onFold}
      className="sticky top-0 z-10 flex h-8 cursor-default items-center gap-2 border-b border-line bg-raised px-5 text-second text-mute select-none"
    >
      <Chevron className="size-3" />
      <span className="font-medium text-fg/85">{group.title}</span>
      {group.count !== undefined && <span className="tabular-nums">{count(group.count)}</span>}
      <span className="figure ml-auto">{group.sum}</span>
    </div>
  );
}

/** Asks for more when the end of the list comes near. */
function More({
  onMore,
  loading,
  scroller,
}: {
  readonly onMore: () => void;
  readonly loading: boolean;
  readonly scroller: RefObject<HTMLDivElement | null>;
}): ReactNode {
  const words = useWords(KIT);
  const end = useRef<HTMLDivElement>(null);
  const ask = useRef(onMore);
  ask.current = onMore;
  useEffect(() => {
    if (!end.current || loading) return undefined;
    const observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && ask.current(), {
      root: scroller.current,
      rootMargin: '600px',
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [loading, scroller]);
  return (
    <div ref={end} aria-hidden className="h-9 px-5 py-2 text-second text-mute">
      {loading && words.loading}
    </div>
  );
}

type Order = { readonly ids: readonly string[]; readonly selected: string | undefined };

/** When the selected row has left (done here or by somebody else), the next one is selected. */
function useNextBySelf(ids: readonly string[], selected: string | undefined, onSelect: (id: string | undefined) => void): void {
  const before = useRef<Order>({ ids, selected });
  const choose = useRef(onSelect);
  choose.current = onSelect;
  const line = ids.join('\n');
  useLayoutEffect(() => {
    const { ids: old, selected: was } = before.current;
    before.current = { ids, selected };
    if (selected === undefined || selected !== was || ids.includes(selected) || !old.includes(selected)) return;
    choose.current(nextAfterLeaving(old, ids, selected));
  }, [line, selected]);
}

function keyOf(event: KeyboardEvent): string {
  return event.ctrlKey || event.metaKey || event.altKey ? '' : event.key;
}

const STEPS: Readonly<Record<string, number>> = {
  j: 1,
  ArrowDown: 1,
  k: -1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** The left list of a split view: groups with count and sum, rows of two lines. j k arrows move, Enter opens, x marks, left and right fold. Other keys are the screen's. */
export function SplitList(props: SplitListProps): ReactNode {
  const { label, groups, selectedId, onSelect, onOpen, onMark, rowPx = 44, onMore, loadingMore = false, empty, className } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const { count } = useFormats();
  const all = groups.flatMap(({ rows }) => rows.map((row) => row.id));
  const shown = groups.flatMap((group) => (folded.has(group.id) ? [] : group.rows.map((row) => row.id)));
  useNextBySelf(all, selectedId, onSelect);
  const acts = useRef({ onSelect, onOpen });
  acts.current = { onSelect, onOpen };
  const [rowActs] = useState(() => ({ select: (row: string) => acts.current.onSelect(row), open: (row: string) => acts.current.onOpen?.(row) }));

  const isShown = selectedId !== undefined && shown.includes(selectedId);
  useLayoutEffect(() => {
    if (isShown) document.getElementById(`${id}${selectedId}`)?.scrollIntoView({ block: 'nearest' });
  }, [selectedId, isShown]);
  const move = (step: number): void => {
    const next = rowAfterStep(shown, selectedId, step);
    if (next !== undefined) onSelect(next);
  };
  useImperativeHandle(props.ref, () => ({
    move,
    focus: () => scroller.current?.focus(),
    afterRemoval(left) {
      const next = nextAfterLeaving(
        shown,
        shown.filter((one) => one !== left),
        left,
      );
      onSelect(next);
      return next;
    },
  }));
  const fold = (group: string, to?: boolean): void => {
    const next = new Set(folded);
    if (to ?? !next.has(group)) next.add(group);
    else next.delete(group);
    setFolded(next);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const key = keyOf(event);
    const step = STEPS[key];
    const here = groups.find(({ rows }) => rows.some((row) => row.id === selectedId));
    if (step !== undefined) move(step);
    else if (key === 'Enter' && isShown && onOpen) onOpen(selectedId);
    else if ((key === 'x' || key === ' ') && isShown && onMark) onMark(selectedId);
    else if (key === 'ArrowLeft' && here) fold(here.id, true);
    else if (key === 'ArrowRight') setFolded(new Set());
    else return;
    event.preventDefault();
    // The screen's own keys act on the same row: it need not hear of those that were for the list.
    event.stopPropagation();
  };

  return (
    <div
      ref={scroller}
      role="listbox"
      aria-label={label}
      aria-activedescendant={isShown ? `${id}${selectedId}` : undefined}
      aria-busy={loadingMore}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className={cn('min-h-0 overflow-y-auto outline-none focus-visible:inset-ring-2 focus-visible:inset-ring-accent/60', className)}
    >
      {groups.map((group) => (
        <div
          key={group.id}
          role="group"
          aria-label={[group.title || label, group.count === undefined ? '' : count(group.count), typeof group.sum === 'string' ? group.sum : '']
            .filter(Boolean)
            .join(', ')}
        >
          {group.title !== '' && <GroupHead group={group} folded={folded.has(group.id)} onFold={() => fold(group.id)} />}
          {!folded.has(group.id) &&
            group.rows.map((row) => (
              <Row
                key={row.id}
                id={`${id}${row.id}`}
                row={row}
                selected={row.id === selectedId}
                rowPx={rowPx}
                onSelect={rowActs.select}
                onOpen={rowActs.open}
              />
            ))}
        </div>
      ))}
      {all.length === 0 && !loadingMore && empty}
      {onMore && <More onMore={onMore} loading={loadingMore} scroller={scroller} />}
    </div>
  );
}
