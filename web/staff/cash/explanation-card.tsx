import type { ReactNode } from 'react';
import { cn } from '../../kit/class-names.ts';
import { Evidence } from '../../kit/evidence.tsx';
import { useFormats } from '../../kit/format.ts';
import { useWords } from '../../kit/words.ts';
import { cashReason, weightOf } from '../shared/cash-words.ts';
import type { Proposal, ShortReason } from './bank-line.ts';
import { addAmounts, isZero, sureness } from './sums.ts';
import { cashWords } from './words.ts';

type Words = (typeof cashWords)['en'];
const SHORT_REASONS = ['damaged_goods', 'discount', 'freight', 'price', 'quantity', 'bank_fee', 'other'] as const satisfies readonly ShortReason[];

export function shortReasonWord(reason: ShortReason, words: Words): string {
  return reason === 'discount' ? words.short_discount : words[reason];
}

function titleOf(proposal: Proposal, currency: string, words: Words, money: (amount: string, currency: string) => string): string {
  const { kind, parts, rest } = proposal.explanation;
  const many = parts.length;
  if (kind === 'known_money') return words.known;
  if (kind === 'discount') return words.withDiscount(many);
  if (kind === 'tolerance') return words.withTolerance(many);
  if (kind === 'short')
    return words.short(
      many,
      money(
        addAmounts(
          parts.map(({ staysOpen }) => staysOpen),
          currency,
        ),
        currency,
      ),
    );
  return kind === 'over' ? words.over(many, money(rest, currency)) : words.exact(many);
}

/** One explanation: picked, with its invoices and the question why it is short; else its title and evidence. */
export function ExplanationCard(props: {
  readonly rank: number;
  readonly proposal: Proposal;
  readonly currency: string;
  readonly open: boolean;
  readonly onPick: () => void;
  readonly hint: ShortReason | null;
  readonly shortReason: ShortReason | null;
  readonly onShortReason: ((reason: ShortReason | null) => void) | undefined;
}): ReactNode {
  const { rank, proposal, currency, open, onPick } = props;
  const words = useWords(cashWords);
  const { money, percent } = useFormats();
  const { explanation } = proposal;
  const probability = sureness(explanation.probability, percent);
  return (
    <section
      aria-label={words.rank(rank)}
      className={cn('overflow-hidden rounded-card border bg-panel', open ? 'border-accent ring-1 ring-accent' : 'border-line')}
    >
      <button type="button" aria-pressed={open} onClick={onPick} className="flex w-full items-center gap-3 px-4 pt-3 text-left">
        <span
          className={cn(
            'grid size-5 shrink-0 place-items-center rounded text-second font-semibold',
            open ? 'bg-accent text-accent-fg' : 'border border-line bg-raised text-mute',
          )}
        >
          {rank}
        </span>
        <span className="min-w-0 flex-1 truncate font-semibold">
          {titleOf(proposal, currency, words, money)} <span className="font-normal text-mute">{words.of(explanation.customerName)}</span>
        </span>
        <span aria-hidden className="h-1.5 w-16 overflow-hidden rounded-full bg-raised">
          <span className="block h-full rounded-full bg-accent" style={{ width: `${Math.round(explanation.probability * 100)}%` }} />
        </span>
        <span className="figure w-12 font-medium">{probability}</span>
      </button>
      <div className="px-4 pt-2 pb-3 pl-12">
        <Evidence
          quiet={!open}
          columns={open ? 2 : 1}
          lines={explanation.evidence.map((one) => ({ kind: weightOf(one.code), text: cashReason(one, currency) }))}
        />
      </div>
      {open && explanation.parts.length > 0 && <Parts proposal={proposal} currency={currency} words={words} />}
      {open && props.onShortReason && explanation.parts.some(({ staysOpen }) => !isZero(staysOpen)) && (
        <ShortQuestion hint={props.hint} value={props.shortReason} onChange={props.onShortReason} words={words} />
      )}
    </section>
  );
}

const HEAD = 'px-2 py-1.5 text-second font-medium text-mute';

function Parts({ proposal, currency, words }: { readonly proposal: Proposal; readonly currency: string; readonly words: Words }): ReactNode {
  const { money, day } = useFormats();
  // What was open before is history once it is applied.
  const applied = proposal.state === 'applied';
  const withDiscount = proposal.explanation.parts.some(({ discount }) => !isZero(discount));
  return (
    <table className="w-full border-t border-line">
      <thead>
        <tr className="border-b border-line text-left">
          <th className={cn(HEAD, 'pl-12')}>{words.invoice}</th>
          <th className={HEAD}>{words.due}</th>
          <th className={HEAD}>{words.clue}</th>
          {!applied && <th className={cn(HEAD, 'figure')}>{words.open}</th>}
          {withDiscount && <th className={cn(HEAD, 'figure')}>{words.discount}</th>}
          <th className={cn(HEAD, 'figure')}>{applied ? words.appliedSum : words.apply}</th>
          <th className={cn(HEAD, 'figure pr-4')}>{words.stays}</th>
        </tr>
      </thead>
      <tbody>
        {proposal.explanation.parts.map((part) => (
          <tr key={part.receivableId} className="border-b border-line last:border-0">
            <td className="px-2 py-2 pl-12 font-medium whitespace-nowrap">{part.invoiceNumber ?? '–'}</td>
            <td className="px-2 py-2 whitespace-nowrap text-mute">{part.dueOn === null ? '–' : day(part.dueOn)}</td>
            <td className="px-2 py-2 text-second text-mute">{part.clue === null ? '' : words[part.clue]}</td>
            {!applied && <td className="figure px-2 py-2 text-mute">{money(part.open, currency)}</td>}
            {withDiscount && <td className="figure px-2 py-2 text-mute">{isZero(part.discount) ? '–' : money(part.discount, currency)}</td>}
            <td className="figure px-2 py-2 font-medium">{money(part.amount, currency)}</td>
            <td className={cn('figure px-2 py-2 pr-4', !isZero(part.staysOpen) && 'font-medium text-warn')}>
              {isZero(part.staysOpen) ? '–' : money(part.staysOpen, currency)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ShortQuestion(props: {
  readonly hint: ShortReason | null;
  readonly value: ShortReason | null;
  readonly onChange: (reason: ShortReason | null) => void;
  readonly words: Words;
}): ReactNode {
  const { hint, value, onChange, words } = props;
  const choice = (reason: ShortReason | null, label: string): ReactNode => (
    <button
      key={label}
      type="button"
      aria-pressed={value === reason}
      onClick={() => onChange(reason)}
      className={cn(
        'h-7 rounded-control border px-2.5 text-second font-medium',
        value === reason ? 'border-accent bg-accent text-accent-fg' : 'border-line bg-panel hover:bg-raised',
      )}
    >
      {label}
    </button>
  );
  return (
    <div className="border-t border-line bg-warn-soft px-4 py-3 pl-12">
      <p>
        <span className="font-semibold">{words.whyShort}</span>{' '}
        {hint !== null && <span className="text-mute">{words.shortHint(shortReasonWord(hint, words))}</span>}
      </p>
      <div role="group" aria-label={words.whyShort} className="my-2 flex flex-wrap gap-2">
        {SHORT_REASONS.map((reason) => choice(reason, shortReasonWord(reason, words)))}
        {choice(null, words.withoutReason)}
      </div>
      {value !== null && <p className="text-second text-mute">{words.shortText}</p>}
    </div>
  );
}
