import { useNavigate } from '@tanstack/react-router';
import { CalendarClock, CheckCheck, Inbox, UsersRound, type LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { codeOf, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
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
import type { Task } from './task.ts';
import { useTriage } from './use-triage.ts';
import { useTriageKeys } from './use-triage-keys.ts';
import { useWorklist, VIEWS, type View } from './use-worklist.ts';
import { worklistWords } from './words.ts';

const ICONS: Readonly<Record<View, LucideIcon>> = { mine: Inbox, team: UsersRound, snoozed: CalendarClock, done: CheckCheck };

/** The tasks of the day, one after the other: what is open stands right, what comes next comes by itself. */
export function WorklistScreen(): ReactNode {
  const words = useWords(worklistWords);
  const { count, roundMoney } = useFormats();
  const { slug: company } = useCompany();
  const desk = useWorklist(company);
  const { view, items, list, summary, today, task, listed, selected, toggle, go } = desk;
  const navigate = useNavigate();
  const [asking, setAsking] = useState<{ readonly what: Asking; readonly of: readonly Task[]; readonly task: Task | null } | null>(null);
  const triage = useTriage({
    company,
    view,
    onLeave: desk.leave,
    onRefused: (tasks) => {
      if (tasks.length === 1) go({ task: tasks[0]?.id });
      else desk.select(tasks);
    },
  });
  const chosen = items.filter(({ id }) => selected.has(id));
  /** What a key is for: what is chosen, else what is open. */
  const targets: readonly Task[] = chosen.length > 0 ? chosen : task === null ? [] : [task];
  const enter = (): void => {
    const place = task === null ? null : subjectPlace(company, task);
    if (place !== null) void navigate({ href: place.href });
  };
  // What a dialog is about is settled when it opens: the list goes on changing behind it.
  const ask = (of: readonly Task[]) => (what: Asking) => setAsking({ what, of, task });
  useKeys(useTriageKeys({ task, targets, triage, onMove: desk.move, onEnter: enter, onSelect: toggle, onAsk: ask(targets) }), { screen: words.title });

  const counts = summary?.counts;
  const countOf: Readonly<Record<View, number | undefined>> = { mine: counts?.mine, team: counts?.team, snoozed: counts?.snoozed, done: counts?.doneToday };
  const worth = (summary?.worth ?? []).map(({ amount, currency }) => roundMoney(amount, currency)).join(' + ');
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead
        title={words.title}
        sub={
          counts && [words.left(count(counts.mine)), words.doneToday(count(counts.doneToday)), worth !== '' && words.atStake(worth)].filter(Boolean).join(' · ')
        }
      >
        {selected.size > 0 && <Chosen targets={chosen} onAsk={ask(chosen)} onFinish={() => void triage.finish(chosen)} onClear={() => desk.select([])} />}
      </PageHead>
      <ViewTabs
        label={words.views}
        value={view}
        onChange={(key) => {
          desk.select([]);
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
        <div className="min-h-0 flex-1 p-5">
          <ProblemNote action={<Button onClick={list.again}>{words.again}</Button>}>{sentenceOf(list.error)}</ProblemNote>
        </div>
      ) : items.length === 0 && list.loaded && desk.asked === null ? (
        <Empty view={view} />
      ) : (
        <div className="grid min-h-0 flex-1 grid-cols-[minmax(320px,2fr)_minmax(0,3fr)]">
          <div className="flex min-h-0 flex-col border-r border-line">
            {!list.loaded ? (
              <SkeletonRows rows={8} rowClassName="h-14" />
            ) : (
              <TaskList
                {...{ items, view, today, selected }}
                openId={task?.id ?? null}
                onOpen={(id) => go({ task: id })}
                onSelect={toggle}
                onEnter={enter}
                onMore={list.more}
                loadingMore={list.loadingMore}
              />
            )}
          </div>
          <div className="flex min-h-0 min-w-0 flex-col">
            {task === null ? (
              <Missing error={desk.missing} pending={desk.looking} />
            ) : (
              <TaskPanel
                key={task.id}
                {...{ company, task, today, triage }}
                customer={listed?.customer ?? null}
                place={listed === undefined ? null : words.place(items.indexOf(listed) + 1, `${count(items.length)}${list.more !== undefined ? '+' : ''}`)}
                chosen={selected.has(task.id)}
                onSelect={() => toggle(task.id)}
                onAsk={ask([task])}
              />
            )}
          </div>
        </div>
      )}
      {asking !== null && <Asked {...{ company, today, triage }} task={asking.task} asking={asking.what} targets={asking.of} onClose={() => setAsking(null)} />}
      <Keys />
    </div>
  );
}

function Keys(): ReactNode {
  const words = useWords(worklistWords);
  return (
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
