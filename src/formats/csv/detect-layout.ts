import { lookOf } from './cell-looks.ts';
import type { Delimiter } from './profile.ts';
import { recordSplitter, type RecordFaults } from './tolerant-records.ts';

export type FoundLayout = {
  readonly delimiter: Delimiter;
  readonly quoting: 'standard' | 'none';
  /** Lines before the header. */
  readonly skipLines: number;
  /** Line of the header, 1-based; null where the first row is data already. */
  readonly headerLine: number | null;
  readonly header: readonly string[];
  /** Share of the first rows that have the usual number of cells, 0 to 1. */
  readonly regular: number;
};

export type GivenLayout = { readonly delimiter?: Delimiter; readonly quoting?: 'standard' | 'none'; readonly skipLines?: number };

type Raw = { readonly cells: readonly string[]; readonly line: number };
type Trial = {
  readonly delimiter: Delimiter;
  readonly quoting: 'standard' | 'none';
  readonly records: readonly Raw[];
  readonly faults: Readonly<RecordFaults>;
};

const DELIMITERS: readonly Delimiter[] = [';', ',', '\t', '|'];
const MAX_RECORDS = 300;
const MAX_PREAMBLE_RECORDS = 60;

/** Tells delimiter, quotes and header from the beginning of a file's text. `isHeaderWord` says whether a text is a known name of a column.
 *  What was given is taken as it is. */
export function detectLayout(text: string, given: GivenLayout, isHeaderWord: (text: string) => boolean): FoundLayout {
  const hinted = /^\ufeff?"?sep=([;,\t|])"?\s*?(?:\r|\n)/i.exec(text)?.[1] as Delimiter | undefined;
  const delimiters = given.delimiter ? [given.delimiter] : hinted ? [hinted] : DELIMITERS;
  const trials = delimiters.map((delimiter) => bestQuoting(text, delimiter, given)).map((trial) => ({ trial, ...regularity(trial.records) }));
  const best = trials.reduce((a, b) => (b.score > a.score ? b : a));
  const { trial, width, regular } = best;
  const skipLines = given.skipLines ?? 0;
  const at = headerAt(trial.records, width, { isHeaderWord, given: given.skipLines !== undefined });
  const header = at === undefined ? undefined : trial.records[at];
  return {
    delimiter: trial.delimiter,
    quoting: trial.quoting,
    skipLines: given.skipLines ?? (header ? header.line - 1 : (trial.records.find((record) => record.cells.length === width)?.line ?? 1) - 1),
    headerLine: header?.line ?? null,
    header: header?.cells.map((cell) => cell.trim()) ?? [],
    regular: trial.records.length === 0 ? 0 : Math.max(regular, skipLines > 0 ? regular : 0),
  };
}

/** Quotes are ordinary characters where more of them are out of place than in it. */
function bestQuoting(text: string, delimiter: Delimiter, given: GivenLayout): Trial {
  const split = (quoting: 'standard' | 'none'): Trial => {
    const records: Raw[] = [];
    const splitter = recordSplitter({ delimiter, quoting, skipLines: given.skipLines ?? 0 }, (cells, line) => {
      if (records.length < MAX_RECORDS) records.push({ cells, line });
    });
    splitter.write(text);
    splitter.end();
    return { delimiter, quoting, records, faults: splitter.faults };
  };
  if (given.quoting) return split(given.quoting);
  const standard = split('standard');
  const { misplacedQuotes, quotedValues, unclosedQuoteLine } = standard.faults;
  const out = misplacedQuotes + (unclosedQuoteLine === null ? 0 : 1);
  return out > quotedValues ? split('none') : standard;
}

function regularity(records: readonly Raw[]): { width: number; regular: number; score: number } {
  const counts = new Map<number, number>();
  for (const { cells } of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  const [width, count] = [...counts].reduce((best, one) => (one[1] > best[1] || (one[1] === best[1] && one[0] > best[0]) ? one : best), [1, 0]);
  // A preamble has its own width: what counts is the part that begins with the first row of the usual width.
  const first = records.findIndex(({ cells }) => cells.length === width);
  const regular = count === 0 ? 0 : count / (records.length - Math.max(first, 0));
  // A file of two or three lines may have more preamble than rows; a split into columns still beats none.
  return { width, regular, score: width === 1 ? 0.1 : regular * (1 + Math.log2(width)) };
}

/** The first record that names columns, before the first that holds a date or an amount. Where `skipLines` was given it is the first record. */
function headerAt(records: readonly Raw[], width: number, options: { isHeaderWord: (text: string) => boolean; given: boolean }): number | undefined {
  const from = records.findIndex(({ cells }) => /^sep=.?$/i.test(cells.join('').trim())) === 0 ? 1 : 0;
  if (options.given) return records.length > from ? from : undefined;
  let fallback: number | undefined;
  for (let at = from; at < Math.min(records.length, MAX_PREAMBLE_RECORDS); at++) {
    const cells = (records[at]?.cells ?? []).map((cell) => cell.trim());
    const filled = cells.filter((cell) => cell !== '');
    const looks = filled.map(lookOf);
    const wide = cells.length >= width - 1 && filled.length >= Math.max(Math.min(2, width), Math.ceil(width / 2));
    const known = filled.filter(options.isHeaderWord).length;
    const named = looks.filter((look, index) => (look === 'text' || look === 'currency' || look === 'country') && /\p{L}/u.test(filled[index] ?? '')).length;
    const data = looks.some((look) => look === 'date' || look === 'amount' || look === 'email' || look === 'iban');
    if (wide && !data && named >= 0.75 * filled.length) {
      if (known >= Math.min(2, filled.length)) return at;
      fallback ??= at;
    }
    if (wide && data) break;
  }
  return fallback;
}
