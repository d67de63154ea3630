import { isCurrency, type Currency } from '../../foundation/money/currency.ts';
import { parseDecimal } from '../../foundation/money/money.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { PAYMENT_FIELDS, PAYMENT_REQUIRED, PAYMENT_ROW_METHODS, type PaymentRow, type PaymentRowMethod } from './payment-row.ts';
import { PLAIN_PROFILE, type Profile } from './profile.ts';
import { readDelimited, type DelimitedRow } from './read-delimited.ts';
import { NOTHING_ACCEPTED, readAmountValue, readDayValue, type Accepted } from './read-value.ts';
import { textOrNull, type RejectedMoney, type RowBatch, type RowOptions } from './row-batch.ts';
import { cellProblem, type RowProblem, type ToldProblem } from './row-problem.ts';

type PaymentField = (typeof PAYMENT_FIELDS)[number];

/** Reads a file of payments. A row is yielded only when all that it says can be relied on: who paid, how much, when, by which method, and
 *  whether the bank has still to report it (read wrongly, money would count twice). Refusals: those of `readDelimited`. */
export async function* readPaymentRows(source: AsyncIterable<Uint8Array>, options: RowOptions = {}): AsyncGenerator<RowBatch<PaymentRow>> {
  const profile = options.profile ?? PLAIN_PROFILE;
  for await (const batch of readDelimited(source, { profile, fields: PAYMENT_FIELDS, required: PAYMENT_REQUIRED })) {
    const problems: RowProblem[] = [...batch.problems];
    const rejectedMoney: RejectedMoney[] = [];
    const accepted = options.accepted ?? NOTHING_ACCEPTED;
    const rows = batch.rows.flatMap(
      (read) => paymentRowOf({ read, profile, problems, accepted, rejectedMoney, meantMinor: null, rejected: false }, options.defaultCurrency) ?? [],
    );
    yield { rows, problems, rejected: rejectedMoney, read: batch.rows.length + batch.unreadRows };
  }
}

/** The row that is being read, and whether one of its cells keeps it back. */
type ReadingPayment = {
  readonly read: DelimitedRow;
  readonly profile: Profile;
  readonly problems: RowProblem[];
  readonly accepted: Accepted;
  readonly rejectedMoney: RejectedMoney[];
  /** What an amount that could not be read as it stands probably means, in minor units. */
  meantMinor: bigint | null;
  rejected: boolean;
};

function paymentRowOf(row: ReadingPayment, defaultCurrency: Currency | undefined): PaymentRow | undefined {
  const customerNumber = textOf(row, 'customerNumber');
  const customerName = textOf(row, 'customerName');
  const invoiceNumber = textOf(row, 'number');
  if (customerNumber === null && customerName === null && invoiceNumber === null) {
    const named = (['customerNumber', 'customerName', 'number'] as const).find((field) => row.read.values[field] !== undefined) ?? 'customerNumber';
    reject(row, named, { code: 'customer_missing', message: 'the payment names neither a customer nor an invoice' });
  }
  const receivedOn = receivedOnOf(row);
  const currency = currencyOf(row, defaultCurrency);
  const amountMinor = currency && amountOf(row, currency);
  const method = methodOf(row);
  const awaitsBank = awaitsBankOf(row);
  if (row.rejected || receivedOn === null || currency === null || amountMinor === null || method === null || awaitsBank === null) {
    const minor = amountMinor ?? row.meantMinor;
    if (currency !== null && minor !== null) row.rejectedMoney.push({ line: row.read.line, currency, minor, openMinor: 0n });
    return undefined;
  }
  const reference = textOf(row, 'reference');
  return { line: row.read.line, customerNumber, customerName, invoiceNumber, currency, amountMinor, receivedOn, method, reference, awaitsBank };
}

function textOf(row: ReadingPayment, field: PaymentField): string | null {
  return textOrNull(row.read.values[field]);
}

function reject(row: ReadingPayment, field: PaymentField, told: ToldProblem): null {
  row.rejected = true;
  const value = row.read.values[field] ?? null;
  row.problems.push(
    cellProblem({ profile: row.profile, line: row.read.line, field }, { value, ...told, message: `${told.message}; the payment was not read` }),
  );
  return null;
}

function receivedOnOf(row: ReadingPayment): Day | null {
  const read = readDayValue(row.read.values['receivedOn'] ?? '', row.profile.dateOrder, row.accepted);
  if (read.ok) return read.value;
  return reject(row, 'receivedOn', { ...read, message: `${read.reason}, and a payment needs the day on which it was received` });
}

function currencyOf(row: ReadingPayment, fallback: Currency | undefined): Currency | null {
  const text = textOf(row, 'currency')?.toUpperCase() ?? fallback;
  if (text === undefined) {
    return reject(row, 'currency', { code: 'currency_missing', message: 'neither the row, the profile nor the company says which currency' });
  }
  return isCurrency(text) ? text : reject(row, 'currency', { code: 'currency_unknown', message: `"${text}" is not an ISO 4217 currency code` });
}

function amountOf(row: ReadingPayment, currency: Currency): bigint | null {
  const read = readAmountValue(row.read.values['amount'] ?? '', { decimalMark: row.profile.decimalMark, currency }, row.accepted);
  if (!read.ok) {
    const meant = read.suggestion && parseDecimal(read.suggestion.value, currency);
    row.meantMinor = meant?.ok ? meant.minor : null;
    return reject(row, 'amount', { ...read, message: `${read.reason}, and a payment needs its amount` });
  }
  if (read.value > 0n) return read.value;
  return reject(row, 'amount', { code: 'amount_not_positive', message: 'a payment is more than zero (money going out is a refund)' });
}

function methodOf(row: ReadingPayment): PaymentRowMethod | null {
  const text = textOf(row, 'method');
  if (text === null) return 'bank_transfer';
  const plain = text.toLowerCase().replace(/[\s-]+/g, '_');
  const found = PAYMENT_ROW_METHODS.find((method) => method === plain);
  return found ?? reject(row, 'method', { code: 'value_unusable', message: `"${text}" is no method; there are ${PAYMENT_ROW_METHODS.join(', ')}` });
}

function awaitsBankOf(row: ReadingPayment): boolean | null {
  const text = textOf(row, 'awaitsBank')?.toLowerCase() ?? 'no';
  if (text === 'yes' || text === 'no') return text === 'yes';
  return reject(row, 'awaitsBank', { code: 'value_unusable', message: `"${text}" is neither yes nor no, and without it money could count twice` });
}
