import { Refusal, type Problem } from '../../foundation/errors/refusal.ts';
import type { Profile } from './profile.ts';

/** Groups of alternatives, e.g. `[['number'], ['customerNumber', 'customerName']]`. */
export type RequiredFields = readonly (readonly string[])[];

/** Where each field's value comes from: a cell, a constant, or the constant where the cell is empty. */
export type FieldSource = { readonly field: string; readonly index: number; readonly constant: string };

export type ColumnMap = { readonly header: readonly string[]; readonly sources: readonly FieldSource[]; readonly problems: readonly UnknownColumn[] };

type UnknownColumn = Problem & { readonly column: string };

type MappingOptions = { readonly profile: Profile; readonly fields: readonly string[]; readonly required: RequiredFields };

const MAX_LISTED_COLUMNS = 40;

/** How column names are compared: trimmed (a byte order mark is white space), composed, in any case. */
export function headerColumn(text: string): string {
  return text.trim().normalize('NFC').toLowerCase();
}

/** The file's name of a field's column, for messages. */
export function columnNameOf(profile: Profile, field: string): string {
  return profile.columns?.[field]?.trim() ?? field;
}

/** The place of a value, for people. */
export function cellPlace(profile: Profile, line: number, field: string): string {
  return `line ${line}, column ${columnNameOf(profile, field)}`;
}

/** Finds the columns of the fields in a header. Without columns in the profile the header's names are the field names, and an unknown one
 *  is a problem that names the nearest field. Refuses `file.column_missing` and `file.column_ambiguous`, with the header found. */
export function mapColumns(header: readonly string[], line: number, options: MappingOptions): ColumnMap {
  const { profile, fields } = options;
  const names = header.map(headerColumn);
  const sources: FieldSource[] = [];
  for (const field of fields) {
    const wanted = profile.columns ? profile.columns[field] : field;
    const index = wanted === undefined ? -1 : names.indexOf(headerColumn(wanted));
    if (wanted !== undefined && index === -1 && profile.columns) throw columnMissing(wanted, field, header);
    if (index !== -1 && names.indexOf(headerColumn(wanted ?? ''), index + 1) !== -1) {
      throw new Refusal('file.column_ambiguous', `The header on line ${line} has the column "${wanted}" more than once. Rename or remove one of them.`, {
        column: wanted ?? '',
      });
    }
    const constant = profile.constants[field] ?? '';
    if (index !== -1 || constant !== '') sources.push({ field, index, constant });
  }
  for (const group of options.required) {
    if (!group.some((field) => sources.some((source) => source.field === field))) throw fieldMissing(group, header, profile);
  }
  return { header, sources, problems: profile.columns ? [] : unknownColumns(header, line, fields) };
}

function listed(header: readonly string[]): string {
  const shown = header.slice(0, MAX_LISTED_COLUMNS).map((name) => `"${name.trim().slice(0, 60)}"`);
  return shown.join(', ') + (header.length > MAX_LISTED_COLUMNS ? ` and ${header.length - MAX_LISTED_COLUMNS} more` : '');
}

function columnMissing(column: string, field: string, header: readonly string[]): Refusal {
  return new Refusal(
    'file.column_missing',
    `The profile reads "${field}" from the column "${column.trim()}", which the file does not have. Its header has ${listed(header)}. Correct the profile, its delimiter or its skipLines.`,
    { column: column.trim(), field },
  );
}

function fieldMissing(group: readonly string[], header: readonly string[], profile: Profile): Refusal {
  const wanted = group.map((field) => `"${field}"`).join(' or ');
  const remedy = `Name it in a profile, for example {"columns": {"${group[0] ?? ''}": "${header[0]?.trim().slice(0, 60) ?? ''}"}}`;
  const message = profile.columns ? `The profile names no column for ${wanted}.` : `The file has no column ${wanted}.`;
  return new Refusal('file.column_missing', `${message} Its header has ${listed(header)}. ${remedy}.`, { field: group.join(' or ') });
}

function unknownColumns(header: readonly string[], line: number, fields: readonly string[]): UnknownColumn[] {
  const known = new Set(fields.map(headerColumn));
  return header
    .map((name) => name.trim())
    .filter((name) => name !== '' && !known.has(headerColumn(name)))
    .map((name) => ({
      column: name,
      where: `line ${line}, column ${name.slice(0, 60)}`,
      message: `the column is not known and was ignored; the nearest known one is "${nearest(name, fields)}". Rename it, or name it in a profile`,
    }));
}

function nearest(name: string, fields: readonly string[]): string {
  const plain = headerColumn(name)
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, 60);
  return fields.reduce((best, field) => (editDistance(plain, headerColumn(field)) < editDistance(plain, headerColumn(best)) ? field : best));
}

/** Levenshtein distance, one row of the table at a time. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min((row[j - 1] ?? 0) + 1, (above[j] ?? 0) + 1, substitution));
    }
    above = row;
  }
  return above[b.length] ?? 0;
}
