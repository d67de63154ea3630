import { KNOWN_LAYOUTS, SUMMARY_HEADERS } from '../bank-csv/known-layouts.ts';
import { DETECTION_BYTES, detectFormat } from '../statement/detect-format.ts';
import type { ColumnGuess } from './guess-columns.ts';
import { bankColumns, type GuessedKind } from './header-words.ts';
import { headerColumn } from './map-columns.ts';

/** What a file seems to be. The first four are delimited or bank files that can be imported somewhere; the others are no tables at all. */
export type FileKind =
  | 'customers'
  | 'invoices'
  | 'payments'
  | 'bank_statement'
  | 'unknown_table'
  | 'camt'
  | 'mt940'
  | 'bai2'
  | 'ofx'
  | 'pdf'
  | 'workbook'
  | 'zip'
  | 'image'
  | 'html'
  | 'json'
  | 'xml'
  | 'empty'
  | 'binary'
  | 'text';

const MAGIC: readonly (readonly [FileKind, readonly number[]])[] = [
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['image', [0x89, 0x50, 0x4e, 0x47]],
  ['image', [0xff, 0xd8, 0xff]],
  ['image', [0x47, 0x49, 0x46, 0x38]],
  ['image', [0x49, 0x49, 0x2a, 0x00]],
  ['image', [0x4d, 0x4d, 0x00, 0x2a]],
  // Excel before 2007.
  ['workbook', [0xd0, 0xcf, 0x11, 0xe0]],
];

/** What kind of file these bytes begin, where it is none of rows and columns; undefined for a table. */
export function nonTableKind(head: Uint8Array, facts: { readonly fileName: string; readonly binary: boolean }): FileKind | undefined {
  if (head.length === 0) return 'empty';
  const magic = MAGIC.find(([, bytes]) => bytes.every((byte, at) => head[at] === byte));
  if (magic) return magic[0];
  const text = new TextDecoder('utf-8').decode(head.subarray(0, DETECTION_BYTES)).replaceAll('\0', '').trimStart();
  if (text.trim() === '') return facts.binary ? 'binary' : 'empty';
  const format = detectFormat(head, facts.fileName);
  if (format === 'xlsx') return 'workbook';
  if (head[0] === 0x50 && head[1] === 0x4b) return 'zip';
  if (/^<(!doctype html|html|head|body|table)\b/i.test(text)) return 'html';
  if (format === 'camt' || format === 'mt940' || format === 'bai2' || format === 'ofx' || format === 'xml') return format;
  if (facts.binary) return 'binary';
  return /^(\[\s*[{["\d]|\{\s*["}])/.test(text) ? 'json' : undefined;
}

export type KindGuess = { readonly kind: FileKind; readonly confidence: number };

type Weights = Readonly<Record<string, number>>;

const WEIGHTS: Readonly<Record<GuessedKind, Weights>> = {
  customers: {
    name: 0.25,
    number: 0.1,
    email: 0.15,
    street: 0.15,
    address: 0.15,
    address1: 0.15,
    postalCode: 0.2,
    city: 0.2,
    country: 0.05,
    vatId: 0.15,
    iban: 0.1,
    phone: 0.15,
    terms: 0.05,
    creditLimit: 0.15,
    language: 0.05,
  },
  invoices: { number: 0.25, issuedOn: 0.2, amount: 0.15, dueOn: 0.3, openAmount: 0.2, customerNumber: 0.1, customerName: 0.05, terms: 0.05 },
  payments: { amount: 0.2, receivedOn: 0.3, customerNumber: 0.1, customerName: 0.05, number: 0.1, method: 0.35, reference: 0.1 },
};

/** What kind of table the columns make, by the guesses for each kind and the names that only banks use. */
export function tableKind(header: readonly string[], guesses: Readonly<Record<GuessedKind, readonly ColumnGuess[]>>): KindGuess {
  const score = (kind: GuessedKind): number => guesses[kind].reduce((sum, guess) => sum + (WEIGHTS[kind][guess.field] ?? 0) * guess.confidence, 0);
  const sure = (kind: GuessedKind, field: string): boolean => guesses[kind].some((guess) => guess.field === field && guess.confidence >= 0.7);
  if (knownBank(header)) return { kind: 'bank_statement', confidence: 0.99 };
  const bank = bankColumns(header);
  const documents = sure('invoices', 'number') && (sure('invoices', 'amount') || sure('invoices', 'openAmount'));
  const scores: [FileKind, number][] = [
    // Who lists customers gives no days and no documents.
    ['customers', score('customers') - (documents ? 0.4 : 0) - (sure('invoices', 'issuedOn') || sure('invoices', 'dueOn') ? 0.3 : 0)],
    ['invoices', score('invoices') - (sure('payments', 'method') ? 0.3 : 0) - (sure('invoices', 'number') ? 0 : 0.25)],
    // Next to a due day or an open amount, a day of payment is that of an invoice.
    [
      'payments',
      score('payments') -
        (sure('invoices', 'dueOn') ? 0.4 : 0) -
        (sure('invoices', 'openAmount') ? 0.2 : 0) -
        (plainDate(header, guesses.payments) ? 0.2 : 0) -
        (sure('payments', 'customerNumber') || sure('payments', 'customerName') || sure('payments', 'number') ? 0 : 0.2),
    ],
    ['bank_statement', bank < 2 ? 0 : 0.3 * bank - (sure('invoices', 'dueOn') ? 0.4 : 0)],
  ];
  const [best, second] = scores.toSorted((a, b) => b[1] - a[1]);
  if (!best || best[1] < 0.3 || best[1] - (second?.[1] ?? 0) < 0.05) return { kind: 'unknown_table', confidence: 0 };
  return { kind: best[0], confidence: Math.min(0.99, Math.round(best[1] * 100) / 100) };
}

/** "Date" alone names no payment. */
function plainDate(header: readonly string[], guesses: readonly ColumnGuess[]): boolean {
  const day = guesses.find((guess) => guess.field === 'receivedOn');
  return day !== undefined && /^(date|datum|fecha|day|tag|buchungsdatum|posting date|transaction date)$/i.test(header[day.column]?.trim() ?? '');
}

function knownBank(header: readonly string[]): boolean {
  const names = header.map(headerColumn);
  const same = (known: readonly string[]): boolean =>
    known.length > 3 && known.every((name, at) => names[at] === headerColumn(name)) && known.length === names.length;
  return [...KNOWN_LAYOUTS.map((layout) => layout.header), ...SUMMARY_HEADERS].some(same);
}
