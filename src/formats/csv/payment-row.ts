import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';

/** The fields that a payment file or profile may name. `number` is the invoice that was paid. */
export const PAYMENT_FIELDS = ['customerNumber', 'customerName', 'number', 'amount', 'currency', 'receivedOn', 'method', 'reference', 'awaitsBank'] as const;

/** Of each group one is needed. */
export const PAYMENT_REQUIRED = [['amount'], ['receivedOn'], ['customerNumber', 'customerName', 'number']] as const;

export const PAYMENT_ROW_METHODS = ['bank_transfer', 'check', 'cash', 'card'] as const;

export type PaymentRowMethod = (typeof PAYMENT_ROW_METHODS)[number];

/** One payment of a file; null where the file says nothing. At least one of `customerNumber`, `customerName` and `invoiceNumber` is there. */
export type PaymentRow = {
  /** Line of the file on which the row begins, 1-based, the header included. */
  readonly line: number;
  readonly customerNumber: string | null;
  readonly customerName: string | null;
  readonly invoiceNumber: string | null;
  readonly currency: Currency;
  /** Minor units of `currency`, more than zero. */
  readonly amountMinor: bigint;
  readonly receivedOn: Day;
  readonly method: PaymentRowMethod;
  readonly reference: string | null;
  /** The bank has still to report this money. */
  readonly awaitsBank: boolean;
};
