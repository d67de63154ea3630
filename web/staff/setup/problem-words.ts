import { day } from '../../kit/format.ts';
import { sayWords, wordsOf } from '../../kit/words.ts';
import type { Inspection, Report } from './use-import.ts';

type Problem = Report['problemKinds'][number]['first'];
type Finding = Inspection['findings'][number];
type Diagnosis = NonNullable<Report['diagnosis']>;

/** What is wrong with a row, by its code: `v` is the value as it stands in the file. */
const rowWords = wordsOf({
  en: {
    column_unknown: (v: string) => `There is no column “${v}”`,
    too_many_cells: () => 'More cells than the header has',
    cell_too_long: () => 'Longer than any real value',
    date_missing: () => 'The date is empty',
    date_unreadable: (v: string) => `“${v}” is not a date`,
    date_not_in_calendar: (v: string) => `${v} is not a day`,
    date_other_order: (v: string) => `${v}: other order of the date`,
    issued_in_future: (v: string) => `Issued on ${day(v)}, more than a month from now. Is the year right?`,
    due_before_issued: (v: string) => `Due on ${day(v)}, before it was issued`,
    amount_missing: () => 'The amount is empty',
    amount_too_large: (v: string) => `${v} is too large for an amount`,
    amount_unreadable: (v: string) => `“${v}” is not an amount`,
    amount_other_mark: (v: string) => `${v}: other decimal mark`,
    amount_other_currency: (v: string) => `“${v}” is in another currency`,
    amount_zero: () => 'The amount is zero',
    open_outside_amount: () => 'Open is more than gross',
    currency_missing: () => 'No currency is said',
    currency_unknown: (v: string) => `“${v}” is not a currency`,
    rate_missing: (v: string) => `No exchange rate for ${v} on the day of this row. An administrator enters it: dunlin rates set ${v} RATE --on DAY`,
    number_missing: () => 'The number is empty',
    number_repeated: (v: string) => `${v} stands on an earlier line already`,
    number_taken: (v: string) => `${v} is there already, with another amount`,
    number_reserved: (v: string) => `${v} belongs to our own series`,
    customer_missing: () => 'No customer is named',
    customer_unknown: (v: string) => `${v} is not a customer`,
    customer_ambiguous: (v: string) => `More than one customer is called “${v}”`,
    terms_unknown: (v: string) => `“${v}” is not a payment term`,
    parent_unknown: (v: string) => `The parent ${v} is not a customer`,
    parent_circular: (v: string) => `${v} would be its own parent`,
    rowKept: 'The row goes in without it.',
    rowKeptWhole: 'The row goes in as it is.',
  },
  de: {
    column_unknown: (v: string) => `Eine Spalte „${v}“ gibt es nicht`,
    too_many_cells: () => 'Mehr Felder als die Kopfzeile',
    cell_too_long: () => 'Länger als jeder echte Wert',
    date_missing: () => 'Das Datum fehlt',
    date_unreadable: (v: string) => `„${v}“ ist kein Datum`,
    date_not_in_calendar: (v: string) => `Den ${v} gibt es nicht`,
    date_other_order: (v: string) => `${v}: andere Datumsfolge`,
    issued_in_future: (v: string) => `Ausgestellt am ${day(v)}, mehr als einen Monat im Voraus. Stimmt das Jahr?`,
    due_before_issued: (v: string) => `Fällig am ${day(v)}, vor dem Belegdatum`,
    amount_missing: () => 'Der Betrag fehlt',
    amount_too_large: (v: string) => `${v} ist für einen Betrag zu groß`,
    amount_unreadable: (v: string) => `„${v}“ ist kein Betrag`,
    amount_other_mark: (v: string) => `${v}: anderes Dezimalzeichen`,
    amount_other_currency: (v: string) => `„${v}“ steht in anderer Währung`,
    amount_zero: () => 'Der Betrag ist null',
    open_outside_amount: () => 'Offen ist mehr als brutto',
    currency_missing: () => 'Die Währung ist nicht genannt',
    currency_unknown: (v: string) => `„${v}“ ist keine Währung`,
    rate_missing: (v: string) => `Für ${v} fehlt am Tag der Zeile der Wechselkurs. Der Administrator trägt ihn ein: dunlin rates set ${v} KURS --on TAG`,
    number_missing: () => 'Die Nummer fehlt',
    number_repeated: (v: string) => `${v} steht schon weiter oben`,
    number_taken: (v: string) => `${v} ist schon da, mit anderem Betrag`,
    number_reserved: (v: string) => `${v} gehört zum eigenen Nummernkreis`,
    customer_missing: () => 'Kein Kunde genannt',
    customer_unknown: (v: string) => `${v} ist kein Kunde`,
    customer_ambiguous: (v: string) => `Mehrere Kunden heißen „${v}“`,
    terms_unknown: (v: string) => `„${v}“ ist keine Zahlungsbedingung`,
    parent_unknown: (v: string) => `Die Mutter ${v} ist kein Kunde`,
    parent_circular: (v: string) => `${v} wäre die eigene Mutter`,
    rowKept: 'Die Zeile geht ohne den Wert hinein.',
    rowKeptWhole: 'Die Zeile geht so hinein.',
  },
});

