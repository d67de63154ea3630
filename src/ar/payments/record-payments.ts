import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import { findByIds } from '../customers/find-customers.ts';
import type { AccountCode } from '../ledger/account.ts';
import { postingDay, type Book } from '../ledger/book.ts';
import { toBase, type RateLookup } from '../ledger/exchange-rate.ts';
import { transfer, type Cause } from '../ledger/journal.ts';
import { post } from '../ledger/post.ts';
import { createCredits } from '../receivables/create-credits.ts';
import { paymentTable } from './tables.ts';

export type PaymentMethod = 'bank_transfer' | 'direct_debit' | 'card' | 'check' | 'cash' | 'imported';

/** Money of a customer. One money is one payment, whatever reports it. */
export type NewPayment = {
  readonly id: string;
  readonly method: PaymentMethod;
  readonly customerId: string;
  readonly currency: Currency;
  readonly minor: bigint;
  /** Value day: when the money counts. */
  readonly receivedOn: Day;
  /** Booking day: sets the posting day. */
  readonly bookedOn: Day;
  readonly payerName: string;
  readonly reference: string;
  readonly bankLineId: string | null;
  /** The bank has still to report it. */
  readonly awaitsBank: boolean;
  /** Where the money stands until it is unapplied cash: BCL for bank lines, UDF for checks and cash, OPN for imported history. */
  readonly from: AccountCode;
  /** Base amount already frozen on the bank line; from the rate of the booking day when absent. */
  readonly baseMinor?: bigint;
  readonly cause: Cause;
};

export type RecordedPayment = { readonly id: string; readonly creditId: string; readonly postedOn: Day };

/** Records payments: the money leaves its clearing account and stands as unapplied cash of the customer. Refuses `payment.not_positive` and `customer.not_found`. */
export async function recordPayments(ctx: Ctx, book: Book, payments: readonly NewPayment[], rates: RateLookup): Promise<RecordedPayment[]> {
  if (payments.length === 0) return [];
  const asked = [...new Set(payments.map((payment) => payment.customerId))];
  const known = new Set((await findByIds(ctx, asked)).map((customer) => customer.id));
  const unknown = asked.find((id) => !known.has(id));
  if (unknown !== undefined)
    throw new Refusal('customer.not_found', `There is no customer ${unknown} in this company, so no payment was recorded. Check the id.`, { id: unknown });
  const prepared = payments.map((payment) => {
    if (payment.minor <= 0n)
      throw new Refusal('payment.not_positive', 'A payment is a positive amount; money going out is a refund.', { paymentId: payment.id });
    const rate = payment.baseMinor === undefined ? rates(payment.currency, payment.bookedOn) : '1';
    return {
      payment,
      creditId: ctx.newId(),
      postedOn: postingDay(book, payment.bookedOn),
      base: payment.baseMinor ?? toBase(payment.minor, { currency: payment.currency, base: ctx.company.baseCurrency, rate }),
    };
  });
  await insertRows(
    ctx.tx,
    paymentTable,
    prepared.map(({ payment }) => ({
      company_id: ctx.company.id,
      id: payment.id,
      method: payment.method,
      customer_id: payment.customerId,
      currency: payment.currency,
      minor: payment.minor,
      received_on: payment.receivedOn,
      booked_on: payment.bookedOn,
      payer_name: payment.payerName,
      reference: payment.reference,
      bank_line_id: payment.bankLineId,
      return_line_id: null,
      awaits_bank: payment.awaitsBank,
      state: 'received',
      cause_kind: payment.cause.kind,
      cause_id: payment.cause.id,
      recorded_at: ctx.now,
    })),
  );
  await createCredits(
    ctx,
    prepared.map(({ payment, creditId, postedOn, base }) => ({
      id: creditId,
      kind: 'payment',
      sitsIn: 'UNA',
      customerId: payment.customerId,
      paymentId: payment.id,
      documentId: null,
      currency: payment.currency,
      postedOn,
      valueOn: payment.receivedOn,
      original: payment.minor,
      baseOriginal: base,
      cause: payment.cause,
    })),
  );
  await post(
    ctx,
    prepared.map(({ payment, creditId, postedOn, base }) => ({
      postedOn,
      valueOn: payment.receivedOn,
      cause: payment.cause,
      lines: transfer({ debit: payment.from, credit: 'UNA', currency: payment.currency, minor: payment.minor, baseMinor: base, creditCreditId: creditId }),
    })),
  );
  return prepared.map(({ payment, creditId, postedOn }) => ({ id: payment.id, creditId, postedOn }));
}
