import { useNavigate } from '@tanstack/react-router';
import { Ellipsis, ExternalLink } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api, refreshCompany, sentenceOf } from '../../kit/api.ts';
import { Badge } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { cn } from '../../kit/class-names.ts';
import { useFormats } from '../../kit/format.ts';
import { Kbd } from '../../kit/kbd.tsx';
import { Menu } from '../../kit/menu.tsx';
import { Fact, ProblemNote } from '../../kit/page.tsx';
import { notify } from '../../kit/toast.tsx';
import { sayWords, useWords } from '../../kit/words.ts';
import { useActorName } from '../shared/actor-name.ts';
import { CustomerTimeline } from '../shared/customer-timeline.tsx';
import { useMay } from '../shell/company.ts';
import type { Asking } from './asking.ts';
import { lookOf, subjectPlace } from './task-kinds.ts';
import { TaskSubject, useCustomer, useOwed } from './task-subject.tsx';
import { taskName, taskNext, taskOutcome, taskWhy } from '../shared/task-words.ts';
import type { Task, WorkItem } from './task.ts';
import type { Triage } from './use-triage.ts';
import { worklistWords } from './words.ts';

export type TaskPanelProps = {
  readonly company: string;
  readonly task: Task;
  /** As the list knows it; a task that came by a link alone has its customer looked up. */
  readonly customer: WorkItem['customer'];
  /** Which one of how many, or nothing for one that is not in the list. */
  readonly place: string | null;
  readonly today: string;
  readonly triage: Triage;
  /** Ticked for what is done with several at once. */
  readonly chosen: boolean;
  readonly onSelect: () => void;
  readonly onAsk: (asking: Asking) => void;
};

/** Why a step is not possible, in words; undefined where it is. */
export function useOff(): (task: Task, step: keyof Task['can']) => string | undefined {
  const words = useWords(worklistWords);
  const may = useMay()('tasks:write');
  return (task, step) => {
    if (!may) return words.noRight;
    if (task.can[step] === true) return undefined;
    return task.state === 'open' ? words.isOpen : words.offEnded;
  };
}

/** One task: why it is there, what it is worth, what it is about, and what can be done. */
export function TaskPanel(props: TaskPanelProps): ReactNode {
  const { company, task, place, triage } = props;
  const words = useWords(worklistWords);
  const mayRead = useMay()('customers:read');
  const { tone } = lookOf(task);
  const refusal = triage.refusals.get(task.id);
  const name = taskName(task);
  const found = useCustomer(company, task.customerId).data;
  const customerName = props.customer?.name ?? found?.name ?? null;
  const title = customerName ?? name;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div role="region" aria-label={title} className="min-h-0 flex-1 overflow-y-auto px-6 py-4" tabIndex={0}>
        <div className="flex items-center gap-2">
          <h2 className="min-w-0 truncate text-heading font-semibold tracking-tight" title={title}>
            {title}
          </h2>
          {customerName !== null && <Badge tone={tone}>{name}</Badge>}
          {place !== null && <span className="ml-auto shrink-0 text-second text-mute tabular-nums">{place}</span>}
        </div>
        <Facts {...props} />
        <Action {...props} />
        {refusal !== undefined && (
          <div className="mt-3">
            <ProblemNote>{refusal}</ProblemNote>
          </div>
        )}
        {task.kind === 'call' && task.can.finish === true && <Results {...props} />}
        <div className={cn('mt-5 grid gap-6', task.customerId !== null && 'xl:grid-cols-2')}>
          <TaskSubject company={company} task={task} />
          {task.customerId !== null && mayRead && (
            <section className="min-w-0">
              <h3 className="mb-2 font-semibold">{words.timeline}</h3>
              <CustomerTimeline company={company} customer={task.customerId} />
            </section>
          )}
        </div>
      </div>
      {task.closedAt === null && <Foot {...props} />}
    </div>
  );
}

