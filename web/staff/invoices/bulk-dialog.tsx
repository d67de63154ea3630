import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api, companyKey, sentenceOf } from '../../kit/api.ts';
import { startJob } from '../../kit/bulk-jobs.ts';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { notify } from '../../kit/toast.tsx';
import { sayWords, useWords } from '../../kit/words.ts';
import { HoldFields, NO_HOLD, type HoldGiven } from '../shared/hold-fields.tsx';
import { holdWords } from '../shared/hold-words.ts';
import type { Picked } from './picked.ts';
import { invoicesWords } from './words.ts';

type Words = (typeof invoicesWords)['en'];
type LeftOut = { readonly why: string; readonly numbers: readonly string[] };
type Judged = { readonly ready: readonly Picked[]; readonly left: readonly LeftOut[] };

const CHUNK = 500;
const CHUNK_SENT = 50;
const SHOWN_NUMBERS = 6;

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** What each would get, without doing it: the server judges by the same rules as the command. */
async function judge(company: string, what: 'send' | 'hold', given: HoldGiven, picked: readonly Picked[], words: Words): Promise<Judged> {
  const ready: Picked[] = [];
  const left = new Map<string, string[]>();
  const leave = (why: string, number: string): void => void left.set(why, [...(left.get(why) ?? []), number]);
  for (const chunk of chunks(picked, CHUNK)) {
    const ids = chunk.map(({ id }) => id);
    if (what === 'send') {
      const { documents } = await api.previewInvoiceSend({ company, body: { documentIds: ids } });
      for (const one of documents) {
        if (one.result === 'ready') ready.push({ id: one.documentId, number: one.number });
        else
          leave(
            one.result === 'refused' ? (one.problem ?? words.refused) : one.result === 'imported' ? words.document_imported : words[one.result],
            one.number,
          );
      }
    } else {
      const numbers = new Map(chunk.map(({ id, number }) => [id, number]));
      const { results } = await api.placeHolds({ company, body: { kind: given.kind, reason: given.reason || '-', invoiceIds: ids, dryRun: true } });
      for (const one of results) {
        const number = one.number ?? numbers.get(one.subjectId) ?? '';
        if (one.result === 'ready') ready.push({ id: one.subjectId, number });
        else leave(sayWords(holdWords)[one.code ?? 'refused'], number);
      }
    }
  }
  return { ready, left: [...left].map(([why, numbers]) => ({ why, numbers })).toSorted((a, b) => b.numbers.length - a.numbers.length) };
}

/** Exclusions first, each with its reason; then one button that says how many. What is started goes on without this page. */
export function BulkDialog(props: {
  readonly company: string;
  readonly what: 'send' | 'hold';
  readonly picked: readonly Picked[] | null;
  readonly onClose: () => void;
  readonly onStarted: () => void;
}): ReactNode {
  const { company, what, picked, onClose, onStarted } = props;
  const words = useWords(invoicesWords);
  const holds = useWords(holdWords);
  const [hold, setHold] = useState(NO_HOLD);
  const judged = useQuery({
    queryKey: companyKey(
      company,
      'bulk-judged',
      what,
      hold.kind,
      picked?.map(({ id }) => id),
    ),
    queryFn: () => judge(company, what, hold, picked ?? [], words),
    enabled: picked !== null,
    staleTime: 0,
    gcTime: 0,
  });
  const ready = judged.data?.ready ?? [];
  const left = judged.data?.left ?? [];
  const title = what === 'send' ? words.bulkSend : words.bulkHold;
  const off = !judged.data
    ? words.checking
    : ready.length === 0
      ? words.nothingToDo
      : what === 'hold' && hold.reason.trim() === ''
        ? holds.reasonMissing
        : undefined;
  const start = (): void => {
    if (off !== undefined) return;
    startJob({
      kind: what === 'send' ? 'send-invoices' : 'hold-invoices',
      company,
      title,
      items: ready.map(({ id, number }) => ({ id, name: number })),
      given: what === 'send' ? null : hold,
      chunkSize: CHUNK_SENT,
    });
    notify({ title: words.startedJob });
    onStarted();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      onSubmit={start}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="primary" type="submit" off={off}>
            {what === 'send' ? words.doSend(ready.length) : words.doHold(ready.length)}
          </Button>
        </>
      }
    >
      {/* One column that is never wider than the dialog, however long a list of numbers is. */}
      <div className="grid grid-cols-1 gap-4" aria-live="polite">
        {what === 'hold' && <HoldFields value={hold} onChange={setHold} />}
        {judged.error && <ProblemNote>{sentenceOf(judged.error)}</ProblemNote>}
        {(picked === null || judged.isLoading) && <p role="status">{picked === null ? words.reading : words.checking}</p>}
        {left.length > 0 && (
          <section aria-label={words.left(left.reduce((sum, one) => sum + one.numbers.length, 0))}>
            <h3 className="font-semibold text-warn">{words.left(left.reduce((sum, one) => sum + one.numbers.length, 0))}</h3>
            <ul className="mt-1.5 rounded-card border border-line">
              {left.map(({ why, numbers }) => (
                <li key={why} className="border-b border-line px-3 py-2 last:border-0">
                  <span className="font-medium">
                    {numbers.length} · {why}
                  </span>
                  <span className="block truncate text-second text-mute">
                    {numbers.slice(0, SHOWN_NUMBERS).join(', ')} {numbers.length > SHOWN_NUMBERS && words.more(numbers.length - SHOWN_NUMBERS)}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        )}
        {judged.data && <p className={ready.length > 0 ? 'font-medium text-good' : 'text-mute'}>{words.ready(ready.length)}</p>}
      </div>
    </Dialog>
  );
}
