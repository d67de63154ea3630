import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { PaymentRow } from '../../formats/csv/payment-row.ts';
import type { RowBatch } from '../../formats/csv/row-batch.ts';
import { rowProblem, type RowProblem, type RowProblemCode } from '../../formats/csv/row-problem.ts';
import type { Ctx } from '../access/context.ts';
import { customerKey } from '../customers/customer.ts';
import { findCustomers, type StoredCustomer } from '../customers/find-customers.ts';
import { addMoney, countRows, openTally, tallyRows, type ImportTally } from '../customers/import-tally.ts';
import { waitForImports } from '../customers/wait-for-imports.ts';
import { findDocumentsByNumber, type StoredDocument } from '../invoices/find-documents.ts';
import { recordImport } from '../invoices/record-import.ts';
import { openBook, type Book } from '../ledger/book.ts';
import { loadKnownRates, requireRates } from '../ledger/exchange-rate.ts';
import { findReceivablesOfDocuments } from '../receivables/find-receivables.ts';
import { lockReceivables, type LockedReceivable } from '../receivables/lock-items.ts';
import { applyPayments, type ApplicationPart } from './apply-payments.ts';
import { findRecorded, recordedKey } from './find-recorded.ts';
import { rateMissing } from './rate-missing.ts';
import { recordPayments, type NewPayment } from './record-payments.ts';

export type PaymentImportOptions = {
  readonly fileName: string;
  readonly sha256: () => string;
  /** Good rows go in although others are bad; true refuses the whole file at the first problem. */
  readonly strict: boolean;
  readonly onProgress?: (read: number) => void;
};

export type PaymentImport = {
  /** Rows of the file, good and bad. */
  read: number;
  imported: number;
  /** Rows that did not go in: in the books already, or bad; each has its problem. */
  skipped: number;
  problems: RowProblem[];
  readonly tally: ImportTally;
};

const CHUNK_ROWS = 2_000;

/** Brings in payments that other books recorded. One that names its invoice is applied to it, up to what is open there, the earliest instalment
 *  first; the rest stays unapplied. Money that still awaits the bank comes from clearing, so that its bank line finds it and is linked; other money
 *  comes from opening equity. A payment with the customer, day, amount and reference of one in the books is that one, and is reported. */
export async function importPayments(ctx: Ctx, batches: AsyncIterable<RowBatch<PaymentRow>>, options: PaymentImportOptions): Promise<PaymentImport> {
  const book = await openBook(ctx);
  await waitForImports(ctx);
  const result: PaymentImport = { read: 0, imported: 0, skipped: 0, problems: [], tally: openTally() };
  for await (const batch of batches) {
    result.read += batch.read;
    result.problems.push(...batch.problems);
    countRows(result.tally, 'bad', batch.read - batch.rows.length);
    addMoney(result.tally, 'bad', batch.rejected ?? []);
    for (let at = 0; at < batch.rows.length; at += CHUNK_ROWS) {
      result.imported += await importRows(ctx, book, { rows: batch.rows.slice(at, at + CHUNK_ROWS), result });
    }
    const [first] = result.problems;
    if (options.strict && first) {
      throw new Refusal('import.strict', `${first.where}: ${first.message}. Nothing was imported because of --strict; mend the file or import without it.`, {
        problems: result.problems.length,
      });
    }
    options.onProgress?.(result.read);
  }
  result.skipped = result.read - result.imported;
  await recordImport(ctx, { kind: 'payments', fileName: options.fileName, sha256: options.sha256(), cutOverOn: null, ...result });
  return result;
}

/** A row with whose money it is and, where it names an invoice that it can settle, that invoice. */
type Placed = { readonly row: PaymentRow; readonly customerId: string; readonly documentId: string | null };

