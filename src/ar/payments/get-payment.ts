import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import type { PaymentMethod } from './record-payments.ts';

export type PaymentState = 'received' | 'reversed' | 'returned';

export type ListedPayment = {
  id: string;
  method: PaymentMethod;
  state: PaymentState;
  customer_id: string | null;
  customer_number: string | null;
  customer_name: string | null;
  currency: Currency;
  minor: bigint;
  unapplied: bigint;
  received_on: Day;
  booked_on: Day;
  payer_name: string;
  reference: string;
  bank_line_id: string | null;
  awaits_bank: boolean;
  credit_id: string | null;
};

/** What a payment did to receivables. `application` names an act that can be taken back alone. */
export type PaymentUse = {
  receivable_id: string;
  number: string;
  instalment: number;
  document_id: string | null;
  minor: bigint;
  posted_on: Day;
  cause_kind: string;
  cause_id: string;
  reversed: boolean;
};

export function paymentNotFound(id: string): Refusal {
  return new Refusal('payment.not_found', `There is no payment ${id} in this company. Reload the list.`, { paymentId: id });
}

/** A payment with what it settled. Refuses `payment.not_found`. */
export async function getPayment(ctx: Ctx, id: string): Promise<{ payment: ListedPayment; uses: PaymentUse[] }> {
  const company = ctx.company.id;
  const [payment] = await ctx.tx.rows(sql<ListedPayment>`
    select p.id, p.method, p.state, p.customer_id, c.number as customer_number, c.name as customer_name, p.currency, p.minor, coalesce(k.open, 0) as unapplied, p.received_on,
      p.booked_on, p.payer_name, p.reference, p.bank_line_id, p.awaits_bank, k.id as credit_id
    from payment p
    left join customer c on c.company_id = p.company_id and c.id = p.customer_id
    left join credit k on k.company_id = p.company_id and k.payment_id = p.id
    where p.company_id = ${company} and p.id = ${id} order by k.id limit 1`);
  if (!payment) throw paymentNotFound(id);
  const uses = await ctx.tx.rows(sql<PaymentUse>`
    select a.receivable_id, r.number, r.instalment, r.document_id, a.receivable_minor as minor, a.posted_on, a.cause_kind, a.cause_id,
      exists (select 1 from allocation b where b.company_id = a.company_id and b.reverses = a.id) as reversed
    from credit k
    join allocation a on a.company_id = k.company_id and a.credit_id = k.id and a.reverses is null
    join receivable r on r.company_id = a.company_id and r.id = a.receivable_id and r.kind <> 'technical'
    where k.company_id = ${company} and k.payment_id = ${id} order by a.id`);
  return { payment, uses };
}
