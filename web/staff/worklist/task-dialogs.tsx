import { useState, type ReactNode } from 'react';
import { api, newKey, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { DateField } from '../../kit/date-field.tsx';
import { plusDays } from '../../kit/day-text.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { TextArea, TextField } from '../../kit/field.tsx';
import { useFormats } from '../../kit/format.ts';
import { MoneyField } from '../../kit/money-field.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { Skeleton } from '../../kit/skeleton.tsx';
import { sayWords, useWords } from '../../kit/words.ts';
import { useMe } from '../session/me.ts';
import { useColleagues } from '../shared/actor-name.ts';
import { useCustomer } from './task-subject.tsx';
import type { Task } from './task.ts';
import { worklistWords } from './words.ts';

/** Until when tasks rest: three common days, or any. */
export function SnoozeDialog(props: { readonly today: string; readonly onClose: () => void; readonly onSnooze: (until: string) => void }): ReactNode {
  const { today, onClose, onSnooze } = props;
  const words = useWords(worklistWords);
  const { longDay } = useFormats();
  const [until, setUntil] = useState<string | null>(null);
  const choose = (day: string): void => {
    onSnooze(day);
    onClose();
  };
  const choices = [
    [words.oneDay, plusDays(today, 1)],
    [words.threeDays, plusDays(today, 3)],
    [words.oneWeek, plusDays(today, 7)],
  ] as const;
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.snoozeTitle}
      description={words.snoozeText}
      width="small"
      keepOpen={false}
      onSubmit={() => until !== null && choose(until)}
      footer={
        <Button type="submit" kind="primary" off={until === null}>
          {words.snooze}
        </Button>
      }
    >
      <div className="grid gap-1.5">
        {choices.map(([label, day]) => (
          <Button key={day} className="w-full justify-between!" onClick={() => choose(day)}>
            {label}
            <span className="font-normal text-mute">{longDay(day)}</span>
          </Button>
        ))}
      </div>
      <DateField className="mt-4" label={words.aDay} value={until} onChange={setUntil} today={today} min={plusDays(today, 1)} />
    </Dialog>
  );
}

/** To whom tasks go. */
export function AssignDialog(props: {
  readonly company: string;
  readonly onClose: () => void;
  readonly onAssign: (to: string | null, name: string) => void;
}): ReactNode {
  const { company, onClose, onAssign } = props;
  const words = useWords(worklistWords);
  const me = useMe();
  const [text, setText] = useState('');
  const colleagues = useColleagues(company);
  const all = (colleagues.data?.items ?? []).toSorted((a, b) => Number(b.id === me.id) - Number(a.id === me.id));
  const shown = all.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()));
  const choose = (to: string | null, name: string): void => {
    onAssign(to, name);
    onClose();
  };
  const [first] = shown;
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.assignTitle}
      description={words.assignText}
      width="small"
      keepOpen={false}
      onSubmit={() => first !== undefined && choose(first.id, first.name)}
    >
      <TextField label={words.findColleague} labelHidden placeholder={words.findColleague} value={text} onChange={setText} />
      {colleagues.error && <ProblemNote>{sentenceOf(colleagues.error)}</ProblemNote>}
      <ul className="mt-2 grid max-h-80 gap-1.5 overflow-y-auto p-0.5">
        {colleagues.data === undefined && !colleagues.error && <Skeleton className="h-8" />}
        {shown.map(({ id, name }) => (
          <li key={id}>
            <Button className="w-full justify-between!" onClick={() => choose(id, name)}>
              {name}
              {id === me.id && <span className="font-normal text-mute">{words.you}</span>}
            </Button>
          </li>
        ))}
        <li>
          <Button className="w-full justify-start!" onClick={() => choose(null, words.nobody)}>
            {words.toNobody}
          </Button>
        </li>
      </ul>
    </Dialog>
  );
}

