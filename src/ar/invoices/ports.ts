import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { PrintedCustomer } from '../customers/printed-customers.ts';
import type { Terms } from '../customers/terms.ts';
import type { Letterhead } from '../messages/letterhead.ts';
import type { TaxCategory } from './invoice.ts';

/** An invoice or credit note with everything that stands on paper. Amounts are minor units of `currency`, quantities and prices decimals as stored. */
export type InvoicePrint = {
  readonly kind: 'invoice' | 'credit_note';
  readonly letterhead: Letterhead;
  readonly logo: { readonly mediaType: string; readonly bytes: Uint8Array } | null;
  readonly language: 'en' | 'de';
  readonly number: string;
  readonly issuedOn: Day;
  /** null: supplied on the day of issue. */
  readonly suppliedOn: Day | null;
  readonly currency: Currency;
  readonly customer: PrintedCustomer;
  /** What the customer asked to be printed; of a credit note its reason. */
  readonly customerReference: string;
  /** The invoice that a credit note corrects. */
  readonly cites: { readonly number: string; readonly issuedOn: Day } | null;
  /** null where the code of the terms is not ours. */
  readonly terms: Terms | null;
  /** By instalment. */
  readonly due: readonly { readonly dueOn: Day; readonly minor: bigint }[];
  /** What may be deducted when paid by that day. */
  readonly discount: { readonly untilOn: Day; readonly minor: bigint } | null;
  readonly lines: readonly {
    readonly text: string;
    readonly quantity: string;
    readonly unitPrice: string;
    readonly discountMinor: bigint;
    readonly net: bigint;
    readonly taxCategory: TaxCategory;
    readonly taxRate: string;
  }[];
  readonly taxes: readonly { readonly category: TaxCategory; readonly rate: string; readonly taxable: bigint; readonly tax: bigint }[];
  readonly net: bigint;
  readonly tax: bigint;
  readonly gross: bigint;
  /** ISO 11649, or empty. */
  readonly paymentReference: string;
  /** Text of an EPC QR code, where one can be made. */
  readonly qr: string | null;
};

/** Prints a document as PDF/A-3b: the same print gives the same bytes on the same machine. */
export type InvoicePrinter = { invoice(print: InvoicePrint): Promise<Uint8Array> };
