import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { day, useFormats } from '../../kit/format.ts';
import { SplitList, type SplitGroup, type SplitRow } from '../../kit/split-list.tsx';
import { useWords } from '../../kit/words.ts';
import { addAmounts } from '../shared/amounts.ts';
import { lookOf } from './task-kinds.ts';
import { taskName, taskOutcome, taskShort } from '../shared/task-words.ts';
import type { WorkItem } from './task.ts';
import { worklistWords } from './words.ts';

export type TaskListProps = {
  readonly items: readonly WorkItem[];
  readonly view: string;
  /** The company's day. */
  readonly today: string;
  readonly openId: string | null;
  readonly selected: ReadonlySet<string>;
  readonly onOpen: (id: string | undefined) => void;
  readonly onSelect: (id: string) => void;
  /** Enter, or a double click. */
  readonly onEnter: () => void;
  readonly onMore: (() => void) | undefined;
  readonly loadingMore: boolean;
};

const GROUPS = ['earlier', 'today', 'coming'] as const;

function groupOf(item: WorkItem, today: string): (typeof GROUPS)[number] {
  return item.listedOn < today ? 'earlier' : item.listedOn === today ? 'today' : 'coming';
}

function daysFrom(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** What tasks are worth, by currency: "12.300 € + $90". */
function useSum(): (items: readonly WorkItem[]) => string {
  const { money } = useFormats();
  return (items) => {
    const worth = items.flatMap((item) => (item.worth === null ? [] : [item.worth]));
    return [...Map.groupBy(worth, ({ currency }) => currency)]
      .map(([currency, ones]) => money(addAmounts(ones.map(({ amount }) => amount)), currency))
      .join(' + ');
  };
}

/** The tasks of a view, by day; what is open is marked, what is chosen is ticked. */
export function TaskList(props: TaskListProps): ReactNode {
  const { items, view, today, openId, selected } = props;
  const words = useWords(worklistWords);
  const { money } = useFormats();
  const sum = useSum();
  const waiting = view === 'mine' || view === 'team';
  const whenOf = (item: WorkItem): string => {
    if (view === 'done') return item.state === 'dropped' ? words.dropped : taskOutcome(item);
    if (view === 'snoozed') return words.backOn(day(item.snoozedUntil ?? item.listedOn));
    if (item.dueOn === null) return words.sinceOn(day(item.listedOn));
    if (item.dueOn < today) return words.overdueBy(daysFrom(item.dueOn, today));
    return item.dueOn === today ? words.dueToday : words.dueOn(day(item.dueOn));
  };
  const rowOf = (item: WorkItem): SplitRow => {
    const { icon: Icon } = lookOf(item);
    const marked = selected.has(item.id);
    return {
      id: item.id,
      icon: marked ? <Check strokeWidth={3} /> : <Icon />,
      name: item.customer?.name ?? taskName(item),
      reason: (
        <>
          {marked && <span className="sr-only">{words.marked} </span>}
          {taskShort(item)}
        </>
      ),
      figure: item.worth === null ? undefined : money(item.worth.amount, item.worth.currency),
      meaning: <span className="block max-w-44 truncate">{whenOf(item)}</span>,
      ...(waiting && item.dueOn !== null && item.dueOn < today ? { meaningTone: 'warn' as const } : {}),
      marked,
      done: view === 'done',
    };
  };
  const groups: readonly SplitGroup[] = waiting
    ? GROUPS.flatMap((group) => {
        const own = items.filter((item) => groupOf(item, today) === group);
        return own.length === 0 ? [] : [{ id: group, title: words[group], count: own.length, sum: sum(own), rows: own.map(rowOf) }];
      })
    : [{ id: view, title: '', rows: items.map(rowOf) }];
  return (
    <SplitList
      label={words.list}
      className="flex-1"
      rowPx={56}
      groups={groups}
      selectedId={openId ?? undefined}
      onSelect={props.onOpen}
      onOpen={props.onEnter}
      onMark={props.onSelect}
      onMore={props.onMore}
      loadingMore={props.loadingMore}
    />
  );
}
