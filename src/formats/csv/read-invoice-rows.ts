import type { Problem } from '../../foundation/errors/refusal.ts';
import { isCurrency, type Currency } from '../../foundation/money/currency.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { INVOICE_FIELDS, INVOICE_REQUIRED, type InvoiceRow } from './invoice-row.ts';
import { cellPlace } from './map-columns.ts';
import { PLAIN_PROFILE, type Profile } from './profile.ts';
import { readAmount } from './read-amount.ts';
import { readDay } from './read-day.ts';
import { readDelimited, type DelimitedRow } from './read-delimited.ts';
import { overlongCell, textOrNull, type RowBatch, type RowOptions } from './row-batch.ts';

type InvoiceField = (typeof INVOICE_FIELDS)[number];

/** Reads a file of invoices. A row is yielded unless one of its number, customer, day of issue, currency or amounts cannot be relied on:
 *  an unreadable settlement day or open amount keeps the row back too, since the invoice would look unpaid.
 *  An unreadable due day leaves `dueOn` null, with a problem: terms or the day of issue still date the invoice.
 *  The second row of a number is a problem. Refusals: those of `readDelimited`. */
export async function* readInvoiceRows(source: AsyncIterable<Uint8Array>, options: RowOptions = {}): AsyncGenerator<RowBatch<InvoiceRow>> {
  const profile = options.profile ?? PLAIN_PROFILE;
  const lineOfNumber = new Map<string, number>();
  for await (const batch of readDelimited(source, { profile, fields: INVOICE_FIELDS, required: INVOICE_REQUIRED })) {
    const rows: InvoiceRow[] = [];
    const problems: Problem[] = [...batch.problems];
    for (const read of batch.rows) {
      const overlong = overlongCell(read, profile);
      if (overlong) {
        problems.push(overlong);
        continue;
      }
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
    yield { rows, problems, read: batch.rows.length + batch.unreadRows };
  }
}

function invoiceRowOf(read: DelimitedRow, profile: Profile, defaultCurrency: Currency | undefined, problems: Problem[]): InvoiceRow | undefined {
  const row: ReadingInvoice = { read, profile, problems, rejected: false };
  const number = textOf(row, 'number') ?? reject(row, 'number', 'the invoice has no number');
  const customerNumber = textOf(row, 'customerNumber');
  const customerName = textOf(row, 'customerName');
  if (customerNumber === null && customerName === null) {
    reject(row, read.values['customerNumber'] === undefined ? 'customerName' : 'customerNumber', 'the invoice names no customer');
  }
  const issuedOn = dayOrReject(row, 'issuedOn', 'an invoice needs its day of issue');
  const dueOn = dueOnOf(row);
  const currency = currencyOf(row, defaultCurrency);
  const amountMinor = currency && amountOrReject(row, 'amount', currency, 'an invoice needs its amount');
  const settled = textOf(row, 'settledOn') !== null;
  const settledOn = settled ? dayOrReject(row, 'settledOn', 'without its day of settlement the invoice would look unpaid') : null;
  const partlyOpen = textOf(row, 'openAmount') !== null;
  const openAmountMinor = partlyOpen && currency ? amountOrReject(row, 'openAmount', currency, 'a wrong open amount would change what is owed') : null;
  if (row.rejected || number === null || issuedOn === null || amountMinor === null || currency === null) return undefined;
  const terms = textOf(row, 'terms');
  const reference = textOf(row, 'reference');
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

/** The row that is being read, and whether one of its cells keeps it back. */
type ReadingInvoice = { readonly read: DelimitedRow; readonly profile: Profile; readonly problems: Problem[]; rejected: boolean };

function textOf(row: ReadingInvoice, field: InvoiceField): string | null {
  return textOrNull(row.read.values[field]);
}

function reject(row: ReadingInvoice, field: InvoiceField, reason: string): null {
  row.rejected = true;
  row.problems.push({ where: cellPlace(row.profile, row.read.line, field), message: `${reason}; the invoice was not read` });
  return null;
}

function dayOrReject(row: ReadingInvoice, field: 'issuedOn' | 'settledOn', why: string): Day | null {
  const parsed = readDay(row.read.values[field] ?? '', row.profile.dateOrder);
  return parsed.ok ? parsed.day : reject(row, field, `${parsed.reason}, and ${why}`);
}

function dueOnOf(row: ReadingInvoice): Day | null {
  const text = textOf(row, 'dueOn');
  if (text === null) return null;
  const parsed = readDay(text, row.profile.dateOrder);
  if (parsed.ok) return parsed.day;
  const message = `${parsed.reason}; the invoice was read without a due day, which its terms will set`;
  row.problems.push({ where: cellPlace(row.profile, row.read.line, 'dueOn'), message });
  return null;
}

function currencyOf(row: ReadingInvoice, fallback: Currency | undefined): Currency | null {
  const text = textOf(row, 'currency')?.toUpperCase() ?? fallback;
  if (text === undefined) return reject(row, 'currency', 'neither the row, the profile nor the company says which currency');
  return isCurrency(text) ? text : reject(row, 'currency', `"${text}" is not an ISO 4217 currency code`);
}

function amountOrReject(row: ReadingInvoice, field: 'amount' | 'openAmount', currency: Currency, why: string): bigint | null {
  const parsed = readAmount(row.read.values[field] ?? '', { decimalMark: row.profile.decimalMark, currency });
  return parsed.ok ? parsed.minor : reject(row, field, `${parsed.reason}, and ${why}`);
}
