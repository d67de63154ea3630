import type { Tx } from '../../foundation/db/tx.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { FirmCtx } from './api-contexts.ts';
import { lockControl, readCompanyWithProfile, readProfiles } from './company-store.ts';
import { actorText } from './context.ts';
import { companyUnseen, roleBeyondOwn, userNotFound } from './errors.ts';
import { recordFirmAudit } from './firm-audit.ts';
import type { Membership, Principal } from './principal.ts';
import { rolesInConflict, type Profile, type Role } from './roles.ts';
import { countFirmOwners, readUser, replaceMemberships, type User } from './user-store.ts';

export function isFirmOwner(principal: Principal): boolean {
  return principal.kind === 'user' && principal.memberships.some((membership) => membership.companyId === null && membership.role === 'owner');
}

function conflict(pair: readonly [Role, Role], profile: Profile): Refusal {
  return new Refusal(
    'access.roles_conflict',
    `Under the profile "${profile}" one person does not hold both ${pair[0]} and ${pair[1]} in a company. Give one of them to somebody else, or change the profile.`,
    {
      first: pair[0],
      second: pair[1],
      profile,
    },
  );
}

/** Refuses `access.roles_conflict` when the memberships put roles together that a company's profile keeps apart. Firm-wide roles count in every company. */
export function refuseConflicts(memberships: readonly Membership[], profiles: ReadonlyMap<string, Profile>): void {
  for (const [companyId, profile] of profiles) {
    const roles = memberships.filter((membership) => membership.companyId === null || membership.companyId === companyId).map((membership) => membership.role);
    const pair = rolesInConflict(roles, profile);
    if (pair) throw conflict(pair, profile);
  }
}

/** Who may give or take what: the role owner only by an owner, and nobody but an owner changes what he may do himself. */
export function refuseBeyondOwn(principal: Principal, change: { userId: string; before: readonly Role[]; after: readonly Role[] }): void {
  if (isFirmOwner(principal)) return;
  if (principal.kind === 'user' && principal.id === change.userId) {
    throw new Refusal('access.own_roles', "You can't change your own roles. Ask an owner or another administrator.");
  }
  if (change.before.includes('owner') !== change.after.includes('owner')) throw roleBeyondOwn('owner');
}

export async function refuseLastOwner(tx: Tx, firmId: string): Promise<void> {
  if ((await countFirmOwners(tx, firmId)) === 0) {
    throw new Refusal('access.last_owner', 'This would leave the firm without an active owner. Make somebody else an owner first.');
  }
}

/** In an open unit of work under `lockControl`. */
export async function applyRoles(tx: Tx, ctx: FirmCtx, change: { user: User; companyId: string | null; roles: readonly Role[] }): Promise<void> {
  const { user, companyId } = change;
  const roles = [...new Set(change.roles)];
  const before = user.memberships.filter((membership) => membership.companyId === companyId).map((membership) => membership.role);
  refuseBeyondOwn(ctx.principal, { userId: user.id, before, after: roles });
  if (companyId !== null && !(await readCompanyWithProfile(tx, ctx.firmId, companyId))) throw companyUnseen();
  const others = user.memberships.filter((membership) => membership.companyId !== companyId);
  refuseConflicts([...others, ...roles.map((role) => ({ companyId, role }))], await readProfiles(tx, ctx.firmId));
  await replaceMemberships(tx, { userId: user.id, companyId, roles, now: ctx.now, newId: ctx.newId });
  if (before.includes('owner') && !roles.includes('owner')) await refuseLastOwner(tx, ctx.firmId);
  await recordFirmAudit(
    tx,
    { firmId: ctx.firmId, actor: actorText(ctx.actor), now: ctx.now, newId: ctx.newId },
    {
      action: 'user.roles_changed',
      subjectKind: 'user',
      subjectId: user.id,
      before: { companyId, roles: before },
      after: { companyId, roles },
    },
  );
}

/** Makes `roles` the roles of a user in one company, or firm-wide (null). They count from the next request on.
 *  Refuses `user.not_found`, `company.not_found`, `access.roles_conflict`, `access.role_beyond_own`, `access.own_roles`, `access.last_owner`. */
export async function changeRoles(ctx: FirmCtx, change: { userId: string; companyId: string | null; roles: readonly Role[] }): Promise<User> {
  return ctx.database.forControl(async (tx) => {
    await lockControl(tx);
    const user = await readUser(tx, ctx.firmId, change.userId);
    if (!user) throw userNotFound();
    await applyRoles(tx, ctx, { user, companyId: change.companyId, roles: change.roles });
    return (await readUser(tx, ctx.firmId, change.userId)) ?? user;
  });
}
