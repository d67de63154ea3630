import { isCurrency } from '../../foundation/money/currency.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { isKnownEncoding } from './decode-text.ts';

export type DateOrder = 'ymd' | 'dmy' | 'mdy';
export type DecimalMark = '.' | ',';
export type Delimiter = ',' | ';' | '\t' | '|';

/** How one kind of delimited file is written. Plain data: everything a reader would otherwise have to guess. */
export type Profile = {
  readonly name: string;
  /** Our field name to the file's column name; null: the file's headers are our field names. */
  readonly columns: Readonly<Record<string, string>> | null;
  /** Our field name to a value for every row whose own cell is absent or empty. */
  readonly constants: Readonly<Record<string, string>>;
  readonly dateOrder: DateOrder;
  readonly decimalMark: DecimalMark;
  /** Of the file without a byte order mark; a mark in the file wins. */
  readonly encoding: string;
  readonly delimiter: Delimiter;
  /** `none`: quotes are ordinary characters, as in many tab-separated exports. */
  readonly quoting: 'standard' | 'none';
  /** Lines before the header line. */
  readonly skipLines: number;
};

/** What a profile file that says nothing means. */
export const PLAIN_PROFILE: Profile = {
  name: 'plain',
  columns: null,
  constants: {},
  dateOrder: 'ymd',
  decimalMark: '.',
  encoding: 'utf-8',
  delimiter: ',',
  quoting: 'standard',
  skipLines: 0,
};

const KEYS = ['name', 'columns', 'constants', 'dateOrder', 'decimalMark', 'encoding', 'delimiter', 'quoting', 'skipLines'] as const;
const MAX_SKIPPED_LINES = 1000;

/** Checks the parsed JSON of a profile file. `fields` are the field names of what is imported: the only names that
 *  `columns`, `constants` and constants at top level may use.
 *  Refuses `profile.invalid`, naming the key and what is allowed there. */
export function readProfile(value: unknown, fields: readonly string[]): Profile {
  if (!isObject(value)) throw invalid('', 'A profile is a JSON object such as {"columns": {"number": "Invoice No"}}.');
  const topLevelConstants: Record<string, string> = {};
  for (const [key, entry] of Object.entries(value)) {
    if ((KEYS as readonly string[]).includes(key)) continue;
    if (!fields.includes(key)) {
      throw invalid(key, `The profile key "${key}" is unknown. Allowed are ${KEYS.join(', ')}, and as constants the fields ${fields.join(', ')}.`);
    }
    topLevelConstants[key] = constantOf(key, entry);
  }
  const columns = value['columns'] === undefined ? null : columnsOf(value['columns'], fields);
  const constants = constantsOf(value['constants'] ?? {}, topLevelConstants, fields);
  return {
    name: textOf(value, 'name', PLAIN_PROFILE.name),
    columns,
    constants,
    dateOrder: oneOf(value, 'dateOrder', ['ymd', 'dmy', 'mdy'], PLAIN_PROFILE.dateOrder),
    decimalMark: oneOf(value, 'decimalMark', ['.', ','], PLAIN_PROFILE.decimalMark),
    encoding: encodingOf(value),
    delimiter: oneOf(value, 'delimiter', [',', ';', '\t', '|'], PLAIN_PROFILE.delimiter),
    quoting: oneOf(value, 'quoting', ['standard', 'none'], PLAIN_PROFILE.quoting),
    skipLines: skipLinesOf(value),
  };
}

function columnsOf(value: unknown, fields: readonly string[]): Record<string, string> {
  if (!isObject(value)) throw invalid('columns', '"columns" is an object of our field names to the column names of the file.');
  const columns: Record<string, string> = {};
  for (const [field, column] of Object.entries(value)) {
    if (!fields.includes(field)) throw invalid(`columns.${field}`, `"columns" names the field "${field}", which is unknown. Allowed are ${fields.join(', ')}.`);
    if (typeof column !== 'string' || column.trim() === '') {
      throw invalid(`columns.${field}`, `"columns.${field}" must be the name of a column of the file, as text.`);
    }
    columns[field] = column;
  }
  if (Object.keys(columns).length === 0) throw invalid('columns', `"columns" is empty. Name at least one of ${fields.join(', ')}, or leave "columns" out.`);
  return columns;
}

function constantsOf(value: unknown, topLevel: Readonly<Record<string, string>>, fields: readonly string[]): Record<string, string> {
  if (!isObject(value)) throw invalid('constants', '"constants" is an object of our field names to values.');
  const constants: Record<string, string> = { ...topLevel };
  for (const [field, entry] of Object.entries(value)) {
    if (!fields.includes(field))
      throw invalid(`constants.${field}`, `"constants" names the field "${field}", which is unknown. Allowed are ${fields.join(', ')}.`);
    const text = constantOf(field, entry);
    if (topLevel[field] !== undefined && topLevel[field] !== text) {
      throw invalid(field, `The profile gives "${field}" twice: "${topLevel[field]}" and, in "constants", "${text}". Keep one.`);
    }
    constants[field] = text;
  }
  return constants;
}

function constantOf(field: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid(field, `The constant "${field}" must be a text that is not empty.`);
  const text = value.trim();
  if (field === 'currency' && !isCurrency(text)) {
    throw invalid(field, `The constant "currency" is "${text}", which is not an ISO 4217 code; write for example EUR, USD or GBP.`);
  }
  return text;
}

function encodingOf(value: Readonly<Record<string, unknown>>): string {
  const encoding = textOf(value, 'encoding', PLAIN_PROFILE.encoding).trim().toLowerCase();
  if (!isKnownEncoding(encoding)) {
    throw invalid('encoding', `The encoding "${encoding}" is unknown. Use for example utf-8, utf-16le, iso-8859-1, iso-8859-15, windows-1252 or cp850.`);
  }
  return encoding;
}

function skipLinesOf(value: Readonly<Record<string, unknown>>): number {
  const lines = value['skipLines'] ?? 0;
  if (typeof lines !== 'number' || !Number.isInteger(lines) || lines < 0 || lines > MAX_SKIPPED_LINES) {
    throw invalid('skipLines', `"skipLines" is the number of lines before the header, 0 to ${MAX_SKIPPED_LINES}.`);
  }
  return lines;
}

function textOf(value: Readonly<Record<string, unknown>>, key: string, fallback: string): string {
  const text = value[key] ?? fallback;
  if (typeof text !== 'string') throw invalid(key, `"${key}" must be a text.`);
  return text;
}

function oneOf<T extends string>(value: Readonly<Record<string, unknown>>, key: string, allowed: readonly T[], fallback: T): T {
  const found = value[key] ?? fallback;
  const match = allowed.find((item) => item === found);
  if (match === undefined) throw invalid(key, `"${key}" must be one of ${allowed.map((item) => JSON.stringify(item)).join(', ')}.`);
  return match;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(key: string, message: string): Refusal {
  return new Refusal('profile.invalid', message, { key });
}
