import { useMutation, useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { api, companyKey, sentenceOf, type Item } from '../../kit/api.ts';
import { Button } from '../../kit/button.tsx';
import { SearchField } from '../../kit/field.tsx';
import { readAmount, useFormats } from '../../kit/format.ts';
import { useKeys } from '../../kit/key-map.tsx';
import { MoneyField } from '../../kit/money-field.tsx';
import { ProblemNote } from '../../kit/page.tsx';
import { useWords } from '../../kit/words.ts';
import type { BankLine } from './bank-line.ts';
import { SumBar } from './sum-bar.tsx';
import { amountOf, isZero, minorOf, subtractAmounts } from './sums.ts';
import { cashWords } from './words.ts';

type Found = Item<'findOpenReceivables'>;
/** `amount` is null while what is typed cannot be read. */
type Part = { readonly found: Found; readonly amount: string | null; readonly discount: string };

/** What was typed, as the question of the API: an amount where it reads as one, else number or name. */
function questionOf(text: string): { q?: string; amount?: string } {
  const trimmed = text.trim();
  const amount = /^[\d.,\s€$£]+$/.test(trimmed) && /[.,]\d{1,3}$/.test(trimmed) ? readAmount(trimmed) : null;
  return amount === null ? (trimmed === '' ? {} : { q: trimmed }) : { amount };
}

/** As much of a receivable as the money reaches: its discount of today where that settles it. */
function partOf(found: Found, leftMinor: bigint): Part {
  const open = minorOf(found.open, found.currency);
  const discount = found.discount === null ? 0n : minorOf(found.discount.amount, found.currency);
  if (discount > 0n && leftMinor >= open - discount && leftMinor < open)
    return { found, amount: amountOf(open - discount, found.currency), discount: amountOf(discount, found.currency) };
  const take = leftMinor <= 0n ? open : leftMinor < open ? leftMinor : open;
  return { found, amount: amountOf(take, found.currency), discount: '' };
}

/** Explains a line by hand: open receivables are searched and chosen, amounts changed, and the difference is told with every key. */
export function BuildPanel(props: {
  readonly company: string;
  readonly line: BankLine;
  /** The server kept it: whose it is, what was applied, and what stays with them. */
  readonly onBuilt: (name: string, applied: string, rest: string) => Promise<void>;
  /** Told by who keeps this panel, because another person's decision takes it away. */
  readonly onRefused: (error: unknown) => Promise<void>;
  readonly onBack: () => void;
  readonly onAside: () => void;
}): ReactNode {
  const { company, line, onBuilt, onRefused, onBack, onAside } = props;
  const words = useWords(cashWords);
  const { money, day } = useFormats();
  const [text, setText] = useState('');
  const [parts, setParts] = useState<readonly Part[]>([]);
  // Before anything is typed: what has exactly the amount that came.
  const question = text === '' ? { amount: line.amount } : questionOf(text);
  const found = useQuery({
    queryKey: companyKey(company, 'open-receivables', line.currency, question),
    queryFn: ({ signal }) => api.findOpenReceivables({ company, query: { currency: line.currency, ...question }, signal }),
    placeholderData: (before) => before,
  });
  const left = minorOf(line.amount, line.currency) - parts.reduce((sum, part) => sum + minorOf(part.amount ?? '', line.currency), 0n);
  const owner = parts[0]?.found;
  const apply = useMutation({
    mutationFn: () =>
      api.correctBankLine({
        company,
        params: { line: line.id },
        body: {
          customerId: owner?.customerId ?? '',
          parts: parts.map(({ found: { id }, amount, discount }) => ({ receivableId: id, amount: amount ?? '', ...(isZero(discount) ? {} : { discount }) })),
        },
      }),
    onSuccess: () =>
      onBuilt(owner?.customerName ?? '', subtractAmounts(line.amount, amountOf(left, line.currency), line.currency), amountOf(left, line.currency)),
    onError: onRefused,
  });
  const missing = parts.some(({ amount }) => amount === null || minorOf(amount, line.currency) <= 0n);
  const off = left < 0n ? words.tooMuch : missing ? words.partMissing : parts.length === 0 || apply.isPending;
  const send = (): void => {
    if (off === false) apply.mutate();
  };
  const chosen = new Set(parts.map((part) => part.found.id));
  const hits = found.data?.items.filter(({ id }) => !chosen.has(id)) ?? [];
  const room = useRef<HTMLDivElement>(null);
  const [added, setAdded] = useState(0);
  const add = (one: Found): void => {
    setParts((now) => [...now, partOf(one, left)]);
    setText('');
    setAdded((now) => now + 1);
  };
  useEffect(() => {
    // The button that was pressed is gone; the next one is searched for.
    if (added > 0) room.current?.querySelector<HTMLInputElement>('[role=searchbox]')?.focus();
  }, [added]);
  /** Enter takes the first hit for what is searched; with nothing searched, and in an amount, it applies what is chosen. */
  const typedEnter = ({ role, value }: HTMLInputElement): void => {
    const asked = role === 'searchbox' ? value.trim() : '';
    if (asked === '') send();
    else if (asked === text && !found.isPlaceholderData && hits[0]) add(hits[0]);
  };
  useKeys({ Enter: { label: words.keyAccept, run: send } }, { screen: words.title });
  /** Another amount for a chosen receivable; null while it cannot be read. */
  const change = (id: string, amount: string | null): void =>
    setParts((now) => now.map((part) => (part.found.id === id ? { ...part, amount, discount: '' } : part)));
  const takeOut = (id: string): void => setParts((now) => now.filter((part) => part.found.id !== id));
  return (
    <>
      <div
        ref={room}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && event.target instanceof HTMLInputElement) typedEnter(event.target);
        }}
        className="min-h-0 flex-1 overflow-y-auto px-6 pb-4"
        tabIndex={0}
        role="region"
        aria-label={words.buildTitle}
      >
        <div className="flex items-center gap-3 py-3">
          <h3 className="font-semibold">{words.buildTitle}</h3>
          <SearchField key={added} className="w-72" label={words.findLabel} placeholder={words.find} value={text} onSearch={setText} />
          {line.proposals.length > 0 && (
            <Button kind="ghost" className="ml-auto" onClick={onBack}>
              {words.back}
            </Button>
          )}
        </div>
        {parts.length > 0 && <ChosenParts parts={parts} currency={line.currency} change={change} takeOut={takeOut} />}
        {found.error && <ProblemNote>{sentenceOf(found.error)}</ProblemNote>}
        {found.data && found.data.items.length === 0 && <p className="py-6 text-center text-mute">{words.none}</p>}
        <ul>
          {hits.map((one) => (
            <li key={one.id} className="flex items-center gap-3 border-b border-line py-2">
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{one.number}</span>
                <span className="block truncate text-second text-mute">{one.customerName}</span>
              </span>
              <span className="whitespace-nowrap text-mute">{day(one.dueOn)}</span>
              <span className="figure w-28 font-medium">{money(one.open, one.currency)}</span>
              <Button icon={<Plus aria-hidden className="size-4" />} aria-label={`${words.add} ${one.number}`} onClick={() => add(one)}>
                {words.add}
              </Button>
            </li>
          ))}
        </ul>
      </div>
      <SumBar line={line} parts={parts.map(({ amount }) => ({ amount: amount ?? '' }))}>
        {line.can.setAside === true && <Button onClick={onAside}>{words.setAside}</Button>}
        <Button kind="primary" off={off} onClick={send}>
          {words.acceptOwn}
        </Button>
      </SumBar>
    </>
  );
}

