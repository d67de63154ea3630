import type { Delimiter } from './profile.ts';

export type RecordStyle = { readonly delimiter: Delimiter; readonly quoting: 'standard' | 'none'; readonly skipLines: number };

/** What a strict reader would refuse, and the evidence for quotes. */
export type RecordFaults = {
  /** Quotes inside a value, or text behind a closing one. */
  misplacedQuotes: number;
  firstMisplacedLine: number | null;
  /** Values that are wholly in quotes. */
  quotedValues: number;
  /** Where a quote opens that nothing closes. */
  unclosedQuoteLine: number | null;
  /** Where a record begins that is longer than any real one. */
  overlongLine: number | null;
};

export type RecordSplitter = {
  /** Decoded text, in pieces of any size. */
  readonly write: (text: string) => void;
  readonly end: () => void;
  readonly faults: Readonly<RecordFaults>;
};

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const MAX_RECORD_CHARACTERS = 1_000_000;
const MAX_COLUMNS = 1_000;

/** Splits delimited text into records as `readDelimited` would, but goes on where that refuses: to look at a file before anyone has said how it is
 *  written. `onRecord` gets the cells and the line on which they begin; blank lines are left out. */
export function recordSplitter(style: RecordStyle, onRecord: (cells: readonly string[], line: number) => void): RecordSplitter {
  const faults: RecordFaults = { misplacedQuotes: 0, firstMisplacedLine: null, quotedValues: 0, unclosedQuoteLine: null, overlongLine: null };
  const delimiter = style.delimiter.charCodeAt(0);
  const quoting = style.quoting === 'standard';
  let line = 1;
  let skip = style.skipLines;
  let begins = 1;
  let cells: string[] = [];
  let cell = '';
  let size = 0;
  let state: 'plain' | 'quoted' | 'closed' = 'plain';
  let openedOn = 0;
  let afterReturn = false;
  let dropping = false;

  const endCell = (rest: string): void => {
    if (state === 'closed') faults.quotedValues++;
    if (cells.length < MAX_COLUMNS) cells.push(cell + rest);
    cell = '';
    state = 'plain';
  };
  const endRecord = (): void => {
    if (!dropping && !(cells.length === 1 && cells[0]?.trim() === '')) onRecord(cells, begins);
    cells = [];
    size = 0;
    dropping = false;
    begins = line;
  };
  const misplaced = (): void => {
    faults.misplacedQuotes++;
    faults.firstMisplacedLine ??= line;
  };
  /** A quote that is never closed would swallow the file: the record is dropped, and reading goes on at the next line. */
  const guardSize = (added: number): void => {
    size += added;
    if (size <= MAX_RECORD_CHARACTERS) return;
    if (state === 'quoted') faults.unclosedQuoteLine ??= openedOn;
    else faults.overlongLine ??= begins;
    state = 'plain';
    cell = '';
    cells = [];
    size = 0;
    dropping = true;
  };

  const write = (text: string): void => {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (afterReturn) {
        afterReturn = false;
        if (code === LF) {
          from = at + 1;
          continue;
        }
      }
      if (code === LF || code === CR) {
        line++;
        afterReturn = code === CR;
        if (skip > 0) {
          skip--;
          begins = line;
        } else if (state === 'quoted') {
          cell += `${text.slice(from, at)}\n`;
          guardSize(at - from + 1);
        } else {
          endCell(text.slice(from, at));
          endRecord();
        }
        from = at + 1;
      } else if (skip > 0) {
        from = at + 1;
      } else if (state === 'quoted') {
        if (code !== QUOTE) continue;
        cell += text.slice(from, at);
        guardSize(at - from);
        from = at + 1;
        if (!dropping) state = 'closed';
      } else if (code === delimiter) {
        endCell(text.slice(from, at));
        guardSize(at - from + 1);
        from = at + 1;
      } else if (code === QUOTE && quoting) {
        if (state === 'closed') {
          cell += '"';
          state = 'quoted';
          from = at + 1;
        } else if (cell === '' && from === at) {
          state = 'quoted';
          openedOn = line;
          from = at + 1;
        } else misplaced();
      } else if (state === 'closed' && code !== 0x20) {
        misplaced();
        state = 'plain';
      }
    }
    cell += text.slice(from);
    guardSize(text.length - from);
  };
  const end = (): void => {
    if (state === 'quoted') faults.unclosedQuoteLine ??= openedOn;
    if (cell !== '' || cells.length > 0 || state === 'closed') {
      endCell('');
      endRecord();
    }
  };
  return { write, end, faults };
}
