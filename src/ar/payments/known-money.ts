import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';

export type StoredPayment = {
  id: string;
  customer_id: string;
  currency: Currency;
  minor: bigint;
  received_on: Day;
  booked_on: Day;
  reference: string;
  bank_line_id: string | null;
  awaits_bank: boolean;
  state: 'received' | 'reversed' | 'returned';
  cause_id: string;
  credit_id: string;
  credit_open: bigint;
};

/** Payments with their credit, locked in id order. */
export async function lockPayments(ctx: Ctx, ids: readonly string[]): Promise<StoredPayment[]> {
  return ctx.tx.rows(sql<StoredPayment>`
    select p.id, p.customer_id, p.currency, p.minor, p.received_on, p.booked_on, p.reference, p.bank_line_id, p.awaits_bank, p.state, p.cause_id,
      c.id as credit_id, c.open as credit_open
    from payment p join credit c on c.company_id = p.company_id and c.payment_id = p.id
    where p.company_id = ${ctx.company.id} and p.id = any (${arrayLiteral('uuid', ids)}::uuid[]) order by p.id for update of p`);
}

/** Ties recorded payments to the bank lines that turned out to be the same money. */
export async function linkBankLines(ctx: Ctx, links: readonly { paymentId: string; bankLineId: string }[]): Promise<void> {
  if (links.length === 0) return;
  await ctx.tx.run(sql`
    update payment p set bank_line_id = v.line, awaits_bank = false
    from unnest(${arrayLiteral(
      'uuid',
      links.map((l) => l.paymentId),
    )}::uuid[], ${arrayLiteral(
      'uuid',
      links.map((l) => l.bankLineId),
    )}::uuid[]) as v (id, line)
    where p.company_id = ${ctx.company.id} and p.id = v.id`);
}

/** The payments of a line await the bank again. */
export async function unlinkBankLine(ctx: Ctx, bankLineId: string): Promise<void> {
  await ctx.tx.run(
    sql`update payment set bank_line_id = null, awaits_bank = true where company_id = ${ctx.company.id} and bank_line_id = ${bankLineId} and state = 'received'`,
  );
}

export type AwaitingPayment = { id: string; customer_id: string; currency: Currency; minor: bigint; received_on: Day; reference: string };

/** More payments of one amount than this cannot be told apart anyway. */
const MAX_PER_AMOUNT = 50;

/** Payments that still await the bank, by currency and amount, oldest first. */
export async function findAwaitingBank(ctx: Ctx, amounts: readonly { currency: Currency; minor: bigint }[]): Promise<AwaitingPayment[]> {
  return ctx.tx.rows(sql<AwaitingPayment>`
    select p.id, p.customer_id, p.currency, p.minor, p.received_on, p.reference
    from (
      select distinct currency, minor
      from unnest(${arrayLiteral(
        'text',
        amounts.map((a) => a.currency),
      )}::text[], ${arrayLiteral(
        'bigint',
        amounts.map((a) => a.minor),
      )}::bigint[]) as a (currency, minor)) w
    cross join lateral (
      select id, customer_id, currency, minor, received_on, reference from payment p
      where p.company_id = ${ctx.company.id} and p.awaits_bank and p.currency = w.currency and p.minor = w.minor and p.state = 'received'
      order by received_on, id limit ${MAX_PER_AMOUNT}) p`);
}
