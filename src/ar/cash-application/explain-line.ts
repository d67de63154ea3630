import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { lineOf, type StoredLine } from './bank-line.ts';
import { explain } from './explain/explain.ts';
import type { ExplainInput, MatchPolicy, Outcome } from './explain/explanation.ts';
import { gatherEvidence } from './gather-evidence.ts';

/** What the engine would say of a line now, without doing it: its evidence and its outcome. */
export async function explainLine(ctx: Ctx, lineId: string, policy: MatchPolicy): Promise<{ line: StoredLine; input: ExplainInput; outcome: Outcome }> {
  const line = await ctx.tx.first(sql<StoredLine>`
    select id, statement_id, ordinal, booked_on, value_on, posted_on, minor, base_minor, currency, counterparty_name, counterparty_account, text, refs, reversal, state, reason
    from bank_line where company_id = ${ctx.company.id} and id = ${lineId}`);
  if (!line) throw new Refusal('bank_line.not_found', `There is no bank line ${lineId} in this company. Reload the list.`, { lineId });
  const evidence = await gatherEvidence(ctx, [lineOf(line)], policy);
  const input = evidence.inputFor(lineOf(line));
  return { line, input, outcome: explain(input) };
}
