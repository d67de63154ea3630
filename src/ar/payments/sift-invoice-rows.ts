import type { InvoiceRow } from '../../formats/csv/invoice-row.ts';
import { moneyOf } from '../../formats/csv/read-invoice-rows.ts';
import { rowProblem, type RowProblem, type ToldProblem } from '../../formats/csv/row-problem.ts';
import { addDays, type Day } from '../../foundation/calendar/day.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { Ctx } from '../access/context.ts';
import { customerKey } from '../customers/customer.ts';
import { ensureCustomers } from '../customers/ensure-customers.ts';
import { findCustomers, type StoredCustomer } from '../customers/find-customers.ts';
import { tallyRows, type ImportTally } from '../customers/import-tally.ts';
import { termsMeant } from '../customers/terms.ts';
import { clearSeries } from '../invoices/clear-series.ts';
import { findDocumentsByNumber, type StoredDocument } from '../invoices/find-documents.ts';
import type { KnownRates } from '../ledger/exchange-rate.ts';
import { rateMissing } from './rate-missing.ts';

export type SiftOptions = {
  readonly problems: RowProblem[];
  readonly tally: ImportTally;
  readonly unknownCustomers?: 'create' | 'problem';
  readonly wholeRows?: boolean;
  readonly rates: KnownRates;
};

export type SiftedRows = {
  readonly fresh: readonly InvoiceRow[];
  /** By customerKey; every fresh row has one. */
  readonly customers: ReadonlyMap<string, StoredCustomer>;
  readonly created: number;
};

/** Invoices are written ahead of their day, but not by more than a month. */
const DAYS_AHEAD = 31;
const NO_TERMS = 'is no known terms code (NET30, 2/10NET30, EOM30 ...)';

/** Says of each row whether it goes in, is there already, or is kept back with a problem, and finds or makes the customers of those that go in. */
export async function siftInvoiceRows(ctx: Ctx, rows: readonly InvoiceRow[], options: SiftOptions): Promise<SiftedRows> {
  const documents = await findDocumentsByNumber(
    ctx,
    rows.map((row) => row.number),
  );
  const stored = new Map(documents.map((document) => [`${document.kind}|${document.number}`, document]));
  const sieve = sieveFor(options);
  const unknown = rows.filter((row) => {
    if (row.amountMinor === 0n) return sieve.hold(row, 'amount', { code: 'amount_zero', message: `${row.number} has an amount of zero; it was not imported` });
    const same = stored.get(`${kindOf(row)}|${row.number}`);
    return same ? sieve.compare(row, same) : fitsItself(row, sieve, options);
  });
  const ours = await withoutOwnNumbers(ctx, unknown, sieve);
  const placed =
    ours.length === 0 ? { fresh: [], customers: new Map<string, StoredCustomer>(), created: 0 } : await withCustomers(ctx, ours, { sieve, options });
  noteTerms(placed.fresh, options.problems);
  noteDoubts(placed.fresh, ctx.today, options.problems);
  tallyRows(options.tally, 'fresh', placed.fresh.map(moneyOf));
  return placed;
}

function kindOf(row: InvoiceRow): StoredDocument['kind'] {
  return row.amountMinor < 0n ? 'credit_note' : 'invoice';
}

function keyOf(row: InvoiceRow): string {
  return customerKey({ number: row.customerNumber, name: row.customerName });
}

type Sieve = {
  /** Keeps the row back with a problem; always false, for filters. */
  readonly hold: (row: InvoiceRow, field: string, told: ToldProblem) => false;
  /** A row whose number is there already: skipped, with a problem where it says something else. */
  readonly compare: (row: InvoiceRow, same: StoredDocument) => false;
};

function sieveFor({ problems, tally }: SiftOptions): Sieve {
  const hold: Sieve['hold'] = (row, field, told) => {
    problems.push(rowProblem({ line: row.line, field }, told));
    tallyRows(tally, 'bad', [moneyOf(row)]);
    return false;
  };
  const compare: Sieve['compare'] = (row, same) => {
    const gross = row.amountMinor < 0n ? -row.amountMinor : row.amountMinor;
    if (same.gross === gross && same.currency === row.currency) {
      tallyRows(tally, 'known', [moneyOf(row)]);
      return false;
    }
    const message = `${row.number} is already there with ${formatDecimal(same.gross, same.currency)} ${same.currency}; this row says ${formatDecimal(gross, row.currency)} ${row.currency} and was not imported`;
    return hold(row, 'number', { code: 'number_taken', message, value: row.number });
  };
  return { hold, compare };
}