/** What is wrong, in short; a code that is new to this screen says what the server says. */
export function problemSentence(problem: Problem): string {
  const words = sayWords(rowWords) as unknown as Readonly<Record<string, ((value: string) => string) | undefined>>;
  return words[problem.code]?.(problem.value ?? '') ?? problem.message;
}

/** Codes of values that can be read and are only doubtful. */
const DOUBTS = new Set(['issued_in_future', 'due_before_issued']);

export function rowKeptWord(code: string): string {
  const words = sayWords(rowWords);
  return DOUBTS.has(code) ? words.rowKeptWhole : words.rowKept;
}

/** What was noticed about the file as a whole. `n`: how many, `line`: the first of them. */
const findingWords = wordsOf({
  en: {
    no_rows: () => 'There are no rows below the header. Was the export empty?',
    header_missing: () => 'The first row holds values already: the file does not name its columns. Export it with a header.',
    header_repeated: (n: string, line: string) => `The header stands again on line ${line} (${n} in all); those rows will be problems.`,
    column_twice: (_: string, __: string, column: string) =>
      `The column “${column}” stands in the header more than once and cannot be used. Rename one of them.`,
    one_column: () => 'Every line is one column. If there should be more, choose another separator.',
    rows_with_more_cells: (n: string, line: string) => `Rows with more cells than the header: ${n}, the first on line ${line}. They are not read.`,
    quote_misplaced: (_: string, line: string) => `Line ${line} has a quote inside a value. Double it in the file.`,
    quote_not_closed: (_: string, line: string) => `A quote opens on line ${line} and is never closed.`,
    record_too_large: (_: string, line: string) => `Line ${line} is longer than any real row.`,
    zero_bytes: (n: string) => `The file has zero bytes (${n}), which no text has.`,
    undecodable: (n: string) => `Characters that cannot be read in this text encoding: ${n}. Choose another one.`,
    encoding_unsure: () => 'Look whether names with special letters are right; if not, choose another text encoding.',
    decimal_mark_unsure: () => 'No amount shows its decimal mark: check one that you know.',
    decimal_mark_mixed: (n: string) => `Amounts with the other decimal mark: ${n}.`,
    sign_in_own_column: (_: string, __: string, column: string) =>
      `“${column}” says debit or credit in letters, which is not read: credit notes would be taken for invoices. Give amounts a sign.`,
    number_repeated: (n: string, _: string, column: string) => `Values of “${column}” that stand on more than one row: ${n}. Each row must be a whole one.`,
    open_and_gross_swapped: () => 'In most rows more is open than the whole amount. Are the two columns the wrong way round?',
    due_before_issued: (n: string) => `Due days before the day of issue: ${n}. Are the columns and the order of dates right?`,
    kept_profile_differs: () => 'The file is not written as your layout says. Check separator, decimals and dates.',
  },
  de: {
    no_rows: () => 'Unter der Kopfzeile steht nichts. War der Export leer?',
    header_missing: () => 'Die erste Zeile enthält schon Werte: die Datei nennt ihre Spalten nicht. Exportieren Sie sie mit Kopfzeile.',
    header_repeated: (n: string, line: string) => `Die Kopfzeile steht noch einmal in Zeile ${line} (insgesamt ${n}); diese Zeilen werden Probleme.`,
    column_twice: (_: string, __: string, column: string) =>
      `Die Spalte „${column}“ steht mehrmals in der Kopfzeile und ist so nicht zu verwenden. Benennen Sie eine um.`,
    one_column: () => 'Jede Zeile ist eine einzige Spalte. Wenn es mehr sein sollten, wählen Sie einen anderen Trenner.',
    rows_with_more_cells: (n: string, line: string) =>
      `Zeilen mit mehr Feldern als die Kopfzeile: ${n}, die erste ist Zeile ${line}. Sie werden nicht gelesen.`,
    quote_misplaced: (_: string, line: string) => `In Zeile ${line} steht ein Anführungszeichen mitten im Wert. Verdoppeln Sie es in der Datei.`,
    quote_not_closed: (_: string, line: string) => `In Zeile ${line} beginnt ein Anführungszeichen, das nie endet.`,
    record_too_large: (_: string, line: string) => `Zeile ${line} ist länger als jede echte Zeile.`,
    zero_bytes: (n: string) => `Die Datei enthält Nullbytes (${n}); die gibt es in keinem Text.`,
    undecodable: (n: string) => `Zeichen, die in dieser Kodierung nicht lesbar sind: ${n}. Wählen Sie eine andere.`,
    encoding_unsure: () => 'Sehen Sie nach, ob Namen mit Umlauten stimmen; sonst wählen Sie eine andere Kodierung.',
    decimal_mark_unsure: () => 'Kein Betrag zeigt sein Dezimalzeichen: prüfen Sie einen, den Sie kennen.',
    decimal_mark_mixed: (n: string) => `Beträge mit dem anderen Dezimalzeichen: ${n}.`,
    sign_in_own_column: (_: string, __: string, column: string) =>
      `„${column}“ sagt Soll oder Haben in Buchstaben, das wird nicht gelesen: Gutschriften gälten als Rechnungen. Geben Sie Beträgen ein Vorzeichen.`,
    number_repeated: (n: string, _: string, column: string) => `Werte von „${column}“, die in mehreren Zeilen stehen: ${n}. Jede Zeile muss ein Ganzes sein.`,
    open_and_gross_swapped: () => 'In den meisten Zeilen ist mehr offen als der ganze Betrag. Sind die beiden Spalten vertauscht?',
    due_before_issued: (n: string) => `Fälligkeiten vor dem Belegdatum: ${n}. Stimmen die Spalten und die Datumsfolge?`,
    kept_profile_differs: () => 'Die Datei ist anders geschrieben als Ihr Aufbau sagt. Prüfen Sie Trenner, Dezimalzeichen und Datumsfolge.',
  },
});

