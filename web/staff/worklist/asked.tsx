import type { ReactNode } from 'react';
import { Confirm } from '../../kit/dialog.tsx';
import { notify } from '../../kit/toast.tsx';
import { sayWords, useWords } from '../../kit/words.ts';
import { ContactDialog } from '../shared/contact-dialog.tsx';
import { PromiseDialog } from '../shared/promise-dialog.tsx';
import type { Asking } from './asking.ts';
import { TaskHoldDialog } from './hold-dialog.tsx';
import { AssignDialog, SnoozeDialog } from './task-dialogs.tsx';
import { useCustomer } from './task-subject.tsx';
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
  return <AboutCustomer {...{ company, asking, task, today, triage, onClose }} customer={task.customerId} />;
}

/** What is done about the customer of a task ends the task. */
function AboutCustomer(props: {
  readonly company: string;
  readonly asking: 'promise' | 'contact' | 'hold';
  readonly task: Task;
  readonly customer: string;
  readonly today: string;
  readonly triage: Triage;
  readonly onClose: () => void;
}): ReactNode {
  const { company, asking, task, customer, today, triage, onClose } = props;
  const words = useWords(worklistWords);
  const known = useCustomer(company, customer).data;
  /** One that is not open any more has ended by itself. */
  const done = (title: string) => (outcome: string) => {
    notify({ title });
    if (task.can.finish === true) void triage.finish([task], outcome.slice(0, 300));
  };
  if (asking === 'hold') return <TaskHoldDialog {...{ company, customer, onClose }} onDone={done(words.didHold)} />;
  if (asking === 'contact')
    return (
      <ContactDialog
        {...{ company, customer, onClose }}
        role="payables"
        reachable
        onDone={(email) => done(words.didContact)(sayWords(worklistWords).contactOutcome(email))}
      />
    );
  return known ? <PromiseDialog {...{ company, today, onClose }} customer={known} currency={task.worth?.currency} onDone={done(words.didPromise)} /> : null;
}
