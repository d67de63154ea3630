import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';

export type ListedStatement = {
  id: string;
  file_id: string;
  file_name: string;
  format: string;
  account: string;
  kind: string;
  reference: string;
  sequence: string;
  currency: Currency;
  opening: bigint | null;
  closing: bigint | null;
  opening_on: Day | null;
  closing_on: Day | null;
  entries: number;
  details: number;
  credits: bigint;
  debits: bigint;
  in_balance: boolean | null;
  recorded_at: Date;
};

/** Bank statements, the last imported first, a page at a time. */
export async function listStatements(ctx: Ctx, filter: { before: string | null; limit: number }): Promise<ListedStatement[]> {
  return ctx.tx.rows(sql<ListedStatement>`
    select s.id, s.file_id, f.name as file_name, f.format, a.identification as account, s.kind, s.reference, s.sequence, s.currency, s.opening, s.closing, s.opening_on, s.closing_on,
      s.entries, s.details, s.credits, s.debits, s.in_balance, s.recorded_at
    from (
      select * from bank_statement s where s.company_id = ${ctx.company.id} and (${filter.before}::uuid is null or s.id < ${filter.before}::uuid)
      order by s.id desc limit ${filter.limit}) s
    join bank_file f on f.company_id = s.company_id and f.id = s.file_id
    join bank_account a on a.company_id = s.company_id and a.id = s.account_id
    order by s.id desc`);
}
