import { useState, type PointerEvent, type ReactNode } from 'react';
import { cn } from '../class-names.ts';
import { useFormats } from '../format.ts';
import { CHART_TONES, type ChartProps, type Point, type Series } from './chart-data.ts';

/** More labels than this stand too close. */
const MOST_LABELS = 8;

export type PlotProps = ChartProps & {
  /** Round values from the bottom to the top, evenly apart. */
  readonly ticks: readonly number[];
  /** Where a point stands from left to right, 0 to 1. */
  readonly place: (index: number) => number;
  /** A key of values that is written under the others in the tip, and not drawn: their sum. */
  readonly total?: { readonly key: string; readonly label: string } | undefined;
  /** What is drawn, with the point under the pointer: fills the plot. */
  readonly children: (at: number | null) => ReactNode;
};

/** Axes, grid and the exact figures beside the pointer; in shares of its room, so that nothing is measured and it follows every size. */
export function Plot({ points, series, format, onPick, ticks, place, total, children }: PlotProps): ReactNode {
  const { shortNumber } = useFormats();
  const [at, setAt] = useState<number | null>(null);
  const every = Math.ceil(points.length / MOST_LABELS);
  const nearest = (event: PointerEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - left) / width;
    const distance = (index: number): number => Math.abs(place(index) - x);
    setAt(points.reduce((best, _, index) => (distance(index) < distance(best) ? index : best), 0));
  };
  const shown = at === null ? undefined : points[at];
  return (
    <div className="grid h-full grid-cols-[auto_minmax(0,1fr)] grid-rows-[minmax(0,1fr)_24px] gap-x-2 text-[11.5px] text-mute">
      <div className="flex flex-col-reverse justify-between py-2 text-right tabular-nums">
        {ticks.map((tick) => (
          <span key={tick} className="flex h-0 items-center justify-end">
            {shortNumber(tick)}
          </span>
        ))}
      </div>
      <div className="relative my-2">
        <div className="absolute inset-0 flex flex-col justify-between">
          {ticks.map((tick) => (
            <div key={tick} className="h-0 border-t border-line" />
          ))}
        </div>
        <div
          className={cn('absolute inset-0', onPick && 'cursor-pointer')}
          onPointerMove={nearest}
          onPointerLeave={() => setAt(null)}
          onClick={() => shown && onPick?.(shown.key)}
        >
          {children(at)}
        </div>
        {at !== null && shown && <Tip {...{ series, format, total }} point={shown} x={place(at)} />}
      </div>
      <div className="relative col-start-2">
        {points.map((point, index) =>
          // Counted from the newest: that one always has its label.
          (points.length - 1 - index) % every === 0 ? (
            <span key={point.key} className="absolute bottom-0 whitespace-nowrap" style={placed(place(index))}>
              {point.label}
            </span>
          ) : null,
        )}
      </div>
    </div>
  );
}

/** A label under its point, which at the sides stays inside. */
function placed(x: number): { left: string; transform: string } {
  return { left: `${x * 100}%`, transform: `translateX(${x < 0.02 ? 0 : x > 0.98 ? -100 : -50}%)` };
}

/** The exact figures of a point. */
function Tip(props: {
  readonly point: Point;
  readonly series: readonly Series[];
  readonly format: (value: string) => string;
  readonly total: PlotProps['total'];
  readonly x: number;
}): ReactNode {
  const { point, series, format, total, x } = props;
  const written = (key: string): string | null => {
    const value = point.values[key];
    return value === null || value === undefined ? null : format(value);
  };
  const sum = total ? written(total.key) : null;
  return (
    <div
      className="pointer-events-none absolute top-0 z-10 rounded-control border border-line bg-panel px-3 py-2 text-second whitespace-nowrap text-fg shadow-float"
      style={{ left: `${x * 100}%`, transform: `translateX(${x > 0.5 ? 'calc(-100% - 12px)' : '12px'})` }}
    >
      <p className="mb-1 font-medium">{point.title ?? point.label}</p>
      <table>
        <tbody>
          {/* Stacks are read from the top. */}
          {series.toReversed().map(({ key, label, tone }) => (
            <tr key={key}>
              <td className="pr-4 text-mute">
                <span className="mr-1.5 inline-block size-2 rounded-full" style={{ background: CHART_TONES[tone] }} />
                {label}
              </td>
              <td className="figure font-medium">{written(key) ?? '–'}</td>
            </tr>
          ))}
          {total && sum !== null && (
            <tr>
              <td className="border-t border-line pt-1 pr-4 text-mute">{total.label}</td>
              <td className="figure border-t border-line pt-1 font-medium">{sum}</td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
