import type { ReactNode } from 'react';
import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import { useFormats } from '../format.ts';
import { CHART_TONES, drawn, type ChartProps, type Drawn, type Series } from './chart-data.ts';
import { AXIS, FILL, GRID, tipOf } from './chart-parts.tsx';

export type StackedBarsProps = ChartProps & {
  /** From the bottom up. */
  readonly series: readonly Series[];
  /** A key of values that is written under the parts, and not drawn: their sum. */
  readonly total?: { readonly key: string; readonly label: string };
};

/** Bars of parts that add up: open receivables by age. */
export function StackedBars({ points, series, format, axis, onPick, total }: StackedBarsProps): ReactNode {
  const { shortNumber } = useFormats();
  const sum = ({ point }: Drawn): readonly (readonly [string, string])[] => {
    const value = total && point.values[total.key];
    return total && value !== null && value !== undefined ? [[total.label, format(value)]] : [];
  };
  const data = drawn(
    points,
    series.map(({ key }) => key),
  );
  return (
    <BarChart
      responsive
      style={FILL}
      data={data}
      barCategoryGap="32%"
      maxBarSize={40}
      margin={{ top: 4, right: 0, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <CartesianGrid {...GRID} />
      <XAxis dataKey="label" interval="preserveStartEnd" {...AXIS} />
      <YAxis width="auto" tickFormatter={(value: number) => (axis ?? shortNumber)(value)} {...AXIS} />
      <Tooltip isAnimationActive={false} cursor={{ fill: 'var(--raised)' }} content={tipOf({ series, format, extra: sum })} />
      {series.map(({ key, tone }, index) => (
        <Bar
          key={key}
          dataKey={key}
          stackId="parts"
          fill={CHART_TONES[tone]}
          isAnimationActive={false}
          radius={index === series.length - 1 ? [4, 4, 0, 0] : 0}
          {...(onPick && { className: 'cursor-pointer', onClick: (_entry: unknown, at: number) => onPick(points[at]?.key ?? '', key) })}
        />
      ))}
    </BarChart>
  );
}
