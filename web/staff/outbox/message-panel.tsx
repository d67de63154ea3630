import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { api, companyKey, refreshCompany, sentenceOf, type Answer } from '../../kit/api.ts';
import { Badge } from '../../kit/badge.tsx';
import { Button } from '../../kit/button.tsx';
import { Confirm, Dialog } from '../../kit/dialog.tsx';
import { TextArea, TextField } from '../../kit/field.tsx';
import { useFormats } from '../../kit/format.ts';
import { ProblemNote } from '../../kit/page.tsx';
import { SidePanel } from '../../kit/side-panel.tsx';
import { useWords } from '../../kit/words.ts';
import { channelWord, messageReason, messageState, whyOf } from '../shared/message-words.ts';
import { useMay } from '../shell/company.ts';
import { whenOf } from './when-words.ts';
import { outboxWords } from './words.ts';

type Message = Answer<'getMessage'>;

/** A message as it will leave or left: why it is, what it says, what became of it, and what can still be done. */
export function MessagePanel({ company, id, onClose }: { readonly company: string; readonly id: string; readonly onClose: () => void }): ReactNode {
  const words = useWords(outboxWords);
  const found = useQuery({ queryKey: companyKey(company, 'message', id), queryFn: () => api.getMessage({ company, params: { message: id } }) });
  const message = found.data;
  return (
    <SidePanel
      wide
      of={id}
      title={message ? message.subject || channelWord(message.channel) : words.list}
      sub={
        message &&
        (message.customerId === null ? (
          message.toName
        ) : (
          <Link className="text-accent hover:underline" to="/c/$company/customers/$customer" params={{ company, customer: message.customerId }}>
            {message.customerName}
          </Link>
        ))
      }
      onClose={onClose}
      actions={message && <Actions company={company} message={message} />}
    >
      {found.error && <ProblemNote>{sentenceOf(found.error)}</ProblemNote>}
      {message && <Content company={company} message={message} />}
    </SidePanel>
  );
}

function Actions({ company, message }: { readonly company: string; readonly message: Message }): ReactNode {
  const words = useWords(outboxWords);
  const may = useMay()('messages:write');
  const [asking, setAsking] = useState<'stop' | 'later' | null>(null);
  const [at, setAt] = useState('');
  const params = { message: message.id };
  const done = () => refreshCompany(company);
  const schedule = useMutation({
    mutationFn: (sendAfter: string | null) => api.scheduleMessage({ company, params, body: { sendAfter } }),
    onSuccess: async () => {
      setAsking(null);
      await done();
    },
  });
  const settle = useMutation({
    mutationFn: (as: 'sent' | 'again' | 'stopped') => api.settleMessage({ company, params, body: { as } }),
    onSuccess: done,
  });
  if (!may) return null;
  if (message.state === 'unknown') {
    return (
      <div className="grid gap-2">
        <p className="text-warn">{words.settle}</p>
        <div className="flex gap-2">
          <Button off={settle.isPending} onClick={() => settle.mutate('sent')}>
            {words.settleSent}
          </Button>
          <Button off={settle.isPending} onClick={() => settle.mutate('again')}>
            {words.settleAgain}
          </Button>
          <Button off={settle.isPending} onClick={() => settle.mutate('stopped')}>
            {words.settleStopped}
          </Button>
        </div>
        {settle.error && <ProblemNote>{sentenceOf(settle.error)}</ProblemNote>}
      </div>
    );
  }
  if (message.state !== 'waiting') return null;
  return (
    <>
      <Button kind="primary" off={schedule.isPending} onClick={() => schedule.mutate(null)}>
        {words.sendNow}
      </Button>
      <Button onClick={() => setAsking('later')}>{words.later}</Button>
      <Button onClick={() => setAsking('stop')}>{words.stop}</Button>
      {schedule.error && asking === null && <ProblemNote>{sentenceOf(schedule.error)}</ProblemNote>}
      <Confirm
        open={asking === 'stop'}
        onClose={() => setAsking(null)}
        title={words.stopTitle}
        action={words.stop}
        danger
        reason="required"
        onConfirm={async (reason) => {
          await api.stopMessage({ company, params, body: { reason } });
          await done();
        }}
      >
        {words.stopText}
      </Confirm>
      <Dialog
        open={asking === 'later'}
        onClose={() => setAsking(null)}
        title={words.laterTitle}
        description={words.laterText}
        width="small"
        onSubmit={() => at !== '' && schedule.mutate(new Date(at).toISOString())}
        footer={
          <>
            <Button onClick={() => setAsking(null)}>{words.cancel}</Button>
            <Button kind="primary" type="submit" off={at === '' || schedule.isPending}>
              {words.save}
            </Button>
          </>
        }
      >
        <TextField label={words.when} type="datetime-local" value={at} onChange={setAt} />
        {schedule.error && <ProblemNote>{sentenceOf(schedule.error)}</ProblemNote>}
      </Dialog>
    </>
  );
}

