import type { ReactNode } from 'react';
import { cn } from '../class-names.ts';
import { CHART_TONES, type ChartTone } from './chart-data.ts';

export type SparkPart = { readonly share: number; readonly tone: ChartTone };

/** A bar in a line of text: how sure, how much of it, how old. The figure stands beside it in words, so that the bar itself says nothing to a screen reader. */
export function SparkBar({ parts, className }: { readonly parts: readonly SparkPart[]; readonly className?: string }): ReactNode {
  return (
    <span aria-hidden className={cn('flex h-1.5 w-16 overflow-hidden rounded-full bg-raised', className)}>
      {parts.map(({ share, tone }, index) => (
        <span key={index} className="h-full" style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%`, background: CHART_TONES[tone] }} />
      ))}
    </span>
  );
}
