import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormats } from '../../kit/format.ts';
import { useWords } from '../../kit/words.ts';
import type { BankLine } from './bank-line.ts';
import { addAmounts, isZero, subtractAmounts } from './sums.ts';
import { cashWords } from './words.ts';

/** Paid less applied is what is left, live; and the decision. */
export function SumBar({
  line,
  parts,
  children,
}: {
  readonly line: BankLine;
  readonly parts: readonly { readonly amount: string }[];
  readonly children: ReactNode;
}): ReactNode {
  const words = useWords(cashWords);
  const { money } = useFormats();
  const applied = addAmounts(
    parts.map(({ amount }) => amount),
    line.currency,
  );
  const left = subtractAmounts(line.amount, applied, line.currency);
  const over = left.startsWith('-');
  // Money that went out is not applied to anything: there is nothing to add up.
  const outgoing = line.amount.startsWith('-');
  return (
    <footer className="flex shrink-0 items-center gap-4 border-t border-line px-6 py-3">
      {!outgoing && (
        <dl className="flex items-end gap-3" aria-live="polite">
          <Sum label={words.paid}>{money(line.amount, line.currency)}</Sum>
          <span aria-hidden className="text-mute">
            –
          </span>
          <Sum label={words.appliedSum}>{money(applied, line.currency)}</Sum>
          <span aria-hidden className="text-mute">
            =
          </span>
          <Sum label={words.left}>
            <span className={isZero(left) ? 'inline-flex items-center gap-1 text-good' : over ? 'text-bad' : 'text-warn'}>
              {money(left, line.currency)}
              {isZero(left) && <Check aria-hidden className="size-3.5" />}
            </span>
            {!isZero(left) && (
              <span className={over ? 'ml-2 text-second font-normal text-bad' : 'ml-2 text-second font-normal text-mute'}>
                {over ? words.tooMuch : words.rest}
              </span>
            )}
          </Sum>
        </dl>
      )}
      <div className="ml-auto flex shrink-0 gap-2">{children}</div>
    </footer>
  );
}

function Sum({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt className="text-second text-mute">{label}</dt>
      <dd className="figure font-semibold">{children}</dd>
    </div>
  );
}
