import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { dayInZone } from '../../foundation/calendar/day.ts';
import type { Ctx } from '../access/context.ts';

/** Until which day an account's movements are in the books. */
export type AccountFreshness = { readonly accountId: string; readonly identification: string; readonly throughOn: Day };

/** How far each bank account is known: the closing day of its newest statement, or the day its newest file came in where the bank gives none. */
export async function bankFreshness(ctx: Ctx): Promise<AccountFreshness[]> {
  const rows = await ctx.tx.rows(sql<{ id: string; identification: string; closing_on: Day | null; recorded_at: Date | null }>`
    select a.id, a.identification,
      (select max(s.closing_on) from bank_statement s where s.company_id = a.company_id and s.account_id = a.id) as closing_on,
      (select max(s.recorded_at) from bank_statement s where s.company_id = a.company_id and s.account_id = a.id and s.closing_on is null) as recorded_at
    from bank_account a where a.company_id = ${ctx.company.id} order by a.identification`);
  return rows.flatMap((row) => {
    const came = row.recorded_at === null ? null : dayInZone(row.recorded_at, ctx.company.timeZone);
    const throughOn = row.closing_on === null ? came : came === null || came < row.closing_on ? row.closing_on : came;
    return throughOn === null ? [] : [{ accountId: row.id, identification: row.identification, throughOn }];
  });
}
