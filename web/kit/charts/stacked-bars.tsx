import type { ReactNode } from 'react';
import { cn } from '../class-names.ts';
import { CHART_TONES, numberOf, type ChartProps } from './chart-data.ts';
import { Plot, type PlotProps } from './plot.tsx';
import { roundTicks } from './round-ticks.ts';

/** Bars of parts that add up, the first series at the bottom: open receivables by age. A part below zero is not drawn. */
export function StackedBars(props: ChartProps & Pick<PlotProps, 'total'>): ReactNode {
  const { points, series } = props;
  const parts = points.map(({ values }) => series.map(({ key, tone }) => ({ key, tone, value: Math.max(0, numberOf(values[key]) ?? 0) })));
  const highest = Math.max(0, ...parts.map((bar) => bar.reduce((sum, { value }) => sum + value, 0)));
  const ticks = roundTicks(0, highest);
  const top = ticks.at(-1) ?? 1;
  return (
    <Plot {...props} ticks={ticks} place={(index) => (index + 0.5) / points.length}>
      {(at) => (
        <div className="flex h-full">
          {parts.map((bar, index) => (
            <div key={points[index]?.key} className={cn('flex h-full min-w-0 flex-1 items-end justify-center', at === index && 'bg-raised')}>
              <div className="flex h-full w-2/5 max-w-10 flex-col justify-end overflow-hidden">
                {bar.toReversed().map(({ key, tone, value }) => (
                  <div key={key} className="shrink-0 first:rounded-t" style={{ height: `${(value / top) * 100}%`, background: CHART_TONES[tone] }} />
                ))}
              </div>
            </div>
          ))}
        </div>
      )}
    </Plot>
  );
}
