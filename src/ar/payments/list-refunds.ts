import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';

export type ListedRefund = {
  id: string;
  credit_id: string;
  customer_id: string | null;
  currency: Currency;
  minor: bigint;
  state: 'issued' | 'rejected';
  bank_line_id: string | null;
  awaits_bank: boolean;
  actor: string;
  posted_on: Day;
};

/** Refunds, the newest first, a page at a time. */
export async function listRefunds(ctx: Ctx, filter: { id?: string; before: string | null; limit: number }): Promise<ListedRefund[]> {
  return ctx.tx.rows(sql<ListedRefund>`
    select r.id, r.credit_id, k.customer_id, r.currency, r.minor, r.state, r.bank_line_id, r.awaits_bank, r.actor, r.posted_on
    from refund r join credit k on k.company_id = r.company_id and k.id = r.credit_id
    where r.company_id = ${ctx.company.id} and (${filter.before}::uuid is null or r.id < ${filter.before}::uuid) and (${filter.id ?? null}::uuid is null or r.id = ${filter.id ?? null}::uuid)
    order by r.id desc limit ${filter.limit}`);
}

/** Refuses `refund.not_found`. */
export async function getRefund(ctx: Ctx, id: string): Promise<ListedRefund> {
  const [refund] = await listRefunds(ctx, { id, before: null, limit: 1 });
  if (!refund) throw new Refusal('refund.not_found', `There is no refund ${id} in this company. Reload the list.`, { id });
  return refund;
}