export function findingSentence(finding: Finding): string {
  const words = sayWords(findingWords) as unknown as Readonly<Record<string, ((n: string, line: string, column: string) => string) | undefined>>;
  return words[finding.code]?.(String(finding.count ?? ''), String(finding.line ?? ''), finding.column ?? '') ?? finding.message;
}

/** The one cause behind most problems. */
const causeWords = wordsOf({
  en: {
    delimiter_wrong: () => 'Most rows have more cells than the header. Is the separator right?',
    date_order_wrong: (column: string) => `The dates in “${column}” are written in another order. Those that can be read would be read as wrong days.`,
    decimal_mark_wrong: (column: string) => `The amounts in “${column}” have the other decimal mark.`,
    column_wrong: (column: string) => `Most values of “${column}” cannot be what they are taken for. Is it the right column?`,
    currency_missing: () => 'The file does not say its currency. Choose the column that does.',
    currency_wrong: (column: string) => `Most amounts of “${column}” are in another currency. Choose the column of the currency.`,
    open_and_gross_swapped: () => 'In most rows more is open than the whole amount. Are the two columns the wrong way round?',
    number_column_wrong: (column: string) =>
      `Most values of “${column}” stand on an earlier row already. Is it the number, or has the file a row for each item?`,
    customers_missing: (column: string) => `Most values of “${column}” are no customers. Import the customers first, or choose another column.`,
  },
  de: {
    delimiter_wrong: () => 'Die meisten Zeilen haben mehr Felder als die Kopfzeile. Stimmt der Trenner?',
    date_order_wrong: (column: string) => `Die Daten in „${column}“ stehen in anderer Folge. Lesbare würden als falsche Tage gelesen.`,
    decimal_mark_wrong: (column: string) => `Die Beträge in „${column}“ haben das andere Dezimalzeichen.`,
    column_wrong: (column: string) => `Die meisten Werte von „${column}“ können nicht sein, wofür sie gelten. Ist es die richtige Spalte?`,
    currency_missing: () => 'Die Datei nennt ihre Währung nicht. Wählen Sie die Spalte, die es tut.',
    currency_wrong: (column: string) => `Die meisten Beträge von „${column}“ stehen in anderer Währung. Wählen Sie die Spalte der Währung.`,
    open_and_gross_swapped: () => 'In den meisten Zeilen ist mehr offen als der ganze Betrag. Sind die beiden Spalten vertauscht?',
    number_column_wrong: (column: string) =>
      `Die meisten Werte von „${column}“ stehen schon weiter oben. Ist es die Nummer, oder hat die Datei eine Zeile je Posten?`,
    customers_missing: (column: string) =>
      `Die meisten Werte von „${column}“ sind keine Kunden. Importieren Sie erst die Kunden, oder wählen Sie eine andere Spalte.`,
  },
});

export function diagnosisSentence(diagnosis: Diagnosis): string {
  const words = sayWords(causeWords) as unknown as Readonly<Record<string, ((column: string) => string) | undefined>>;
  return words[diagnosis.code]?.(diagnosis.column ?? '') ?? diagnosis.message;
}
