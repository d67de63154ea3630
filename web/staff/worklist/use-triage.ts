import { useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api, companyKey, refreshCompany, sentenceOf, type Answer } from '../../kit/api.ts';
import { day } from '../../kit/format.ts';
import { notify } from '../../kit/toast.tsx';
import { KIT } from '../../kit/kit-words.ts';
import { sayWords } from '../../kit/words.ts';
import type { Task } from './task.ts';
import { worklistWords } from './words.ts';

type Pages = InfiniteData<Answer<'listWorklist'>, string | undefined>;

/** So many commands are under way at once when several tasks are dealt with. */
const AT_ONCE = 4;

type Outcome = { readonly done: readonly Task[]; readonly refused: readonly { readonly task: Task; readonly sentence: string }[] };

async function forEach(tasks: readonly Task[], command: (task: Task) => Promise<unknown>): Promise<Outcome> {
  const done: Task[] = [];
  const refused: { task: Task; sentence: string }[] = [];
  const rest = [...tasks];
  const work = async (): Promise<void> => {
    for (let task = rest.shift(); task !== undefined; task = rest.shift()) {
      try {
        await command(task);
        done.push(task);
      } catch (error) {
        refused.push({ task, sentence: sentenceOf(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { done, refused };
}

export type Triage = {
  readonly finish: (tasks: readonly Task[], outcome?: string) => Promise<void>;
  readonly drop: (tasks: readonly Task[], reason: string) => Promise<void>;
  readonly snooze: (tasks: readonly Task[], until: string) => Promise<void>;
  readonly wake: (tasks: readonly Task[]) => Promise<void>;
  /** `to` null: nobody; `name` is told. */
  readonly assign: (tasks: readonly Task[], to: string | null, name: string) => Promise<void>;
  /** Takes back the last snooze, wake or assignment; what is done stays done. */
  readonly undo: () => Promise<void>;
  /** What was refused last, in words, by task; it stands beside the task until it is tried again. */
  readonly refusals: ReadonlyMap<string, string>;
};

export type TriageOptions = {
  readonly company: string;
  readonly view: string;
  /** Called at once, before the server has answered, with what leaves the list: the next one comes by itself. */
  readonly onLeave: (tasks: readonly Task[]) => void;
  /** Of several, those that were refused stay chosen. */
  readonly onRefused: (tasks: readonly Task[]) => void;
};

/** What can be done with tasks, one or several: they leave the list at once and come back with words when the server refuses. */
export function useTriage({ company, view, onLeave, onRefused }: TriageOptions): Triage {
  const cache = useQueryClient();
  const lastUndo = useRef<(() => Promise<boolean>) | null>(null);
  const [refusals, setRefusals] = useState<ReadonlyMap<string, string>>(new Map());

  const takeOut = (tasks: readonly Task[]): void => {
    const ids = new Set(tasks.map(({ id }) => id));
    onLeave(tasks);
    cache.setQueryData<Pages>([...companyKey(company, 'worklist', view)], (pages) =>
      pages === undefined ? pages : { ...pages, pages: pages.pages.map((page) => ({ ...page, items: page.items.filter(({ id }) => !ids.has(id)) })) },
    );
  };

  const carryOut = async (
    tasks: readonly Task[],
    of: {
      leaves: boolean;
      command: (task: Task) => Promise<unknown>;
      said: (count: number) => string;
      text?: string | undefined;
      undo?: ((task: Task) => Promise<unknown>) | undefined;
    },
  ): Promise<void> => {
    if (tasks.length === 0) return;
    await cache.cancelQueries({ queryKey: companyKey(company, 'worklist') });
    if (of.leaves) takeOut(tasks);
    setRefusals((last) => new Map([...last].filter(([id]) => !tasks.some((task) => task.id === id))));
    const { done, refused } = await forEach(tasks, (task) => of.command(task));
    const words = sayWords(worklistWords);
    const back = of.undo;
    const undo =
      back === undefined || done.length === 0
        ? null
        : async (): Promise<boolean> => {
            const undone = await forEach(done, (task) => back(task));
            if (undone.refused.length > 0) notify({ title: words.failed(undone.refused.length), text: undone.refused[0]?.sentence, tone: 'bad' });
            await refreshCompany(company);
            return undone.refused.length === 0;
          };
    if (done.length > 0) {
      lastUndo.current = undo;
      notify({ title: of.said(done.length), text: of.text, ...(undo === null ? {} : { action: { label: sayWords(KIT).undo, run: () => void undo() } }) });
    }
    if (refused.length > 0) {
      setRefusals((last) => new Map([...last, ...refused.map(({ task, sentence }) => [task.id, sentence] as const)]));
      notify({ title: words.failed(refused.length), text: refused[0]?.sentence, tone: 'bad' });
      onRefused(refused.map(({ task }) => task));
    }
    await refreshCompany(company);
  };

  return {
    refusals,
    finish: (tasks, outcome) =>
      carryOut(tasks, {
        leaves: true,
        command: (task) => api.finishTask({ company, params: { task: task.id }, body: outcome === undefined || outcome === '' ? {} : { outcome } }),
        said: (count) => sayWords(worklistWords).didFinish(count),
        text: sayWords(worklistWords).doneStays,
      }),
    drop: (tasks, reason) =>
      carryOut(tasks, {
        leaves: true,
        command: (task) => api.dropTask({ company, params: { task: task.id }, body: { reason } }),
        said: () => sayWords(worklistWords).didDrop,
      }),
    snooze: (tasks, until) =>
      carryOut(tasks, {
        leaves: view !== 'snoozed',
        command: (task) => api.snoozeTask({ company, params: { task: task.id }, body: { until } }),
        said: (count) => sayWords(worklistWords).didSnooze(count, day(until)),
        undo: (task) =>
          task.snoozedUntil === null
            ? api.wakeTask({ company, params: { task: task.id } })
            : api.snoozeTask({ company, params: { task: task.id }, body: { until: task.snoozedUntil } }),
      }),
    wake: (tasks) =>
      carryOut(tasks, {
        leaves: view === 'snoozed',
        command: (task) => api.wakeTask({ company, params: { task: task.id } }),
        said: (count) => sayWords(worklistWords).didWake(count),
        undo: (task) =>
          task.snoozedUntil === null ? Promise.resolve() : api.snoozeTask({ company, params: { task: task.id }, body: { until: task.snoozedUntil } }),
      }),
    assign: (tasks, to, name) =>
      carryOut(tasks, {
        leaves: false,
        command: (task) => api.assignTask({ company, params: { task: task.id }, body: { userId: to } }),
        said: (count) => sayWords(worklistWords).didAssign(count, name),
        undo: (task) =>
          api.assignTask({
            company,
            params: { task: task.id },
            body: { userId: task.assignedTo === null ? null : task.assignedTo.slice('user:'.length) },
          }),
      }),
    undo: async () => {
      const words = sayWords(worklistWords);
      const undo = lastUndo.current;
      lastUndo.current = null;
      if (undo === null) {
        notify({ title: words.noUndo, tone: 'mute' });
        return;
      }
      if (await undo()) notify({ title: words.undone });
    },
  };
}