async function importRows(ctx: Ctx, book: Book, chunk: { rows: readonly PaymentRow[]; result: PaymentImport }): Promise<number> {
  const { problems, tally } = chunk.result;
  const rates = await loadKnownRates(
    ctx,
    chunk.rows.map(({ currency }) => currency),
  );
  const convertible = chunk.rows.filter(({ line, currency, receivedOn: on }) => {
    if (rates(currency, on) !== undefined) return true;
    problems.push(rowProblem({ line, field: 'currency' }, rateMissing({ currency, on, what: 'the payment' })));
    return false;
  });
  const found = await placeRows(ctx, convertible, problems);
  const placed = await withoutRecorded(ctx, found, problems);
  const [named, fresh] = [new Set(found.map((one) => one.row)), new Set(placed.map((one) => one.row))];
  const outcomeOf = (row: PaymentRow) => (fresh.has(row) ? 'fresh' : named.has(row) ? 'known' : 'bad');
  for (const row of chunk.rows) tallyRows(tally, outcomeOf(row), [{ currency: row.currency, minor: row.amountMinor, openMinor: 0n }]);
  if (placed.length === 0) return 0;
  // Receivables are locked before credits are made, like everywhere.
  const items = await lockItems(ctx, placed);
  const payments = placed.map((one) => paymentOf(ctx, one));
  const recorded = await recordPayments(ctx, book, payments, requireRates(ctx, rates));
  await applyPayments(
    ctx,
    book,
    placed.flatMap(({ documentId }, index) =>
      documentId === null ? [] : spread(payments[index] as NewPayment, recorded[index]?.creditId as string, items.get(documentId) ?? []),
    ),
  );
  return placed.length;
}

function paymentOf(ctx: Ctx, { row, customerId }: Placed): NewPayment {
  const id = ctx.newId();
  return {
    id,
    method: row.method,
    customerId,
    currency: row.currency,
    minor: row.amountMinor,
    receivedOn: row.receivedOn,
    bookedOn: row.receivedOn,
    payerName: row.customerName ?? '',
    reference: row.reference ?? '',
    bankLineId: null,
    awaitsBank: row.awaitsBank,
    from: row.awaitsBank ? 'BCL' : 'OPN',
    cause: { kind: 'payment', id },
  };
}

/** Says of each row whose money it is. A row whose invoice is missing or does not fit stays, unapplied, with the customer that it names. */
async function placeRows(ctx: Ctx, rows: readonly PaymentRow[], problems: RowProblem[]): Promise<Placed[]> {
  const named = rows.filter((row) => row.customerNumber !== null || row.customerName !== null);
  const customers = await findCustomers(
    ctx,
    named.map((row) => ({ number: row.customerNumber, name: row.customerName })),
  );
  const numbers = [...new Set(rows.flatMap((row) => row.invoiceNumber ?? []))];
  const documents = numbers.length === 0 ? [] : await findDocumentsByNumber(ctx, numbers);
  const invoices = new Map(documents.filter((document) => document.kind === 'invoice').map((document) => [document.number, document]));
  return rows.flatMap((row) => placeRow(row, { customers, invoices, problems }) ?? []);
}

type Known = {
  readonly customers: ReadonlyMap<string, readonly StoredCustomer[]>;
  readonly invoices: ReadonlyMap<string, StoredDocument>;
  readonly problems: RowProblem[];
};

type NamedField = 'number' | 'customerNumber' | 'customerName' | 'currency';
type Tell = (field: NamedField, code: RowProblemCode, message: string) => null;

function placeRow(row: PaymentRow, known: Known): Placed | null {
  const report =
    (rowKept: boolean): Tell =>
    (field, code, message) => {
      const value = field === 'number' ? row.invoiceNumber : row[field];
      known.problems.push(rowProblem({ line: row.line, field }, { code, message, value, rowKept }));
      return null;
    };
  const [refuse, tell] = [report(false), report(true)];
  const invoice = row.invoiceNumber === null ? undefined : known.invoices.get(row.invoiceNumber);
  if (row.customerNumber === null && row.customerName === null) {
    if (!invoice)
      return refuse('number', 'invoice_unknown', `there is no invoice ${row.invoiceNumber ?? ''} and the row names no customer; the payment was not imported`);
    return { row, customerId: invoice.customer_id, documentId: payable(row, invoice, tell) };
  }
  const found = known.customers.get(customerKey({ number: row.customerNumber, name: row.customerName })) ?? [];
  const [customer] = found;
  const field = row.customerNumber === null ? 'customerName' : 'customerNumber';
  if (!customer)
    return refuse(
      field,
      'customer_unknown',
      `there is no customer "${row.customerNumber ?? row.customerName ?? ''}"; the payment was not imported. Import the customer first`,
    );
  if (found.length > 1) {
    const own = found.find((one) => one.id === invoice?.customer_id);
    if (!own)
      return refuse(
        field,
        'customer_ambiguous',
        `more than one customer is called "${row.customerName ?? ''}"; the payment was not imported. Name the customer by number`,
      );
    return { row, customerId: own.id, documentId: invoice ? payable(row, invoice, tell) : null };
  }
  if (row.invoiceNumber === null) return { row, customerId: customer.id, documentId: null };
  if (!invoice) {
    tell(
      'number',
      'invoice_unknown',
      `there is no invoice ${row.invoiceNumber}; the payment was imported and stays unapplied with customer ${customer.number}`,
    );
    return { row, customerId: customer.id, documentId: null };
  }
  if (invoice.customer_id !== customer.id) {
    tell(
      'number',
      'invoice_of_other_customer',
      `${row.invoiceNumber} is an invoice of another customer; the payment was imported and stays unapplied with customer ${customer.number}`,
    );
    return { row, customerId: customer.id, documentId: null };
  }
  return { row, customerId: customer.id, documentId: payable(row, invoice, tell) };
}

