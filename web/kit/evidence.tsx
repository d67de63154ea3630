import { Check, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';
import { useWords, wordsOf } from './words.ts';

const WORDS = wordsOf({
  en: { for: 'Speaks for it', doubt: 'Look here', against: 'Speaks against it' },
  de: { for: 'Spricht dafür', doubt: 'Bitte ansehen', against: 'Spricht dagegen' },
});

export type EvidenceLine = { readonly kind: 'for' | 'doubt' | 'against'; readonly text: ReactNode };

const MARKS = {
  for: { Icon: Check, tone: 'text-good' },
  doubt: { Icon: TriangleAlert, tone: 'text-warn' },
  against: { Icon: X, tone: 'text-mute' },
} as const;

/** Why something is thought to be so: tick, triangle or cross with words, never a bare score. `quiet` for what is not chosen. */
export function Evidence({
  lines,
  columns = 1,
  quiet = false,
  className,
}: {
  readonly lines: readonly EvidenceLine[];
  readonly columns?: 1 | 2;
  readonly quiet?: boolean;
  readonly className?: string;
}): ReactNode {
  const words = useWords(WORDS);
  return (
    <ul className={cn(columns === 2 ? 'grid grid-cols-2 gap-x-5 gap-y-1.5' : 'flex flex-wrap gap-x-5 gap-y-1.5', quiet && 'text-second text-mute', className)}>
      {lines.map(({ kind, text }, index) => {
        const { Icon, tone } = MARKS[kind];
        return (
          <li key={index} className="flex min-w-0 items-start gap-2">
            <Icon aria-hidden className={cn('mt-[3px] size-3.5 shrink-0', tone)} />
            <span className="min-w-0">
              <span className="sr-only">{words[kind]}: </span>
              {text}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
