import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { isId } from '../../foundation/ids/id.ts';
import type { Ctx } from '../access/context.ts';

/** The bank line that a person means: its id, or `REFERENCE/ORDINAL` of its statement (`STMT-2026-04/17`).
 *  Refuses `bank_line.not_found` and `bank_line.ambiguous`. */
export async function findLine(ctx: Ctx, reference: string): Promise<string> {
  if (isId(reference.toLowerCase())) return reference.toLowerCase();
  const found = /^(.*)[/:](\d{1,9})$/.exec(reference);
  const rows =
    found === null
      ? []
      : await ctx.tx.rows(sql<{ id: string }>`
          select l.id from bank_line l join bank_statement s on s.company_id = l.company_id and s.id = l.statement_id
          where l.company_id = ${ctx.company.id} and s.reference = ${found[1] ?? ''} and l.ordinal = ${Number(found[2])} order by l.id limit 2`);
  const [first, second] = rows;
  if (second)
    throw new Refusal('bank_line.ambiguous', `More than one statement has the reference of ${reference}. Name the line by its id: dunlin cash list shows it.`, {
      line: reference,
    });
  if (!first) {
    throw new Refusal(
      'bank_line.not_found',
      `There is no bank line ${reference} in this company. Write its id, or statement reference and number as in STMT-1/17; dunlin cash list shows both.`,
      {
        line: reference,
      },
    );
  }
  return first.id;
}

/** The proposal of a line that waits for a person, the best one first. Refuses `proposal.none`. */
export async function findWaitingProposal(ctx: Ctx, lineId: string): Promise<string> {
  const [found] = await ctx.tx.rows(sql<{ id: string }>`
    select id from proposal where company_id = ${ctx.company.id} and bank_line_id = ${lineId} and state in ('proposed', 'shadow') order by state, run_id desc, rank limit 1`);
  if (!found)
    throw new Refusal('proposal.none', 'No proposal waits for this bank line. Run dunlin cash apply first, or explain it by hand with dunlin cash correct.', {
      lineId,
    });
  return found.id;
}
