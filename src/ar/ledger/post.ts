import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Row } from '../../foundation/db/table.ts';
import type { Ctx } from '../access/context.ts';
import { assertBalanced, type Posting } from './journal.ts';
import { journalEntryTable, journalLineTable } from './tables.ts';

/** Writes whole entries with two statements, whatever their number. Lines of zero (in both amounts) are left out. */
export async function post(ctx: Ctx, postings: readonly Posting[]): Promise<void> {
  const entries: Row<typeof journalEntryTable>[] = [];
  const lines: Row<typeof journalLineTable>[] = [];
  for (const posting of postings) {
    const kept = posting.lines.filter((line) => line.minor !== 0n || line.baseMinor !== 0n);
    if (kept.length === 0) continue;
    assertBalanced({ ...posting, lines: kept });
    const id = ctx.newId();
    entries.push({
      company_id: ctx.company.id,
      id,
      posted_on: posting.postedOn,
      value_on: posting.valueOn,
      recorded_at: ctx.now,
      cause_kind: posting.cause.kind,
      cause_id: posting.cause.id,
      reverses: null,
    });
    for (const [index, line] of kept.entries()) {
      lines.push({
        company_id: ctx.company.id,
        entry_id: id,
        pos: index + 1,
        account: line.account,
        currency: line.currency,
        minor: line.minor,
        base_minor: line.baseMinor,
        receivable_id: line.receivableId ?? null,
        credit_id: line.creditId ?? null,
      });
    }
  }
  await insertRows(ctx.tx, journalEntryTable, entries);
  await insertRows(ctx.tx, journalLineTable, lines);
}
