import { plusDays } from '../../kit/day-text.ts';
import { day } from '../../kit/format.ts';
import { language } from '../../kit/words.ts';
import { TASK_OUTCOMES, TASK_SENTENCES, type Said } from './task-sentences.ts';

/** What is told of a task, wherever it is shown. */
export type TaskFacts = {
  readonly kind: string;
  readonly reason: string;
  readonly figures: Readonly<Record<string, string | number>> | null;
  readonly title: string;
  readonly outcome?: string | null;
  /** The day for which the figures were taken, as far as the task has one. */
  readonly dueOn?: string | null;
};

/** An age is that of the task's own day and grows wrong by tomorrow; the day behind it stays true. */
function withDueDay({ figures, dueOn }: TaskFacts): Readonly<Record<string, string | number>> {
  const age = figures?.['oldestDaysPastDue'];
  return dueOn && typeof age === 'number' ? { ...figures, oldestDueOn: plusDays(dueOn, -age) } : (figures ?? {});
}

function saidOf(task: TaskFacts): Said {
  const figures = withDueDay(task);
  const text = (key: string): string => String(figures[key] ?? '');
  return {
    text,
    day: (key) => (/^\d{4}-\d{2}-\d{2}$/.test(text(key)) ? day(text(key)) : text(key)),
    number: (key) => (typeof figures[key] === 'number' ? figures[key] : null),
  };
}

const sentenceOf = (task: TaskFacts) => TASK_SENTENCES[language()][task.kind]?.reasons[task.reason];

/** What is to be done; of a kind that has no words what the server calls it. */
export function taskName(task: TaskFacts): string {
  return TASK_SENTENCES[language()][task.kind]?.name ?? task.title;
}

/** Why it is there, on one line. */
export function taskShort(task: TaskFacts): string {
  return sentenceOf(task)?.short(saidOf(task)) ?? task.title;
}

/** Why it is there, in full. */
export function taskWhy(task: TaskFacts): string {
  return sentenceOf(task)?.why(saidOf(task)) ?? task.title;
}

export function taskNext(task: TaskFacts): string | null {
  return TASK_SENTENCES[language()][task.kind]?.next ?? null;
}

/** With which result it ended: the program's in words, a person's as it was written. */
export function taskOutcome(task: TaskFacts): string {
  return TASK_OUTCOMES[language()][task.outcome ?? ''] ?? task.outcome ?? '';
}
