import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import { baseShare } from '../receivables/receivable.ts';

export type AwaitedRefund = { readonly id: string; readonly currency: Currency; readonly minor: bigint; readonly baseMinor: bigint };

type Row = { id: string; currency: Currency; minor: bigint; awaits_bank: boolean; state: string; original: bigint; base_original: bigint };

/** A refund that the bank has still to report, locked. Refuses `refund.not_found` and `refund.not_awaited`. */
export async function lockAwaitedRefund(ctx: Ctx, refundId: string): Promise<AwaitedRefund> {
  const row = await ctx.tx.first(sql<Row>`
    select r.id, r.currency, r.minor, r.awaits_bank, r.state, c.original, c.base_original from refund r
    join credit c on c.company_id = r.company_id and c.id = r.credit_id
    where r.company_id = ${ctx.company.id} and r.id = ${refundId} for update of r`);
  if (!row) throw new Refusal('refund.not_found', `There is no refund ${refundId} in this company. Reload the list.`, { refundId });
  if (!row.awaits_bank || row.state !== 'issued') {
    throw new Refusal('refund.not_awaited', 'This refund does not await the bank: it was rejected, paid another way, or is tied to a bank line already.', {
      refundId,
    });
  }
  const whole = { open: row.original, baseOpen: row.base_original, original: row.original, baseOriginal: row.base_original };
  return { id: row.id, currency: row.currency, minor: row.minor, baseMinor: baseShare(whole, row.minor) };
}

/** The outgoing line is this refund. */
export async function tieRefund(ctx: Ctx, refundId: string, lineId: string): Promise<void> {
  await ctx.tx.run(sql`update refund set bank_line_id = ${lineId}, awaits_bank = false where company_id = ${ctx.company.id} and id = ${refundId}`);
}
