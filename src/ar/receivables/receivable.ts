import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { multiplyDivideRounded } from '../../foundation/money/money.ts';

/** `technical` receivables take up credits that shrink without a customer's debt (refund, return, reversal): made and settled in one unit of work, outside aging and sales. */
export type ReceivableKind = 'invoice' | 'opening' | 'fee' | 'interest' | 'deposit_request' | 'technical';

export type NewReceivable = {
  readonly id: string;
  readonly kind: ReceivableKind;
  readonly documentId: string | null;
  readonly instalment: number;
  readonly customerId: string;
  /** As the payer reads it. */
  readonly number: string;
  /** Payment reference (RF), '' when there is none. */
  readonly reference: string;
  readonly currency: Currency;
  readonly issuedOn: Day;
  readonly dueOn: Day;
  readonly postedOn: Day;
  readonly original: bigint;
  readonly baseOriginal: bigint;
  /** Tax inside `original`; what a cash-basis company owes as it is paid. */
  readonly taxOriginal: bigint;
  readonly discount: NewDiscount | null;
};

export type TaxMode = 'none' | 'adjust' | 'credit_note';

/** Early-payment discount, frozen when the receivable is made. `until` includes the grace days; judged by value day. */
export type NewDiscount = { readonly untilOn: Day; readonly minor: bigint; readonly taxMinor: bigint; readonly taxMode: TaxMode };

export type CreditKind = 'payment' | 'credit_note' | 'discount' | 'tolerance' | 'write_off' | 'bank_fee' | 'opening' | 'deposit';

/** The account in which a credit's open amount stands. */
export type SitsIn = 'AR' | 'UNA' | 'DEP';

/** The part of an item's base amount that belongs to `part` of its open amount: what stays open keeps its rounded share, the part takes the rest.
 *  So nothing is left by rounding, and many small parts never take more base than there is. */
export function baseShare(item: { open: bigint; baseOpen: bigint; original: bigint; baseOriginal: bigint }, part: bigint): bigint {
  return item.baseOpen - multiplyDivideRounded(item.baseOriginal, item.open - part, item.original);
}

/** Deferred tax that `part` of a receivable's open amount makes due (cash basis), of what is still deferred: what stays open keeps its rounded share,
 *  so the parts of a receivable add up to its tax. */
export function taxShare(item: { open: bigint; original: bigint; taxOriginal: bigint; taxLeft: bigint }, part: bigint): bigint {
  return item.taxLeft - multiplyDivideRounded(item.taxOriginal, item.open - part, item.original);
}
