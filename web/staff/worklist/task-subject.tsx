import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, companyKey, sentenceOf } from '../../kit/api.ts';
import { Badge } from '../../kit/badge.tsx';
import { cn } from '../../kit/class-names.ts';
import { useFormats } from '../../kit/format.ts';
import { Fact, ProblemNote } from '../../kit/page.tsx';
import { Skeleton } from '../../kit/skeleton.tsx';
import { useWords } from '../../kit/words.ts';
import { messageState } from '../shared/message-words.ts';
import { useMay } from '../shell/company.ts';
import type { Task } from './task.ts';
import { worklistWords } from './words.ts';

/** The customer with balances and contacts; asked for once and shared by everything that shows it. */
export function useCustomer(company: string, customerId: string | null) {
  const may = useMay()('customers:read');
  return useQuery({
    queryKey: companyKey(company, 'customer', customerId),
    queryFn: () => api.getCustomer({ company, params: { customer: customerId ?? '' } }),
    enabled: customerId !== null && may,
  });
}

/** What is owed by the customer, the earliest due first. */
export function useOwed(company: string, customerId: string | null) {
  const may = useMay()('receivables:read');
  return useQuery({
    queryKey: companyKey(company, 'receivables', customerId, 'first'),
    queryFn: () => api.listReceivables({ company, params: { customer: customerId ?? '' }, query: { limit: 6 } }),
    enabled: customerId !== null && may,
  });
}

function Block({ title, right, children }: { readonly title: string; readonly right?: ReactNode; readonly children: ReactNode }): ReactNode {
  return (
    <section className="min-w-0">
      <h3 className="mb-2 flex items-baseline gap-2 font-semibold">
        {title}
        {right !== undefined && <span className="ml-auto font-normal">{right}</span>}
      </h3>
      {children}
    </section>
  );
}

/** What the task is about: the message, the reply, the promise; then what the customer owes and who can be reached. */
export function TaskSubject({ company, task }: { readonly company: string; readonly task: Task }): ReactNode {
  const may = useMay();
  return (
    <div className="grid content-start gap-5">
      {task.subject.kind === 'message' && may('messages:read') && <MessageBlock company={company} id={task.subject.id} />}
      {task.subject.kind === 'inbound_message' && may('messages:read') && <ReplyBlock company={company} id={task.subject.id} />}
      {task.subject.kind === 'promise' && may('collections:read') && <PromiseBlock company={company} id={task.subject.id} />}
      {task.customerId !== null && may('receivables:read') && <OwedBlock company={company} customerId={task.customerId} />}
      {task.customerId !== null && may('customers:read') && <ContactsBlock company={company} customerId={task.customerId} />}
    </div>
  );
}

