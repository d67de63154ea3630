import type { ReactNode } from 'react';
import { cn } from '../class-names.ts';
import { CHART_TONES, type Drawn, type Series } from './chart-data.ts';

/** A chart takes the room of its frame. */
export const FILL = { width: '100%', height: '100%' } as const;

/** How axes look in every chart. */
export const AXIS = { tick: { fill: 'var(--mute)', fontSize: 11.5 }, tickLine: false, axisLine: false } as const;
export const GRID = { vertical: false, stroke: 'var(--line)' } as const;

type TipProps = {
  readonly active?: boolean | undefined;
  readonly payload?: readonly { readonly payload?: unknown }[] | undefined;
};

/** The exact figures of a point beside the pointer. */
export function tipOf(given: {
  readonly series: readonly Series[];
  readonly format: (value: string) => string;
  readonly extra?: (drawn: Drawn) => readonly (readonly [string, string])[];
}): (tip: TipProps) => ReactNode {
  return ({ active, payload }) => {
    const at = payload?.[0]?.payload as Drawn | undefined;
    if (active !== true || !at) return null;
    // Stacks are read from the top.
    const lines = given.series.flatMap(({ key, label, tone }) => {
      const value = at.point.values[key];
      return value === null || value === undefined ? [] : [{ key, label, tone, text: given.format(value) }];
    });
    return (
      <div className="rounded-control border border-line bg-panel px-3 py-2 text-second text-fg shadow-float">
        <p className="mb-1 font-medium">{at.point.title ?? at.point.label}</p>
        <table>
          <tbody>
            {lines.toReversed().map(({ key, label, tone, text }) => (
              <tr key={key}>
                <td className="pr-4 text-mute">
                  <span className="mr-1.5 inline-block size-2 rounded-full" style={{ background: CHART_TONES[tone] }} />
                  {label}
                </td>
                <td className={cn('figure font-medium')}>{text}</td>
              </tr>
            ))}
            {given.extra?.(at).map(([label, text]) => (
              <tr key={label}>
                <td className="border-t border-line pt-1 pr-4 text-mute">{label}</td>
                <td className="figure border-t border-line pt-1 font-medium">{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    );
  };
}
