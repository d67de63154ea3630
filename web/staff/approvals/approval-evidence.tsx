import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, companyKey, sentenceOf } from '../../kit/api.ts';
import { Badge } from '../../kit/badge.tsx';
import { useFormats } from '../../kit/format.ts';
import { MoreRows } from '../../kit/more-rows.tsx';
import { Card, Fact, ProblemNote } from '../../kit/page.tsx';
import { Skeleton } from '../../kit/skeleton.tsx';
import { usePages } from '../../kit/use-pages.ts';
import { useWords } from '../../kit/words.ts';
import { dunningReason } from '../shared/dunning-words.ts';
import { channelWord } from '../shared/message-words.ts';
import { useMay } from '../shell/company.ts';
import { inputRows } from './approval-input.ts';
import { useEvidence, type Approval, type RemindersEvidence } from './evidence.ts';
import { RefundCard } from './refund-card.tsx';
import { approvalWords } from './words.ts';

/** What an approval would do and what it rests on; of an operation that nobody has taught the screen, its input as a table. */
export function ApprovalEvidence({ company, approval }: { readonly company: string; readonly approval: Approval }): ReactNode {
  const found = useEvidence(company, approval.id);
  if (found.error) return <ProblemNote>{sentenceOf(found.error)}</ProblemNote>;
  if (found.data === undefined) return <Skeleton className="h-40" />;
  const { evidence } = found.data;
  if (evidence?.kind === 'reminders') return <Reminders company={company} evidence={evidence} waiting={approval.state === 'waiting'} />;
  if (evidence?.kind === 'refund') return <RefundCard company={company} approval={approval} evidence={evidence} />;
  return <InputTable input={approval.input} />;
}

function InputTable({ input }: { readonly input: unknown }): ReactNode {
  const words = useWords(approvalWords);
  return (
    <Card title={words.input}>
      <table className="w-full">
        <thead className="sr-only">
          <tr>
            <th scope="col">{words.field}</th>
            <th scope="col">{words.value}</th>
          </tr>
        </thead>
        <tbody>
          {inputRows(input).map(({ name, value }) => (
            <tr key={name} className="border-b border-line last:border-0">
              <th scope="row" className="w-1/3 py-1.5 pr-4 text-left align-top font-normal text-mute">
                {name}
              </th>
              <td className="py-1.5 wrap-anywhere">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Reminders({ company, evidence, waiting }: { readonly company: string; readonly evidence: RemindersEvidence; readonly waiting: boolean }): ReactNode {
  const words = useWords(approvalWords);
  const { count, day, money } = useFormats();
  return (
    <div className="grid gap-3">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 rounded-card bg-raised px-4 py-3 lg:grid-cols-4">
        <Fact label={words.reminders}>{count(evidence.reminders)}</Fact>
        <Fact label={words.customers}>{count(evidence.customers)}</Fact>
        <Fact label={words.total}>{evidence.totals.map(({ open, currency }) => money(open, currency)).join(' + ') || '–'}</Fact>
        {evidence.on !== null && <Fact label={words.on}>{day(evidence.on)}</Fact>}
      </dl>
      <ReminderList company={company} evidence={evidence} waiting={waiting} />
      {waiting && <Excluded company={company} evidence={evidence} />}
    </div>
  );
}

function ReminderList({
  company,
  evidence,
  waiting,
}: {
  readonly company: string;
  readonly evidence: RemindersEvidence;
  readonly waiting: boolean;
}): ReactNode {
  const words = useWords(approvalWords);
  const { count, money } = useFormats();
  const may = useMay()('collections:read');
  const list = usePages(
    companyKey(company, 'reminders', 'of-run', evidence.runId),
    (page) => api.listReminders({ company, query: { run: evidence.runId, ...page } }),
    { limit: 50, enabled: may },
  );
  const reminders = list.items.filter(({ lane }) => lane === 'live');
  return (
    <Card
      title={waiting ? words.leaves : words.left}
      hint={evidence.byStep.map(({ step, channel, count: n }) => `${count(n)} × ${step} (${channelWord(channel)})`).join(' · ')}
    >
      {list.error && <ProblemNote>{sentenceOf(list.error)}</ProblemNote>}
      {may && !list.loaded && list.error === null && <Skeleton className="h-24" />}
      <ul className="-mx-4">
        {reminders.map((reminder) => (
          <li key={reminder.id} className="flex items-center gap-3 border-t border-line px-4 py-1.5 first:border-0">
            <span className="min-w-0 flex-1">
              <Link
                className="block truncate font-medium hover:underline"
                to="/c/$company/customers/$customer"
                params={{ company, customer: reminder.customer.id }}
              >
                {reminder.customer.name}
              </Link>
              <span className="block truncate text-second text-mute">
                {channelWord(reminder.channel)} {words.to} {reminder.to} · {reminder.step}
                {reminder.state === 'stopped' && reminder.stateReason !== '' && ` · ${dunningReason(reminder.stateReason)}`}
              </span>
            </span>
            <span className="flex shrink-0 flex-col items-end">
              <span className="figure font-medium">{reminder.totals.map(({ open, currency }) => money(open, currency)).join(' + ')}</span>
              <span className="text-second text-mute">
                {words.invoices(reminder.items.length)} · {words.oldest(Math.max(0, ...reminder.items.map(({ daysPastDue }) => daysPastDue)))}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <MoreRows of={list} className="pt-3 text-center" />
    </Card>
  );
}

/** What is left out, with the reason: what the run held back first, what is simply not due behind it. */
function Excluded({ company, evidence }: { readonly company: string; readonly evidence: RemindersEvidence }): ReactNode {
  const words = useWords(approvalWords);
  const { count, money } = useFormats();
  const groups = evidence.excluded.toSorted((a, b) => Number(a.outcome === 'skip') - Number(b.outcome === 'skip'));
  return (
    <Card title={words.excluded} hint={groups.length === 0 ? words.noneExcluded : words.excludedHint}>
      {groups.map((group) => (
        <details key={`${group.outcome}${group.reason}`} className="group -mx-4 border-t border-line px-4 py-1.5 first-of-type:border-0">
          <summary className="flex list-none items-center gap-2 [&::-webkit-details-marker]:hidden">
            <ChevronRight aria-hidden className="size-3.5 shrink-0 text-mute transition-transform group-open:rotate-90" />
            <span className="figure w-10 font-medium">{count(group.count)}</span>
            <span className="min-w-0 flex-1 truncate">{dunningReason(group.reason)}</span>
            <Badge tone={group.outcome === 'hold' ? 'warn' : 'mute'}>{group.outcome === 'hold' ? words.heldBack : words.skipped}</Badge>
            <span className="figure w-32">{group.totals.map(({ open, currency }) => money(open, currency)).join(' + ')}</span>
          </summary>
          <ul className="mt-1 ml-16">
            {group.examples.map((example) => (
              <li key={example.receivableId} className="flex gap-3 py-1 text-second">
                <Link
                  className="min-w-0 flex-1 truncate hover:underline"
                  to="/c/$company/customers/$customer"
                  params={{ company, customer: example.customer.id }}
                >
                  {example.customer.name}
                </Link>
                <span className="text-mute">{example.number}</span>
                <span className="figure w-32">{money(example.open, example.currency)}</span>
              </li>
            ))}
            {group.count > group.examples.length && <li className="py-1 text-second text-mute">{words.andMore(count(group.count - group.examples.length))}</li>}
          </ul>
        </details>
      ))}
    </Card>
  );
}