function MessageBlock({ company, id }: { readonly company: string; readonly id: string }): ReactNode {
  const words = useWords(worklistWords);
  const { moment } = useFormats();
  const found = useQuery({ queryKey: companyKey(company, 'message', id), queryFn: () => api.getMessage({ company, params: { message: id } }) });
  if (found.error) return <ProblemNote>{sentenceOf(found.error)}</ProblemNote>;
  const message = found.data;
  const state = message && messageState(message.state);
  return (
    <Block title={words.message} right={state && <Badge tone={state.tone}>{state.label}</Badge>}>
      {message === undefined ? (
        <Skeleton className="h-20" />
      ) : (
        <div className="rounded-card border border-line p-3">
          <p className="font-medium wrap-anywhere">{message.subject}</p>
          <p className="text-second wrap-anywhere text-mute">
            {words.sentTo} {message.toAddress}
          </p>
          <p className="mt-2 line-clamp-6 wrap-anywhere whitespace-pre-line text-mute">{message.bodyText}</p>
          {message.events.length > 0 && (
            <ul className="mt-2 grid gap-1 border-t border-line pt-2 text-second">
              {message.events.slice(-3).map((event) => (
                <li key={`${event.at}${event.kind}`} className="wrap-anywhere">
                  <span className="text-mute tabular-nums">{moment(event.at)}</span> {event.detail}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Block>
  );
}

function ReplyBlock({ company, id }: { readonly company: string; readonly id: string }): ReactNode {
  const words = useWords(worklistWords);
  const { moment } = useFormats();
  const found = useQuery({ queryKey: companyKey(company, 'inbound', id), queryFn: () => api.getInbound({ company, params: { inbound: id } }) });
  if (found.error) return <ProblemNote>{sentenceOf(found.error)}</ProblemNote>;
  const reply = found.data;
  return (
    <Block title={words.reply} right={reply && <span className="text-second text-mute tabular-nums">{moment(reply.receivedAt)}</span>}>
      {reply === undefined ? (
        <Skeleton className="h-20" />
      ) : (
        <div className="rounded-card border border-line p-3">
          <p className="font-medium wrap-anywhere">{reply.subject}</p>
          <p className="text-second wrap-anywhere text-mute">
            {words.from} {reply.from}
          </p>
          <p className="mt-2 max-h-72 overflow-y-auto wrap-anywhere whitespace-pre-line">{reply.text}</p>
        </div>
      )}
    </Block>
  );
}

function PromiseBlock({ company, id }: { readonly company: string; readonly id: string }): ReactNode {
  const words = useWords(worklistWords);
  const { day, money } = useFormats();
  const found = useQuery({ queryKey: companyKey(company, 'promise', id), queryFn: () => api.getPromise({ company, params: { promise: id } }) });
  if (found.error) return <ProblemNote>{sentenceOf(found.error)}</ProblemNote>;
  const promise = found.data;
  return (
    <Block title={words.promiseMade}>
      {promise === undefined ? (
        <Skeleton className="h-20" />
      ) : (
        <div className="rounded-card border border-line p-3">
          <dl className="grid grid-cols-2 gap-3">
            <Fact label={words.amount}>{money(promise.amount, promise.currency)}</Fact>
            <Fact label={words.received}>{money(promise.received, promise.currency)}</Fact>
            <Fact label={words.promisedOn}>{day(promise.promisedOn)}</Fact>
            <Fact label={words.promisedBy}>{promise.by}</Fact>
          </dl>
          {promise.note !== '' && <p className="mt-2 border-t border-line pt-2 wrap-anywhere text-mute">{promise.note}</p>}
        </div>
      )}
    </Block>
  );
}

function OwedBlock({ company, customerId }: { readonly company: string; readonly customerId: string }): ReactNode {
  const words = useWords(worklistWords);
  const { money, day } = useFormats();
  const owed = useOwed(company, customerId);
  if (owed.data?.items.length === 0) return null;
  return (
    <Block title={words.openItems}>
      {owed.data === undefined ? (
        <Skeleton className="h-24" />
      ) : (
        <ul className="rounded-card border border-line">
          {owed.data.items.slice(0, 5).map((item) => (
            <li key={item.id} className="flex items-center gap-3 border-b border-line px-3 py-1.5 last:border-0">
              <span className="min-w-0 flex-1">
                <span className="block truncate">
                  {item.invoiceId === null ? (
                    item.number
                  ) : (
                    <Link className="text-accent hover:underline" to="/c/$company/invoices" params={{ company }} search={{ open: item.invoiceId }}>
                      {item.number}
                    </Link>
                  )}
                </span>
                <span className={cn('block text-second', item.daysPastDue > 0 ? 'text-bad' : 'text-mute')}>
                  {item.daysPastDue > 0 ? words.invoiceLate(item.daysPastDue) : words.invoiceDue(day(item.dueOn))}
                </span>
              </span>
              <span className="figure">{money(item.open, item.currency)}</span>
            </li>
          ))}
        </ul>
      )}
    </Block>
  );
}

function ContactsBlock({ company, customerId }: { readonly company: string; readonly customerId: string }): ReactNode {
  const words = useWords(worklistWords);
  const contacts = useCustomer(company, customerId).data?.contacts;
  if (contacts === undefined) return null;
  return (
    <Block title={words.contacts}>
      {contacts.length === 0 ? (
        <p className="text-mute">{words.noContacts}</p>
      ) : (
        <ul className="grid gap-1.5">
          {contacts.slice(0, 4).map((contact) => (
            <li key={contact.id} className="wrap-anywhere">
              {contact.name !== '' && <span className="block font-medium">{contact.name}</span>}
              {contact.phone !== '' && (
                <>
                  <a className="text-accent underline underline-offset-2" href={`tel:${contact.phone.replaceAll(/[^+\d]/g, '')}`}>
                    {contact.phone}
                  </a>
                </>
              )}
              {contact.phone !== '' && contact.email !== '' && <span className="text-mute"> · </span>}
              {contact.email !== '' && <span className="text-mute">{contact.email}</span>}
            </li>
          ))}
        </ul>
      )}
    </Block>
  );
}
