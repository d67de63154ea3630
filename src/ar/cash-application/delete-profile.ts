import { sql } from 'kysely';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { getProfile } from './import-profiles.ts';
import { findWatchedFolder } from './watched-folder.ts';

/** Forgets a saved profile. Refuses `profile.not_found`, and `profile.in_use` while the watched folder reads its files by it. */
export async function deleteProfile(ctx: Ctx, name: string): Promise<void> {
  const saved = await getProfile(ctx, name);
  const folder = await findWatchedFolder(ctx);
  if (folder?.state === 'on' && folder.profile === saved.name) {
    throw new Refusal('profile.in_use', `The watched folder reads its files by the profile "${name}". Give it another one first, or switch it off.`, {
      profile: name,
    });
  }
  await ctx.tx.run(sql`delete from import_profile where company_id = ${ctx.company.id} and name = ${name}`);
  await recordAudit(ctx, [{ action: 'import_profile.deleted', subjectKind: 'import_profile', subjectId: name, before: saved.content }]);
}
