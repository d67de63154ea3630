import { sql, type RawBuilder } from 'kysely';
import type { Day } from '../../../foundation/calendar/day.ts';
import type { Currency } from '../../../foundation/money/currency.ts';
import type { Ctx } from '../../access/context.ts';
import type { Period } from './credit-sales.ts';

/** Payments posted in the period with what became of them by the end of a posting day, one row each: received (less what was taken back), applied, and
 *  how they were applied. `own` is false for payments that other books had applied before. */
export function paymentOutcomes(company: string, period: Period, knownOn: Day, after: RawBuilder<unknown> = sql`true`): RawBuilder<unknown> {
  return sql`
    select k.id, k.currency, k.customer_id, k.posted_on, k.value_on, k.original, m.method, m.reference, m.method <> 'imported' as own,
      k.original - coalesce(sum(a.credit_minor) filter (where r.kind = 'technical' and a.cause_kind = 'reversal'), 0)::bigint as received,
      k.base_original - coalesce(sum(a.base_credit) filter (where r.kind = 'technical' and a.cause_kind = 'reversal'), 0)::bigint as base_received,
      coalesce(sum(a.credit_minor) filter (where r.kind <> 'technical'), 0)::bigint as applied,
      coalesce(sum(a.base_credit) filter (where r.kind <> 'technical'), 0)::bigint as base_applied,
      m.cause_kind = 'proposal' and exists (
        select 1 from proposal p where p.company_id = k.company_id and p.id = m.cause_id and p.by_machine) as auto
    from credit k
    join payment m on m.company_id = k.company_id and m.id = k.payment_id
    left join allocation a on a.company_id = k.company_id and a.credit_id = k.id and a.posted_on <= ${knownOn}
    left join receivable r on r.company_id = a.company_id and r.id = a.receivable_id
    where k.company_id = ${company} and k.kind = 'payment' and k.posted_on between ${period.from} and ${period.to} and ${after}
    group by k.company_id, k.id, m.company_id, m.id`;
}

/** `payments` and `straightThrough` leave out what other books had applied, and what was taken back. */
export type PaymentSums = {
  readonly received: bigint;
  readonly applied: bigint;
  readonly baseReceived: bigint;
  readonly baseApplied: bigint;
  readonly payments: number;
  readonly straightThrough: number;
};

export const NO_PAYMENTS: PaymentSums = { received: 0n, applied: 0n, baseReceived: 0n, baseApplied: 0n, payments: 0, straightThrough: 0 };

export async function loadPaymentSums(ctx: Ctx, period: Period): Promise<Map<Currency, PaymentSums>> {
  const rows = await ctx.tx.rows(sql<{
    currency: Currency;
    received: bigint;
    applied: bigint;
    base_received: bigint;
    base_applied: bigint;
    payments: bigint;
    straight: bigint;
  }>`
    select currency, sum(received)::bigint as received, sum(applied)::bigint as applied, sum(base_received)::bigint as base_received, sum(base_applied)::bigint as base_applied,
      count(*) filter (where own and received > 0) as payments, count(*) filter (where own and auto and received = original) as straight
    from (${paymentOutcomes(ctx.company.id, period, period.to)}) o group by currency`);
  return new Map(
    rows.map((row) => [
      row.currency,
      {
        received: row.received,
        applied: row.applied,
        baseReceived: row.base_received,
        baseApplied: row.base_applied,
        payments: Number(row.payments),
        straightThrough: Number(row.straight),
      },
    ]),
  );
}

/** Proposals applied without a person to bank lines posted in the period. Aliases: p proposal, l bank_line. */
export function autoApplied(company: string, period: Period): RawBuilder<unknown> {
  return sql`
    proposal p join bank_line l on l.company_id = p.company_id and l.id = p.bank_line_id
    where p.company_id = ${company} and l.posted_on between ${period.from} and ${period.to} and p.by_machine`;
}

export type AutoSums = { readonly applied: number; readonly takenBack: number };

export const NO_AUTO: AutoSums = { applied: 0, takenBack: 0 };

export async function loadAutoSums(ctx: Ctx, period: Period): Promise<Map<Currency, AutoSums>> {
  const rows = await ctx.tx.rows(sql<{ currency: Currency; applied: bigint; undone: bigint }>`
    select l.currency, count(*) as applied, count(*) filter (where p.state = 'undone') as undone from ${autoApplied(ctx.company.id, period)} group by l.currency`);
  return new Map(rows.map((row) => [row.currency, { applied: Number(row.applied), takenBack: Number(row.undone) }]));
}
