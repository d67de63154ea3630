import {
  Bell,
  CheckCircle2,
  FileMinus,
  FileText,
  Handshake,
  Landmark,
  ListTodo,
  Lock,
  Mail,
  MailX,
  PencilLine,
  Reply,
  Scale,
  type LucideIcon,
} from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api, companyKey, sentenceOf } from '../../kit/api.ts';
import { ProblemNote } from '../../kit/page.tsx';
import { Timeline, type TimelineEntry } from '../../kit/timeline.tsx';
import { usePages } from '../../kit/use-pages.ts';
import { useWords } from '../../kit/words.ts';
import { timelineDetail, timelineTitle, timelineWords, type Entry } from './timeline-words.ts';

const ICONS: Readonly<Record<Entry['kind'], LucideIcon>> = {
  message: Mail,
  reply: Reply,
  promise: Handshake,
  payment: Landmark,
  application: CheckCircle2,
  invoice: FileText,
  credit_note: FileMinus,
  hold: Lock,
  task: ListTodo,
  decision: Scale,
  change: PencilLine,
};

const FILTERS = {
  messages: 'message,reply',
  moneyKinds: 'payment,application,promise',
  documents: 'invoice,credit_note',
  decisions: 'decision,hold',
  tasks: 'task,change',
} as const;
type FilterKey = keyof typeof FILTERS;

const TROUBLE = new Set(['message.bounced', 'message.failed', 'promise.broken', 'payment.returned']);

function shown(entry: Entry): TimelineEntry {
  const Icon = TROUBLE.has(entry.what) && entry.kind === 'message' ? MailX : entry.what === 'decision.act' ? Bell : ICONS[entry.kind];
  return {
    id: entry.id,
    icon: <Icon aria-hidden />,
    title: timelineTitle(entry),
    detail: timelineDetail(entry),
    at: entry.at,
    by: entry.by === 'machine' ? 'machine' : 'person',
    ...(TROUBLE.has(entry.what) ? { tone: 'warn' as const } : {}),
  };
}

/** Everything that happened with a customer, or about one invoice: messages, money, documents, and what automations decided with their reasons. */
export function CustomerTimeline({
  company,
  customer,
  invoice,
}: {
  readonly company: string;
  readonly customer: string;
  readonly invoice?: string;
}): ReactNode {
  const words = useWords(timelineWords);
  const [filter, setFilter] = useState<FilterKey | undefined>();
  const list = usePages(
    companyKey(company, 'timeline', customer, invoice, filter),
    (page, signal) =>
      api.getCustomerTimeline({
        company,
        params: { customer },
        query: { ...page, ...(filter === undefined ? {} : { kinds: FILTERS[filter] }), ...(invoice === undefined ? {} : { invoice }) },
        signal,
      }),
    { limit: 30 },
  );
  if (list.error) return <ProblemNote>{sentenceOf(list.error)}</ProblemNote>;
  return (
    <Timeline
      label={words.label}
      entries={list.items.map(shown)}
      onMore={list.more}
      loading={list.loadingMore || !list.loaded}
      filters={(Object.keys(FILTERS) as FilterKey[]).map((id) => ({ id, label: words[id] }))}
      filter={filter}
      onFilter={(id) => setFilter(id as FilterKey | undefined)}
      empty={list.loaded && list.items.length === 0 ? <p className="py-4 text-mute">{words.empty}</p> : undefined}
    />
  );
}
