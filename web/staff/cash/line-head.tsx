import type { ReactNode } from 'react';
import { useFormats } from '../../kit/format.ts';
import { useWords } from '../../kit/words.ts';
import type { BankLine } from './bank-line.ts';
import { cashWords } from './words.ts';

/** Who paid how much when, and the reference with what the machine found in it. */
export function LineHead({ line }: { readonly line: BankLine }): ReactNode {
  const words = useWords(cashWords);
  const { money, day } = useFormats();
  return (
    <header className="shrink-0 px-6 pt-4">
      <div className="flex items-baseline gap-3">
        <h2 className="max-w-[60%] min-w-0 truncate text-heading font-semibold" title={line.counterpartyName}>
          {line.counterpartyName === '' ? '–' : line.counterpartyName}
        </h2>
        <span className="min-w-0 shrink-[9999] truncate text-second text-mute">
          {[line.counterpartyAccount, words.booked(day(line.bookedOn))].filter((part) => part !== '').join(' · ')}
        </span>
        <span className="figure ml-auto shrink-0 text-figure font-semibold">{money(line.amount, line.currency)}</span>
      </div>
      <div className="mt-2 flex gap-3 rounded-control bg-raised px-3 py-2">
        <span className="shrink-0 text-second text-mute">{words.reference}</span>
        <span className="min-w-0 break-words">{line.text === '' ? <span className="text-mute">{words.noReference}</span> : <Marked line={line} />}</span>
      </div>
    </header>
  );
}

/** The text with the pieces that the evidence names. */
function Marked({ line }: { readonly line: BankLine }): ReactNode {
  const pieces: ReactNode[] = [];
  let at = 0;
  for (const { from, to, kind } of line.marks.toSorted((a, b) => a.from - b.from)) {
    if (from < at) continue;
    pieces.push(line.text.slice(at, from));
    pieces.push(
      <mark
        key={from}
        className={kind === 'number' ? 'rounded bg-accent-soft px-0.5 font-medium text-accent' : 'rounded bg-warn-soft px-0.5 font-medium text-warn'}
      >
        {line.text.slice(from, to)}
      </mark>,
    );
    at = to;
  }
  pieces.push(line.text.slice(at));
  return pieces;
}
