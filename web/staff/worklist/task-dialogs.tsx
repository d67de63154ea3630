import { useState, type ReactNode } from 'react';
import { sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { DateField } from '../../kit/date-field.tsx';
import { plusDays } from '../../kit/day-text.ts';
import { Dialog } from '../../kit/dialog.tsx';
import { TextField } from '../../kit/field.tsx';
import { useFormats } from '../../kit/format.ts';
import { ProblemNote } from '../../kit/page.tsx';
import { Skeleton } from '../../kit/skeleton.tsx';
import { useWords } from '../../kit/words.ts';
import { useMe } from '../session/me.ts';
import { useColleagues } from '../shared/actor-name.ts';
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
