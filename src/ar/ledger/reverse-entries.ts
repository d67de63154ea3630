import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import type { Cause } from './journal.ts';
import { journalEntryTable } from './tables.ts';

type Found = { id: string; value_on: Day; reversed: boolean };

/** Mirrors every entry of the causes, under the reversing cause, on one posting day. A cause is reversed once and wholly:
 *  refuses `cause.already_reversed`; the unique index on `reverses` stands behind it. Returns the number of entries mirrored. */
export async function reverseEntries(ctx: Ctx, options: { causeIds: readonly string[]; cause: Cause; postedOn: Day }): Promise<number> {
  const found = await ctx.tx.rows(sql<Found>`
    select e.id, e.value_on, exists (select 1 from journal_entry r where r.company_id = e.company_id and r.reverses = e.id) as reversed
    from journal_entry e
    where e.company_id = ${ctx.company.id} and e.cause_id = any (${arrayLiteral('uuid', options.causeIds)}::uuid[]) and e.reverses is null
    order by e.id`);
  if (found.some((entry) => entry.reversed)) {
    throw new Refusal('cause.already_reversed', 'This was already reversed; nothing was changed. Reload to see its present state.', {
      causes: options.causeIds.length,
    });
  }
  const mirrored = found.map((entry) => ({ old: entry.id, id: ctx.newId(), valueOn: entry.value_on }));
  await insertRows(
    ctx.tx,
    journalEntryTable,
    mirrored.map((entry) => ({
      company_id: ctx.company.id,
      id: entry.id,
      posted_on: options.postedOn,
      value_on: options.postedOn,
      recorded_at: ctx.now,
      cause_kind: options.cause.kind,
      cause_id: options.cause.id,
      reverses: entry.old,
    })),
  );
  await ctx.tx.run(sql`
    insert into journal_line (company_id, entry_id, pos, account, currency, minor, base_minor, receivable_id, credit_id)
    select l.company_id, m.id, l.pos, l.account, l.currency, -l.minor, -l.base_minor, l.receivable_id, l.credit_id
    from unnest(${arrayLiteral(
      'uuid',
      mirrored.map((m) => m.old),
    )}::uuid[], ${arrayLiteral(
      'uuid',
      mirrored.map((m) => m.id),
    )}::uuid[]) as m (old, id)
    join journal_line l on l.company_id = ${ctx.company.id} and l.entry_id = m.old`);
  return mirrored.length;
}
