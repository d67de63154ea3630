import { useNavigate, useSearch } from '@tanstack/react-router';
import { ListChecks, Mails, Undo2, type LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { api, companyKey, sentenceOf } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { useFormats } from '../../kit/format.ts';
import { Kbd, KeyBar } from '../../kit/kbd.tsx';
import { useKeys } from '../../kit/key-map.tsx';
import { EmptyState, PageHead, ProblemNote } from '../../kit/page.tsx';
import { SkeletonRows } from '../../kit/skeleton.tsx';
import { SplitList, type SplitRow } from '../../kit/split-list.tsx';
import { ViewTabs } from '../../kit/tabs.tsx';
import { usePages } from '../../kit/use-pages.ts';
import { useWords } from '../../kit/words.ts';
import { useActorName } from '../shared/actor-name.ts';
import { useCompany } from '../shell/company.ts';
import { useEvidence, type Approval } from './evidence.ts';
import { ApprovalPanel, useDecisionOff, type Deciding } from './approval-panel.tsx';
import { approvalTitle, reasonOf } from './approval-words.ts';
import { approvalWords } from './words.ts';

const VIEWS = ['waiting', 'decided'] as const;
type View = (typeof VIEWS)[number];

const PAGE = 50;
const ICONS: Readonly<Record<string, LucideIcon>> = { releaseReminders: Mails, refundCredit: Undo2 };

/** What waits for a second person, with the evidence; what was decided stands in the second view. */
export function ApprovalsScreen(): ReactNode {
  const words = useWords(approvalWords);
  const { count } = useFormats();
  const { slug: company } = useCompany();
  const navigate = useNavigate();
  const search = useSearch({ strict: false });
  const view = VIEWS.find((one) => one === search['view']) ?? 'waiting';
  const asked = typeof search['open'] === 'string' ? search['open'] : null;
  const [deciding, setDeciding] = useState<Deciding | null>(null);
  const list = usePages(companyKey(company, 'approvals', view), (page) => api.listApprovals({ company, query: { state: view, ...page } }), {
    limit: PAGE,
    refetchMs: 60_000,
  });
  const { items } = list;
  const open = items.find(({ id }) => id === asked) ?? items[0] ?? null;
  const at = open === null ? -1 : items.indexOf(open);
  const go = (next: { view?: View; open?: string | undefined }): void => void navigate({ to: '.', search: { view, ...next }, replace: true });
  const move = (by: number): void => {
    const next = items[Math.min(items.length - 1, Math.max(0, at + by))];
    if (next !== undefined) go({ open: next.id });
  };
  // A decision belongs to the approval that was looked at: it stays open, whatever comes or goes in the list meanwhile.
  const decide = (what: Deciding | null): void => {
    if (what !== null && open !== null) go({ open: open.id });
    setDeciding(what);
  };
  const off = useDecisionOff(open);
  const evidence = useEvidence(company, open?.id ?? null).data?.evidence;
  const enter = (): void => {
    if (evidence?.kind === 'refund' && evidence.customer !== null)
      void navigate({ to: '/c/$company/customers/$customer', params: { company, customer: evidence.customer.id } });
    if (evidence?.kind === 'reminders') void navigate({ to: '/c/$company/reminders', params: { company } });
  };
  useKeys(
    {
      j: { label: words.keyNext, run: () => move(1) },
      k: { label: words.keyBefore, run: () => move(-1) },
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: { label: words.keyOpen, run: enter },
      y: { label: words.grant, run: () => decide('grant'), off: off.grant !== undefined },
      r: { label: words.reject, run: () => decide('reject'), off: off.reject !== undefined },
    },
    { screen: words.title },
  );
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHead
        title={words.title}
        sub={view === 'waiting' && items.length > 0 ? words.waits(`${count(items.length)}${list.more === undefined ? '' : '+'}`) : undefined}
      />
      <ViewTabs
        label={words.views}
        value={view}
        onChange={(key) => go({ view: key as View, open: undefined })}
        views={VIEWS.map((key) => ({ key, label: words[key], href: `/c/${company}/approvals?view=${key}` }))}
      />
      {list.error ? (
        <div className="p-5">
          <ProblemNote action={<Button onClick={list.again}>{words.again}</Button>}>{sentenceOf(list.error)}</ProblemNote>
        </div>
      ) : list.loaded && items.length === 0 ? (
        <div className="min-h-0 flex-1">
          <EmptyState icon={<ListChecks aria-hidden />} title={view === 'waiting' ? words.emptyWaiting : words.emptyDecided}>
            {view === 'waiting' ? words.emptyWaitingText : words.emptyDecidedText}
          </EmptyState>
        </div>
      ) : (
        <div className="grid min-h-0 flex-1 grid-cols-[minmax(300px,1fr)_minmax(0,2fr)]">
          <div className="flex min-h-0 flex-col border-r border-line">
            {!list.loaded ? (
              <SkeletonRows rows={6} rowClassName="h-14" />
            ) : (
              <Rows
                company={company}
                items={items}
                openId={open?.id ?? null}
                onOpen={(id) => go({ open: id })}
                onEnter={enter}
                onMore={list.more}
                loadingMore={list.loadingMore}
              />
            )}
          </div>
          <div className="flex min-h-0 min-w-0 flex-col">
            {open !== null && (
              <ApprovalPanel
                key={open.id}
                {...{ company, deciding }}
                approval={open}
                place={words.place(at + 1, `${count(items.length)}${list.more === undefined ? '' : '+'}`)}
                onDecide={decide}
                onDecided={() => {
                  // The dialog belongs to what was decided, not to what comes next.
                  setDeciding(null);
                  go({ open: (items[at + 1] ?? items[at - 1])?.id });
                }}
              />
            )}
          </div>
        </div>
      )}
      <Keys />
    </div>
  );
}

function Keys(): ReactNode {
  const words = useWords(approvalWords);
  return (
    <KeyBar
      keys={[
        ['j k', words.keyMove],
        ['⏎', words.keyOpen],
        ['y', words.keyGrant],
        ['r', words.keyReject],
      ]}
      right={
        <>
          <span>{words.nextByItself}</span>
          <Kbd>?</Kbd>
        </>
      }
    />
  );
}

function Rows(props: {
  readonly company: string;
  readonly items: readonly Approval[];
  readonly openId: string | null;
  readonly onOpen: (id: string | undefined) => void;
  readonly onEnter: () => void;
  readonly onMore: (() => void) | undefined;
  readonly loadingMore: boolean;
}): ReactNode {
  const { company, items, openId, onOpen, onEnter, onMore, loadingMore } = props;
  const words = useWords(approvalWords);
  const { moment } = useFormats();
  const nameOf = useActorName(company);
  const rows = items.map((approval): SplitRow => {
    const Icon = ICONS[approval.operation] ?? ListChecks;
    return {
      id: approval.id,
      icon: <Icon />,
      name: approvalTitle(approval),
      reason: reasonOf(approval) ?? nameOf(approval.requestedBy),
      figure: <span className="font-normal">{moment(approval.decidedAt ?? approval.requestedAt)}</span>,
      meaning: <span className="block max-w-36 truncate">{approval.state === 'waiting' ? nameOf(approval.requestedBy) : words[approval.state]}</span>,
      done: approval.state !== 'waiting',
    };
  });
  return (
    <SplitList
      label={words.list}
      className="flex-1"
      rowPx={56}
      groups={[{ id: 'all', title: '', rows }]}
      selectedId={openId ?? undefined}
      onSelect={onOpen}
      onOpen={onEnter}
      onMore={onMore}
      loadingMore={loadingMore}
    />
  );
}
