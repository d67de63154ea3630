import { isCurrency, type Currency } from '../../foundation/money/currency.ts';
import { parseDecimal } from '../../foundation/money/money.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { INVOICE_FIELDS, INVOICE_REQUIRED, type InvoiceRow } from './invoice-row.ts';
import { PLAIN_PROFILE, type Profile } from './profile.ts';
import { readDelimited, type DelimitedRow } from './read-delimited.ts';
import { NOTHING_ACCEPTED, readAmountValue, readDayValue, type Accepted } from './read-value.ts';
import { overlongCell, textOrNull, type RejectedMoney, type RowBatch, type RowMoney, type RowOptions } from './row-batch.ts';
import { cellProblem, type RowProblem, type ToldProblem } from './row-problem.ts';

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
    const problems: RowProblem[] = [...batch.problems];
    const rejected: RejectedMoney[] = [];
    for (const read of batch.rows) {
      const overlong = overlongCell(read, profile);
      if (overlong) {
        problems.push(overlong);
        continue;
      }
      const row = invoiceRowOf(read, { profile, options, problems, rejected });
      if (!row) continue;
      const earlier = lineOfNumber.get(row.number);
      if (earlier === undefined) {
        lineOfNumber.set(row.number, row.line);
        rows.push(row);
      } else {
        const message = `the invoice number "${row.number}" stands on line ${earlier} already; this row was not read`;
        problems.push(cellProblem({ profile, line: row.line, field: 'number' }, { code: 'number_repeated', message, value: row.number }));
        rejected.push({ line: row.line, ...moneyOf(row) });
      }
    }
    yield { rows, problems, rejected, read: batch.rows.length + batch.unreadRows };
  }
}

type Into = { readonly profile: Profile; readonly options: RowOptions; readonly problems: RowProblem[]; readonly rejected: RejectedMoney[] };

