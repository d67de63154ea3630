import { useNavigate, useSearch } from '@tanstack/react-router';
import { Inbox, MailCheck, MailWarning, Reply, Send, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, companyKey, sentenceOf, type Item } from '../../kit/api.ts';
import { Badge } from '../../kit/badge.tsx';
import { cn } from '../../kit/class-names.ts';
import { useFormats } from '../../kit/format.ts';
import { MoreRows } from '../../kit/more-rows.tsx';
import { EmptyState, PageHead, ProblemNote } from '../../kit/page.tsx';
import { ViewTabs } from '../../kit/tabs.tsx';
import { usePages, type PageQuery } from '../../kit/use-pages.ts';
import { useWords } from '../../kit/words.ts';
import { useCompany } from '../shell/company.ts';
import { channelWord, messageState, whyOf } from '../shared/message-words.ts';
import { MailServerNote } from './mail-server-note.tsx';
import { MessagePanel } from './message-panel.tsx';
import { ReplyList } from './reply-list.tsx';
import { whenOf } from './when-words.ts';
import { outboxWords } from './words.ts';

const VIEWS = ['waiting', 'sent', 'trouble', 'replies'] as const;
type View = (typeof VIEWS)[number];

const ICONS: Readonly<Record<View, LucideIcon>> = { waiting: Inbox, sent: MailCheck, trouble: MailWarning, replies: Reply };
const PAGE = 50;

type Message = Item<'listMessages'>;
type Page = { readonly items: readonly Message[]; readonly next: string | null };

async function load(company: string, view: Exclude<View, 'replies'>, page: PageQuery): Promise<Page> {
  if (view === 'waiting') return api.listOutbox({ company, query: page });
  return api.listMessages({ company, query: view === 'trouble' ? { ...page, state: 'trouble' } : page });
}

export function OutboxScreen(): ReactNode {
  const words = useWords(outboxWords);
  const { slug: company } = useCompany();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const view = VIEWS.find((one) => one === search.view) ?? 'waiting';
  const open = typeof search.open === 'string' ? search.open : null;
  const go = (next: { view?: string; open?: string | undefined }): void => void navigate({ to: '.', search: { view, ...next }, replace: true });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead title={words.title} />
      <ViewTabs
        label={words.views}
        value={view}
        onChange={(key) => go({ view: key, open: undefined })}
        views={VIEWS.map((key) => ({ key, label: words[key] }))}
      />
      <MailServerNote company={company} />
      {view === 'replies' ? <ReplyList company={company} /> : <MessageList company={company} view={view} open={open} onOpen={(id) => go({ open: id })} />}
      {open !== null && <MessagePanel key={open} company={company} id={open} onClose={() => go({ open: undefined })} />}
    </div>
  );
}

function MessageList(props: {
  readonly company: string;
  readonly view: Exclude<View, 'replies'>;
  readonly open: string | null;
  readonly onOpen: (id: string) => void;
}): ReactNode {
  const { company, view, open, onOpen } = props;
  const words = useWords(outboxWords);
  const list = usePages(companyKey(company, 'messages', view), (page) => load(company, view, page), { limit: PAGE, refetchMs: 15_000 });
  if (list.error) {
    return (
      <div className="p-5">
        <ProblemNote>{sentenceOf(list.error)}</ProblemNote>
      </div>
    );
  }
  const { items } = list;
  if (list.loaded && items.length === 0) {
    const Icon = ICONS[view];
    const [title, text] = {
      waiting: [words.emptyWaiting, words.emptyWaitingText] as const,
      sent: [words.emptySent, words.emptySentText] as const,
      trouble: [words.emptyTrouble, words.emptyTroubleText] as const,
    }[view];
    return (
      <EmptyState icon={<Icon aria-hidden />} title={title}>
        {text}
      </EmptyState>
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0} role="region" aria-label={words.list}>
      <ul>
        {items.map((message) => (
          <MessageRow key={message.id} message={message} active={message.id === open} onOpen={() => onOpen(message.id)} />
        ))}
      </ul>
      <MoreRows of={list} className="p-4 text-center" />
    </div>
  );
}

function MessageRow({ message, active, onOpen }: { readonly message: Message; readonly active: boolean; readonly onOpen: () => void }): ReactNode {
  const words = useWords(outboxWords);
  useFormats();
  const state = messageState(message.state);
  return (
    <li className="border-b border-line">
      <button
        type="button"
        aria-current={active ? 'true' : undefined}
        onClick={onOpen}
        className={cn(
          'flex w-full items-center gap-4 px-5 py-2 text-left hover:bg-raised',
          active && 'bg-accent-soft shadow-[inset_3px_0_0_var(--accent)] hover:bg-accent-soft',
        )}
      >
        <Send aria-hidden className="size-4 shrink-0 text-mute" />
        <span className="min-w-0 flex-1">
          <span className="block truncate">
            <span className="font-medium">{message.customerName ?? message.toName}</span>
            <span className="text-mute"> · {message.subject === '' ? channelWord(message.channel) : message.subject}</span>
          </span>
          <span className="block truncate text-second text-mute">{whyOf(message.why)}</span>
        </span>
        <span className="flex shrink-0 flex-col items-end gap-0.5">
          <Badge tone={state.tone}>{state.label}</Badge>
          <span className="figure text-second text-mute">{whenOf(message, words)}</span>
        </span>
      </button>
    </li>
  );
}
