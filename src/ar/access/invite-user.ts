import { randomToken, sha256 } from '../../foundation/crypto/token.ts';
import type { Tx } from '../../foundation/db/tx.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { FirmCtx } from './api-contexts.ts';
import { applyRoles, isFirmOwner } from './change-roles.ts';
import { lockControl } from './company-store.ts';
import { actorText } from './context.ts';
import { roleBeyondOwn, userNotFound } from './errors.ts';
import { recordFirmAudit } from './firm-audit.ts';
import { normalEmail } from './password.ts';
import type { Role } from './roles.ts';
import { insertUser, readUser, replaceInvitation, type User } from './user-store.ts';

const INVITATION_MS = 72 * 3_600_000;

/** The token is shown once; hand it over yourself. Good for 72 hours and one use. */
export type Invitation = { readonly user: User; readonly token: string; readonly expiresAt: Date };

async function invite(tx: Tx, ctx: FirmCtx, userId: string): Promise<{ token: string; expiresAt: Date }> {
  const token = randomToken();
  const expiresAt = new Date(ctx.now.getTime() + INVITATION_MS);
  await replaceInvitation(tx, { tokenHash: sha256(token), userId, by: actorText(ctx.actor), now: ctx.now, expiresAt });
  return { token, expiresAt };
}

/** Creates a user without a password, with roles in one company or firm-wide (null), and a link to choose one.
 *  Refuses `user.email_taken` and the refusals of `changeRoles`. */
export async function inviteUser(ctx: FirmCtx, input: { email: string; name: string; companyId: string | null; roles: readonly Role[] }): Promise<Invitation> {
  return ctx.database.forControl(async (tx) => {
    await lockControl(tx);
    const userId = ctx.newId();
    const fresh = await insertUser(tx, {
      id: userId,
      firmId: ctx.firmId,
      email: normalEmail(input.email),
      name: input.name.trim(),
      passwordHash: null,
      now: ctx.now,
    });
    if (!fresh) throw new Refusal('user.email_taken', 'A user with this e-mail exists already. Change the roles of that user instead.');
    const user = await readUser(tx, ctx.firmId, userId);
    if (!user) throw userNotFound();
    await recordFirmAudit(
      tx,
      { firmId: ctx.firmId, actor: actorText(ctx.actor), now: ctx.now, newId: ctx.newId },
      { action: 'user.invited', subjectKind: 'user', subjectId: userId },
    );
    await applyRoles(tx, ctx, { user, companyId: input.companyId, roles: input.roles });
    const link = await invite(tx, ctx, userId);
    return { user: (await readUser(tx, ctx.firmId, userId)) ?? user, ...link };
  });
}

/** A new link for someone who lost the first or forgot the password. The password in use stays until the link is used.
 *  An owner's link is an owner's to make: with it one could sign in as that owner. */
export async function renewInvitation(ctx: FirmCtx, userId: string): Promise<Invitation> {
  return ctx.database.forControl(async (tx) => {
    const user = await readUser(tx, ctx.firmId, userId);
    if (!user || user.state !== 'active') throw userNotFound();
    if (user.memberships.some((membership) => membership.role === 'owner') && !isFirmOwner(ctx.principal)) throw roleBeyondOwn('owner');
    const link = await invite(tx, ctx, userId);
    await recordFirmAudit(
      tx,
      { firmId: ctx.firmId, actor: actorText(ctx.actor), now: ctx.now, newId: ctx.newId },
      { action: 'user.link_renewed', subjectKind: 'user', subjectId: userId },
    );
    return { user, ...link };
  });
}
