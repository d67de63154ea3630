import { sql } from 'kysely';
import type { Day } from '../../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../../foundation/db/insert-rows.ts';
import type { Currency } from '../../../foundation/money/currency.ts';
import type { Ctx } from '../../access/context.ts';
import { isOneOf, minorsOf } from './find-by-amount.ts';

export type FoundLine = {
  readonly id: string;
  readonly payerName: string;
  readonly minor: bigint;
  readonly currency: Currency;
  readonly bookedOn: Day;
  readonly state: string;
  readonly because: 'amount' | 'payer';
};

/** Of each state, so many of the newest waiting lines are looked through for a payer. */
const NEWEST_LINES = 1_000;
const MIN_NAME_CHARACTERS = 3;

const COLUMNS = sql.raw('id, counterparty_name as "payerName", minor, currency, booked_on as "bookedOn", state');

/** Bank lines that wait for a decision: of exactly this amount, or (among the newest) from a payer with the text in its name. */
export async function findBankLines(ctx: Ctx, text: string, readings: readonly string[], limit: number): Promise<FoundLine[]> {
  const company = ctx.company.id;
  const minors = minorsOf(readings).flatMap((minor) => [minor, -minor]);
  const ofAmount =
    minors.length === 0
      ? []
      : await ctx.tx.rows(sql<FoundLine>`
          select ${COLUMNS}, 'amount' as because from bank_line
          where company_id = ${company} and state in ('open', 'proposed') and minor = any (${arrayLiteral('bigint', minors)}::bigint[]) order by id desc limit ${limit}`);
  const exact = ofAmount.filter(({ minor, currency }) => isOneOf(readings, minor < 0n ? -minor : minor, currency));
  if (text.length < MIN_NAME_CHARACTERS || /^[\d\s.,]*$/.test(text)) return exact;
  const newest = (state: string) => sql`(select * from bank_line where company_id = ${company} and state = ${state} order by id desc limit ${NEWEST_LINES})`;
  const fromPayer = await ctx.tx.rows(sql<FoundLine>`
    select ${COLUMNS}, 'payer' as because from (${newest('open')} union all ${newest('proposed')}) l
    where strpos(upper(counterparty_name), ${text.toUpperCase()}::text) > 0 order by id desc limit ${limit}`);
  return [...exact, ...fromPayer].slice(0, limit);
}