/** What stands around the fields of a command: it waits for the answer, closes when done, and shows a refusal with everything typed kept. */
export function CommandDialog(props: {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly onClose: () => void;
  /** null: something is missing, and the fields say so. */
  readonly command: () => Promise<unknown> | null;
  readonly children: ReactNode;
}): ReactNode {
  const words = useWords(worklistWords);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const carryOut = async (): Promise<void> => {
    const command = busy ? null : props.command();
    if (command === null) return;
    setBusy(true);
    setProblem(null);
    try {
      await command;
      props.onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={props.title}
      description={props.text}
      width="small"
      onSubmit={() => void carryOut()}
      footer={
        <>
          <Button onClick={props.onClose}>{words.cancel}</Button>
          <Button type="submit" kind="primary" off={busy}>
            {props.action}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">{props.children}</div>
      {problem !== null && (
        <div className="mt-4">
          <ProblemNote>{problem}</ProblemNote>
        </div>
      )}
    </Dialog>
  );
}

export type CommandDialogProps = {
  readonly company: string;
  readonly task: Task;
  readonly today: string;
  readonly onClose: () => void;
  /** With what came of it, for the task. */
  readonly onDone: (outcome: string) => void;
};

export function PromiseDialog({ company, task, today, onClose, onDone }: CommandDialogProps): ReactNode {
  const words = useWords(worklistWords);
  const { money, day } = useFormats();
  const customer = useCustomer(company, task.customerId).data;
  const owed = customer?.balances.toSorted((a, b) => Number(b.overdue) - Number(a.overdue))[0];
  const currency = task.worth?.currency ?? owed?.currency ?? 'EUR';
  const open = customer?.balances.find((balance) => balance.currency === currency);
  const [typed, setTyped] = useState<string | null | undefined>(undefined);
  const [on, setOn] = useState<string | null>(plusDays(today, 7));
  const [by, setBy] = useState<string | undefined>(undefined);
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const [key] = useState(newKey);
  const suggested = open === undefined ? '' : Number(open.overdue) > 0 ? open.overdue : open.open;
  const amount = typed === undefined ? suggested : typed;
  const who = by ?? customer?.contacts.find(({ name }) => name !== '')?.name ?? '';
  const command = (): Promise<unknown> | null => {
    setTried(true);
    if (amount === null || amount === '' || on === null || who.trim() === '' || task.customerId === null) return null;
    return api
      .recordPromise({ company, body: { customerId: task.customerId, amount, currency, promisedOn: on, by: who.trim(), note }, idempotencyKey: key })
      .then(() => onDone(sayWords(worklistWords).promisedOutcome(money(amount, currency), day(on))));
  };
  return (
    <CommandDialog title={words.promiseTitle} text={words.promiseText} action={words.promise} onClose={onClose} command={command}>
      <div className="grid grid-cols-2 gap-3">
        <MoneyField
          label={words.amount}
          required
          currency={currency}
          value={amount ?? ''}
          onChange={setTyped}
          error={tried && amount === '' ? words.amountMissing : null}
        />
        <DateField
          label={words.promisedOn}
          required
          value={on}
          onChange={setOn}
          today={today}
          min={today}
          error={tried && on === null ? words.dayMissing : null}
        />
      </div>
      <TextField label={words.by} required maxLength={200} value={who} onChange={setBy} error={tried && who.trim() === '' ? words.byMissing : null} />
      <TextArea label={words.note} rows={2} maxLength={2_000} value={note} onChange={setNote} />
    </CommandDialog>
  );
}

export function ContactDialog({ company, task, onClose, onDone }: CommandDialogProps): ReactNode {
  const words = useWords(worklistWords);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [phone, setPhone] = useState('');
  const [tried, setTried] = useState(false);
  const [key] = useState(newKey);
  const command = (): Promise<unknown> | null => {
    setTried(true);
    if (email.trim() === '' || task.customerId === null) return null;
    return api
      .addContact({
        company,
        params: { customer: task.customerId },
        body: { role: 'payables', name: name.trim(), email: email.trim(), phone: phone.trim() },
        idempotencyKey: key,
      })
      .then(() => onDone(sayWords(worklistWords).contactOutcome(email.trim())));
  };
  return (
    <CommandDialog title={words.contactTitle} text={words.contactText} action={words.addContact} onClose={onClose} command={command}>
      <TextField label={words.email} type="email" required value={email} onChange={setEmail} error={tried && email.trim() === '' ? words.emailMissing : null} />
      <TextField label={words.contactName} value={name} onChange={setName} />
      <TextField label={words.phone} type="tel" value={phone} onChange={setPhone} />
    </CommandDialog>
  );
}
