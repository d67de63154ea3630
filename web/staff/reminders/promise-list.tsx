import { Link } from '@tanstack/react-router';
import { Handshake } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, companyKey, sentenceOf, type Item } from '../../kit/api.ts';
import { Badge, type Tone } from '../../kit/badge.tsx';
import { useFormats } from '../../kit/format.ts';
import { MoreRows } from '../../kit/more-rows.tsx';
import { EmptyState, ProblemNote } from '../../kit/page.tsx';
import { usePages } from '../../kit/use-pages.ts';
import { useWords } from '../../kit/words.ts';
import { remindersWords } from './words.ts';

type State = Item<'listPromises'>['state'];
const TONES: Readonly<Record<State, Tone>> = { open: 'accent', kept: 'good', partly_kept: 'warn', broken: 'bad', cancelled: 'mute', replaced: 'mute' };

/** Who promised what by when, and what came. */
export function PromiseList({ company }: { readonly company: string }): ReactNode {
  const words = useWords(remindersWords);
  const { day, money } = useFormats();
  const list = usePages(companyKey(company, 'promises'), (page) => api.listPromises({ company, query: page }));
  if (list.error) {
    return (
      <div className="p-5">
        <ProblemNote>{sentenceOf(list.error)}</ProblemNote>
      </div>
    );
  }
  if (list.loaded && list.items.length === 0) {
    return (
      <EmptyState icon={<Handshake aria-hidden />} title={words.noPromises}>
        {words.noPromisesText}
      </EmptyState>
    );
  }
  return (
    <>
      <ul>
        {list.items.map((one) => (
          <li key={one.id} className="flex items-center gap-4 border-b border-line px-5 py-2">
            <span className="min-w-0 flex-1">
              <Link to="/c/$company/customers/$customer" params={{ company, customer: one.customer.id }} className="block truncate font-medium hover:underline">
                {one.customer.name}
              </Link>
              <span className="block truncate text-second text-mute">{[one.by, one.note].filter((part) => part !== '').join(' · ')}</span>
            </span>
            <Badge tone={TONES[one.state]}>{words[`promise_${one.state}`]}</Badge>
            <span className="figure w-24 text-mute">{day(one.promisedOn)}</span>
            <span className="w-32 shrink-0">
              <span className="figure block font-medium">{money(one.amount, one.currency)}</span>
              <span className="figure block text-second text-mute">
                {words.received} {money(one.received, one.currency)}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <MoreRows of={list} className="p-4 text-center" />
    </>
  );
}
