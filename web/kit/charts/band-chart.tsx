import type { ReactNode } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, Tooltip, XAxis, YAxis } from 'recharts';
import { useFormats } from '../format.ts';
import { CHART_TONES, drawn, numberOf, type ChartProps, type Series } from './chart-data.ts';
import { AXIS, FILL, GRID, tipOf } from './chart-parts.tsx';

export type BandChartProps = ChartProps & {
  /** The line in the middle, and the keys of values between which it probably lies. */
  readonly middle: Series;
  readonly low: Omit<Series, 'tone'>;
  readonly high: Omit<Series, 'tone'>;
};

/** A forecast: a line, and around it the band in which it probably stays. */
export function BandChart({ points, middle, low, high, format, axis, onPick }: BandChartProps): ReactNode {
  const { shortNumber } = useFormats();
  const data = drawn(points, [middle.key]).map((one) => {
    const [from, to] = [numberOf(one.point.values[low.key]), numberOf(one.point.values[high.key])];
    return { ...one, band: from === null || to === null ? null : [from, to] };
  });
  const series: readonly Series[] = [{ ...low, tone: 'mute' }, middle, { ...high, tone: 'mute' }];
  return (
    <ComposedChart
      responsive
      style={FILL}
      data={data}
      margin={{ top: 4, right: 8, bottom: 0, left: 0 }}
      accessibilityLayer={false}
      {...(onPick && { className: 'cursor-pointer', onClick: ({ activeIndex }) => onPick(points[Number(activeIndex)]?.key ?? '', middle.key) })}
    >
      <CartesianGrid {...GRID} />
      <XAxis dataKey="label" interval="preserveStartEnd" minTickGap={20} {...AXIS} />
      <YAxis width={48} tickFormatter={(value: number) => (axis ?? shortNumber)(value)} {...AXIS} />
      <Tooltip isAnimationActive={false} cursor={{ stroke: 'var(--strong)' }} content={tipOf({ series, format })} />
      <Area dataKey="band" type="linear" stroke="none" fill={CHART_TONES[middle.tone]} fillOpacity={0.14} activeDot={false} isAnimationActive={false} />
      <Line dataKey={middle.key} type="linear" stroke={CHART_TONES[middle.tone]} strokeWidth={2} dot={false} activeDot={{ r: 3.5 }} isAnimationActive={false} />
    </ComposedChart>
  );
}
