import { ChartColumn, Table2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from '../button.tsx';
import { cn } from '../class-names.ts';
import { useLate } from '../skeleton.tsx';
import { useWords, wordsOf } from '../words.ts';
import { CHART_TONES, type ChartProps, type Series } from './chart-data.ts';

const WORDS = wordsOf({
  en: { asTable: 'Show as table', asChart: 'Show as chart', loading: 'Loading figures', none: 'No figures for this time yet.', unknown: 'not known' },
  de: {
    asTable: 'Als Tabelle zeigen',
    asChart: 'Als Diagramm zeigen',
    loading: 'Zahlen werden geladen',
    none: 'Für diese Zeit gibt es noch keine Zahlen.',
    unknown: 'unbekannt',
  },
});

export type ChartFrameProps = ChartProps & {
  readonly title: string;
  readonly hint?: ReactNode;
  /** What the picture says, in a sentence, for who can't see it: "90+ days fell from 0.9 to 0.5 million euro". */
  readonly summary: string;
  /** What a point is: the head of the first column: "Month". */
  readonly pointLabel: string;
  readonly loading?: boolean;
  readonly empty?: ReactNode;
  readonly right?: ReactNode;
  readonly heightPx?: number;
  readonly className?: string;
  /** The chart itself, of the same points. */
  readonly children: ReactNode;
};

function Legend({ series }: { readonly series: readonly Series[] }): ReactNode {
  return (
    <ul className="flex flex-wrap justify-end gap-x-3 text-second text-mute">
      {series.map(({ key, label, tone }) => (
        <li key={key} className="flex items-center gap-1.5 whitespace-nowrap">
          <span aria-hidden className="size-2 rounded-full" style={{ background: CHART_TONES[tone] }} />
          {label}
        </li>
      ))}
    </ul>
  );
}

function Figures({ title, points, series, pointLabel, format, onPick, heightPx }: ChartFrameProps & { readonly heightPx: number }): ReactNode {
  const words = useWords(WORDS);
  return (
    <div tabIndex={0} role="group" aria-label={title} className="overflow-auto" style={{ height: heightPx }}>
      <table className="w-full border-separate border-spacing-0 text-second">
        <caption className="sr-only">{title}</caption>
        <thead>
          <tr className="text-mute">
            <th scope="col" className="sticky top-0 border-b border-line bg-panel py-1 pr-3 text-left font-medium">
              {pointLabel}
            </th>
            {series.map(({ key, label }) => (
              <th key={key} scope="col" className="figure sticky top-0 border-b border-line bg-panel py-1 pl-3 font-medium">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.key}>
              <th scope="row" className="border-b border-line py-1 pr-3 text-left font-normal whitespace-nowrap">
                {point.title ?? point.label}
              </th>
              {series.map(({ key }) => {
                const value = point.values[key];
                const text = value === null || value === undefined ? <span className="text-mute">{words.unknown}</span> : format(value);
                return (
                  <td key={key} className="figure border-b border-line py-1 pl-3">
                    {onPick && value !== null && value !== undefined ? (
                      <button type="button" className="underline decoration-line underline-offset-2 hover:decoration-current" onClick={() => onPick(point.key)}>
                        {text}
                      </button>
                    ) : (
                      text
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The place of a chart that is coming: three lines of an axis, after a blink. */
function Waiting({ heightPx }: { readonly heightPx: number }): ReactNode {
  const words = useWords(WORDS);
  const late = useLate();
  return (
    <div role="status" className="flex flex-col justify-between" style={{ height: heightPx }}>
      <span className="sr-only">{late && words.loading}</span>
      {[0, 1, 2, 3].map((line) => (
        <div key={line} aria-hidden className={cn('h-px bg-line', late ? 'animate-pulse' : 'opacity-0')} />
      ))}
    </div>
  );
}

/** A card around a chart: title, hint, legend, the same figures as a table, and its places for loading and nothing. */
export function ChartFrame(props: ChartFrameProps): ReactNode {
  const { title, hint, summary, series, points, loading = false, empty, right, heightPx = 240, className, children } = props;
  const words = useWords(WORDS);
  const [asTable, setAsTable] = useState(false);
  const none = !loading && points.length === 0;
  const label = asTable ? words.asChart : words.asTable;
  return (
    <section aria-label={title} className={cn('flex min-w-0 flex-col rounded-card border border-line bg-panel p-4', className)}>
      <div className="mb-3 flex min-h-7 items-center gap-2">
        <h2 className="font-semibold whitespace-nowrap">{title}</h2>
        {hint !== undefined && <span className="min-w-0 truncate text-second text-mute">{hint}</span>}
        <div className="ml-auto flex items-center gap-2">
          <Legend series={series} />
          {right}
          <Button
            kind="ghost"
            square
            className="-my-1 -mr-1.5"
            aria-label={`${title}: ${label}`}
            title={label}
            onClick={() => setAsTable(!asTable)}
            icon={asTable ? <ChartColumn aria-hidden className="size-3.5" /> : <Table2 aria-hidden className="size-3.5" />}
          />
        </div>
      </div>
      {loading ? (
        <Waiting heightPx={heightPx} />
      ) : none ? (
        <div className="grid place-items-center text-center text-mute" style={{ height: heightPx }}>
          {empty ?? words.none}
        </div>
      ) : asTable ? (
        <Figures {...props} heightPx={heightPx} />
      ) : (
        <div role="img" aria-label={summary} style={{ height: heightPx }}>
          {children}
        </div>
      )}
    </section>
  );
}
