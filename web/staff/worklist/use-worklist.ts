import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, companyKey } from '../../kit/api.ts';
import { localToday } from '../../kit/date-field.tsx';
import { usePages } from '../../kit/use-pages.ts';
import type { Task } from './task.ts';

export const VIEWS = ['mine', 'team', 'snoozed', 'done'] as const;
export type View = (typeof VIEWS)[number];

const PAGE = 100;
const LOOK_MS = 60_000;

/** What stands on the screen: the view and the open task of the address, the tasks of the view, and which of them are chosen. */
export function useWorklist(company: string) {
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const view = VIEWS.find((one) => one === search['view']) ?? 'mine';
  const asked = typeof search['task'] === 'string' ? search['task'] : null;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const summary = useQuery({
    queryKey: companyKey(company, 'worklist', 'summary'),
    queryFn: () => api.summariseWorklist({ company }),
    refetchInterval: LOOK_MS,
  });
  const list = usePages(companyKey(company, 'worklist', view), (page) => api.listWorklist({ company, query: { view, ...page } }), {
    limit: PAGE,
    refetchMs: LOOK_MS,
  });
  const { items } = list;
  const listed = items.find(({ id }) => id === asked) ?? (asked === null ? items[0] : undefined);
  const alone = useQuery({
    queryKey: companyKey(company, 'task', asked),
    queryFn: () => api.getTask({ company, params: { task: asked ?? '' } }),
    // A link to a task that is in no list that is loaded.
    enabled: asked !== null && list.loaded && listed === undefined,
  });
  const task: Task | null = listed ?? (asked === null ? null : (alone.data ?? null));
  const openId = task?.id ?? null;
  const go = (next: { view?: View; task?: string | undefined }): void =>
    void navigate({ to: '.', search: { view: next.view ?? view, task: 'task' in next ? next.task : (asked ?? undefined) }, replace: true });
  return {
    view,
    asked,
    items,
    list,
    listed,
    task,
    selected,
    summary: summary.data,
    /** The company's day. */
    today: summary.data?.today ?? localToday(),
    missing: alone.error,
    looking: alone.isFetching,
    go,
    toggle: (id: string): void =>
      setSelected((last) => {
        const next = new Set(last);
        if (!next.delete(id)) next.add(id);
        return next;
      }),
    select: (tasks: readonly Task[]): void => setSelected(new Set(tasks.map(({ id }) => id))),
    move: (by: number): void => {
      const at = items.findIndex(({ id }) => id === openId);
      const next = items[Math.min(items.length - 1, Math.max(0, at + by))];
      if (next !== undefined) go({ task: next.id });
    },
    /** What follows what leaves: the next one that stays, else the last one before. */
    leave: (leaving: readonly Task[]): void => {
      const ids = new Set(leaving.map(({ id }) => id));
      setSelected((last) => new Set([...last].filter((id) => !ids.has(id))));
      if (openId === null || !ids.has(openId)) return;
      const at = items.findIndex(({ id }) => id === openId);
      const next = items.slice(at + 1).find(({ id }) => !ids.has(id)) ?? items.slice(0, Math.max(at, 0)).findLast(({ id }) => !ids.has(id));
      go({ task: next?.id });
    },
  };
}
