import { CsvError, Parser } from 'csv-parse';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { decodeText } from './decode-text.ts';
import { headerColumn, mapColumns, type ColumnMap, type RequiredFields } from './map-columns.ts';
import type { Profile } from './profile.ts';
import { rowProblem, type RowProblem } from './row-problem.ts';

export type DelimitedRow = {
  /** Line of the file on which the row begins, 1-based, the header and skipped lines included. */
  readonly line: number;
  /** Our field name to the trimmed cell, '' when empty; a constant of the profile stands in for an empty cell. */
  readonly values: Readonly<Record<string, string>>;
  /** The row's first cell, whatever its column: where exports write "Total". */
  readonly firstCell: string;
};

export type DelimitedBatch = {
  readonly rows: readonly DelimitedRow[];
  readonly problems: readonly RowProblem[];
  /** Rows that became a problem instead of a row. */
  readonly unreadRows: number;
};

export type DelimitedOptions = {
  readonly profile: Profile;
  /** Our field names; others never come out. */
  readonly fields: readonly string[];
  /** Each group needs at least one field with a column or a constant. */
  readonly required: RequiredFields;
};

const MAX_RECORD_BYTES = 1_000_000;
const MAX_COLUMNS = 1_000;
/** Characters handed to the parser at a time; bounds the batches whatever size the source's pieces have. */
const PIECE = 64 * 1024;

/** Reads a delimited file with a header, row by row and in bounded memory; blank lines do not count as rows.
 *  Problems: rows with more cells than the header (not emitted: their cells may have slipped), unknown columns without a profile.
 *  Refuses the whole file with `file.empty`, `file.column_missing`, `file.column_ambiguous`, `file.quote_not_closed`,
 *  `file.quote_misplaced`, `file.record_too_large`, `file.too_many_columns`, `file.nul_byte` and `file.encoding_invalid`;
 *  what was yielded before a refusal is then void. */
export async function* readDelimited(source: AsyncIterable<Uint8Array>, options: DelimitedOptions): AsyncGenerator<DelimitedBatch> {
  const rows = rowCollector(options);
  const parser = new Parser({
    bom: false,
    delimiter: options.profile.delimiter,
    quote: options.profile.quoting === 'none' ? null : '"',
    escape: options.profile.quoting === 'none' ? null : '"',
    record_delimiter: '\n',
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: MAX_RECORD_BYTES,
    on_record: (record: string[], { lines }) => rows.add(record, lines),
  });
  // Failures arrive through the callbacks of write and end; without a listener the event would end the process.
  parser.on('error', () => {});
  let skip = options.profile.skipLines;
  for await (const text of decodeText(source, options.profile.encoding)) {
    let from = 0;
    for (; skip > 0 && from < text.length; skip--) {
      const end = text.indexOf('\n', from);
      if (end < 0) break;
      from = end + 1;
    }
    if (skip > 0) continue;
    while (from < text.length) {
      const to = pieceEnd(text, from);
      await settle(rows, (done) => parser.write(text.slice(from, to), done));
      from = to;
      const batch = rows.take();
      if (batch) yield batch;
    }
  }
  await settle(rows, (done) => parser.end(done));
  const last = rows.take();
  if (last) yield last;
  if (!rows.hasHeader()) throw new Refusal('file.empty', 'The file has no header line and no rows. Export it again and check that the right file was chosen.');
}

/** Never between the two halves of a surrogate pair: each half alone would be encoded as U+FFFD. */
function pieceEnd(text: string, from: number): number {
  const to = Math.min(from + PIECE, text.length);
  const unit = text.charCodeAt(to - 1);
  return to < text.length && unit >= 0xd800 && unit <= 0xdbff ? to - 1 : to;
}

async function settle(rows: RowCollector, start: (done: (error?: Error | null) => void) => void): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
  } catch (error) {
    throw error instanceof CsvError ? refusalOf(error, rows) : error;
  }
}

