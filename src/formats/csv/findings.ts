import type { ColumnToGuess } from './guess-columns.ts';
import type { FileKind } from './file-kind.ts';
import type { GuessedKind } from './header-words.ts';
import type { Finding, FindingCode, Inspection, RowFacts } from './inspection.ts';
import { headerColumn } from './map-columns.ts';
import type { DateOrder, Profile } from './profile.ts';

type Seen = { readonly columns: readonly ColumnToGuess[]; readonly facts: RowFacts; readonly kept: Profile | undefined };

const KIND_NAMES: Readonly<Record<FileKind, string>> = {
  customers: 'a list of customers',
  invoices: 'a list of invoices',
  payments: 'a list of payments',
  bank_statement: 'a bank statement',
  unknown_table: 'a table',
  camt: 'a bank statement (camt)',
  mt940: 'a bank statement (MT940)',
  bai2: 'a bank statement (BAI2)',
  ofx: 'a bank statement (OFX)',
  pdf: 'a PDF',
  workbook: 'an Excel workbook',
  zip: 'a ZIP archive',
  image: 'a picture',
  html: 'a web page',
  json: 'JSON',
  xml: 'XML',
  empty: 'empty',
  binary: 'no text',
  text: 'text without columns',
};
export const ORDER_WORDS: Readonly<Record<DateOrder, string>> = { dmy: 'day.month.year', mdy: 'month/day/year', ymd: 'year-month-day' };

function finding(code: FindingCode, severity: Finding['severity'], message: string, at: Partial<Pick<Finding, 'line' | 'column' | 'count'>> = {}): Finding {
  return { code, severity, message, line: at.line ?? null, column: at.column ?? null, count: at.count ?? null };
}

/** That the file is something else than what is imported in this step, with where it belongs. */
export function wrongFileFinding(asked: GuessedKind, kind: FileKind, severity: Finding['severity'] = 'error'): Finding {
  const remedy =
    kind === 'customers' || kind === 'invoices' || kind === 'payments'
      ? `Import it as ${kind}, or choose another file.`
      : ['bank_statement', 'camt', 'mt940', 'bai2', 'ofx'].includes(kind)
        ? 'Bank files are imported on their own; choose another file here.'
        : kind === 'workbook'
          ? 'Save the sheet as CSV and choose that file.'
          : `Choose a CSV file with ${asked}.`;
  const message = kind === 'empty' ? `The file is empty. ${remedy}` : `This looks like ${KIND_NAMES[kind]}, not like ${KIND_NAMES[asked]}. ${remedy}`;
  return finding(kind in { customers: 1, invoices: 1, payments: 1, bank_statement: 1 } ? 'other_kind' : 'no_table', severity, message);
}

/** All that is odd about a file, what refuses it first. */
export function findingsOf(inspection: Omit<Inspection, 'findings'>, seen: Seen): Finding[] {
  const { asked, looksLike, missing } = inspection;
  const all: Finding[] = [];
  if (!looksLike.asAsked && looksLike.kind !== 'unknown_table') all.push(wrongFileFinding(asked, looksLike.kind, missing.length > 0 ? 'error' : 'warning'));
  for (const group of looksLike.asAsked || looksLike.kind === 'unknown_table' ? missing : []) {
    const message = `No column was found for ${group.join(' or ')}, which is needed. Say which one it is, or add it to the file.`;
    all.push(finding('columns_missing', 'error', message));
  }
  all.push(...shapeFindings(inspection, seen), ...textFindings(inspection, seen), ...dateFindings(inspection, seen), ...valueFindings(inspection, seen));
  if (!inspection.complete)
    all.push(finding('only_part_looked_at', 'note', `Only the first ${inspection.bytes} bytes were looked at; the import reads the whole file.`));
  const rank = { error: 0, warning: 1, note: 2 };
  return all.toSorted((a, b) => rank[a.severity] - rank[b.severity]);
}

function shapeFindings({ writing, rows, columns }: Omit<Inspection, 'findings'>, { facts }: Seen): Finding[] {
  const all: Finding[] = [];
  if (writing.headerLine === null) {
    all.push(
      finding(
        'header_missing',
        'error',
        'The first row holds values already: the file has no line with the names of its columns. Add one, or export it with a header.',
        { line: 1 },
      ),
    );
  } else if (rows === 0) all.push(finding('no_rows', 'error', 'There are no rows below the header. Check that the export was not empty.'));
  if (columns.length === 1) all.push(finding('one_column', 'warning', 'Every line is one column. If there should be more, choose another separator.'));
  const names = columns.map((column) => headerColumn(column.name));
  for (const [at, name] of names.entries()) {
    if (name !== '' && names.indexOf(name) < at && names.indexOf(name, at + 1) === -1) {
      const column = columns[at]?.name ?? '';
      all.push(
        finding('column_twice', 'warning', `The column "${column}" stands in the header more than once and cannot be used. Rename one of them.`, { column }),
      );
    }
  }
  const { wider, repeatedHeaders, records } = facts;
  if (repeatedHeaders.count > 0) {
    const { count, firstLine: line } = repeatedHeaders;
    all.push(
      finding('header_repeated', 'warning', `The header stands again on line ${line}, ${count} times in all; those rows will be problems.`, { line, count }),
    );
  }
  if (wider.count > 0) {
    const { count, firstLine: line } = wider;
    all.push(
      finding('rows_with_more_cells', 'warning', `${count} rows have more cells than the header, the first on line ${line}; they are not read.`, {
        line,
        count,
      }),
    );
  }
  if (writing.quoting === 'none') {
    all.push(finding('quotes_as_text', 'note', 'Quotes are read as ordinary characters, because they do not enclose values here.'));
  }
  if (records.unclosedQuoteLine !== null) {
    const line = records.unclosedQuoteLine;
    all.push(
      finding('quote_not_closed', 'error', `A quote opens on line ${line} and is never closed. Close it, or read quotes as ordinary characters.`, { line }),
    );
  } else if (records.misplacedQuotes > 0) {
    const { misplacedQuotes: count, firstMisplacedLine: line } = records;
    all.push(
      finding('quote_misplaced', 'error', `Line ${line} has a quote inside a value. Double it, or read quotes as ordinary characters.`, { line, count }),
    );
  }
  if (records.overlongLine !== null) {
    all.push(finding('record_too_large', 'error', `Line ${records.overlongLine} is longer than any real row.`, { line: records.overlongLine }));
  }
  return all;
}

