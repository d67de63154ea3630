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

/** Bank lines in the order of their making, a page at a time, with the first live proposal of each. Each state is read by itself, so that the index of
 *  states gives them in order: what waits is found at once, however much is applied. */
export async function listBankLines(ctx: Ctx, options: { states: readonly BankLineState[]; after: string | null; limit: number }): Promise<ListedLine[]> {
  const company = ctx.company.id;
  const after = options.after === null ? sql`true` : sql`id > ${options.after}::uuid`;
  const ofStates = [...new Set(options.states)].map(
    (state) => sql`(select * from bank_line where company_id = ${company} and state = ${state} and ${after} order by id limit ${options.limit})`,
  );
  if (ofStates.length === 0) return [];
  return ctx.tx.rows(sql<ListedLine>`
    select l.id, l.ordinal, s.reference as statement_reference, l.booked_on, l.value_on, l.minor, l.currency, l.counterparty_name, l.text, l.state, l.reason,
      p.id as proposal_id, p.kind as proposal_kind, p.probability
    from (select * from (${sql.join(ofStates, sql` union all `)}) l order by l.id limit ${options.limit}) l
    join bank_statement s on s.company_id = ${company} and s.id = l.statement_id
    left join lateral (
      select id, kind, probability from proposal p where p.company_id = ${company} and p.bank_line_id = l.id and p.rank = 1 and p.state in ('proposed', 'applied', 'shadow')
      order by p.state = 'shadow', p.id desc limit 1) p on true
    order by l.id`);
}
