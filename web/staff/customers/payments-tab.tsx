import type { ReactNode } from 'react';
import { api, companyKey, sentenceOf } from '../../kit/api.ts';
import { Badge } from '../../kit/badge.tsx';
import { useFormats } from '../../kit/format.ts';
import { MoreRows } from '../../kit/more-rows.tsx';
import { EmptyState, ProblemNote } from '../../kit/page.tsx';
import { usePages } from '../../kit/use-pages.ts';
import { useWords } from '../../kit/words.ts';
import { customersWords } from './words.ts';

export function PaymentsTab({ company, customer }: { readonly company: string; readonly customer: string }): ReactNode {
  const words = useWords(customersWords);
  const { day, money } = useFormats();
  const list = usePages(companyKey(company, 'payments', customer), (page) => api.listPayments({ company, query: { customer, ...page } }));
  const { items } = list;
  if (list.error) return <ProblemNote>{sentenceOf(list.error)}</ProblemNote>;
  if (list.loaded && items.length === 0) return <EmptyState title={words.noPayments} />;
  return (
    <>
      <ul className="rounded-card border border-line bg-panel empty:hidden">
        {items.map((payment) => (
          <li key={payment.id} className="flex items-center gap-4 border-b border-line px-4 py-2 last:border-0">
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium">{payment.payerName}</span>
              <span className="block truncate text-second text-mute">{payment.reference}</span>
            </span>
            {payment.state !== 'received' && <Badge tone={payment.state === 'returned' ? 'bad' : 'mute'}>{words[`state_${payment.state}`]}</Badge>}
            {/[1-9]/.test(payment.unapplied) && <Badge tone="warn">{words.unapplied(money(payment.unapplied, payment.currency))}</Badge>}
            <span className="figure w-20 text-mute">{day(payment.receivedOn)}</span>
            <span className="figure w-28 font-medium">{money(payment.amount, payment.currency)}</span>
          </li>
        ))}
      </ul>
      <MoreRows of={list} />
    </>
  );
}
