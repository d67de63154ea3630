import { countryMeant } from '../../foundation/text/country-code.ts';
import type { ColumnFacts, ColumnLook } from './column-tally.ts';
import { CUSTOMER_FIELDS, CUSTOMER_REQUIRED } from './customer-row.ts';
import { fieldsNamed, type GuessedKind } from './header-words.ts';
import { INVOICE_FIELDS, INVOICE_REQUIRED } from './invoice-row.ts';
import { headerColumn, type RequiredFields } from './map-columns.ts';
import { PAYMENT_FIELDS, PAYMENT_REQUIRED } from './payment-row.ts';

export const FIELDS_OF: Readonly<Record<GuessedKind, readonly string[]>> = { customers: CUSTOMER_FIELDS, invoices: INVOICE_FIELDS, payments: PAYMENT_FIELDS };
export const REQUIRED_OF: Readonly<Record<GuessedKind, RequiredFields>> = {
  customers: CUSTOMER_REQUIRED,
  invoices: INVOICE_REQUIRED,
  payments: PAYMENT_REQUIRED,
};

/** Why a column is taken for a field. `header_and_contents`: its name is known and its values fit; `header`: there are no values that could say anything;
 *  `header_part`: a part of its name; `only_fit`: nothing but its values, and no other column has such; `open_as_amount`: the file has no other amount;
 *  `kept_profile`, `given`: somebody said so before, or now. */
export type GuessReason = 'header_and_contents' | 'header' | 'header_part' | 'only_fit' | 'open_as_amount' | 'kept_profile' | 'given';

export type ColumnGuess = {
  readonly field: string;
  readonly column: number;
  /** 0 to 1. */
  readonly confidence: number;
  readonly reason: GuessReason;
};

export type ColumnToGuess = { readonly name: string; readonly facts: ColumnFacts };

const DATES = new Set(['issuedOn', 'dueOn', 'settledOn', 'receivedOn']);
const AMOUNTS = new Set(['amount', 'openAmount', 'creditLimit']);
const NUMBERS = new Set(['number', 'customerNumber', 'parentNumber']);
const NAMES = new Set(['name', 'customerName', 'city', 'street', 'address', 'address1']);
const LEAST = 0.35;

/** Guesses which column is which field, each column at most once and each field at most once, the surest first. A column that stands twice in the
 *  header is left out: no profile could name it. */
export function guessColumns(columns: readonly ColumnToGuess[], kind: GuessedKind): ColumnGuess[] {
  const names = columns.map((column) => headerColumn(column.name));
  const usable = (at: number): boolean => names[at] !== '' && names.indexOf(names[at] ?? '') === names.lastIndexOf(names[at] ?? '');
  const candidates = columns.flatMap((column, at) => {
    if (!usable(at)) return [];
    return [...fieldsNamed(column.name, kind)].flatMap(([field, named]) => {
      const fits = contentsFit(field, column.facts);
      const confidence = named * fits;
      return confidence < LEAST ? [] : [{ field, column: at, confidence, reason: reasonOf(named, column.facts) }];
    });
  });
  const taken = new Map<string, ColumnGuess>();
  const used = new Set<number>();
  const take = (guess: ColumnGuess): void => {
    if (taken.has(guess.field) || used.has(guess.column)) return;
    taken.set(guess.field, { ...guess, confidence: rounded(guess.confidence) });
    used.add(guess.column);
  };
  for (const guess of candidates.toSorted((a, b) => b.confidence - a.confidence || a.column - b.column)) take(guess);
  for (const guess of leftOver(columns, kind, { taken, used, usable })) take(guess);
  const open = taken.get('openAmount');
  if (kind === 'invoices' && open && !taken.has('amount')) {
    taken.delete('openAmount');
    taken.set('amount', { ...open, field: 'amount', confidence: rounded(open.confidence * 0.8), reason: 'open_as_amount' });
  }
  return FIELDS_OF[kind].flatMap((field) => taken.get(field) ?? []);
}

