import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

const TONES = {
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  accent: 'bg-accent-soft text-accent',
  mute: 'bg-raised text-mute',
} as const;

export type Tone = keyof typeof TONES;

/** A state in a word. Red only where someone must act. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode {
  return (
    <span className={cn('inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-badge font-medium whitespace-nowrap', TONES[tone])}>
      <span aria-hidden className="size-1.5 rounded-full bg-current" />
      {children}
    </span>
  );
}
