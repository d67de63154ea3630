import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Reply } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, companyKey, refreshCompany, sentenceOf, type Item } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { cn } from '../../kit/class-names.ts';
import { useFormats } from '../../kit/format.ts';
import { MoreRows } from '../../kit/more-rows.tsx';
import { EmptyState, ProblemNote } from '../../kit/page.tsx';
import { usePages } from '../../kit/use-pages.ts';
import { useWords } from '../../kit/words.ts';
import { useMay } from '../shell/company.ts';
import { outboxWords } from './words.ts';

/** What customers wrote. Reading one lets their reminders go on. */
export function ReplyList({ company }: { readonly company: string }): ReactNode {
  const words = useWords(outboxWords);
  const list = usePages(companyKey(company, 'inbox'), (page) => api.listInbox({ company, query: page }), { refetchMs: 30_000 });
  if (list.error) {
    return (
      <div className="p-5">
        <ProblemNote>{sentenceOf(list.error)}</ProblemNote>
      </div>
    );
  }
  if (list.loaded && list.items.length === 0) {
    return (
      <EmptyState icon={<Reply aria-hidden />} title={words.emptyReplies}>
        {words.emptyRepliesText}
      </EmptyState>
    );
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0} role="region" aria-label={words.replies}>
      <ul>
        {list.items.map((one) => (
          <InboundRow key={one.id} company={company} inbound={one} />
        ))}
      </ul>
      <MoreRows of={list} className="p-4 text-center" />
    </div>
  );
}

function InboundRow({ company, inbound }: { readonly company: string; readonly inbound: Item<'listInbox'> }): ReactNode {
  const words = useWords(outboxWords);
  const { moment } = useFormats();
  const may = useMay()('messages:write');
  const mark = useMutation({
    mutationFn: (state: 'read' | 'done') => api.markInbound({ company, params: { inbound: inbound.id }, body: { state } }),
    onSuccess: () => refreshCompany(company),
  });
  return (
    <li className="flex gap-4 border-b border-line px-5 py-3">
      <span aria-hidden className={cn('mt-1.5 size-2 shrink-0 rounded-full', inbound.state === 'unread' ? 'bg-accent' : 'bg-transparent')} />
      <div className="min-w-0 flex-1">
        <div className="flex gap-2">
          <span className={cn('truncate', inbound.state === 'unread' && 'font-semibold')}>
            {inbound.customerId === null ? (
              words.nobody
            ) : (
              <Link className="hover:underline" to="/c/$company/customers/$customer" params={{ company, customer: inbound.customerId }}>
                {inbound.customerName}
              </Link>
            )}
            <span className="text-mute"> · {inbound.from}</span>
          </span>
          <span className="figure ml-auto text-second text-mute">{moment(inbound.receivedAt)}</span>
        </div>
        <div className="font-medium">{inbound.subject}</div>
        <p className="mt-1 line-clamp-6 max-w-3xl break-words whitespace-pre-wrap text-mute">{inbound.text}</p>
        {may && inbound.state !== 'done' && (
          <div className="mt-2 flex gap-2">
            {inbound.state === 'unread' && (
              <Button off={mark.isPending} onClick={() => mark.mutate('read')}>
                {words.markRead}
              </Button>
            )}
            <Button off={mark.isPending} onClick={() => mark.mutate('done')}>
              {words.markDone}
            </Button>
          </div>
        )}
        {mark.error && <ProblemNote>{sentenceOf(mark.error)}</ProblemNote>}
      </div>
    </li>
  );
}
