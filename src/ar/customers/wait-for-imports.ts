import { sql } from 'kysely';
import type { Ctx } from '../access/context.ts';

const IMPORTS = 727_203;

/** Imports of one company run one after the other: the second sees what the first brought in and skips or updates it, instead of failing on the same
 *  numbers; and none is ever repeated because of a deadlock, for which its file would have to be read again. Held until the unit of work ends. */
export async function waitForImports(ctx: Ctx): Promise<void> {
  await ctx.tx.run(sql`select pg_advisory_xact_lock(${IMPORTS}::int, hashtext(${ctx.company.id}))`);
}
