import { sql, type RawBuilder } from 'kysely';
import { addDays, type Day } from '../../foundation/calendar/day.ts';
import { startOfDay } from '../../foundation/calendar/time-zone.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import type { BankLineState } from './bank-line.ts';
import type { Reason } from './explain/reasons.ts';

export const CASH_BANDS = ['confirm', 'unmatched', 'applied', 'outgoing', 'set_aside'] as const;
export type CashBand = (typeof CASH_BANDS)[number];

export type CashLine = {
  id: string;
  booked_on: Day;
  minor: bigint;
  currency: Currency;
  counterparty_name: string;
  text: string;
  state: BankLineState;
  reason: string;
  proposal_id: string | null;
  kind: string | null;
  pattern: string | null;
  probability: number | null;
  customer_id: string | null;
  customer_name: string | null;
  explanation: { readonly evidence?: readonly Reason[]; readonly reasons?: readonly Reason[] } | null;
  decided_by: string | null;
  decided_at: Date | null;
  by_machine: boolean | null;
};

export type CashLineFilter = {
  readonly band: CashBand;
  /** For `applied`: the day of the decisions, in the company's time zone. */
  readonly on: Day;
  readonly sort: 'newest' | 'amount';
  /** The place after the last row: its booking day (for `applied` the instant of its decision) or the size of its amount, and its id. */
  readonly after: { readonly key: string; readonly id: string } | null;
  readonly limit: number;
};

/** Bank lines of one band of the workbench, a page at a time, each with the proposal that stands or waits. The last booked first (in `applied` the last
 *  decided), or the largest amount first, whatever its currency. */
export async function listCashLines(ctx: Ctx, filter: CashLineFilter): Promise<CashLine[]> {
  const company = ctx.company.id;
  const order = orderOf(filter);
  return ctx.tx.rows(sql<CashLine>`
    select l.id, l.booked_on, l.minor, l.currency, l.counterparty_name, l.text, l.state, l.reason, p.id as proposal_id, p.kind, p.pattern, p.probability, p.customer_id,
      c.name as customer_name, p.explanation, p.decided_by, p.decided_at, p.by_machine
    from (${page(ctx, filter)}) l
    left join lateral (
      select p.id, p.kind, p.pattern, p.probability, p.customer_id, p.explanation, p.decided_by, p.decided_at, p.by_machine from proposal p
      where p.company_id = ${company} and p.bank_line_id = l.id and (p.state = 'applied' or (p.rank = 1 and p.state in ('proposed', 'shadow')))
      order by p.state = 'shadow', p.id desc limit 1) p on true
    left join customer c on c.company_id = ${company} and c.id = p.customer_id
    order by ${order} desc, l.id desc`);
}

/** What the rows are sorted by, as the cursor carries it. */
export function placeOf(line: CashLine, filter: Pick<CashLineFilter, 'band' | 'sort'>): string {
  if (filter.sort === 'amount') return (line.minor < 0n ? -line.minor : line.minor).toString();
  return filter.band === 'applied' && line.decided_at !== null ? line.decided_at.toISOString() : line.booked_on;
}

function orderOf({ band, sort }: CashLineFilter): RawBuilder<unknown> {
  if (sort === 'amount') return sql`abs(l.minor)`;
  return band === 'applied' ? sql`l.sorted_at` : sql`l.booked_on`;
}

function page(ctx: Ctx, filter: CashLineFilter): RawBuilder<unknown> {
  const { id: company, timeZone } = ctx.company;
  const order = orderOf(filter);
  const type = sql.raw(filter.sort === 'amount' ? 'bigint' : filter.band === 'applied' ? 'timestamptz' : 'date');
  const after = filter.after === null ? sql`true` : sql`(${order}, l.id) < (${filter.after.key}::${type}, ${filter.after.id}::uuid)`;
  const states: Readonly<Record<Exclude<CashBand, 'applied'>, RawBuilder<unknown>>> = {
    confirm: sql`l.state = 'proposed'`,
    unmatched: sql`l.state = 'open' and l.minor > 0`,
    outgoing: sql`l.state = 'open' and l.minor < 0`,
    set_aside: sql`l.state = 'set_aside'`,
  };
  const lines =
    filter.band === 'applied'
      ? sql`
        (select l.*, p.decided_at as sorted_at from proposal p join bank_line l on l.company_id = p.company_id and l.id = p.bank_line_id
        where p.company_id = ${company} and p.state = 'applied'
          and p.decided_at >= ${startOfDay(filter.on, timeZone)} and p.decided_at < ${startOfDay(addDays(filter.on, 1), timeZone)}) l where ${after}`
      : sql`bank_line l where l.company_id = ${company} and ${states[filter.band]} and ${after}`;
  return sql`select l.* from ${lines} order by ${order} desc, l.id desc limit ${filter.limit}`;
}
