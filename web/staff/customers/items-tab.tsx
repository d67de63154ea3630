import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, companyKey, sentenceOf, type Item } from '../../kit/api.ts';
import { cn } from '../../kit/class-names.ts';
import { useFormats } from '../../kit/format.ts';
import { MoreRows } from '../../kit/more-rows.tsx';
import { EmptyState, ProblemNote } from '../../kit/page.tsx';
import { usePages } from '../../kit/use-pages.ts';
import { useWords } from '../../kit/words.ts';
import { customersWords } from './words.ts';

/** What is open with a customer: receivables by due day, and credits that can still be used. */
export function ItemsTab({ company, customer }: { readonly company: string; readonly customer: string }): ReactNode {
  const words = useWords(customersWords);
  const list = usePages(companyKey(company, 'receivables', customer), (page) => api.listReceivables({ company, params: { customer }, query: page }));
  const { items } = list;
  if (list.error) return <ProblemNote>{sentenceOf(list.error)}</ProblemNote>;
  return (
    <div className="grid gap-6">
      {list.loaded && items.length === 0 && <EmptyState title={words.noItems} />}
      {items.length > 0 && (
        <div className="rounded-card border border-line bg-panel">
          <div aria-hidden className="flex items-center gap-4 border-b border-line px-4 py-1.5 text-second text-mute">
            <span className="flex-1">{words.invoice}</span>
            <span className="figure w-20">{words.due}</span>
            <span className="figure w-16">{words.daysLate}</span>
            <span className="figure w-28">{words.amount}</span>
            <span className="figure w-28">{words.stays}</span>
          </div>
          <ul>
            {items.map((item) => (
              <Receivable key={item.id} item={item} />
            ))}
          </ul>
        </div>
      )}
      <MoreRows of={list} className="text-center" />
      <Credits company={company} customer={customer} />
    </div>
  );
}

function Receivable({ item }: { readonly item: Item<'listReceivables'> }): ReactNode {
  const words = useWords(customersWords);
  const { day, money, count } = useFormats();
  const navigate = useNavigate();
  const { invoiceId } = item;
  return (
    <li className="flex items-center gap-4 border-b border-line px-4 py-2 last:border-0">
      <span className="min-w-0 flex-1">
        {invoiceId === null ? (
          <span className="font-medium">{item.number}</span>
        ) : (
          <button
            type="button"
            className="font-medium text-accent hover:underline"
            onClick={() => void navigate({ to: '.', search: { tab: 'timeline', invoice: invoiceId } })}
          >
            {item.number}
          </button>
        )}
        {item.discount && (
          <span className="block text-second text-mute">{words.discountUntil(money(item.discount.amount, item.currency), day(item.discount.untilOn))}</span>
        )}
      </span>
      <span className="figure w-20 text-mute">
        <span className="sr-only">{words.due} </span>
        {day(item.dueOn)}
      </span>
      <span className={cn('figure w-16', item.daysPastDue > 30 ? 'font-medium text-bad' : item.daysPastDue > 0 ? 'text-warn' : 'text-mute')}>
        <span className="sr-only">{words.daysLate} </span>
        {item.daysPastDue > 0 ? count(item.daysPastDue) : '–'}
      </span>
      <span className="figure w-28 text-mute">{money(item.amount, item.currency)}</span>
      <span className="figure w-28 font-medium">{money(item.open, item.currency)}</span>
    </li>
  );
}

function Credits({ company, customer }: { readonly company: string; readonly customer: string }): ReactNode {
  const words = useWords(customersWords);
  const { day, money } = useFormats();
  const list = usePages(companyKey(company, 'credits', customer), (page) => api.listCredits({ company, params: { customer }, query: page }));
  if (list.error) return <ProblemNote>{sentenceOf(list.error)}</ProblemNote>;
  if (list.items.length === 0) return null;
  return (
    <section>
      <h2 className="mb-2 font-semibold">{words.creditsTitle}</h2>
      <ul className="rounded-card border border-line bg-panel">
        {list.items.map((credit) => (
          <li key={credit.id} className="flex items-center gap-4 border-b border-line px-4 py-2 last:border-0">
            <span className="flex-1 font-medium">
              {credit.kind === 'payment' ? words.credit_payment : credit.kind === 'credit_note' ? words.credit_credit_note : words.credit_other}
            </span>
            <span className="figure w-20 text-mute">{day(credit.valueOn)}</span>
            <span className="figure w-28 text-mute">{money(credit.amount, credit.currency)}</span>
            <span className="figure w-28 font-medium">{money(credit.open, credit.currency)}</span>
          </li>
        ))}
      </ul>
      <MoreRows of={list} />
    </section>
  );
}
