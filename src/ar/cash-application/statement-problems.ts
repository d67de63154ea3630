import { Refusal, type Problem } from '../../foundation/errors/refusal.ts';
import type { BankEntry, StatementFoot, StatementHead } from '../../formats/statement/statement-events.ts';

/** What is found beyond a reader's own problems. The import and its dry run look alike, so that the one foretells the other. */

/** A line without any day cannot be posted. */
export function undatedProblem(entry: BankEntry): Problem | undefined {
  return entry.bookedOn === null && entry.valueOn === null
    ? { where: entry.where, message: 'neither a booking nor a value day; the line was not imported' }
    : undefined;
}

export function balanceProblem(head: StatementHead, foot: StatementFoot, position: number): Problem | undefined {
  return foot.inBalance === false
    ? {
        where: `statement ${head.reference || position}`,
        message: 'opening balance and entries do not give the closing balance; compare it with the bank',
      }
    : undefined;
}

/** A file without a single statement is refused; its first problem says why. */
export function noStatement(fileName: string, problems: readonly Problem[]): Refusal {
  const [first] = problems;
  return new Refusal(
    'file.no_statement',
    `${fileName} holds no statement${first ? ` (${first.where}: ${first.message})` : ''}. Ask the bank for a file with booked entries.`,
    {},
  );
}
