import { sql } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import { reverseCauses } from './reverse-causes.ts';

/** Money of one cause (a bank line may have become several payments) as it was recorded, in minor units of its currency and of the base currency. */
export type ReturnableMoney = {
  readonly causeId: string;
  readonly paymentIds: readonly string[];
  readonly currency: Currency;
  readonly minor: bigint;
  readonly baseMinor: bigint;
};

type Row = { id: string; cause_id: string; currency: Currency; minor: bigint; base_original: bigint; state: string; awaits_bank: boolean };

/** Everything that came with this payment. Refuses `payment.not_found` and `payment.not_returnable` (reversed or returned already, or not yet on the bank). */
export async function findReturnable(ctx: Ctx, paymentId: string): Promise<ReturnableMoney> {
  const rows = await ctx.tx.rows(sql<Row>`
    select p.id, p.cause_id, p.currency, p.minor, c.base_original, p.state, p.awaits_bank from payment t
    join payment p on p.company_id = t.company_id and p.cause_id = t.cause_id
    join credit c on c.company_id = p.company_id and c.payment_id = p.id
    where t.company_id = ${ctx.company.id} and t.id = ${paymentId} order by p.id`);
  const [first] = rows;
  if (!first) throw new Refusal('payment.not_found', `There is no payment ${paymentId} in this company. Reload the list.`, { paymentId });
  if (rows.some((row) => row.state !== 'received' || row.awaits_bank)) {
    throw new Refusal(
      'payment.not_returnable',
      'The bank cannot have returned this payment: it was reversed or returned before, or the bank has not reported it yet.',
      { paymentId },
    );
  }
  return {
    causeId: first.cause_id,
    paymentIds: rows.map((row) => row.id),
    currency: first.currency,
    minor: rows.reduce((sum, row) => sum + row.minor, 0n),
    baseMinor: rows.reduce((sum, row) => sum + row.base_original, 0n),
  };
}

/** The bank took the money back: everything that it settled is open again from that day on, and the payments name the outgoing line. */
export async function returnPayments(ctx: Ctx, money: ReturnableMoney, returned: { lineId: string; on: Day }): Promise<void> {
  await reverseCauses(ctx, { causeIds: [money.causeId], eventOn: returned.on, paymentState: 'returned', label: 'returned' });
  await ctx.tx.run(sql`
    update payment set return_line_id = ${returned.lineId} where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', money.paymentIds)}::uuid[])`);
}
