import type { ReactNode } from 'react';
import { Confirm } from '../../kit/dialog.tsx';
import { notify } from '../../kit/toast.tsx';
import { useWords } from '../../kit/words.ts';
import type { Asking } from './asking.ts';
import { HoldDialog } from './hold-dialog.tsx';
import { AssignDialog, ContactDialog, PromiseDialog, SnoozeDialog } from './task-dialogs.tsx';
import type { Task } from './task.ts';
import type { Triage } from './use-triage.ts';
import { worklistWords } from './words.ts';

/** The dialog over the worklist: what it asks for is done with everything that is chosen, or with the open task. */
export function Asked(props: {
  readonly company: string;
  readonly asking: Asking;
  readonly task: Task | null;
  readonly targets: readonly Task[];
  readonly today: string;
  readonly triage: Triage;
  readonly onClose: () => void;
}): ReactNode {
  const { company, asking, task, targets, today, triage, onClose } = props;
  const words = useWords(worklistWords);
  if (asking === 'snooze') return <SnoozeDialog today={today} onClose={onClose} onSnooze={(until) => void triage.snooze(targets, until)} />;
  if (asking === 'assign') return <AssignDialog company={company} onClose={onClose} onAssign={(to, name) => void triage.assign(targets, to, name)} />;
  if (asking === 'finish') {
    return (
      <Confirm
        open
        onClose={onClose}
        title={words.finishTitle}
        action={words.finish}
        reason="optional"
        reasonLabel={words.result}
        reasonHint={words.resultHint}
        onConfirm={(outcome) => void triage.finish(targets, outcome.slice(0, 300))}
      >
        {words.finishText}
      </Confirm>
    );
  }
  if (asking === 'drop') {
    return (
      <Confirm
        open
        onClose={onClose}
        title={words.dropTitle}
        action={words.dropAction}
        danger
        reason="required"
        onConfirm={(reason) => void triage.drop(targets, reason)}
      >
        {words.dropText}
      </Confirm>
    );
  }
  if (task === null || task.customerId === null) return null;
  /** What was done about a task ends it; one that is not open any more has ended by itself. */
  const done = (title: string) => (outcome: string) => {
    notify({ title });
    if (task.can.finish === true) void triage.finish([task], outcome.slice(0, 300));
  };
  const shared = { company, task, today, onClose };
  if (asking === 'promise') return <PromiseDialog {...shared} onDone={done(words.didPromise)} />;
  if (asking === 'contact') return <ContactDialog {...shared} onDone={done(words.didContact)} />;
  return <HoldDialog {...shared} onDone={done(words.didHold)} />;
}
