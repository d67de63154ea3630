import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { byteOrderMarkOf } from '../csv/decode-text.ts';
import { headerColumn } from '../csv/map-columns.ts';
import type { Delimiter, Profile } from '../csv/profile.ts';
import { otherListOf, type OtherList } from './other-lists.ts';
import { KNOWN_LAYOUTS, SUMMARY_HEADERS, type KnownLayout } from './known-layouts.ts';

const MAX_PREAMBLE_LINES = 30;
const MAX_LISTED_COLUMNS = 40;
const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|'];
const ACCOUNT_LABEL = /^(account( (number|no\.?))?|iban|konto(nummer)?|auftragskonto|(n[°ºo]\.? de )?(compte|cuenta)|rekening(nummer)?)\s*:?$/i;
const ACCOUNT = /^[A-Z0-9][A-Z0-9 ./-]{3,33}$/i;

/** The profile that a file's first bytes identify: the header line of a known layout, alone or after a preamble.
 *  Refuses `file.summary_not_statement`, `file.not_bank_lines` for a list of something else, and `file.layout_unknown` with the columns found and a
 *  profile to start from. */
export function identifyLayout(start: Uint8Array): Profile {
  const text = headText(start);
  const found = text.utf8 === undefined ? undefined : findLayout(text.utf8);
  if (found) return { ...found.layout.profile, skipLines: found.line, encoding: encodingOf(text, found.layout.profile) };
  const western = findLayout(text.western);
  if (western) {
    // Accents in the header that fit as Windows-1252 identify the encoding along with the layout; a header without accents says nothing.
    const accented = western.layout.header.some((name) => /[^ -~]/.test(name));
    return { ...western.layout.profile, skipLines: western.line, encoding: accented ? 'windows-1252' : western.layout.profile.encoding };
  }
  throw unknownLayout(text.utf8 ?? text.western);
}

/** The own account as a preamble gives it ("Account Number:,12345678"), '' when it does not. */
export function accountInPreamble(start: Uint8Array, profile: Profile): string {
  const text = headText(start);
  for (const line of linesOf(text.utf8 ?? text.western).slice(0, profile.skipLines)) {
    const cells = cellsOf(line, profile.delimiter);
    const label = cells.findIndex((cell) => ACCOUNT_LABEL.test(cell.trim()));
    const account = cells[label + 1]?.trim() ?? '';
    if (label !== -1 && ACCOUNT.test(account) && /\d/.test(account)) return account;
  }
  return '';
}

type HeadText = { readonly utf8: string | undefined; readonly western: string; readonly marked: boolean; readonly ascii: boolean };

function headText(start: Uint8Array): HeadText {
  const mark = byteOrderMarkOf(start);
  if (mark) {
    const text = new TextDecoder(mark.encoding).decode(start, { stream: true });
    return { utf8: text, western: text, marked: true, ascii: false };
  }
  const western = iconv.decode(start, 'windows-1252');
  try {
    const utf8 = new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
    return { utf8, western, marked: false, ascii: utf8.length === start.length };
  } catch {
    return { utf8: undefined, western, marked: false, ascii: false };
  }
}

/** Text with accents that is valid UTF-8 is UTF-8: no text in a one-byte encoding looks like that. A wrong conclusion would still be
 *  refused on the first byte that does not fit. */
function encodingOf(text: HeadText, profile: Profile): string {
  return text.marked || !text.ascii ? 'utf-8' : profile.encoding;
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n?|\n/, MAX_PREAMBLE_LINES + 1);
}

function cellsOf(line: string, delimiter: Delimiter): readonly string[] {
  const [record] = parse(line, { delimiter, relax_quotes: true, relax_column_count: true });
  return record ?? [];
}

function sameHeader(cells: readonly string[], header: readonly string[]): boolean {
  const used = cells.findLastIndex((cell) => headerColumn(cell) !== '') + 1;
  return used === header.length && header.every((name, index) => headerColumn(name) === headerColumn(cells[index] ?? ''));
}

function findLayout(text: string): { readonly layout: KnownLayout; readonly line: number } | undefined {
  for (const [line, content] of linesOf(text).entries()) {
    for (const delimiter of DELIMITERS) {
      if (!content.includes(delimiter)) continue;
      const cells = safeCellsOf(content, delimiter);
      if (SUMMARY_HEADERS.some((header) => sameHeader(cells, header))) throw summaryRefusal(line + 1);
      const layout = KNOWN_LAYOUTS.find((known) => known.profile.delimiter === delimiter && sameHeader(cells, known.header));
      if (layout) return { layout, line };
    }
  }
  return undefined;
}

/** A line of a preamble need not be well-formed on its own. */
function safeCellsOf(line: string, delimiter: Delimiter): readonly string[] {
  try {
    return cellsOf(line, delimiter);
  } catch {
    return [];
  }
}

function summaryRefusal(line: number): Refusal {
  return new Refusal(
    'file.summary_not_statement',
    'The file sums statements up (number of transactions and net amount per account) and has no bank lines. Export the transactions themselves and import that file.',
    { line },
  );
}

/** The cells of a line by the delimiter that gives the most. */
function widestCells(line: string): { readonly delimiter: Delimiter; readonly cells: readonly string[] } {
  const delimiter = DELIMITERS.reduce((best, candidate) => (line.split(candidate).length > line.split(best).length ? candidate : best));
  return { delimiter, cells: safeCellsOf(line, delimiter).map((cell) => cell.trim().slice(0, 60)) };
}

function unknownLayout(text: string): Refusal {
  if (text.includes('\0')) {
    return new Refusal('file.nul_byte', 'The file contains NUL bytes, so it is not a text file in a known encoding. Export it as CSV in UTF-8.');
  }
  const [first, ...more] = linesOf(text).filter((content) => content.trim() !== '');
  if (first === undefined)
    return new Refusal('file.empty', 'The file has no header line and no rows. Export it again and check that the right file was chosen.');
  const { delimiter, cells } = widestCells(first);
  // Below a preamble the header is the first of the widest lines: the rows below it are as wide.
  const header = more.map(widestCells).reduce((widest, line) => (line.cells.length > widest.cells.length ? line : widest), { delimiter, cells });
  for (const names of [cells, header.cells]) {
    const other = otherListOf(names);
    if (other !== undefined) return otherList(other, names);
  }
  const columns = cells.slice(0, MAX_LISTED_COLUMNS).map((cell) => `"${cell}"`);
  const example = {
    columns: { bookedOn: cells[0] ?? 'Date', text: cells[1] ?? 'Text', amount: cells[2] ?? 'Amount' },
    delimiter,
    dateOrder: 'dmy',
    decimalMark: ',',
  };
  return new Refusal(
    'file.layout_unknown',
    `No known bank writes this header: ${columns.join(', ')}. Import the file with a profile that says which column is which, for example ${JSON.stringify(example)}.`,
    { columns: cells.length, delimiter },
  );
}

function otherList(list: OtherList, cells: readonly string[]): Refusal {
  const columns = cells.slice(0, MAX_LISTED_COLUMNS).map((cell) => `"${cell}"`);
  return new Refusal(
    'file.not_bank_lines',
    `The file looks like a list of ${list} (its header has ${columns.join(', ')}), not like movements of a bank account. Import it as ${list}; if it does list bank lines, give a profile that says which column is which.`,
    { list, columns: cells.length },
  );
}
