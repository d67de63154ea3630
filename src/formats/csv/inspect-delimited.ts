import iconv from 'iconv-lite';
import { columnTally, type ColumnTally } from './column-tally.ts';
import { crossCheckTally } from './cross-checks.ts';
import { decodeLeniently, type LenientText } from './decode-leniently.ts';
import { lookThrough, type FirstLook } from './detect-encoding.ts';
import { detectLayout, type FoundLayout } from './detect-layout.ts';
import { nonTableKind, tableKind, type FileKind } from './file-kind.ts';
import { findingsOf, wrongFileFinding } from './findings.ts';
import { guessColumns, missingFields, type ColumnGuess, type ColumnToGuess } from './guess-columns.ts';
import { isHeaderWord, type GuessedKind } from './header-words.ts';
import type { CrossChecks, Inspection, RawRow, RowFacts } from './inspection.ts';
import { headerColumn } from './map-columns.ts';
import { PLAIN_PROFILE, type Profile } from './profile.ts';
import { currencyOfColumn, tellDateOrder, tellDecimalMark } from './tell-writing.ts';
import { recordSplitter } from './tolerant-records.ts';

/** A profile that somebody kept for this kind of file. */
export type KeptProfile = { readonly name: string; readonly profile: Profile };

export type InspectOptions = {
  readonly kind: GuessedKind;
  readonly fileName: string;
  /** What a person said already; it is taken as it is. `columns` are then all columns, the others are left out. */
  readonly given: Partial<Profile>;
  readonly kept: readonly KeptProfile[];
  /** The sample begins with the row on this line of the file, or the first one behind it. */
  readonly fromLine?: number;
  readonly maxBytes?: number;
};

const MAX_BYTES = 64 * 1024 * 1024;
const SAMPLE_ROWS = 50;
const MAX_SAMPLE_CELL = 300;
const MAX_COLUMNS = 200;
/** More rows prove nothing more; behind these, rows are only counted. */
const MAX_TALLIED_ROWS = 100_000;

/** Looks at a delimited file that other people's program wrote: how it is written, what its columns are, what it seems to be, and what is odd.
 *  `open` gives the bytes from the start each time; three passes at most, in bounded memory, over the first `maxBytes`. Never throws for content. */
export async function inspectDelimited(open: () => AsyncIterable<Uint8Array>, options: InspectOptions): Promise<Inspection> {
  const { kind, given } = options;
  const maxBytes = options.maxBytes ?? MAX_BYTES;
  const look = await lookThrough(open(), maxBytes);
  const other = nonTableKind(look.head, { fileName: options.fileName, binary: look.binary });
  if (other !== undefined) return noTable(kind, other, look);
  const marked = look.encoding.reason === 'mark';
  const encoding = marked || given.encoding === undefined ? look.encoding.value : given.encoding;
  const layout = detectLayout(headText(look, encoding), given, isHeaderWord);
  const kept = given.columns ? undefined : keptFor(layout, options.kept);
  const { columns, facts } = await tallyRows(decodeLeniently(open(), encoding, maxBytes), layout, options.fromLine ?? 0);
  const decimalMark = given.decimalMark ?? kept?.profile.decimalMark ?? tellDecimalMark(columns, layout.delimiter).value;
  const guesses = guessesFor(columns, kind, { given, kept });
  const checks = await checkRows(() => decodeLeniently(open(), encoding, maxBytes), layout, { kind, guesses, decimalMark });
  const writing = writingOf({ look, encoding, layout, columns, checks, decimalMark, given, kept });
  const byKind = {
    customers: guessColumns(columns, 'customers'),
    invoices: guessColumns(columns, 'invoices'),
    payments: guessColumns(columns, 'payments'),
  };
  const constants = constantsFor(columns, guesses, given, kept);
  const missing = missingFields(kind, (field) => guesses.some((guess) => guess.field === field) || constants[field] !== undefined);
  const like = tableKind(layout.header, byKind);
  const asAsked = like.kind === kind || (missing.length === 0 && (kept !== undefined || (like.kind === 'unknown_table' && surelyAll(kind, guesses))));
  const inspection = {
    asked: kind,
    looksLike: { ...like, asAsked },
    bytes: look.bytes,
    complete: look.complete,
    rows: facts.rows,
    talliedRows: Math.min(facts.rows, MAX_TALLIED_ROWS),
    writing,
    columns: columns.map(({ name, facts: { look: looks, filled, rows, samples } }) => ({
      name,
      look: looks,
      filled,
      empty: rows === 0 ? 0 : Math.round((1 - filled / rows) * 1000) / 1000,
      samples,
    })),
    guesses,
    missing,
    checks,
    sample: facts.sample,
    profile: {
      name: PLAIN_PROFILE.name,
      columns: guesses.length === 0 ? null : Object.fromEntries(guesses.map((guess) => [guess.field, columns[guess.column]?.name ?? ''])),
      constants,
      dateOrder: writing.dateOrder.value,
      decimalMark: writing.decimalMark.value,
      encoding: writing.encoding.value,
      delimiter: layout.delimiter,
      quoting: layout.quoting,
      skipLines: layout.skipLines,
    },
    keptProfile: kept?.name ?? null,
  };
  return { ...inspection, findings: findingsOf(inspection, { columns, facts, kept: kept?.profile }) };
}

