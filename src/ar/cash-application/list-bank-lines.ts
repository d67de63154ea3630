import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import type { BankLineState } from './bank-line.ts';

export type ListedLine = {
  id: string;
  ordinal: number;
  statement_reference: string;
  booked_on: Day;
  value_on: Day;
  minor: bigint;
  currency: Currency;
  counterparty_name: string;
  text: string;
  state: BankLineState;
  reason: string;
  proposal_id: string | null;
  proposal_kind: string | null;
  probability: number | null;
};

/** Bank lines in the order of their making, a page at a time, with the first live proposal of each. */
export async function listBankLines(ctx: Ctx, options: { states: readonly BankLineState[]; after: string | null; limit: number }): Promise<ListedLine[]> {
  return ctx.tx.rows(sql<ListedLine>`
    select l.id, l.ordinal, s.reference as statement_reference, l.booked_on, l.value_on, l.minor, l.currency, l.counterparty_name, l.text, l.state, l.reason,
      p.id as proposal_id, p.kind as proposal_kind, p.probability
    from bank_line l
    join bank_statement s on s.company_id = l.company_id and s.id = l.statement_id
    left join lateral (
      select id, kind, probability from proposal p where p.company_id = l.company_id and p.bank_line_id = l.id and p.rank = 1 and p.state in ('proposed', 'applied', 'shadow')
      order by p.state = 'shadow', p.id desc limit 1) p on true
    where l.company_id = ${ctx.company.id} and l.state = any (${[...options.states]}::text[]) and (${options.after}::uuid is null or l.id > ${options.after}::uuid)
    order by l.id limit ${options.limit}`);
}
