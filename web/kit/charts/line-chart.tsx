import type { ReactNode } from 'react';
import { CartesianGrid, Line, ReferenceLine, LineChart as Base, Tooltip, XAxis, YAxis } from 'recharts';
import { useFormats } from '../format.ts';
import { CHART_TONES, drawn, numberOf, type ChartProps, type Series } from './chart-data.ts';
import { AXIS, FILL, GRID, tipOf } from './chart-parts.tsx';
import { roundTicks } from './round-ticks.ts';

export type LineChartProps = ChartProps & {
  readonly series: readonly Series[];
  /** Drawn dashed, with its words. */
  readonly target?: { readonly value: string; readonly label: string };
  /** The axis begins at zero; else at what is drawn. */
  readonly fromZero?: boolean;
};

/** Lines over time, with a target. */
export function LineChart({ points, series, format, axis, onPick, target, fromZero = false }: LineChartProps): ReactNode {
  const { shortNumber } = useFormats();
  const data = drawn(
    points,
    series.map(({ key }) => key),
  );
  const goal = numberOf(target?.value);
  const values = [...points.flatMap((point) => series.map(({ key }) => numberOf(point.values[key]))), goal, fromZero ? 0 : null].filter(
    (value) => value !== null,
  );
  const ticks = values.length > 0 ? roundTicks(Math.min(...values), Math.max(...values)) : [0, 1];
  return (
    <Base
      responsive
      style={FILL}
      data={data}
      margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
      accessibilityLayer={false}
      {...(onPick && { className: 'cursor-pointer', onClick: ({ activeIndex }) => onPick(points[Number(activeIndex)]?.key ?? '', series[0]?.key ?? '') })}
    >
      <CartesianGrid {...GRID} />
      <XAxis dataKey="label" interval="equidistantPreserveStart" minTickGap={28} {...AXIS} />
      <YAxis width="auto" domain={[ticks[0] ?? 0, ticks.at(-1) ?? 1]} ticks={ticks} tickFormatter={(value: number) => (axis ?? shortNumber)(value)} {...AXIS} />
      <Tooltip isAnimationActive={false} cursor={{ stroke: 'var(--strong)' }} content={tipOf({ series, format })} />
      {target && goal !== null && (
        <ReferenceLine
          y={goal}
          stroke="var(--mute)"
          strokeDasharray="4 4"
          label={{ value: target.label, position: 'insideBottomRight', fill: 'var(--mute)', fontSize: 11.5 }}
        />
      )}
      {series.map(({ key, tone }) => (
        <Line key={key} dataKey={key} type="linear" stroke={CHART_TONES[tone]} strokeWidth={2} dot={false} activeDot={{ r: 3.5 }} isAnimationActive={false} />
      ))}
    </Base>
  );
}
