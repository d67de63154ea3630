import { isTimeZone } from '../../foundation/calendar/time-zone.ts';
import { isCurrency, type Currency } from '../../foundation/money/currency.ts';
import { countryMeant } from '../../foundation/text/country-code.ts';
import { CUSTOMER_FIELDS, CUSTOMER_REQUIRED, type CustomerKind, type CustomerRow } from './customer-row.ts';
import { PLAIN_PROFILE, type Profile } from './profile.ts';
import { readDelimited, type DelimitedRow } from './read-delimited.ts';
import { NOTHING_ACCEPTED, readAmountValue, type Accepted } from './read-value.ts';
import { overlongCell, textOrNull, type RowBatch, type RowOptions } from './row-batch.ts';
import { cellProblem, rowProblem, type RowProblem, type RowProblemCode, type Suggestion } from './row-problem.ts';

type CustomerField = (typeof CUSTOMER_FIELDS)[number];
/** A cell's value, or why it cannot be used. The reasons never repeat addresses or account numbers. */
type Read<T> = { readonly value: T } | { readonly reason: string; readonly code?: RowProblemCode; readonly suggestion?: Suggestion };

/** Their values are not repeated in problems. */
const PERSONAL: ReadonlySet<CustomerField> = new Set<CustomerField>(['iban', 'email', 'managementEmail', 'phone']);

const MAX_ADDRESS_LINES = 6;
const KINDS: Readonly<Record<string, CustomerKind>> = {
  business: 'business',
  company: 'business',
  b2b: 'business',
  consumer: 'consumer',
  person: 'consumer',
  private: 'consumer',
  b2c: 'consumer',
  public: 'public',
  government: 'public',
  b2g: 'public',
};

/** Reads a file of customers. A row needs a number or a name; any other unreadable cell becomes null, with a problem, and the row is kept.
 *  The second row of a number is a problem and is not yielded. Refusals: those of `readDelimited`. */
export async function* readCustomerRows(source: AsyncIterable<Uint8Array>, options: RowOptions = {}): AsyncGenerator<RowBatch<CustomerRow>> {
  const profile = options.profile ?? PLAIN_PROFILE;
  const lineOfNumber = new Map<string, number>();
  for await (const batch of readDelimited(source, { profile, fields: CUSTOMER_FIELDS, required: CUSTOMER_REQUIRED })) {
    const rows: CustomerRow[] = [];
    const problems: RowProblem[] = [...batch.problems];
    for (const read of batch.rows) {
      const overlong = overlongCell(read, profile);
      if (overlong) {
        problems.push(overlong);
        continue;
      }
      const row = customerRowOf(read, profile, options, problems);
      if (!row) continue;
      const earlier = row.number === null ? undefined : lineOfNumber.get(row.number);
      if (earlier !== undefined) {
        const message = `the customer number "${row.number}" stands on line ${earlier} already; this row was not read`;
        problems.push(cellProblem({ profile, line: row.line, field: 'number' }, { code: 'number_repeated', message, value: row.number }));
        continue;
      }
      if (row.number !== null) lineOfNumber.set(row.number, row.line);
      rows.push(row);
    }
    yield { rows, problems, read: batch.rows.length + batch.unreadRows };
  }
}

function customerRowOf(read: DelimitedRow, profile: Profile, options: RowOptions, problems: RowProblem[]): CustomerRow | undefined {
  const { defaultCurrency: fallback, accepted = NOTHING_ACCEPTED, wholeRows = false } = options;
  const before = problems.length;
  const text = (field: CustomerField): string | null => textOrNull(read.values[field]);
  const optional = <T>(field: CustomerField, parse: (text: string) => Read<T>): T | null => {
    const given = text(field);
    if (given === null) return null;
    const parsed = parse(given);
    if ('value' in parsed) return parsed.value;
    const message = `${parsed.reason}; the customer was ${wholeRows ? 'not read' : 'read without it'}`;
    const value = PERSONAL.has(field) ? null : given;
    const { code = 'value_unusable', suggestion } = parsed;
    problems.push(cellProblem({ profile, line: read.line, field }, { code, message, value, rowKept: !wholeRows, suggestion }));
    return null;
  };
  const number = text('number');
  const name = text('name');
  if (number === null && name === null) {
    const message = 'the row has neither a customer number nor a name; it was not read';
    problems.push(rowProblem({ line: read.line, field: null }, { code: 'customer_missing', message }));
    return undefined;
  }
  const creditLimit = optional('creditLimit', (amount) => readCreditLimit(amount, text('currency') ?? fallback, { profile, accepted }));
  const row: CustomerRow = {
    line: read.line,
    number,
    name,
    email: optional('email', readEmail),
    iban: optional('iban', readIban),
    parentNumber: optional('parentNumber', (parent) => (parent === number ? { reason: 'a customer cannot be its own parent' } : { value: parent })),
    kind: optional('kind', readKind),
    country: optional('country', readCountry),
    language: optional('language', readLanguage),
    terms: text('terms'),
    creditLimitMinor: creditLimit?.minor ?? null,
    currency: creditLimit?.currency ?? null,
    group: text('group'),
    timeZone: optional('timeZone', readTimeZone),
    addressLines: addressLinesOf(text),
    postalCode: text('postalCode'),
    city: text('city'),
    vatId: optional('vatId', readVatId),
    phone: optional('phone', readPhone),
    managementEmail: optional('managementEmail', readEmail),
  };
  return wholeRows && problems.length > before ? undefined : row;
}

