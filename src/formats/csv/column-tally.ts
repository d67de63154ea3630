import { bareNumber, dateShapeOf, decimalMarkIn, lookOf, type CellLook, type DateShape } from './cell-looks.ts';

/** What the values of a column look like, taken together. `empty`: it has none. */
export type ColumnLook = CellLook | 'empty';

export type ColumnTally = {
  readonly add: (cell: string) => void;
  readonly facts: () => ColumnFacts;
};

export type ColumnFacts = {
  readonly look: ColumnLook;
  readonly rows: number;
  readonly filled: number;
  readonly counts: Readonly<Partial<Record<CellLook, number>>>;
  readonly dates: Readonly<Record<DateShape, number>>;
  readonly pointMarks: number;
  readonly commaMarks: number;
  /** Values that stood in the column before, among the first `MAX_DISTINCT` different ones. */
  readonly repeated: number;
  readonly distinct: number;
  readonly samples: readonly string[];
  /** All values are the letters of debit and credit (S/H, D/C). */
  readonly signLetters: boolean;
};

const MAX_DISTINCT = 5_000;
const MAX_SAMPLES = 5;
const MAX_SAMPLE_CHARACTERS = 60;
const SIGN_LETTERS = /^(?:[SHDC]|DR|CR|Soll|Haben)$/i;

/** Counts what the values of one column look like; memory is bounded, however many there are. */
export function columnTally(): ColumnTally {
  const counts: Partial<Record<CellLook, number>> = {};
  const dates: Record<DateShape, number> = { year_first: 0, first: 0, second: 0, either: 0, named: 0, compact: 0 };
  const seen = new Set<string>();
  const samples: string[] = [];
  let [rows, filled, repeated, pointMarks, commaMarks, signs] = [0, 0, 0, 0, 0, 0];
  const add = (cell: string): void => {
    rows++;
    const text = cell.trim();
    if (text === '') return;
    filled++;
    const look = lookOf(text);
    counts[look] = (counts[look] ?? 0) + 1;
    const shape = look === 'date' || look === 'number' ? dateShapeOf(text) : undefined;
    if (shape !== undefined) dates[shape]++;
    const mark = look === 'amount' ? decimalMarkIn(bareNumber(text) ?? '') : null;
    if (mark === '.') pointMarks++;
    if (mark === ',') commaMarks++;
    if (SIGN_LETTERS.test(text)) signs++;
    if (seen.has(text)) repeated++;
    else if (seen.size < MAX_DISTINCT) {
      if (seen.size < MAX_SAMPLES) samples.push(text.slice(0, MAX_SAMPLE_CHARACTERS));
      seen.add(text.slice(0, 200));
    }
  };
  const facts = (): ColumnFacts => ({
    look: lookOfColumn(counts, dates, filled),
    rows,
    filled,
    counts: { ...counts },
    dates: { ...dates },
    pointMarks,
    commaMarks,
    repeated,
    distinct: seen.size,
    samples: [...samples],
    signLetters: filled > 0 && signs === filled,
  });
  return { add, facts };
}

/** Nine in ten decide, eight in ten for dates and amounts: some of those are damaged in real files, and a total stands below. */
function lookOfColumn(counts: Partial<Record<CellLook, number>>, dates: Record<DateShape, number>, filled: number): ColumnLook {
  if (filled === 0) return 'empty';
  const share = (...looks: CellLook[]): number => looks.reduce((sum, look) => sum + (counts[look] ?? 0), 0) / filled;
  if (share('date') >= 0.8) return 'date';
  if (share('number') >= 0.95 && dates.compact >= 0.95 * filled) return 'date';
  if (share('amount') > 0.05 && share('amount', 'number') >= 0.8) return 'amount';
  for (const look of ['number', 'currency', 'country', 'email', 'iban'] as const) if (share(look) >= 0.9) return look;
  return 'text';
}