/** Money of one currency settles nothing in another one. */
function payable(row: PaymentRow, invoice: StoredDocument, tell: Tell): string | null {
  if (invoice.currency === row.currency) return invoice.id;
  return tell(
    'currency',
    'currency_differs',
    `${invoice.number} is in ${invoice.currency}, the payment in ${row.currency}; the payment was imported and stays unapplied`,
  );
}

/** Takes out rows whose payment stands in the books already, or on an earlier line of the file. Without a reference two payments of one customer,
 *  day and amount cannot be told from one, and both go in. */
async function withoutRecorded(ctx: Ctx, placed: readonly Placed[], problems: RowProblem[]): Promise<Placed[]> {
  const keyOf = ({ row, customerId }: Placed): string =>
    recordedKey({ customerId, receivedOn: row.receivedOn, currency: row.currency, minor: row.amountMinor, reference: row.reference ?? '' });
  const referenced = placed.filter(({ row }) => row.reference !== null);
  const taken = await findRecorded(
    ctx,
    referenced.map(({ row, customerId }) => ({
      customerId,
      receivedOn: row.receivedOn,
      currency: row.currency,
      minor: row.amountMinor,
      reference: row.reference ?? '',
    })),
  );
  return placed.filter((one) => {
    if (one.row.reference === null) return true;
    const key = keyOf(one);
    if (!taken.has(key)) {
      taken.add(key);
      return true;
    }
    const { line, amountMinor, currency, receivedOn, reference } = one.row;
    const message = `the payment of ${amountText(amountMinor, currency)} on ${receivedOn} with the reference "${reference}" is there already; it was not imported again`;
    problems.push(rowProblem({ line, field: 'reference' }, { code: 'payment_repeated', message, value: reference }));
    return false;
  });
}

function amountText(minor: bigint, currency: Currency): string {
  return `${formatDecimal(minor, currency)} ${currency}`;
}

/** Locked receivables by invoice, the earliest due first; `left` falls as the payments of the chunk take from it. */
type Item = { readonly receivable: LockedReceivable; left: bigint };

async function lockItems(ctx: Ctx, placed: readonly Placed[]): Promise<Map<string, Item[]>> {
  const documentIds = [...new Set(placed.flatMap(({ documentId }) => documentId ?? []))];
  if (documentIds.length === 0) return new Map();
  const found = await findReceivablesOfDocuments(ctx, documentIds);
  const locked = await lockReceivables(
    ctx,
    found.map((receivable) => receivable.id),
  );
  const items = new Map<string, Item[]>();
  for (const { id, document_id: documentId } of found) {
    const receivable = locked.get(id);
    if (receivable) items.set(documentId, [...(items.get(documentId) ?? []), { receivable, left: receivable.open }]);
  }
  return items;
}

function spread(payment: NewPayment, creditId: string, items: readonly Item[]): ApplicationPart[] {
  let left = payment.minor;
  return items.flatMap((item) => {
    const minor = item.left < left ? item.left : left;
    left -= minor;
    item.left -= minor;
    if (minor === 0n) return [];
    return [
      {
        creditId,
        receivableId: item.receivable.id,
        minor,
        discountMinor: 0n,
        toleranceMinor: 0n,
        valueOn: payment.receivedOn,
        bookedOn: payment.bookedOn,
        cause: payment.cause,
      },
    ];
  });
}
