/** Colours of series by their meaning. */
export const CHART_TONES = {
  'age-1': 'var(--age-1)',
  'age-2': 'var(--age-2)',
  'age-3': 'var(--age-3)',
  'age-4': 'var(--age-4)',
  'age-5': 'var(--age-5)',
  accent: 'var(--accent)',
  good: 'var(--good)',
  warn: 'var(--warn)',
  bad: 'var(--bad)',
  mute: 'var(--mute)',
} as const;

export type ChartTone = keyof typeof CHART_TONES;

export type Series = { readonly key: string; readonly label: string; readonly tone: ChartTone };

/** One place on the axis. Values are the API's decimal strings: what is drawn is rounded to the px, what is written is exact. Null: not known. */
export type Point = {
  readonly key: string;
  /** On the axis: `Nov`. */
  readonly label: string;
  /** In the tooltip and the table: `November 2026`. */
  readonly title?: string;
  readonly values: Readonly<Record<string, string | null>>;
};

export type ChartProps = {
  readonly points: readonly Point[];
  /** A value as it is written: money, days, percent. */
  readonly format: (value: string) => string;
  /** Ticks of the axis of values; short numbers unless given. */
  readonly axis?: (value: number) => string;
  /** A click on a figure opens the rows behind it; the table has the same as buttons. */
  readonly onPick?: (point: string, series: string) => void;
};

export type Drawn = { readonly point: Point } & Readonly<Record<string, unknown>>;

/** Points as recharts takes them: numbers under the keys of series, beside the point itself. */
export function drawn(points: readonly Point[], keys: readonly string[]): Drawn[] {
  return points.map((point) => ({
    ...Object.fromEntries(keys.map((key) => [key, numberOf(point.values[key])])),
    label: point.label,
    point,
  }));
}

/** For drawing only. */
export function numberOf(value: string | null | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
