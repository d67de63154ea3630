import type { FirmCtx } from './api-contexts.ts';
import { isFirmOwner, refuseLastOwner } from './change-roles.ts';
import { lockControl } from './company-store.ts';
import { actorText } from './context.ts';
import { roleBeyondOwn, userNotFound } from './errors.ts';
import { recordFirmAudit } from './firm-audit.ts';
import { deleteSessionsOf, readUser, saveUserState, type User, type UserState } from './user-store.ts';

/** Disables a user, whose sessions end at once, or lets one in again. Keys that the user made stay: they belong to the firm.
 *  Refuses `user.not_found`, `access.last_owner`, and `access.role_beyond_own` for an owner's account in other hands. */
export async function changeUserState(ctx: FirmCtx, change: { userId: string; state: UserState }): Promise<User> {
  return ctx.database.forControl(async (tx) => {
    await lockControl(tx);
    const user = await readUser(tx, ctx.firmId, change.userId);
    if (!user) throw userNotFound();
    const owner = user.memberships.some((membership) => membership.role === 'owner');
    if (owner && !isFirmOwner(ctx.principal)) throw roleBeyondOwn('owner');
    await saveUserState(tx, user.id, change.state);
    if (change.state === 'disabled') {
      await deleteSessionsOf(tx, user.id);
      if (owner) await refuseLastOwner(tx, ctx.firmId);
    }
    await recordFirmAudit(
      tx,
      { firmId: ctx.firmId, actor: actorText(ctx.actor), now: ctx.now, newId: ctx.newId },
      {
        action: change.state === 'disabled' ? 'user.disabled' : 'user.enabled',
        subjectKind: 'user',
        subjectId: user.id,
        before: { state: user.state },
        after: { state: change.state },
      },
    );
    return { ...user, state: change.state };
  });
}