function fitsItself(row: InvoiceRow, sieve: Sieve, options: SiftOptions): boolean {
  const open = row.openAmountMinor;
  const fits = open === null || (row.amountMinor > 0n ? open >= 0n && open <= row.amountMinor : open <= 0n && open >= row.amountMinor);
  if (!fits) {
    const message = `the open amount of ${row.number} is outside its amount; the row was not imported`;
    return sieve.hold(row, 'openAmount', { code: 'open_outside_amount', message, value: formatDecimal(open, row.currency) });
  }
  const day = [row.issuedOn, row.settledOn].find((on) => on !== null && options.rates(row.currency, on) === undefined);
  if (day) return sieve.hold(row, 'currency', rateMissing({ currency: row.currency, on: day, what: row.number }));
  if (options.wholeRows !== true || row.terms === null || termsMeant(row.terms)) return true;
  const message = `"${row.terms}" ${NO_TERMS}; ${row.number} was not imported`;
  return sieve.hold(row, 'terms', { code: 'terms_unknown', message, value: row.terms });
}

function noteTerms(rows: readonly InvoiceRow[], problems: RowProblem[]): void {
  for (const { line, number, terms } of rows) {
    if (terms === null || termsMeant(terms)) continue;
    const message = `"${terms}" ${NO_TERMS}; ${number} was imported without terms`;
    problems.push(rowProblem({ line, field: 'terms' }, { code: 'terms_unknown', message, value: terms, rowKept: true }));
  }
}

/** Days that can be and are hardly meant, such as a year with two digits exchanged: the rows go in, and are told. */
function noteDoubts(rows: readonly InvoiceRow[], today: Day, problems: RowProblem[]): void {
  const latest = addDays(today, DAYS_AHEAD);
  for (const { line, number, issuedOn, dueOn, amountMinor } of rows) {
    if (issuedOn > latest) {
      const message = `${number} was issued on ${issuedOn}, more than ${DAYS_AHEAD} days from now; it was imported as it is`;
      problems.push(rowProblem({ line, field: 'issuedOn' }, { code: 'issued_in_future', message, value: issuedOn, rowKept: true }));
    }
    if (dueOn !== null && dueOn < issuedOn && amountMinor > 0n) {
      const message = `${number} is due on ${dueOn}, before it was issued on ${issuedOn}; it was imported as it is`;
      problems.push(rowProblem({ line, field: 'dueOn' }, { code: 'due_before_issued', message, value: dueOn, rowKept: true }));
    }
  }
}

/** A number that our own series has still to print is not taken in. */
async function withoutOwnNumbers(ctx: Ctx, rows: readonly InvoiceRow[], sieve: Sieve): Promise<InvoiceRow[]> {
  const colliding = await clearSeries(
    ctx,
    rows.map((row) => ({ kind: kindOf(row), number: row.number })),
  );
  const taken = new Set(colliding.map((document) => `${document.kind}|${document.number}`));
  return rows.filter((row) => {
    if (!taken.has(`${kindOf(row)}|${row.number}`)) return true;
    const message = `${row.number} is a number that our own series will give to a later document; the row was not imported`;
    return sieve.hold(row, 'number', { code: 'number_reserved', message, value: row.number });
  });
}

async function withCustomers(ctx: Ctx, rows: readonly InvoiceRow[], how: { sieve: Sieve; options: SiftOptions }): Promise<SiftedRows> {
  const { sieve, options } = how;
  const known = options.unknownCustomers === 'problem' ? await knownAlone(ctx, rows, sieve) : rows;
  if (known.length === 0) return { fresh: [], customers: new Map(), created: 0 };
  const customers = await ensureCustomers(
    ctx,
    known.map((row) => ({ number: row.customerNumber, name: row.customerName })),
  );
  const fresh = known.filter((row) => {
    if (!customers.ambiguous.has(keyOf(row))) return true;
    const message = `more than one customer is called "${row.customerName}"; name the customer's number. ${row.number} was not imported`;
    return sieve.hold(row, 'customerName', { code: 'customer_ambiguous', message, value: row.customerName });
  });
  return { fresh, customers: customers.byKey, created: customers.created.length };
}

/** Rows whose customer is there; the others are kept back, and their customer's name is what may be created. */
async function knownAlone(ctx: Ctx, rows: readonly InvoiceRow[], sieve: Sieve): Promise<InvoiceRow[]> {
  const found = await findCustomers(
    ctx,
    rows.map((row) => ({ number: row.customerNumber, name: row.customerName })),
  );
  return rows.filter((row) => {
    if ((found.get(keyOf(row)) ?? []).length > 0) return true;
    const value = row.customerNumber ?? row.customerName ?? '';
    const message = `there is no customer "${value}"; ${row.number} was not imported. Create the customer, or import customers first`;
    const suggestion = { code: 'create_customer', value: row.customerName ?? value } as const;
    return sieve.hold(row, row.customerNumber === null ? 'customerName' : 'customerNumber', { code: 'customer_unknown', message, value, suggestion });
  });
}
