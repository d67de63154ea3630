import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, companyKey, sentenceOf, type Item } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { SearchField } from '../../kit/field.tsx';
import { useFormats } from '../../kit/format.ts';
import { MoreRows } from '../../kit/more-rows.tsx';
import { EmptyState, ProblemNote } from '../../kit/page.tsx';
import { usePages } from '../../kit/use-pages.ts';
import { useWords } from '../../kit/words.ts';
import { actionInWords } from '../shared/audit-words.ts';
import { customerFieldsChanged } from '../shared/customer-change-words.ts';
import { Section } from './section.tsx';
import { settingsWords } from './words.ts';

type Event = Item<'listAuditEvents'>;

export function AuditSection({ company }: { readonly company: string }): ReactNode {
  const words = useWords(settingsWords);
  const { count } = useFormats();
  const [action, setAction] = useState('');
  const list = usePages(
    companyKey(company, 'audit', action),
    (page) => api.listAuditEvents({ company, query: { ...page, ...(action === '' ? {} : { action }) } }),
    // An event that is open stays so while the filter narrows the list around it.
    { limit: 50, keepBefore: true },
  );
  const check = useMutation({ mutationFn: () => api.verifyAudit({ company }) });
  const { items } = list;
  return (
    <Section
      title={words.audit}
      text={words.auditText}
      error={list.error}
      actions={
        <Button off={check.isPending} onClick={() => check.mutate()}>
          {words.check}
        </Button>
      }
    >
      {check.error && <ProblemNote>{sentenceOf(check.error)}</ProblemNote>}
      {check.data && (
        <p role="status" className={check.data.ok ? 'mb-3 text-good' : 'mb-3 font-medium text-bad'}>
          {check.data.ok ? words.chainOk(count(check.data.sealed)) : words.chainBroken}
          {check.data.unsealedTail > 0 && ` ${words.tail(count(check.data.unsealedTail))}`}
        </p>
      )}
      <SearchField className="mb-3 w-64" label={words.action} placeholder="invoice.…" value={action} onSearch={setAction} hotkey={null} />
      {list.loaded && items.length === 0 && <EmptyState title={words.noEvents} />}
      <ul className="rounded-card border border-line bg-panel empty:hidden">
        {items.map((event) => (
          <EventRow key={event.id} event={event} />
        ))}
      </ul>
      <MoreRows of={list} />
    </Section>
  );
}

function shown(value: unknown): string {
  return value === null || value === undefined ? '' : JSON.stringify(value, null, 1);
}

function EventRow({ event }: { readonly event: Event }): ReactNode {
  const words = useWords(settingsWords);
  const { moment } = useFormats();
  const before = shown(event.before);
  const after = shown(event.after);
  const said = actionInWords(event.action);
  const fields = event.action === 'customer.changed' ? customerFieldsChanged(event.before, event.after) : '';
  return (
    <li className="border-b border-line last:border-0">
      <details>
        <summary className="flex items-baseline gap-3 px-4 py-2 marker:content-none">
          <span className="min-w-0 flex-1 truncate">
            <span className="font-medium">{said ?? event.action}</span>
            {/* What the search field looks for, and what programs and colleagues call it. */}
            {said !== null && <span className="text-mute"> · {event.action}</span>}
            {fields !== '' && <span className="text-mute"> · {fields}</span>}
            {event.reason !== null && <span className="text-mute"> · {event.reason}</span>}
          </span>
          <span className="max-w-44 truncate text-second text-mute">{event.actorName ?? event.actor}</span>
          <span className="figure text-second text-mute">{moment(event.at)}</span>
        </summary>
        <dl className="grid grid-cols-[60px_1fr] gap-1 px-4 pb-3 text-second">
          <dt className="text-mute">{event.subjectKind}</dt>
          <dd className="break-all">{event.subjectId}</dd>
          {before !== '' && (
            <>
              <dt className="text-mute">{words.before}</dt>
              <dd>
                <pre className="font-sans break-words whitespace-pre-wrap">{before}</pre>
              </dd>
            </>
          )}
          {after !== '' && (
            <>
              <dt className="text-mute">{words.after}</dt>
              <dd>
                <pre className="font-sans break-words whitespace-pre-wrap">{after}</pre>
              </dd>
            </>
          )}
        </dl>
      </details>
    </li>
  );
}