/** What every task can come to. */
function Foot({ task, triage, chosen, onSelect, onAsk }: TaskPanelProps): ReactNode {
  const words = useWords(worklistWords);
  const mayHold = useMay()('collections:write');
  const off = useOff();
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-t border-line px-6 py-2.5">
      <Button off={off(task, 'finish')} onClick={() => void triage.finish([task])}>
        {words.finish}
        <Kbd>e</Kbd>
      </Button>
      {task.state === 'snoozed' && (
        <Button off={off(task, 'wake')} onClick={() => void triage.wake([task])}>
          {words.wake}
        </Button>
      )}
      <Button off={off(task, 'snooze')} onClick={() => onAsk('snooze')}>
        {words.snooze}
        <Kbd>s</Kbd>
      </Button>
      <Button off={off(task, 'assign')} onClick={() => onAsk('assign')}>
        {words.assign}
        <Kbd>a</Kbd>
      </Button>
      <Button aria-pressed={chosen} onClick={onSelect}>
        {words.select}
        <Kbd>x</Kbd>
      </Button>
      <Menu
        align="end"
        side="top"
        trigger={<Button square aria-label={words.moreActions} icon={<Ellipsis aria-hidden className="size-4" />} />}
        items={[
          task.customerId !== null && { label: words.hold, run: () => onAsk('hold'), off: mayHold ? undefined : words.noRight },
          { label: words.finishWith, run: () => onAsk('finish'), off: off(task, 'finish') },
          'separator',
          { label: words.drop, run: () => onAsk('drop'), off: off(task, 'drop'), danger: true },
        ]}
      />
    </div>
  );
}

function Facts({ company, task, today }: TaskPanelProps): ReactNode {
  const words = useWords(worklistWords);
  const { money, day, moment } = useFormats();
  const nameOf = useActorName(company);
  const customer = useCustomer(company, task.customerId).data;
  const oldest = useOwed(company, task.customerId).data?.items[0];
  const currency = task.worth?.currency ?? customer?.balances[0]?.currency;
  const balance = customer?.balances.find((one) => one.currency === currency);
  const late = oldest === undefined ? 0 : Math.max(0, oldest.daysPastDue);
  return (
    <dl className="mt-3 grid grid-cols-[repeat(auto-fit,minmax(88px,1fr))] gap-x-3 gap-y-3 rounded-card bg-raised px-4 py-3">
      {task.worth !== null && <Fact label={words.worth}>{money(task.worth.amount, task.worth.currency)}</Fact>}
      {balance !== undefined && <Fact label={words.open}>{money(balance.open, balance.currency)}</Fact>}
      {balance !== undefined && task.worth === null && <Fact label={words.overdue}>{money(balance.overdue, balance.currency)}</Fact>}
      {late > 0 && (
        <Fact label={words.daysLate}>
          <span className="text-bad">{late}</span>
        </Fact>
      )}
      {task.state === 'open' && (
        <Fact label={task.dueOn === null ? words.since : words.due}>
          {task.dueOn === null ? moment(task.openedAt) : task.dueOn === today ? words.today : day(task.dueOn)}
        </Fact>
      )}
      {task.snoozedUntil !== null && <Fact label={words.snoozed}>{day(task.snoozedUntil)}</Fact>}
      {task.closedAt === null ? (
        <Fact label={words.assignedTo}>{task.assignedTo === null ? words.nobody : nameOf(task.assignedTo)}</Fact>
      ) : (
        <Fact label={task.state === 'dropped' ? words.dropped : words.ended} className="col-span-2">
          {words.endedBy(nameOf(task.closedBy ?? ''), moment(task.closedAt))}
          <span className="block font-normal text-mute">{taskOutcome(task)}</span>
        </Fact>
      )}
    </dl>
  );
}

