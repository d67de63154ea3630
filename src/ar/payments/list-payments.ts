import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Ctx } from '../access/context.ts';
import type { ListedPayment, PaymentState } from './get-payment.ts';

export type PaymentFilter = {
  readonly customerId: string | null;
  readonly state: PaymentState | null;
  readonly unapplied: boolean;
  readonly awaitsBank: boolean;
  readonly from: Day | null;
  readonly to: Day | null;
  readonly after: { readonly receivedOn: Day; readonly id: string } | null;
  readonly limit: number;
};

/** Payments, the last received first, a page at a time. */
export async function listPayments(ctx: Ctx, filter: PaymentFilter): Promise<ListedPayment[]> {
  const company = ctx.company.id;
  const conditions = [sql`p.company_id = ${company}`];
  if (filter.customerId !== null) conditions.push(sql`p.customer_id = ${filter.customerId}`);
  if (filter.state !== null) conditions.push(sql`p.state = ${filter.state}`);
  if (filter.awaitsBank) conditions.push(sql`p.awaits_bank`);
  if (filter.from !== null) conditions.push(sql`p.received_on >= ${filter.from}`);
  if (filter.to !== null) conditions.push(sql`p.received_on <= ${filter.to}`);
  if (filter.unapplied) conditions.push(sql`p.id in (select payment_id from credit where company_id = ${company} and open <> 0 and payment_id is not null)`);
  if (filter.after !== null) conditions.push(sql`(p.received_on, p.id) < (${filter.after.receivedOn}::date, ${filter.after.id}::uuid)`);
  return ctx.tx.rows(sql<ListedPayment>`
    select p.id, p.method, p.state, p.customer_id, c.number as customer_number, c.name as customer_name, p.currency, p.minor, coalesce(k.open, 0) as unapplied, p.received_on,
      p.booked_on, p.payer_name, p.reference, p.bank_line_id, p.awaits_bank, k.id as credit_id
    from (select * from payment p where ${sql.join(conditions, sql` and `)} order by p.received_on desc, p.id desc limit ${filter.limit}) p
    left join customer c on c.company_id = p.company_id and c.id = p.customer_id
    left join lateral (select id, open from credit where company_id = p.company_id and payment_id = p.id order by id limit 1) k on true
    order by p.received_on desc, p.id desc`);
}
