import { formatDecimal } from '../../foundation/money/money.ts';
import type { ListedPayment, PaymentUse } from './get-payment.ts';
import type { ListedRefund } from './list-refunds.ts';

type Permission = true | string;

export function listedPaymentView(payment: ListedPayment) {
  return {
    id: payment.id,
    method: payment.method,
    state: payment.state,
    customer: payment.customer_id === null ? null : { id: payment.customer_id, number: payment.customer_number ?? '', name: payment.customer_name ?? '' },
    currency: payment.currency,
    amount: formatDecimal(payment.minor, payment.currency),
    unapplied: formatDecimal(payment.unapplied, payment.currency),
    receivedOn: payment.received_on,
    bookedOn: payment.booked_on,
    payerName: payment.payer_name,
    reference: payment.reference,
    bankLineId: payment.bank_line_id,
    awaitsBank: payment.awaits_bank,
    creditId: payment.credit_id,
  };
}

/** What is possible with a payment, or the code with which it would be refused. */
export function paymentCan(payment: ListedPayment): { apply: Permission; reverse: Permission; refund: Permission } {
  const spendable: Permission = payment.state !== 'received' ? 'payment.state' : payment.unapplied > 0n || 'allocation.exceeds_open_amount';
  const reversible: Permission = payment.state !== 'received' ? 'cause.already_reversed' : payment.bank_line_id === null || 'payment.of_bank_line';
  return { apply: spendable, reverse: reversible, refund: payment.unapplied > 0n || 'allocation.exceeds_open_amount' };
}

export function paymentView({ payment, uses }: { payment: ListedPayment; uses: readonly PaymentUse[] }) {
  return {
    ...listedPaymentView(payment),
    uses: uses.map((use) => ({
      receivableId: use.receivable_id,
      invoiceId: use.document_id,
      number: use.number,
      instalment: use.instalment,
      amount: formatDecimal(use.minor, payment.currency),
      postedOn: use.posted_on,
      applicationId: use.cause_kind === 'application' ? use.cause_id : null,
      reversed: use.reversed,
    })),
    can: paymentCan(payment),
  };
}

export function refundView(refund: ListedRefund) {
  return {
    id: refund.id,
    creditId: refund.credit_id,
    customerId: refund.customer_id,
    currency: refund.currency,
    amount: formatDecimal(refund.minor, refund.currency),
    state: refund.state,
    bankLineId: refund.bank_line_id,
    awaitsBank: refund.awaits_bank,
    postedOn: refund.posted_on,
    by: refund.actor,
    can: { reject: refund.state === 'issued' || 'refund.already_rejected' },
  };
}
