import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '../access/context.ts';

/** Posts what a query selects, for sets that never leave the database: `entries` yields (id, posted_on, value_on, cause_kind, cause_id), `lines` yields
 *  (entry_id, pos, account, currency, minor, base_minor), all lines of an entry in one call. The balance is checked by the statement's trigger. */
export async function postSelected(ctx: Ctx, selected: { entries: RawBuilder<unknown>; lines: RawBuilder<unknown> }): Promise<void> {
  await ctx.tx.run(sql`
    insert into journal_entry (company_id, id, posted_on, value_on, recorded_at, cause_kind, cause_id, reverses)
    select ${ctx.company.id}::uuid, e.id, e.posted_on, e.value_on, ${ctx.now}::timestamptz, e.cause_kind, e.cause_id, null
    from (${selected.entries}) as e (id, posted_on, value_on, cause_kind, cause_id)`);
  await ctx.tx.run(sql`
    insert into journal_line (company_id, entry_id, pos, account, currency, minor, base_minor, receivable_id, credit_id)
    select ${ctx.company.id}::uuid, l.entry_id, l.pos, l.account, l.currency, l.minor, l.base_minor, null, null
    from (${selected.lines}) as l (entry_id, pos, account, currency, minor, base_minor)`);
}