type Taken = { readonly taken: ReadonlyMap<string, ColumnGuess>; readonly used: ReadonlySet<number>; readonly usable: (at: number) => boolean };

/** A needed field without a column gets the only one left whose values fit, if there is one alone. */
function leftOver(columns: readonly ColumnToGuess[], kind: GuessedKind, { taken, used, usable }: Taken): ColumnGuess[] {
  const needed: [string, ColumnLook][] =
    kind === 'customers'
      ? []
      : [
          ['amount', 'amount'],
          [kind === 'invoices' ? 'issuedOn' : 'receivedOn', 'date'],
        ];
  return needed.flatMap(([field, look]): ColumnGuess[] => {
    if (taken.has(field) || (field === 'amount' && taken.has('openAmount'))) return [];
    const fitting = columns.flatMap((column, at) => (!used.has(at) && usable(at) && column.facts.look === look ? [at] : []));
    return fitting.length === 1 ? [{ field, column: fitting[0] as number, confidence: 0.4, reason: 'only_fit' }] : [];
  });
}

function reasonOf(named: number, facts: ColumnFacts): GuessReason {
  if (facts.filled === 0) return 'header';
  return named === 1 ? 'header_and_contents' : 'header_part';
}

/** Whether the values of a column can be those of a field: 0 (never) to 1. */
function contentsFit(field: string, facts: ColumnFacts): number {
  const { look, filled, counts, dates } = facts;
  if (filled === 0) return 0.6;
  const share = (count: number | undefined): number => (count ?? 0) / filled;
  if (DATES.has(field)) {
    if (look === 'date') return 1;
    return share((counts.date ?? 0) + dates.compact) >= 0.3 ? 0.6 : 0;
  }
  if (AMOUNTS.has(field)) {
    if (look === 'amount') return 1;
    if (look === 'number') return 0.85;
    return share((counts.amount ?? 0) + (counts.number ?? 0)) >= 0.4 ? 0.6 : 0;
  }
  if (field === 'currency') return look === 'currency' ? 1 : 0;
  if (field === 'country') return look === 'country' ? 1 : namesCountries(facts) ? 0.9 : 0.2;
  if (field === 'iban') return look === 'iban' ? 1 : 0;
  if (field === 'email' || field === 'managementEmail') return look === 'email' ? 1 : share(counts.email) >= 0.3 ? 0.8 : 0;
  if (share(counts.email) >= 0.3) return 0;
  if (look === 'date' || look === 'amount' || look === 'email' || look === 'iban') return 0;
  if (NUMBERS.has(field)) return numberFits(field, facts);
  if (NAMES.has(field)) return look === 'text' ? 1 : look === 'number' ? 0.3 : 0.6;
  return 1;
}

/** Names of countries, written out. */
function namesCountries({ samples }: ColumnFacts): boolean {
  return samples.length > 0 && samples.filter((sample) => countryMeant(sample) !== undefined).length * 2 > samples.length;
}

/** A number is short and hardly ever has spaces in it; that of an invoice is nearly always another one. "Account" and "Customer" are names in some files. */
function numberFits(field: string, { look, samples, distinct, filled }: ColumnFacts): number {
  if (look === 'currency' || look === 'country') return 0.3;
  const worded = samples.filter((sample) => /\p{L}{2,} +\p{L}/u.test(sample) || !/\d/.test(sample)).length;
  const prose = samples.length > 0 && worded * 2 > samples.length ? 0.45 : 1;
  return field === 'number' && filled > 20 && distinct * 5 < filled ? 0.6 * prose : prose;
}

/** The groups of needed fields for which there is neither a column nor a constant. */
export function missingFields(kind: GuessedKind, has: (field: string) => boolean): readonly (readonly string[])[] {
  return REQUIRED_OF[kind].filter((group) => !group.some(has));
}

function rounded(share: number): number {
  return Math.round(share * 100) / 100;
}
