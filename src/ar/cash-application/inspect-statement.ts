import type { Day } from '../../foundation/calendar/day.ts';
import type { Problem } from '../../foundation/errors/refusal.ts';
import type { StatementFoot, StatementHead } from '../../formats/statement/statement-events.ts';
import { createProblemList } from './problem-list.ts';
import { readStatement, type StatementSource } from './read-statement.ts';
import { balanceProblem, noStatement, undatedProblem } from './statement-problems.ts';

/** One balance-to-balance block: amounts in minor units of `currency`. */
export type InspectedStatement = Pick<StatementHead, 'kind' | 'account' | 'reference'> &
  Pick<StatementFoot, 'currency' | 'entries' | 'details' | 'credits' | 'debits' | 'opening' | 'closing' | 'openingOn' | 'closingOn' | 'inBalance'>;

/** `sequence`: the bank's running number. `bookedFrom`, `bookedTo`: the first and last booking day of its entries. */
export type StatementInFile = InspectedStatement & { readonly sequence: string; readonly bookedFrom: Day | null; readonly bookedTo: Day | null };

export type Inspection = { readonly format: string; readonly statements: readonly StatementInFile[]; readonly problems: readonly Problem[] };

/** What is in a bank file, without a database: statements with their control totals, and what could not be read. Refuses what the import would refuse for its content. */
export async function inspectStatement(input: StatementSource): Promise<Inspection> {
  const statements: StatementInFile[] = [];
  let span: { from: Day; to: Day } | null = null;
  const problems = createProblemList();
  let head: StatementHead | undefined;
  const format = await readStatement(input, {
    head: (value) => {
      head = value;
    },
    entries: (batch) => {
      for (const entry of batch) {
        const undated = undatedProblem(entry);
        if (undated) problems.add(undated);
        const on = entry.bookedOn ?? entry.valueOn;
        if (on !== null) span = { from: span === null || on < span.from ? on : span.from, to: span === null || on > span.to ? on : span.to };
      }
    },
    foot: (foot) => {
      statements.push({
        kind: head?.kind ?? 'statement',
        account: head?.account ?? '',
        reference: head?.reference ?? '',
        sequence: head?.sequence ?? '',
        bookedFrom: span?.from ?? null,
        bookedTo: span?.to ?? null,
        currency: foot.currency ?? head?.currency ?? null,
        entries: foot.entries,
        details: foot.details,
        credits: foot.credits,
        debits: foot.debits,
        opening: foot.opening,
        closing: foot.closing,
        openingOn: foot.openingOn,
        closingOn: foot.closingOn,
        inBalance: foot.inBalance,
      });
      const unbalanced = head && balanceProblem(head, foot, statements.length);
      if (unbalanced) problems.add(unbalanced);
      head = undefined;
      span = null;
    },
    problem: (problem) => problems.add(problem),
  });
  if (statements.length === 0) throw noStatement(input.fileName, problems.all());
  return { format, statements, problems: problems.all() };
}
