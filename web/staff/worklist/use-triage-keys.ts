import type { KeyMap } from '../../kit/key-map.tsx';
import { sayWords, useWords } from '../../kit/words.ts';
import { useMay } from '../shell/company.ts';
import type { Asking } from './asking.ts';
import type { Task } from './task.ts';
import type { Triage } from './use-triage.ts';
import { worklistWords } from './words.ts';

export type TriageKeys = {
  readonly task: Task | null;
  readonly targets: readonly Task[];
  readonly triage: Triage;
  readonly onMove: (by: number) => void;
  readonly onEnter: () => void;
  readonly onSelect: (id: string) => void;
  readonly onAsk: (asking: Asking) => void;
};

/** The keys of triage, with their words for the overlay. A key does what its button does: where the button is off, nothing. */
export function useTriageKeys({ task, targets, triage, onMove, onEnter, onSelect, onAsk }: TriageKeys): KeyMap {
  const words = useWords(worklistWords);
  const may = useMay();
  const can = (step: keyof Task['can']): boolean => may('tasks:write') && targets.length > 0 && targets.every((target) => target.can[step] === true);
  const calls = task?.kind === 'call' && task.can.finish === true && may('tasks:write');
  const finishAs = (outcome: string): void => {
    if (task !== null) void triage.finish([task], outcome);
  };
  return {
    j: { label: words.keyNext, run: () => onMove(1) },
    k: { label: words.keyBefore, run: () => onMove(-1) },
    ArrowDown: () => onMove(1),
    ArrowUp: () => onMove(-1),
    Enter: { label: words.keyOpen, run: onEnter },
    x: { label: words.keySelect, run: () => task !== null && onSelect(task.id) },
    e: { label: words.keyDone, run: () => void triage.finish(targets), off: !can('finish') },
    s: { label: words.keySnooze, run: () => onAsk('snooze'), off: !can('snooze') },
    a: { label: words.keyAssign, run: () => onAsk('assign'), off: !can('assign') },
    p: { label: words.promise, run: () => onAsk('promise'), off: task === null || task.customerId === null || !may('collections:write') },
    u: { label: words.keyUndo, run: () => void triage.undo() },
    ...(calls
      ? {
          '1': { label: words.resultPromise, run: () => onAsk('promise') },
          '2': { label: words.resultPaid, run: () => finishAs(sayWords(worklistWords).saysPaid) },
          '3': { label: words.resultDispute, run: () => onAsk('hold') },
          '4': { label: words.resultNoAnswer, run: () => onAsk('snooze') },
          '5': { label: words.resultWrongNumber, run: () => finishAs(sayWords(worklistWords).wrongNumber) },
        }
      : {}),
  };
}