/** Files have the street in one cell, in several, or as lines of one. */
function addressLinesOf(text: (field: CustomerField) => string | null): readonly string[] | null {
  const lines = [...(text('address') ?? '').split(/[\r\n]+/), text('street') ?? '', text('address1') ?? '', text('address2') ?? '']
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length === 0 ? null : lines.slice(0, MAX_ADDRESS_LINES);
}

function readTimeZone(text: string): Read<string> {
  return isTimeZone(text) ? { value: text } : { reason: `"${text.slice(0, 40)}" is not an IANA time zone such as Europe/Berlin or America/New_York` };
}

function readVatId(text: string): Read<string> {
  const vatId = text.replace(/\s/g, '').toUpperCase();
  return /^[A-Z0-9][A-Z0-9+*./-]{1,29}$/.test(vatId) ? { value: vatId } : { reason: 'this is not a tax number of letters and digits' };
}

function readPhone(text: string): Read<string> {
  return /^[+(\d][\d\s()/.x-]{2,48}$/i.test(text) ? { value: text } : { reason: 'this is not one telephone number' };
}

type CreditLimit = { readonly minor: bigint; readonly currency: Currency };

function readCreditLimit(text: string, code: string | undefined, how: { readonly profile: Profile; readonly accepted: Accepted }): Read<CreditLimit> {
  const currency = code?.toUpperCase();
  if (currency === undefined) {
    return { code: 'currency_missing', reason: 'neither the row, the profile nor the company says in which currency the credit limit is' };
  }
  if (!isCurrency(currency)) return { code: 'currency_unknown', reason: `"${currency}" is not an ISO 4217 currency code` };
  const read = readAmountValue(text, { decimalMark: how.profile.decimalMark, currency }, how.accepted);
  if (!read.ok) return read;
  return read.value < 0n ? { reason: 'a credit limit cannot be negative' } : { value: { minor: read.value, currency } };
}

function readEmail(text: string): Read<string> {
  return text.length <= 254 && /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@.,;<>]+$/.test(text) ? { value: text } : { reason: 'this is not one e-mail address' };
}

/** ISO 13616: the check digits make the rearranged number 1 modulo 97. */
function readIban(text: string): Read<string> {
  const iban = text.replace(/\s/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return { reason: 'this is not an IBAN' };
  const digits = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n ? { value: iban } : { reason: 'the check digits of this IBAN are wrong' };
}

function readKind(text: string): Read<CustomerKind> {
  const name = text.toLowerCase();
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  return kind ? { value: kind } : { reason: `"${text.slice(0, 40)}" is no kind of customer; write business, consumer or public` };
}

function readCountry(text: string): Read<string> {
  const value = countryMeant(text);
  return value === undefined ? { reason: `"${text.slice(0, 40)}" is not a country; write a two-letter code such as DE or US, or its name` } : { value };
}

function readLanguage(text: string): Read<string> {
  const reason = `"${text.slice(0, 40)}" is not a language tag such as en, de or fr-CH`;
  if (!/^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.test(text)) return { reason };
  try {
    const [tag] = Intl.getCanonicalLocales(text.replaceAll('_', '-'));
    return tag === undefined ? { reason } : { value: tag };
  } catch {
    // A tag of the right shape can still be none, for example with one variant twice.
    return { reason };
  }
}