/** The card of the next best action: what it is, why, and the buttons that carry it out. */
function Action(props: TaskPanelProps): ReactNode {
  const { company, task } = props;
  const words = useWords(worklistWords);
  const navigate = useNavigate();
  const { icon: Icon } = lookOf(task);
  const place = subjectPlace(company, task);
  const next = taskNext(task);
  const customer = task.customerId === null ? null : `/c/${company}/customers/${task.customerId}`;
  return (
    <div className="mt-3 rounded-card border border-accent/50 bg-panel p-4">
      <div className="flex items-start gap-3">
        <span aria-hidden className="grid size-8 shrink-0 place-items-center rounded-control bg-accent text-accent-fg">
          <Icon className="size-4" />
        </span>
        <div className="min-w-0 flex-1">
          <p className="font-semibold">{taskName(task)}</p>
          <p className="mt-0.5 wrap-anywhere text-mute">{taskWhy(task)}</p>
          {next !== null && task.closedAt === null && <p className="mt-1.5">{next}</p>}
        </div>
      </div>
      <div className="mt-4 flex flex-wrap gap-2">
        {task.closedAt === null && <OwnActions {...props} />}
        {place !== null && (
          <Button icon={<ExternalLink aria-hidden className="size-3.5" />} onClick={() => void navigate({ href: place.href })}>
            {words[place.word]}
            {task.closedAt === null && <Kbd>⏎</Kbd>}
          </Button>
        )}
        {customer !== null && customer !== place?.href && <Button onClick={() => void navigate({ href: customer })}>{words.openCustomer}</Button>}
      </div>
    </div>
  );
}

/** What this kind of task alone can do; the first one is the primary button of the screen. */
function OwnActions({ company, task, triage, onAsk }: TaskPanelProps): ReactNode {
  const words = useWords(worklistWords);
  const may = useMay();
  const [busy, setBusy] = useState(false);
  const offFor = (allowed: boolean): string | boolean => (allowed ? busy : words.noRight);
  const act = async (command: () => Promise<unknown>, outcome: string): Promise<void> => {
    setBusy(true);
    try {
      await command();
      await triage.finish([task], outcome);
    } catch (error) {
      notify({ title: sentenceOf(error), tone: 'bad' });
      await refreshCompany(company);
    } finally {
      setBusy(false);
    }
  };
  switch (task.kind) {
    case 'call':
    case 'promise_broken':
      return (
        <Button kind="primary" off={offFor(may('collections:write'))} onClick={() => onAsk('promise')}>
          {words.promise}
          <Kbd>p</Kbd>
        </Button>
      );
    case 'no_address':
    case 'message.address':
      if (task.customerId === null) return null;
      return (
        <Button kind="primary" off={offFor(may('customers:write'))} onClick={() => onAsk('contact')}>
          {words.addContact}
        </Button>
      );
    case 'reply_unread':
      return (
        <Button
          kind="primary"
          off={offFor(may('messages:write'))}
          onClick={() =>
            void act(() => api.markInbound({ company, params: { inbound: task.subject.id }, body: { state: 'read' } }), sayWords(worklistWords).readOutcome)
          }
        >
          {words.markRead}
        </Button>
      );
    case 'message.unknown':
      return (['sent', 'again', 'stopped'] as const).map((as) => (
        <Button
          key={as}
          off={offFor(may('messages:write'))}
          onClick={() =>
            void act(() => api.settleMessage({ company, params: { message: task.subject.id }, body: { as } }), sayWords(worklistWords).settledOutcome)
          }
        >
          {{ sent: words.settleSent, again: words.settleAgain, stopped: words.settleStopped }[as]}
        </Button>
      ));
    default:
      return null;
  }
}

/** What came of a call, in one press. */
function Results({ task, triage, onAsk }: TaskPanelProps): ReactNode {
  const words = useWords(worklistWords);
  const off = useOff()(task, 'finish');
  const results = [
    { key: '1', label: words.resultPromise, run: () => onAsk('promise') },
    { key: '2', label: words.resultPaid, run: () => void triage.finish([task], sayWords(worklistWords).saysPaid) },
    { key: '3', label: words.resultDispute, run: () => onAsk('hold') },
    { key: '4', label: words.resultNoAnswer, run: () => onAsk('snooze') },
    { key: '5', label: words.resultWrongNumber, run: () => void triage.finish([task], sayWords(worklistWords).wrongNumber) },
  ];
  return (
    <div role="group" aria-label={words.result} className="mt-3 flex flex-wrap items-center gap-2">
      <span className="text-mute">{words.result}</span>
      {results.map(({ key, label, run }) => (
        <Button key={key} off={off} onClick={run}>
          <Kbd>{key}</Kbd>
          {label}
        </Button>
      ))}
    </div>
  );
}
