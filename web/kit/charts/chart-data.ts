/** Colours of series by their meaning. */
export const CHART_TONES = {
  'age-1': 'var(--age-1)',
  'age-2': 'var(--age-2)',
  'age-3': 'var(--age-3)',
  'age-4': 'var(--age-4)',
  'age-5': 'var(--age-5)',
  accent: 'var(--accent)',
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
  readonly series: readonly Series[];
  /** A value as it is written: money, days, percent. */
  readonly format: (value: string) => string;
  /** A click on a point leads to its day; the table has the same as buttons. */
  readonly onPick?: ((point: string) => void) | undefined;
};

/** For drawing only. */
export function numberOf(value: string | null | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
