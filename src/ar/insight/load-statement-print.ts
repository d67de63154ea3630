import type { Day } from '../../foundation/calendar/day.ts';
import { assert } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { loadPrintedCustomers } from '../customers/printed-customers.ts';
import { paperLanguage } from '../messages/letterhead.ts';
import { readLetterhead } from '../messages/read-letterhead.ts';
import { accountStatement } from './account-statement.ts';
import type { StatementPrint } from './ports.ts';

/** A customer's account with what stands on paper beside it. Read it in a unit of work that sees one state throughout. Refuses `customer.not_found`. */
export async function loadStatementPrint(ctx: Ctx, options: { customerNumber: string; from: Day | null; asOf: Day }): Promise<StatementPrint> {
  const statement = await accountStatement(ctx, options);
  const { letterhead, logo } = await readLetterhead(ctx);
  const found = (await loadPrintedCustomers(ctx, [statement.customer.id])).get(statement.customer.id);
  assert(found, 'a statement has a customer');
  return { letterhead, logo, language: paperLanguage(found.language, letterhead), customer: found.customer, statement };
}