function refusalOf(error: CsvError, rows: RowCollector): Refusal {
  const line = rows.nextLine();
  const found = typeof error.lines === 'number' ? rows.fileLine(error.lines) : line;
  const remedy = 'Correct that line, or set "quoting": "none" in the profile if quotes are ordinary characters in this file.';
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return new Refusal('file.quote_not_closed', `A quote opens on line ${line} and is never closed. ${remedy}`, { line });
    case 'CSV_INVALID_CLOSING_QUOTE':
      return new Refusal(
        found === line ? 'file.quote_misplaced' : 'file.quote_not_closed',
        found === line
          ? `Line ${line} has text directly after a closing quote. ${remedy}`
          : `A quote opens on line ${line} and is not closed in its value; the next quote, on line ${found}, does not fit. ${remedy}`,
        { line },
      );
    case 'INVALID_OPENING_QUOTE':
      return new Refusal('file.quote_misplaced', `Line ${found} has a quote inside a value that does not begin with one. ${remedy}`, {
        line: found,
      });
    case 'CSV_MAX_RECORD_SIZE':
      return found === line
        ? new Refusal('file.record_too_large', `Line ${line} is longer than ${MAX_RECORD_BYTES} bytes. Is this the right file?`, { line })
        : new Refusal('file.quote_not_closed', `A quote opens on line ${line} and is not closed within ${MAX_RECORD_BYTES} bytes. ${remedy}`, {
            line,
          });
    default:
      return new Refusal('file.unreadable', `The row that begins on line ${line} cannot be read as delimited text (${error.code}). ${remedy}`, {
        line,
      });
  }
}

type RowCollector = {
  readonly hasHeader: () => boolean;
  /** The line on which the record that is being parsed begins. */
  readonly nextLine: () => number;
  readonly fileLine: (parsedLine: number) => number;
  readonly take: () => DelimitedBatch | undefined;
  /** Keeps the record here and tells the parser to drop it: a stream of arrays would cost more than the parsing. */
  readonly add: (record: readonly string[], endLine: number) => undefined;
};

/** Receives the parser's records: the first is the header, the others become rows. */
function rowCollector(options: DelimitedOptions): RowCollector {
  const { profile } = options;
  let map: ColumnMap | undefined;
  let rows: DelimitedRow[] = [];
  let problems: RowProblem[] = [];
  let unreadRows = 0;
  let parsedLines = 0;
  const fileLine = (parsedLine: number): number => parsedLine + profile.skipLines;
  const nextLine = (): number => fileLine(parsedLines + 1);
  const take = (): DelimitedBatch | undefined => {
    if (rows.length === 0 && problems.length === 0) return undefined;
    const batch = { rows, problems, unreadRows };
    rows = [];
    problems = [];
    unreadRows = 0;
    return batch;
  };
  const add = (record: readonly string[], endLine: number): undefined => {
    const line = nextLine();
    parsedLines = endLine;
    if (record.length > MAX_COLUMNS) {
      throw new Refusal('file.too_many_columns', `Line ${line} has more than ${MAX_COLUMNS} columns. Is the delimiter right?`, { line });
    }
    if (record.length === 1 && record[0]?.trim() === '') return;
    if (!map) {
      if (isDelimiterHint(record, profile.delimiter)) return;
      map = mapColumns(record, line, options);
      for (const { where, message, column } of map.problems) {
        problems.push(rowProblem({ line, field: null, where }, { code: 'column_unknown', message, value: column, rowKept: true }));
      }
      return;
    }
    const cells = map.header.length;
    if (record.length > cells && record.slice(cells).some((cell) => cell.trim() !== '')) {
      const message = `the row has ${record.length} cells where the header has ${cells}; a value with the delimiter in it needs quotes. The row was not read`;
      problems.push(rowProblem({ line, field: null }, { code: 'too_many_cells', message }));
      unreadRows++;
      return;
    }
    rows.push({ line, values: valuesOf(record, map), firstCell: record[0]?.trim() ?? '' });
  };
  return { hasHeader: () => map !== undefined, nextLine, fileLine, take, add };
}

/** Spreadsheets write `sep=;` as a first line for each other. */
function isDelimiterHint(record: readonly string[], delimiter: string): boolean {
  return /^sep=.?$/i.test(headerColumn(record.join(delimiter)));
}

function valuesOf(record: readonly string[], map: ColumnMap): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { field, index, constant } of map.sources) {
    const cell = index === -1 ? '' : (record[index]?.trim() ?? '');
    values[field] = cell === '' ? constant : cell;
  }
  return values;
}
