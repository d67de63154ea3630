import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { CalendarClock, CheckCheck, Inbox, UsersRound, type LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api, codeOf, companyKey, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { localToday } from '../../kit/date-field.tsx';
import { useFormats } from '../../kit/format.ts';
import { Kbd, KeyBar } from '../../kit/kbd.tsx';
import { useKeys } from '../../kit/key-map.tsx';
import { EmptyState, PageHead, ProblemNote } from '../../kit/page.tsx';
import { Skeleton, SkeletonRows } from '../../kit/skeleton.tsx';
import { ViewTabs } from '../../kit/tabs.tsx';
import { useWords } from '../../kit/words.ts';
import { useCompany } from '../shell/company.ts';
import { Asked } from './asked.tsx';
import type { Asking } from './asking.ts';
import { subjectPlace } from './task-kinds.ts';
import { TaskList } from './task-list.tsx';
import { TaskPanel } from './task-panel.tsx';
import { useCustomer } from './task-subject.tsx';
import type { Task } from './task-words.ts';
import { useTriage } from './use-triage.ts';
import { useTriageKeys } from './use-triage-keys.ts';
import { worklistWords } from './words.ts';

const VIEWS = ['mine', 'team', 'snoozed', 'done'] as const;
type View = (typeof VIEWS)[number];

const PAGE = 100;
const ICONS: Readonly<Record<View, LucideIcon>> = { mine: Inbox, team: UsersRound, snoozed: CalendarClock, done: CheckCheck };

function useWorklist(company: string, view: View) {
  const summary = useQuery({
    queryKey: companyKey(company, 'worklist', 'summary'),
    queryFn: () => api.summariseWorklist({ company }),
    refetchInterval: 60_000,
  });
  const list = useInfiniteQuery({
    queryKey: companyKey(company, 'worklist', view),
    queryFn: ({ pageParam }) => api.listWorklist({ company, query: { view, limit: PAGE, ...(pageParam === undefined ? {} : { cursor: pageParam }) } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: 60_000,
  });
  return { summary, list, items: list.data?.pages.flatMap((page) => page.items) ?? [] };
}

/** The tasks of the day, one after the other: what is open stands right, what comes next comes by itself. */
export function WorklistScreen(): ReactNode {
  const words = useWords(worklistWords);
  const { count, roundMoney } = useFormats();
  const { slug: company } = useCompany();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const view = VIEWS.find((one) => one === search['view']) ?? 'mine';
  const { summary, list, items } = useWorklist(company, view);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<{ readonly what: Asking; readonly of: readonly Task[] } | null>(null);
  const today = summary.data?.today ?? localToday();

  const asked = typeof search['task'] === 'string' ? search['task'] : null;
  const listed = items.find(({ id }) => id === asked) ?? (asked === null ? items[0] : undefined);
  const alone = useQuery({
    queryKey: companyKey(company, 'task', asked),
    queryFn: () => api.getTask({ company, params: { task: asked ?? '' } }),
    // A link to a task that is in no list that is loaded.
    enabled: asked !== null && list.isSuccess && listed === undefined,
  });
  const task: Task | null = listed ?? (asked === null ? null : (alone.data ?? null));
  const openId = task?.id ?? null;

  const go = (next: { view?: View; task?: string | undefined }): void =>
    void navigate({ to: '.', search: { view: next.view ?? view, task: 'task' in next ? next.task : (asked ?? undefined) }, replace: true });

  /** What follows what leaves: the next one that stays, else the last one before. */
  const leave = (leaving: readonly Task[]): void => {
    const ids = new Set(leaving.map(({ id }) => id));
    setSelected((last) => new Set([...last].filter((id) => !ids.has(id))));
    if (openId === null || !ids.has(openId)) return;
    const at = items.findIndex(({ id }) => id === openId);
    const next = items.slice(at + 1).find(({ id }) => !ids.has(id)) ?? items.slice(0, Math.max(at, 0)).findLast(({ id }) => !ids.has(id));
    go({ task: next?.id });
  };
  const triage = useTriage({
    company,
    view,
    onLeave: leave,
    onRefused: (tasks) => {
      if (tasks.length === 1) go({ task: tasks[0]?.id });
      else setSelected(new Set(tasks.map(({ id }) => id)));
    },
  });
  const chosen = items.filter(({ id }) => selected.has(id));
  /** What a command is for: what is chosen, else what is open. */
  const targets: readonly Task[] = chosen.length > 0 ? chosen : task === null ? [] : [task];
  const place = task === null ? null : subjectPlace(company, task);
  const enter = (): void => {
    if (place !== null) void navigate({ href: place.href });
  };
  const toggle = (id: string): void =>
    setSelected((last) => {
      const next = new Set(last);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const move = (by: number): void => {
    const at = items.findIndex(({ id }) => id === openId);
    const next = items[Math.min(items.length - 1, Math.max(0, at + by))];
    if (next !== undefined) go({ task: next.id });
  };
  useKeys(useTriageKeys({ task, targets, triage, onMove: move, onEnter: enter, onSelect: toggle, onAsk: (what) => setAsking({ what, of: targets }) }), {
    screen: words.title,
  });

  const counts = summary.data?.counts;
  const countOf: Readonly<Record<View, number | undefined>> = { mine: counts?.mine, team: counts?.team, snoozed: counts?.snoozed, done: counts?.doneToday };
  const worth = (summary.data?.worth ?? []).map(({ amount, currency }) => roundMoney(amount, currency)).join(' + ');
  const customer = useCustomer(company, task?.customerId ?? null).data;
  const customerName = listed?.customer?.name ?? (customer?.id === task?.customerId ? (customer?.name ?? null) : null);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead
        title={words.title}
        sub={
          counts && [words.left(count(counts.mine)), words.doneToday(count(counts.doneToday)), worth !== '' && words.atStake(worth)].filter(Boolean).join(' · ')
        }
      >
        {selected.size > 0 && (
          <Chosen
            targets={chosen}
            onAsk={(what) => setAsking({ what, of: chosen })}
            onFinish={() => void triage.finish(chosen)}
            onClear={() => setSelected(new Set())}
          />
        )}
      </PageHead>
      <ViewTabs
        label={words.views}
        value={view}
        onChange={(key) => {
          setSelected(new Set());
          go({ view: key as View, task: undefined });
        }}
        views={VIEWS.map((key) => ({
          key,
          label: words[key],
          count: countOf[key] === undefined ? undefined : count(countOf[key]),
          href: `/c/${company}/worklist?view=${key}`,
        }))}
      />
      {list.error ? (
        <div className="p-5">
          <ProblemNote action={<Button onClick={() => void list.refetch()}>{words.again}</Button>}>{sentenceOf(list.error)}</ProblemNote>
        </div>
      ) : items.length === 0 && list.isSuccess && asked === null ? (
        <Empty view={view} />
      ) : (
        <div className="grid min-h-0 flex-1 grid-cols-[minmax(320px,2fr)_minmax(0,3fr)]">
          <div className="flex min-h-0 flex-col border-r border-line">
            {list.isPending ? (
              <SkeletonRows rows={8} rowClassName="h-14" />
            ) : (
              <TaskList
                {...{ items, view, today, openId, selected }}
                onOpen={(id) => go({ task: id })}
                onSelect={toggle}
                onEnter={enter}
                onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
                loadingMore={list.isFetchingNextPage}
              />
            )}
          </div>
          <div className="flex min-h-0 min-w-0 flex-col">
            {task === null ? (
              <Missing error={alone.error} pending={alone.isFetching} />
            ) : (
              <TaskPanel
                key={task.id}
                {...{ company, task, customerName, today, triage }}
                place={listed === undefined ? null : words.place(items.indexOf(listed) + 1, `${count(items.length)}${list.hasNextPage ? '+' : ''}`)}
                chosen={selected.has(task.id)}
                onSelect={() => toggle(task.id)}
                onAsk={(what) => setAsking({ what, of: [task] })}
              />
            )}
          </div>
        </div>
      )}
      {asking !== null && <Asked {...{ company, today, triage, task }} asking={asking.what} targets={asking.of} onClose={() => setAsking(null)} />}
      <KeyBar
        keys={[
          ['j k', words.keyMove],
          ['⏎', words.keyOpen],
          ['e', words.keyDone],
          ['s', words.keySnooze],
          ['a', words.keyAssign],
          ['p', words.keyPromise],
          ['x', words.keySelect],
          ['u', words.keyUndo],
        ]}
        right={
          <>
            <span className="hidden xl:inline">{words.comesByItself}</span>
            <Kbd>?</Kbd>
          </>
        }
      />
    </div>
  );
}

function Chosen(props: {
  readonly targets: readonly Task[];
  readonly onAsk: (asking: Asking) => void;
  readonly onFinish: () => void;
  readonly onClear: () => void;
}): ReactNode {
  const words = useWords(worklistWords);
  return (
    <div role="group" aria-label={words.selected(props.targets.length)} className="flex items-center gap-2">
      <span className="text-mute tabular-nums" aria-live="polite">
        {words.selected(props.targets.length)}
      </span>
      <Button onClick={props.onFinish}>{words.finish}</Button>
      <Button onClick={() => props.onAsk('snooze')}>{words.snooze}</Button>
      <Button onClick={() => props.onAsk('assign')}>{words.assign}</Button>
      <Button kind="ghost" onClick={props.onClear}>
        {words.clearSelection}
      </Button>
    </div>
  );
}

function Empty({ view }: { readonly view: View }): ReactNode {
  const words = useWords(worklistWords);
  const Icon = ICONS[view];
  const [title, text] = {
    mine: [words.emptyMine, words.emptyMineText] as const,
    team: [words.emptyTeam, words.emptyTeamText] as const,
    snoozed: [words.emptySnoozed, words.emptySnoozedText] as const,
    done: [words.emptyDone, words.emptyDoneText] as const,
  }[view];
  return (
    <div className="min-h-0 flex-1">
      <EmptyState icon={<Icon aria-hidden />} title={title}>
        {text}
      </EmptyState>
    </div>
  );
}

function Missing({ error, pending }: { readonly error: Error | null; readonly pending: boolean }): ReactNode {
  const words = useWords(worklistWords);
  if (error !== null && codeOf(error) === 'task.not_found') return <EmptyState title={words.gone}>{words.goneText}</EmptyState>;
  if (error !== null) {
    return (
      <div className="p-5">
        <ProblemNote>{sentenceOf(error)}</ProblemNote>
      </div>
    );
  }
  if (!pending) return null;
  return (
    <div className="grid gap-3 p-6">
      <Skeleton className="h-6 w-64" />
      <Skeleton className="h-16" />
      <Skeleton className="h-32" />
    </div>
  );
}
