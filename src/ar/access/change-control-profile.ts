import { saveProfile } from './company-store.ts';
import { actorText, type Ctx } from './context.ts';
import { controlProfile } from './control-profile.ts';
import { refuseConflicts } from './change-roles.ts';
import { recordAudit } from './record-audit.ts';
import type { Profile } from './roles.ts';
import { readUsers } from './user-store.ts';

/** Sets how duties are separated in the company. Refuses `access.roles_conflict` when active users hold roles that the new profile keeps apart. */
export async function changeControlProfile(ctx: Ctx, profile: Profile): Promise<void> {
  const before = await controlProfile(ctx);
  const users = await readUsers(ctx.tx, ctx.company.firmId);
  for (const user of users) if (user.state === 'active') refuseConflicts(user.memberships, new Map([[ctx.company.id, profile]]));
  await saveProfile(ctx.tx, { companyId: ctx.company.id, profile, by: actorText(ctx.actor), now: ctx.now });
  await recordAudit(ctx, [
    { action: 'control_profile.changed', subjectKind: 'company', subjectId: ctx.company.id, before: { profile: before }, after: { profile } },
  ]);
}
