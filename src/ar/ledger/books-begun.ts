import { sql } from 'kysely';
import type { Ctx } from '../access/context.ts';

/** Whether anything was ever posted. */
export async function booksAreBegun(ctx: Ctx): Promise<boolean> {
  return (await ctx.tx.first(sql`select 1 as found from journal_entry where company_id = ${ctx.company.id} limit 1`)) !== undefined;
}

/** As `booksAreBegun`. Waits for running postings and keeps new ones waiting until the unit of work ends, so that the answer stays true. */
export async function booksBegun(ctx: Ctx): Promise<boolean> {
  await ctx.tx.run(sql`select 1 from ledger_book where company_id = ${ctx.company.id} for update`);
  return booksAreBegun(ctx);
}