function ChosenParts({
  parts,
  currency,
  change,
  takeOut,
}: {
  readonly parts: readonly Part[];
  readonly currency: string;
  readonly change: (id: string, amount: string | null) => void;
  readonly takeOut: (id: string) => void;
}): ReactNode {
  const words = useWords(cashWords);
  const { money } = useFormats();
  const owner = parts[0]?.found;
  return (
    <section aria-label={words.chosen} className="mb-4 rounded-card border border-accent ring-1 ring-accent">
      <ul>
        {parts.map((part) => (
          <li key={part.found.id} className="flex items-center gap-3 border-b border-line px-4 py-2 last:border-0">
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{part.found.number}</span>
              <span className="block truncate text-second text-mute">
                {part.found.customerName}
                {owner && part.found.customerId !== owner.customerId && <span className="text-warn"> · {words.otherCustomer}</span>}
                {!isZero(part.discount) && ` · ${words.discount} ${money(part.discount, currency)}`}
              </span>
            </span>
            <span className="figure text-mute">{money(part.found.open, currency)}</span>
            <MoneyField
              className="w-36"
              label={`${words.apply} ${part.found.number}`}
              labelHidden
              currency={currency}
              value={part.amount ?? ''}
              onChange={(amount) => change(part.found.id, amount)}
            />
            <Button
              kind="ghost"
              square
              aria-label={words.remove(part.found.number)}
              icon={<X aria-hidden className="size-4" />}
              onClick={() => takeOut(part.found.id)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
