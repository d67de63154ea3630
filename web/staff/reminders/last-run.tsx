import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, companyKey, sentenceOf, type Item } from '../../kit/api.ts';
import { cn } from '../../kit/class-names.ts';
import { useFormats } from '../../kit/format.ts';
import { MoreRows } from '../../kit/more-rows.tsx';
import { Card, EmptyState, ProblemNote } from '../../kit/page.tsx';
import { usePages } from '../../kit/use-pages.ts';
import { useWords } from '../../kit/words.ts';
import { dunningReason } from '../shared/dunning-words.ts';
import { channelWord } from '../shared/message-words.ts';
import { remindersWords } from './words.ts';

type Run = Item<'listRuns'>;
type Reminder = Item<'listReminders'>;

const PAGE = 50;
const TONES: Readonly<Record<Reminder['state'], string>> = {
  planned: 'text-mute',
  waiting: 'text-warn',
  queued: 'text-accent',
  sent: 'text-good',
  stopped: 'text-warn',
  shadow: 'text-mute',
};

/** Every reminder of a run: whom it is for and why, on which way, what is open, and what became of it. */
export function LastRun({ company, run }: { readonly company: string; readonly run: Run }): ReactNode {
  const words = useWords(remindersWords);
  const { day, moment } = useFormats();
  const list = usePages(companyKey(company, 'reminders', run.id, run.state), (page) => api.listReminders({ company, query: { run: run.id, ...page } }), {
    limit: PAGE,
  });
  const reminders = list.items;
  const shadow = reminders.length > 0 && reminders.every(({ state }) => state === 'shadow');
  return (
    <Card title={words.lastTitle(run.forOn === null ? moment(run.startedAt) : day(run.forOn))} hint={shadow ? words.lastShadow : undefined}>
      {list.error && <ProblemNote>{sentenceOf(list.error)}</ProblemNote>}
      {list.loaded && reminders.length === 0 && <EmptyState title={words.lastNone}>{words.lastNoneText}</EmptyState>}
      {reminders.length > 0 && <ReminderRows company={company} reminders={reminders} />}
      <MoreRows of={list} className="mt-3" />
    </Card>
  );
}

const HEAD = 'px-2 py-1.5 text-second font-medium text-mute';

function ReminderRows({ company, reminders }: { readonly company: string; readonly reminders: readonly Reminder[] }): ReactNode {
  const words = useWords(remindersWords);
  const { money } = useFormats();
  return (
    <table className="-mx-2 w-[calc(100%+16px)] table-fixed">
      <thead>
        <tr className="border-b border-line text-left">
          <th className={HEAD}>{words.customer}</th>
          <th className={cn(HEAD, 'w-52')}>{words.step}</th>
          <th className={cn(HEAD, 'figure w-48')}>{words.open}</th>
        </tr>
      </thead>
      <tbody>
        {reminders.map((one) => (
          <tr key={one.id} className="border-b border-line align-top last:border-0">
            <td className="px-2 py-2">
              <Link to="/c/$company/customers/$customer" params={{ company, customer: one.customer.id }} className="block truncate font-medium hover:underline">
                {one.customer.name}
              </Link>
              <Why reminder={one} />
            </td>
            <td className="px-2 py-2">
              <span className="block truncate font-medium">{one.step}</span>
              <span className="block truncate text-second text-mute" title={one.to}>
                {channelWord(one.channel)} · {one.to.split('\n')[0]}
              </span>
            </td>
            <td className="figure px-2 py-2">
              {one.totals.map((total) => (
                <span key={total.currency} className="block font-medium">
                  {money(total.open, total.currency)}
                </span>
              ))}
              <span className={cn('block text-second', TONES[one.state])}>{words[`state_${one.state}`]}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How late what is, and what stopped it. */
function Why({ reminder }: { readonly reminder: Reminder }): ReactNode {
  const words = useWords(remindersWords);
  const oldest = Math.max(...reminder.items.map(({ daysPastDue }) => daysPastDue));
  const numbers = reminder.items.map(({ number }) => number).join(', ');
  return (
    <>
      <span className="block truncate text-second text-mute" title={numbers}>
        {words.why(reminder.items.length, oldest)} · {numbers}
      </span>
      {reminder.state === 'stopped' && reminder.stateReason !== '' && (
        <span className="block truncate text-second text-warn">{dunningReason(reminder.stateReason)}</span>
      )}
    </>
  );
}
