import { sql } from 'kysely';
import { addDays, endOfMonth, startOfMonth, type Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import { agingAsOf } from '../receivables/aging.ts';

/** How the open receivables of one currency went from the first to the last day of a month (or of the part of it that was asked for). */
export type RollForwardMonth = {
  readonly currency: Currency;
  readonly from: Day;
  readonly to: Day;
  readonly opening: bigint;
  /** By what moved them: `invoice`, `payment`, `credit_note`, `discount`, `reversal`, …; reductions negative. */
  readonly movements: ReadonlyMap<string, bigint>;
  readonly closing: bigint;
};

type Moved = { currency: Currency; month: Day; kind: string; minor: bigint };

/** Months from the one of `from` to the one of `to`; both days belong to the span. */
function spans(from: Day, to: Day): { from: Day; to: Day }[] {
  const months: { from: Day; to: Day }[] = [];
  for (let first = from; first <= to; first = addDays(endOfMonth(first), 1)) {
    const last = endOfMonth(first);
    months.push({ from: first, to: last < to ? last : to });
  }
  return months;
}

/** Refuses `report.span_invalid`. */
export function requireSpan(span: { readonly from: Day; readonly to: Day }): void {
  if (span.from > span.to)
    throw new Refusal('report.span_invalid', `The span begins on ${span.from}, after its end on ${span.to}. Exchange the two.`, {
      from: span.from,
      to: span.to,
    });
}

/** Opening, movements by kind and closing of the open receivables, month by month and currency by currency, all by posting day.
 *  Each closing is the total of the aging of its last day. Read it in a unit of work that sees one state throughout. Refuses `report.span_invalid`. */
export async function rollForward(ctx: Ctx, span: { from: Day; to: Day }): Promise<RollForwardMonth[]> {
  requireSpan(span);
  const open = new Map((await agingAsOf(ctx, addDays(span.from, -1))).map((total) => [total.currency, total.open]));
  const company = ctx.company.id;
  const moved = await ctx.tx.rows(sql<Moved>`
    select currency, date_trunc('month', posted_on::timestamp)::date as month, kind, sum(minor)::bigint as minor from (
      select currency, posted_on, kind, minor from position_delta where company_id = ${company} and side = 'receivable' and posted_on between ${span.from} and ${span.to}
      union all
      select currency, posted_on, kind, minor from position_pending where company_id = ${company} and side = 'receivable' and posted_on between ${span.from} and ${span.to}) moved
    group by 1, 2, 3 having sum(minor) <> 0 order by 3`);
  const months: RollForwardMonth[] = [];
  const currencies = [...new Set([...open.keys(), ...moved.map((row) => row.currency)])].toSorted((a, b) => (a < b ? -1 : 1));
  for (const { from, to } of spans(span.from, span.to)) {
    for (const currency of currencies) {
      const movements = new Map(moved.filter((row) => row.currency === currency && row.month === startOfMonth(from)).map((row) => [row.kind, row.minor]));
      const opening = open.get(currency) ?? 0n;
      const closing = [...movements.values()].reduce((sum, minor) => sum + minor, opening);
      open.set(currency, closing);
      months.push({ currency, from, to, opening, movements, closing });
    }
  }
  return months;
}
