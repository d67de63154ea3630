import type { Problem } from '../../foundation/errors/refusal.ts';
import { isCurrency, type Currency } from '../../foundation/money/currency.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { INVOICE_FIELDS, type InvoiceRow } from './invoice-row.ts';
import { cellPlace } from './map-columns.ts';
import { PLAIN_PROFILE, type Profile } from './profile.ts';
import { readAmount } from './read-amount.ts';
import { readDay } from './read-day.ts';
import { readDelimited, type DelimitedRow } from './read-delimited.ts';
import { textOrNull, type RowBatch, type RowOptions } from './row-batch.ts';

const REQUIRED = [['number'], ['amount'], ['issuedOn'], ['customerNumber', 'customerName']];

/** Reads a file of invoices. A row is yielded unless one of its number, customer, day of issue, currency or amounts cannot be relied on:
 *  an unreadable settlement day or open amount keeps the row back too, since the invoice would look unpaid.
 *  An unreadable due day leaves `dueOn` null, with a problem: terms or the day of issue still date the invoice.
 *  The second row of a number is a problem. Refusals: those of `readDelimited`. */
export async function* readInvoiceRows(source: AsyncIterable<Uint8Array>, options: RowOptions = {}): AsyncGenerator<RowBatch<InvoiceRow>> {
  const profile = options.profile ?? PLAIN_PROFILE;
  const lineOfNumber = new Map<string, number>();
  for await (const batch of readDelimited(source, { profile, fields: INVOICE_FIELDS, required: REQUIRED })) {
    const rows: InvoiceRow[] = [];
    const problems: Problem[] = [...batch.problems];
    for (const read of batch.rows) {
      const row = invoiceRowOf(read, profile, options.defaultCurrency, problems);
      if (!row) continue;
      const earlier = lineOfNumber.get(row.number);
      if (earlier === undefined) {
        lineOfNumber.set(row.number, row.line);
        rows.push(row);
      } else {
        const message = `the invoice number "${row.number}" stands on line ${earlier} already; this row was not read`;
        problems.push({ where: cellPlace(profile, row.line, 'number'), message });
      }
    }
    yield { rows, problems };
  }
}

function invoiceRowOf(read: DelimitedRow, profile: Profile, defaultCurrency: Currency | undefined, problems: Problem[]): InvoiceRow | undefined {
  const cells = new InvoiceCells(read, profile, problems);
  const number = cells.text('number');
  if (number === null) cells.reject('number', 'the invoice has no number');
  const customerNumber = cells.text('customerNumber');
  const customerName = cells.text('customerName');
  if (customerNumber === null && customerName === null) {
    cells.reject(
      profile.columns?.['customerNumber'] === undefined && profile.columns ? 'customerName' : 'customerNumber',
      'the invoice names no customer',
    );
  }
  const issuedOn = cells.dayOrReject('issuedOn', 'an invoice needs its day of issue');
  const dueOn = cells.dueOn();
  const currency = cells.currency(defaultCurrency);
  const amountMinor = currency && cells.amountOrReject('amount', currency, 'an invoice needs its amount');
  const settledOn =
    cells.text('settledOn') === null ? null : cells.dayOrReject('settledOn', 'without its day of settlement the invoice would look unpaid');
  const openAmountMinor =
    cells.text('openAmount') === null || !currency
      ? null
      : cells.amountOrReject('openAmount', currency, 'a wrong open amount would change what is owed');
  if (cells.rejected || number === null || issuedOn === null || amountMinor === undefined || amountMinor === null || !currency) return undefined;
  const terms = cells.text('terms');
  const reference = cells.text('reference');
  return {
    line: read.line,
    customerNumber,
    customerName,
    number,
    issuedOn,
    dueOn,
    currency,
    amountMinor,
    terms,
    settledOn,
    openAmountMinor,
    reference,
  };
}

/** The cells of one row, and whether one of them keeps the row back. */
class InvoiceCells {
  rejected = false;
  readonly #read: DelimitedRow;
  readonly #profile: Profile;
  readonly #problems: Problem[];

  constructor(read: DelimitedRow, profile: Profile, problems: Problem[]) {
    this.#read = read;
    this.#profile = profile;
    this.#problems = problems;
  }

  text(field: (typeof INVOICE_FIELDS)[number]): string | null {
    return textOrNull(this.#read.values[field]);
  }

  reject(field: string, reason: string): null {
    this.rejected = true;
    this.#problems.push({ where: cellPlace(this.#profile, this.#read.line, field), message: `${reason}; the invoice was not read` });
    return null;
  }

  dayOrReject(field: 'issuedOn' | 'settledOn', why: string): Day | null {
    const parsed = readDay(this.#read.values[field] ?? '', this.#profile.dateOrder);
    return parsed.ok ? parsed.day : this.reject(field, `${parsed.reason}, and ${why}`);
  }

  dueOn(): Day | null {
    const text = this.text('dueOn');
    if (text === null) return null;
    const parsed = readDay(text, this.#profile.dateOrder);
    if (parsed.ok) return parsed.day;
    const message = `${parsed.reason}; the invoice was read without a due day, which its terms will set`;
    this.#problems.push({ where: cellPlace(this.#profile, this.#read.line, 'dueOn'), message });
    return null;
  }

  currency(fallback: Currency | undefined): Currency | null {
    const text = this.text('currency')?.toUpperCase() ?? fallback;
    if (text === undefined) return this.reject('currency', 'neither the row, the profile nor the company says which currency');
    return isCurrency(text) ? text : this.reject('currency', `"${text}" is not an ISO 4217 currency code`);
  }

  amountOrReject(field: 'amount' | 'openAmount', currency: Currency, why: string): bigint | null {
    const parsed = readAmount(this.#read.values[field] ?? '', { decimalMark: this.#profile.decimalMark, currency });
    return parsed.ok ? parsed.minor : this.reject(field, `${parsed.reason}, and ${why}`);
  }
}
