import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';

/** The fields that an invoice file or profile may name. */
export const INVOICE_FIELDS = [
  'customerNumber',
  'customerName',
  'number',
  'issuedOn',
  'dueOn',
  'amount',
  'currency',
  'terms',
  'settledOn',
  'openAmount',
  'reference',
] as const;

/** Of each group one is needed. */
export const INVOICE_REQUIRED = [['number'], ['amount'], ['issuedOn'], ['customerNumber', 'customerName']] as const;

/** One invoice of a file; null where the file says nothing. At least one of `customerNumber` and `customerName` is there. */
export type InvoiceRow = {
  /** Line of the file on which the row begins, 1-based, the header included. */
  readonly line: number;
  readonly customerNumber: string | null;
  readonly customerName: string | null;
  readonly number: string;
  readonly issuedOn: Day;
  readonly dueOn: Day | null;
  readonly currency: Currency;
  /** Gross, minor units of `currency`; negative for a credit note. */
  readonly amountMinor: bigint;
  /** As written; the slice that owns terms reads it. */
  readonly terms: string | null;
  readonly settledOn: Day | null;
  /** What was still unpaid, minor units of `currency`. */
  readonly openAmountMinor: bigint | null;
  readonly reference: string | null;
};
