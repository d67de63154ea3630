import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import { openBook, requireOpenDay } from '../ledger/book.ts';
import { loadRates } from '../ledger/exchange-rate.ts';
import { recordPayments, type PaymentMethod } from './record-payments.ts';

export type PaymentEntry = {
  readonly customerId: string;
  readonly method: Exclude<PaymentMethod, 'imported'>;
  readonly currency: Currency;
  readonly minor: bigint;
  readonly receivedOn: Day;
  readonly payerName: string;
  readonly reference: string;
  /** The bank has still to report it: its line is then linked, and nothing is recorded twice. Cash and checks that await nothing lie undeposited. */
  readonly awaitsBank: boolean;
};

/** A person records money that came in. It stands as unapplied cash of the customer.
 *  Refuses `payment.not_positive`, `payment.day_ahead`, `payment.bank_unseen`, `customer.not_found`, `period.closed`, `rate.missing`. */
export async function enterPayment(ctx: Ctx, entry: PaymentEntry): Promise<string> {
  const book = await openBook(ctx);
  requireOpenDay(book, entry.receivedOn, 'The day of the payment');
  if (entry.receivedOn > ctx.today)
    throw new Refusal('payment.day_ahead', `The payment is dated ${entry.receivedOn}, which is still to come. Record it when the money is there.`, {
      day: entry.receivedOn,
    });
  if (!entry.awaitsBank && entry.method !== 'cash' && entry.method !== 'check') {
    throw new Refusal(
      'payment.bank_unseen',
      'Only cash and checks can lie here without the bank. Leave awaitsBank on: the bank line is linked when it comes.',
      {
        method: entry.method,
      },
    );
  }
  const id = ctx.newId();
  const { awaitsBank, ...money } = entry;
  await recordPayments(
    ctx,
    book,
    [{ ...money, id, bookedOn: entry.receivedOn, bankLineId: null, awaitsBank, from: awaitsBank ? 'BCL' : 'UDF', cause: { kind: 'payment', id } }],
    await loadRates(ctx, [entry.currency]),
  );
  await recordAudit(ctx, [
    {
      action: 'payment.recorded',
      subjectKind: 'payment',
      subjectId: id,
      after: { customerId: entry.customerId, method: entry.method, amount: formatDecimal(entry.minor, entry.currency), currency: entry.currency, awaitsBank },
    },
  ]);
  return id;
}