function invoiceRowOf(read: DelimitedRow, { profile, options, problems, rejected }: Into): InvoiceRow | undefined {
  const row: ReadingInvoice = {
    read,
    profile,
    problems,
    accepted: options.accepted ?? NOTHING_ACCEPTED,
    wholeRows: options.wholeRows === true,
    meant: {},
    rejected: false,
  };
  const number = textOf(row, 'number') ?? reject(row, 'number', { code: 'number_missing', message: 'the invoice has no number' });
  const customerNumber = textOf(row, 'customerNumber');
  const customerName = textOf(row, 'customerName');
  if (customerNumber === null && customerName === null) {
    const field = read.values['customerNumber'] === undefined ? 'customerName' : 'customerNumber';
    reject(row, field, { code: 'customer_missing', message: 'the invoice names no customer' });
  }
  const issuedOn = dayOrReject(row, 'issuedOn', 'an invoice needs its day of issue');
  const dueOn = dueOnOf(row);
  const currency = currencyOf(row, options.defaultCurrency);
  const amountMinor = currency && amountOrReject(row, 'amount', currency, 'an invoice needs its amount');
  const settled = textOf(row, 'settledOn') !== null;
  const settledOn = settled ? dayOrReject(row, 'settledOn', 'without its day of settlement the invoice would look unpaid') : null;
  const partlyOpen = textOf(row, 'openAmount') !== null;
  const openAmountMinor = partlyOpen && currency ? amountOrReject(row, 'openAmount', currency, 'a wrong open amount would change what is owed') : null;
  if (row.rejected || number === null || issuedOn === null || amountMinor === null || currency === null) {
    const money = meantMoney(row, { currency, amountMinor, openAmountMinor, settledOn, partlyOpen });
    if (money) rejected.push({ line: read.line, ...money });
    return undefined;
  }
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

/** What a row says of money: the whole, and what was open of it. */
export function moneyOf(row: Pick<InvoiceRow, 'currency' | 'amountMinor' | 'openAmountMinor' | 'settledOn'>): RowMoney {
  const { currency, amountMinor: minor, openAmountMinor, settledOn } = row;
  return { currency, minor, openMinor: openAmountMinor ?? (settledOn === null ? minor : 0n) };
}

type ReadMoney = {
  readonly currency: Currency | null;
  readonly amountMinor: bigint | null;
  readonly openAmountMinor: bigint | null;
  readonly settledOn: Day | null;
  readonly partlyOpen: boolean;
};

/** The money of a row that is kept back; undefined where one of its amounts says nothing. */
function meantMoney(row: ReadingInvoice, { currency, amountMinor, openAmountMinor, settledOn, partlyOpen }: ReadMoney): RowMoney | undefined {
  const whole = amountMinor ?? row.meant.amount;
  const open = openAmountMinor ?? row.meant.openAmount ?? null;
  if (currency === null || whole === undefined || (partlyOpen && open === null)) return undefined;
  return moneyOf({ currency, amountMinor: whole, openAmountMinor: open, settledOn });
}

/** The row that is being read, and whether one of its cells keeps it back. */
type ReadingInvoice = {
  readonly read: DelimitedRow;
  readonly profile: Profile;
  readonly problems: RowProblem[];
  readonly accepted: Accepted;
  readonly wholeRows: boolean;
  /** Minor units of amounts that could not be read as they stand, by what they probably mean. */
  readonly meant: { amount?: bigint; openAmount?: bigint };
  rejected: boolean;
};

function textOf(row: ReadingInvoice, field: InvoiceField): string | null {
  return textOrNull(row.read.values[field]);
}

function tell(row: ReadingInvoice, field: InvoiceField, told: ToldProblem): void {
  row.problems.push(cellProblem({ profile: row.profile, line: row.read.line, field }, { value: row.read.values[field] ?? null, ...told }));
}

function reject(row: ReadingInvoice, field: InvoiceField, told: ToldProblem): null {
  row.rejected = true;
  tell(row, field, { ...told, message: `${told.message}; the invoice was not read` });
  return null;
}

function dayOrReject(row: ReadingInvoice, field: 'issuedOn' | 'settledOn' | 'dueOn', why: string): Day | null {
  const read = readDayValue(row.read.values[field] ?? '', row.profile.dateOrder, row.accepted);
  return read.ok ? read.value : reject(row, field, { code: read.code, message: `${read.reason}, and ${why}`, suggestion: read.suggestion });
}

function dueOnOf(row: ReadingInvoice): Day | null {
  const text = textOf(row, 'dueOn');
  if (text === null) return null;
  if (row.wholeRows) return dayOrReject(row, 'dueOn', 'only rows without a problem are wanted');
  const read = readDayValue(text, row.profile.dateOrder, row.accepted);
  if (read.ok) return read.value;
  const message = `${read.reason}; the invoice was read without a due day, which its terms will set`;
  tell(row, 'dueOn', { code: read.code, message, rowKept: true, suggestion: read.suggestion });
  return null;
}

function currencyOf(row: ReadingInvoice, fallback: Currency | undefined): Currency | null {
  const text = textOf(row, 'currency')?.toUpperCase() ?? fallback;
  if (text === undefined) {
    return reject(row, 'currency', { code: 'currency_missing', message: 'neither the row, the profile nor the company says which currency' });
  }
  return isCurrency(text) ? text : reject(row, 'currency', { code: 'currency_unknown', message: `"${text}" is not an ISO 4217 currency code` });
}

function amountOrReject(row: ReadingInvoice, field: 'amount' | 'openAmount', currency: Currency, why: string): bigint | null {
  const read = readAmountValue(row.read.values[field] ?? '', { decimalMark: row.profile.decimalMark, currency }, row.accepted);
  if (read.ok) return read.value;
  const meant = read.suggestion && parseDecimal(read.suggestion.value, currency);
  if (meant?.ok) row.meant[field] = meant.minor;
  return reject(row, field, { code: read.code, message: `${read.reason}, and ${why}`, suggestion: read.suggestion });
}