function textFindings({ writing }: Omit<Inspection, 'findings'>, { facts }: Seen): Finding[] {
  const all: Finding[] = [];
  const { undecodable, zeroCharacters } = facts.text;
  const { value, sure, reason } = writing.encoding;
  if (zeroCharacters > 0) all.push(finding('zero_bytes', 'error', `The file has ${zeroCharacters} zero bytes, which no text has.`, { count: zeroCharacters }));
  if (undecodable > 0) {
    all.push(finding('undecodable', 'error', `${undecodable} characters cannot be read as ${value}. Choose another encoding.`, { count: undecodable }));
  } else if (!sure && reason === 'letters') {
    all.push(finding('encoding_unsure', 'warning', `The text was read as ${value}; look whether names with special letters are right.`));
  }
  return all;
}

function dateFindings({ writing, checks }: Omit<Inspection, 'findings'>, { kept }: Seen): Finding[] {
  const all: Finding[] = [];
  const order = writing.dateOrder;
  const against = order.value === 'dmy' ? order.secondOver12 : order.value === 'mdy' ? order.firstOver12 : order.firstOver12 + order.secondOver12;
  const other = order.value === 'dmy' ? 'mdy' : 'dmy';
  if (order.reason === 'habit' && order.either > 0) {
    const message = `No date has a day after the 12th, so ${order.either} dates can be read in two ways; ${ORDER_WORDS[order.value]} is a guess. Check one date that you know.`;
    all.push(finding('date_order_unsure', 'warning', message, { count: order.either }));
  }
  if (against > 0) {
    const message = `${against} dates cannot be read as ${ORDER_WORDS[order.value]}; as ${ORDER_WORDS[other]} they can.`;
    all.push(
      finding(kept && against > order.firstOver12 + order.secondOver12 - against ? 'kept_profile_differs' : 'date_order_mixed', 'warning', message, {
        count: against,
      }),
    );
  }
  const due = checks.dueAfterIssued.find((check) => check.dateOrder === order.value);
  if (due && due.both >= 5 && due.dueOnOrAfter * 2 < due.both) {
    const count = due.both - due.dueOnOrAfter;
    all.push(
      finding('due_before_issued', 'warning', `${count} of ${due.both} due days lie before the day of issue. Are the columns or the order of dates right?`, {
        count,
      }),
    );
  }
  return all;
}

function valueFindings({ asked, writing, guesses, checks }: Omit<Inspection, 'findings'>, { columns, kept }: Seen): Finding[] {
  const all: Finding[] = [];
  const mark = writing.decimalMark;
  const against = mark.value === ',' ? mark.point : mark.comma;
  if (mark.reason === 'habit' && !mark.sure) {
    all.push(finding('decimal_mark_unsure', 'warning', `No amount shows its decimal mark; "${mark.value}" is a guess. Check one amount that you know.`));
  }
  if (against > 0) {
    const wrong = kept && against > mark.comma + mark.point - against;
    all.push(
      finding(wrong ? 'kept_profile_differs' : 'decimal_mark_mixed', 'warning', `${against} amounts have the other decimal mark than "${mark.value}".`, {
        count: against,
      }),
    );
  }
  const sign = columns.find((column) => column.facts.signLetters && column.facts.filled * 2 > column.facts.rows && column.facts.distinct <= 2);
  if (sign && asked !== 'customers') {
    const message = `The column "${sign.name}" says debit or credit in letters, which is not read: credit notes would be taken for invoices. Give amounts a sign before importing.`;
    all.push(finding('sign_in_own_column', 'warning', message, { column: sign.name }));
  }
  const number = guesses.find((guess) => guess.field === 'number');
  const numbers = number && columns[number.column];
  if (numbers && asked !== 'payments' && numbers.facts.filled >= 5 && numbers.facts.repeated * 10 > numbers.facts.filled) {
    const message = `${numbers.facts.repeated} values of "${numbers.name}" stand on more than one row. Each row must be a whole ${asked === 'invoices' ? 'invoice' : 'customer'}, not a part of one.`;
    all.push(finding('number_repeated', 'warning', message, { column: numbers.name, count: numbers.facts.repeated }));
  }
  const open = checks.openWithinGross;
  if (open && open.both >= 5 && open.within * 2 < open.both) {
    all.push(
      finding(
        'open_and_gross_swapped',
        'warning',
        `In ${open.both - open.within} rows more is open than the whole amount. Are the two columns the wrong way round?`,
      ),
    );
  }
  return all;
}