/** Whether every needed field has a column that is more than a straw. */
function surelyAll(kind: GuessedKind, guesses: readonly ColumnGuess[]): boolean {
  return missingFields(kind, (field) => guesses.some((guess) => guess.field === field && guess.confidence >= 0.6)).length === 0;
}

function headText(look: FirstLook, encoding: string): string {
  const text = iconv.decode(Buffer.from(look.head), encoding);
  if (look.head.length === look.bytes && look.complete) return text;
  const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
  return end < 0 ? text : text.slice(0, end + 1);
}

/** The kept profile of which most columns, and all that it names, stand in the header. */
function keptFor(layout: FoundLayout, kept: readonly KeptProfile[]): KeptProfile | undefined {
  const header = new Set(layout.header.map(headerColumn));
  const size = (one: KeptProfile): number => Object.keys(one.profile.columns ?? {}).length;
  return kept
    .filter(({ profile }) => profile.columns !== null && Object.values(profile.columns).every((column) => header.has(headerColumn(column))))
    .reduce<KeptProfile | undefined>((best, one) => (best === undefined || size(one) > size(best) ? one : best), undefined);
}

async function tallyRows(text: LenientText, layout: FoundLayout, fromLine: number): Promise<{ columns: ColumnToGuess[]; facts: RowFacts }> {
  const { header } = layout;
  const tallies: ColumnTally[] = header.slice(0, MAX_COLUMNS).map(() => columnTally());
  const sample: RawRow[] = [];
  const wider: { count: number; firstLine: number | null } = { count: 0, firstLine: null };
  const repeatedHeaders: { count: number; firstLine: number | null } = { count: 0, firstLine: null };
  let rows = 0;
  const splitter = recordSplitter(layout, (cells, line) => {
    if (layout.headerLine !== null && line <= layout.headerLine) return;
    rows++;
    if (line >= fromLine && sample.length < SAMPLE_ROWS)
      sample.push({ line, cells: cells.slice(0, MAX_COLUMNS).map((cell) => cell.slice(0, MAX_SAMPLE_CELL)) });
    if (header.length > 0 && cells.length >= header.length && header.every((name, at) => cells[at]?.trim() === name)) {
      repeatedHeaders.count++;
      repeatedHeaders.firstLine ??= line;
      return;
    }
    if (header.length > 0 && cells.length > header.length && cells.slice(header.length).some((cell) => cell.trim() !== '')) {
      wider.count++;
      wider.firstLine ??= line;
    }
    if (rows > MAX_TALLIED_ROWS) return;
    for (let at = tallies.length; layout.headerLine === null && at < Math.min(cells.length, MAX_COLUMNS); at++) tallies.push(columnTally());
    for (const [at, tally] of tallies.entries()) tally.add(cells[at] ?? '');
  });
  for await (const piece of text.pieces) splitter.write(piece);
  splitter.end();
  const columns = tallies.map((tally, at) => ({ name: header[at] ?? '', facts: tally.facts() }));
  return { columns, facts: { rows, sample, wider, repeatedHeaders, records: splitter.faults, text: text.faults } };
}

type Sources = { readonly given: Partial<Profile>; readonly kept: KeptProfile | undefined };

function guessesFor(columns: readonly ColumnToGuess[], kind: GuessedKind, { given, kept }: Sources): readonly ColumnGuess[] {
  const said = given.columns ?? kept?.profile.columns;
  if (!said) return guessColumns(columns, kind);
  const names = columns.map((column) => headerColumn(column.name));
  return Object.entries(said).flatMap(([field, name]): ColumnGuess[] => {
    const column = names.indexOf(headerColumn(name));
    return column === -1 ? [] : [{ field, column, confidence: 1, reason: given.columns ? 'given' : 'kept_profile' }];
  });
}

