import { sql } from 'kysely';
import type { Ctx } from '../access/context.ts';
import type { Letterhead } from './letterhead.ts';

export type StoredLetterhead = { readonly content: Letterhead; readonly logo_file_id: string | null };

export async function findLetterhead(ctx: Ctx): Promise<StoredLetterhead | undefined> {
  return ctx.tx.first(sql<StoredLetterhead>`select content, logo_file_id from letterhead where company_id = ${ctx.company.id}`);
}

/** One row a company; the last to write wins, and the trail has both. */
export async function saveLetterhead(ctx: Ctx, content: Letterhead, logoFileId: string | null): Promise<void> {
  await ctx.tx.run(sql`
    insert into letterhead (company_id, content, logo_file_id, changed_at) values (${ctx.company.id}, ${JSON.stringify(content)}::jsonb, ${logoFileId}, ${ctx.now})
    on conflict (company_id) do update set content = excluded.content, logo_file_id = excluded.logo_file_id, changed_at = excluded.changed_at`);
}
