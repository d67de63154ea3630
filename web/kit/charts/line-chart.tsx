import type { ReactNode } from 'react';
import { CHART_TONES, numberOf, type ChartProps } from './chart-data.ts';
import { linePath } from './line-path.ts';
import { Plot } from './plot.tsx';
import { roundTicks } from './round-ticks.ts';

/** Lines over time, between round values that span them. */
export function LineChart(props: ChartProps): ReactNode {
  const { points, series } = props;
  const lines = series.map(({ key, tone }) => ({ key, tone, values: points.map(({ values }) => numberOf(values[key])) }));
  const known = lines.flatMap(({ values }) => values).filter((value) => value !== null);
  const ticks = known.length > 0 ? roundTicks(Math.min(...known), Math.max(...known)) : [0, 1];
  const [least = 0, most = 1] = [ticks[0], ticks.at(-1)];
  const place = (index: number): number => (points.length > 1 ? index / (points.length - 1) : 0.5);
  const heightOf = (value: number): number => (value - least) / (most - least);
  return (
    <Plot {...props} ticks={ticks} place={place}>
      {(at) => (
        <>
          <svg aria-hidden viewBox="0 0 100 100" preserveAspectRatio="none" className="size-full overflow-visible">
            {at !== null && <path d={`M${place(at) * 100} 0V100`} stroke="var(--strong)" vectorEffect="non-scaling-stroke" />}
            {lines.map(({ key, tone, values }) => (
              <path
                key={key}
                d={linePath(values, place, heightOf)}
                fill="none"
                stroke={CHART_TONES[tone]}
                strokeWidth={2}
                strokeLinejoin="round"
                vectorEffect="non-scaling-stroke"
              />
            ))}
          </svg>
          {at !== null &&
            lines.map(({ key, tone, values }) => {
              const value = values[at];
              return value === null || value === undefined ? null : (
                <span
                  key={key}
                  className="absolute size-2 -translate-1/2 rounded-full"
                  style={{ left: `${place(at) * 100}%`, top: `${(1 - heightOf(value)) * 100}%`, background: CHART_TONES[tone] }}
                />
              );
            })}
        </>
      )}
    </Plot>
  );
}