/** Only invoices have days and amounts that say something about each other. */
async function checkRows(
  read: () => LenientText,
  layout: FoundLayout,
  options: { kind: GuessedKind; guesses: readonly ColumnGuess[]; decimalMark: Profile['decimalMark'] },
): Promise<CrossChecks> {
  const tally = crossCheckTally(options.kind === 'invoices' ? options.guesses : [], options.decimalMark);
  const has = (...fields: string[]): boolean => fields.every((field) => options.guesses.some((guess) => guess.field === field));
  if (options.kind !== 'invoices' || !(has('issuedOn', 'dueOn') || has('amount', 'openAmount'))) return tally.result();
  let rows = 0;
  const splitter = recordSplitter(layout, (cells, line) => {
    if (line > (layout.headerLine ?? 0) && rows++ < MAX_TALLIED_ROWS) tally.add(cells);
  });
  for await (const piece of read().pieces) {
    splitter.write(piece);
    if (rows >= MAX_TALLIED_ROWS) break;
  }
  splitter.end();
  return tally.result();
}

type Told = Sources & {
  readonly look: FirstLook;
  readonly encoding: string;
  readonly layout: FoundLayout;
  readonly columns: readonly ColumnToGuess[];
  readonly checks: CrossChecks;
  readonly decimalMark: Profile['decimalMark'];
};

function writingOf({ look, encoding, layout, columns, checks, decimalMark, given, kept }: Told): Inspection['writing'] {
  const marks = tellDecimalMark(columns, layout.delimiter);
  const order = tellDateOrder(columns, { delimiter: layout.delimiter, decimalMark }, checks.dueAfterIssued);
  const saidMark = given.decimalMark ? 'given' : kept ? 'kept_profile' : undefined;
  const saidOrder = given.dateOrder ? 'given' : kept ? 'kept_profile' : undefined;
  return {
    encoding: given.encoding !== undefined && look.encoding.reason !== 'mark' ? { value: encoding, reason: 'given', sure: true } : look.encoding,
    delimiter: { value: layout.delimiter, given: given.delimiter !== undefined },
    quoting: layout.quoting,
    skipLines: layout.skipLines,
    headerLine: layout.headerLine,
    dateOrder: saidOrder ? { ...order, value: given.dateOrder ?? kept?.profile.dateOrder ?? order.value, reason: saidOrder, sure: true } : order,
    decimalMark: saidMark ? { ...marks, value: decimalMark, reason: saidMark, sure: true } : marks,
  };
}

function constantsFor(
  columns: readonly ColumnToGuess[],
  guesses: readonly ColumnGuess[],
  given: Partial<Profile>,
  kept: KeptProfile | undefined,
): Record<string, string> {
  const said = given.constants ?? kept?.profile.constants;
  if (said) return { ...said };
  const amount = guesses.find((guess) => guess.field === 'amount');
  const column = amount && columns[amount.column];
  if (!column || guesses.some((guess) => guess.field === 'currency')) return {};
  const currency = currencyOfColumn(column);
  return currency === undefined ? {} : { currency };
}

/** Of a file that has no rows and columns to look at. */
function noTable(kind: GuessedKind, other: FileKind, look: FirstLook): Inspection {
  return {
    asked: kind,
    looksLike: { kind: other, confidence: 0.99, asAsked: false },
    bytes: look.bytes,
    complete: look.complete,
    rows: 0,
    talliedRows: 0,
    writing: {
      encoding: look.encoding,
      delimiter: { value: ',', given: false },
      quoting: 'standard',
      skipLines: 0,
      headerLine: null,
      dateOrder: { value: 'ymd', reason: 'no_dates', sure: true, firstOver12: 0, secondOver12: 0, yearFirst: 0, either: 0 },
      decimalMark: { value: '.', reason: 'habit', sure: true, comma: 0, point: 0 },
    },
    columns: [],
    guesses: [],
    missing: missingFields(kind, () => false),
    checks: { dueAfterIssued: [], openWithinGross: null },
    findings: [wrongFileFinding(kind, other)],
    sample: [],
    profile: PLAIN_PROFILE,
    keptProfile: null,
  };
}