function Content({ company, message }: { readonly company: string; readonly message: Message }): ReactNode {
  const words = useWords(outboxWords);
  const { moment } = useFormats();
  const [editing, setEditing] = useState(false);
  const may = useMay()('messages:write');
  const state = messageState(message.state);
  return (
    <div className="grid gap-4">
      <dl className="grid gap-2 rounded-card bg-raised p-3">
        <div className="flex items-center gap-2">
          <Badge tone={state.tone}>{state.label}</Badge>
          <span className="text-mute">{whenOf(message, words)}</span>
        </div>
        <div>
          <dt className="text-second text-mute">{words.why}</dt>
          <dd className="font-medium">{whyOf(message.why)}</dd>
        </div>
        {message.stateReason !== '' && <div className="text-mute">{messageReason(message.stateReason)}</div>}
      </dl>
      {editing ? (
        <Editor company={company} message={message} onDone={() => setEditing(false)} />
      ) : (
        <section className="grid gap-2">
          <dl className="grid grid-cols-[70px_1fr] gap-y-1">
            <dt className="text-mute">{words.to}</dt>
            <dd className="break-words whitespace-pre-line">{message.toAddress}</dd>
            {message.cc.length > 0 && (
              <>
                <dt className="text-mute">{words.copy}</dt>
                <dd>{message.cc.join(', ')}</dd>
              </>
            )}
            {message.files.length > 0 && (
              <>
                <dt className="text-mute">{words.attachments}</dt>
                <dd>{message.files.map(({ name }) => name).join(', ')}</dd>
              </>
            )}
          </dl>
          {/* Tables in it are set with spaces. */}
          <div className="rounded-card border border-line p-4 font-mono text-second break-words whitespace-pre-wrap">{message.bodyText}</div>
          {may && message.state === 'waiting' && message.channel !== 'letter' && (
            <div>
              <Button onClick={() => setEditing(true)}>{words.edit}</Button>
            </div>
          )}
        </section>
      )}
      {(message.events.length > 0 || message.tries.length > 0) && (
        <section>
          <h3 className="mb-1 font-semibold">{words.what}</h3>
          <ul className="grid gap-1">
            {message.events.map((event) => (
              <li key={`${event.at}${event.kind}`} className="flex gap-3">
                <span className="min-w-0 flex-1">
                  {messageReason(event.kind)} <span className="text-mute">{event.detail}</span>
                </span>
                <span className="figure text-mute">{moment(event.at)}</span>
              </li>
            ))}
            {message.tries.map((one) => (
              <li key={one.attempt} className="flex gap-3">
                <span className="min-w-0 flex-1">
                  {one.attempt}. {messageReason(one.outcome ?? '')} <span className="text-mute">{one.detail}</span>
                </span>
                <span className="figure text-mute">{moment(one.startedAt)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Editor({ company, message, onDone }: { readonly company: string; readonly message: Message; readonly onDone: () => void }): ReactNode {
  const words = useWords(outboxWords);
  const [subject, setSubject] = useState(message.subject);
  const [bodyText, setBodyText] = useState(message.bodyText);
  const [toAddress, setToAddress] = useState(message.toAddress);
  const save = useMutation({
    mutationFn: () => api.editMessage({ company, params: { message: message.id }, body: { subject, bodyText, toAddress } }),
    onSuccess: async () => {
      await refreshCompany(company);
      onDone();
    },
  });
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TextField label={words.to} value={toAddress} onChange={setToAddress} />
      {message.channel === 'email' && <TextField label={words.subject} value={subject} onChange={setSubject} />}
      <TextArea label={words.text} rows={12} value={bodyText} onChange={setBodyText} />
      {save.error && <ProblemNote>{sentenceOf(save.error)}</ProblemNote>}
      <div className="flex gap-2">
        <Button kind="primary" type="submit" off={save.isPending}>
          {words.save}
        </Button>
        <Button onClick={onDone}>{words.cancel}</Button>
      </div>
    </form>
  );
}
