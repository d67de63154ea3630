import { latest, type Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { InvoiceRow } from '../../formats/csv/invoice-row.ts';
import type { RowBatch } from '../../formats/csv/row-batch.ts';
import type { RowProblem } from '../../formats/csv/row-problem.ts';
import type { Ctx } from '../access/context.ts';
import { customerKey } from '../customers/customer.ts';
import { addMoney, countRows, openTally, type ImportTally } from '../customers/import-tally.ts';
import { termsMeant } from '../customers/terms.ts';
import { waitForImports } from '../customers/wait-for-imports.ts';
import { importDocuments, type ImportedItem } from '../invoices/import-documents.ts';
import { recordImport } from '../invoices/record-import.ts';
import { openBook, postingDay, type Book } from '../ledger/book.ts';
import { loadKnownRates, requireRates, type RateLookup } from '../ledger/exchange-rate.ts';
import type { PostingLine } from '../ledger/journal.ts';
import { post } from '../ledger/post.ts';
import { agingAsOf } from '../receivables/aging.ts';
import { allocate, type AllocationRequest } from '../receivables/allocate.ts';
import type { NewCredit } from '../receivables/create-credits.ts';
import { baseShare } from '../receivables/receivable.ts';
import { settleTechnically } from '../receivables/settle-technically.ts';
import { recordPayments, type NewPayment } from './record-payments.ts';
import { siftInvoiceRows } from './sift-invoice-rows.ts';

export type HistoryOptions = {
  readonly fileName: string;
  readonly sha256: () => string;
  /** Good rows go in although others are bad; true refuses the whole file at the first problem. */
  readonly strict: boolean;
  /** Open items without their history: opening items, no sales. */
  readonly opening: boolean;
  /** Day of the old books' last aging; payments without a day of their own are placed there. */
  readonly cutOverOn: Day | null;
  /** Open total of the old aging at cut-over; the import is refused when ours differs. */
  readonly expectedOpen: { readonly minor: bigint; readonly currency: Currency } | null;
  /** A customer that is not there yet is made from the row, or is a problem of the row. Default: made. */
  readonly unknownCustomers?: 'create' | 'problem';
  /** Keeps back a row with any problem. */
  readonly wholeRows?: boolean;
  readonly onProgress?: (read: number) => void;
};

export type HistoryImport = {
  /** Rows of the file, good and bad. */
  read: number;
  imported: number;
  /** Rows that did not go in: there already, or bad; every bad one has its problem. */
  skipped: number;
  customersCreated: number;
  problems: RowProblem[];
  readonly tally: ImportTally;
};

/** Brings in invoices and credit notes of other books: open items, open credits and paid history. `settledOn` makes the payment of that day.
 *  A number that is already there is skipped when it says the same, and a problem when it does not. */
export async function importInvoiceHistory(ctx: Ctx, batches: AsyncIterable<RowBatch<InvoiceRow>>, options: HistoryOptions): Promise<HistoryImport> {
  const book = await openBook(ctx);
  await waitForImports(ctx);
  const result: HistoryImport = { read: 0, imported: 0, skipped: 0, customersCreated: 0, problems: [], tally: openTally() };
  for await (const batch of batches) {
    result.read += batch.read;
    result.problems.push(...batch.problems);
    countRows(result.tally, 'bad', batch.read - batch.rows.length);
    addMoney(result.tally, 'bad', batch.rejected ?? []);
    for (let at = 0; at < batch.rows.length; at += 2_000) await importRows(ctx, book, batch.rows.slice(at, at + 2_000), { options, result });
    if (options.strict && result.problems.length > 0) {
      const first = result.problems[0] as RowProblem;
      throw new Refusal('import.strict', `${first.where}: ${first.message}. Nothing was imported because of --strict; mend the file or import without it.`, {
        problems: result.problems.length,
      });
    }
    options.onProgress?.(result.read);
  }
  result.skipped = result.read - result.imported;
  await requireTied(ctx, options);
  await recordImport(ctx, {
    kind: 'invoices',
    fileName: options.fileName,
    sha256: options.sha256(),
    cutOverOn: options.cutOverOn,
    read: result.read,
    imported: result.imported,
    skipped: result.skipped,
    problems: result.problems,
  });
  return result;
}

async function importRows(ctx: Ctx, book: Book, rows: readonly InvoiceRow[], into: { options: HistoryOptions; result: HistoryImport }): Promise<void> {
  const { options, result } = into;
  const known = await loadKnownRates(
    ctx,
    rows.map((row) => row.currency),
  );
  const { fresh, customers, created } = await siftInvoiceRows(ctx, rows, { problems: result.problems, tally: result.tally, rates: known, ...options });
  result.customersCreated += created;
  if (fresh.length === 0) return;
  const rates = requireRates(ctx, known);
  const items = await importDocuments(ctx, book, {
    documents: fresh.map((row) => ({
      customerId: customers.get(customerKey({ number: row.customerNumber, name: row.customerName }))?.id as string,
      number: row.number,
      issuedOn: row.issuedOn,
      dueOn: row.dueOn,
      currency: row.currency,
      gross: row.amountMinor,
      terms: row.terms === null ? null : termsMeant(row.terms),
      reference: row.reference ?? '',
    })),
    rates,
    opening: options.opening,
  });
  await settleHistory(ctx, book, { items: items.map((item, index) => ({ item, row: fresh[index] as InvoiceRow })), rates, cutOverOn: options.cutOverOn });
  result.imported += fresh.length;
}

type Settled = { item: ImportedItem; row: InvoiceRow };

/** What was paid before: the amount less what the file calls open; everything when a day of settlement stands alone. */
function settledAmount(row: InvoiceRow): bigint {
  const gross = row.amountMinor < 0n ? -row.amountMinor : row.amountMinor;
  if (row.openAmountMinor !== null) return gross - (row.openAmountMinor < 0n ? -row.openAmountMinor : row.openAmountMinor);
  return row.settledOn === null ? 0n : gross;
}

async function settleHistory(ctx: Ctx, book: Book, options: { items: readonly Settled[]; rates: RateLookup; cutOverOn: Day | null }): Promise<void> {
  const payments: { payment: NewPayment; item: ImportedItem }[] = [];
  const notes: UsedNote[] = [];
  for (const { item, row } of options.items) {
    const minor = settledAmount(row);
    if (minor === 0n) continue;
    const on = row.settledOn ?? latest(row.issuedOn, options.cutOverOn ?? row.issuedOn);
    if (item.credit) {
      notes.push({ item, minor, on });
      continue;
    }
    const id = ctx.newId();
    payments.push({
      item,
      payment: {
        id,
        method: 'imported',
        customerId: item.receivables[0]?.customerId as string,
        currency: row.currency,
        minor,
        receivedOn: on,
        bookedOn: on,
        payerName: '',
        reference: item.number,
        bankLineId: null,
        awaitsBank: false,
        from: 'OPN',
        cause: { kind: 'payment', id },
      },
    });
  }
  const recorded = await recordPayments(
    ctx,
    book,
    payments.map(({ payment }) => payment),
    options.rates,
  );
  await allocate(
    ctx,
    book,
    payments.flatMap(({ payment, item }, index) => spread(payment, item, recorded[index]?.creditId as string)),
  );
  await useUpNotes(ctx, book, notes);
}

/** Oldest instalment first. */
function spread(payment: NewPayment, item: ImportedItem, creditId: string): AllocationRequest[] {
  let left = payment.minor;
  return item.receivables.flatMap((receivable) => {
    const minor = receivable.original < left ? receivable.original : left;
    left -= minor;
    return minor === 0n ? [] : [{ creditId, receivableId: receivable.id, minor, eventOn: payment.bookedOn, valueOn: payment.receivedOn, cause: payment.cause }];
  });
}

type UsedNote = { readonly item: ImportedItem; readonly minor: bigint; readonly on: Day };

/** Credit notes that were already used in the old books: taken up against opening equity, those of one day together. */
async function useUpNotes(ctx: Ctx, book: Book, notes: readonly UsedNote[]): Promise<void> {
  const byDay = new Map<Day, { credit: NewCredit; minor: bigint }[]>();
  for (const { item, minor, on } of notes) {
    if (!item.credit) continue;
    const postedOn = postingDay(book, on, item.credit.postedOn);
    byDay.set(postedOn, [...(byDay.get(postedOn) ?? []), { credit: item.credit, minor }]);
  }
  for (const [postedOn, used] of byDay) {
    const cause = { kind: 'import', id: ctx.newId() } as const;
    await settleTechnically(ctx, book, {
      credits: used.map(({ credit, minor }) => ({ creditId: credit.id, minor })),
      cause,
      eventOn: postedOn,
      label: 'used before cut-over',
    });
    const lines = used.flatMap(({ credit, minor }): PostingLine[] => {
      const base = baseShare({ open: credit.original, baseOpen: credit.baseOriginal, original: credit.original, baseOriginal: credit.baseOriginal }, minor);
      return [
        { account: 'AR', currency: credit.currency, minor, baseMinor: base, creditId: credit.id },
        { account: 'OPN', currency: credit.currency, minor: -minor, baseMinor: -base },
      ];
    });
    await post(ctx, [{ postedOn, valueOn: postedOn, cause, lines }]);
  }
}

async function requireTied(ctx: Ctx, options: HistoryOptions): Promise<void> {
  if (options.expectedOpen === null) return;
  const asOf = options.cutOverOn ?? ctx.today;
  const { currency, minor } = options.expectedOpen;
  const open = (await agingAsOf(ctx, asOf)).find((total) => total.currency === currency)?.open ?? 0n;
  if (open !== minor) {
    throw new Refusal(
      'import.not_tied',
      `After this import ${formatDecimal(open, currency)} ${currency} would be open as of ${asOf}, but the old aging says ${formatDecimal(minor, currency)} (difference ${formatDecimal(open - minor, currency)}). Nothing was imported; find the missing or extra items first.`,
      { open: formatDecimal(open, currency), expected: formatDecimal(minor, currency), currency, asOf },
    );
  }
}
