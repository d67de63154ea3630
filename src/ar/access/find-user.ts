import type { Ctx } from './context.ts';
import { ROLES, type Role } from './roles.ts';
import { readUser, readUsers } from './user-store.ts';

/** A user of the firm with the roles that hold in this company; undefined for nobody, and for users who have no role here or are disabled. */
export async function findUserInCompany(
  ctx: Ctx,
  userId: string,
): Promise<{ readonly id: string; readonly name: string; readonly roles: readonly Role[] } | undefined> {
  const user = await readUser(ctx.tx, ctx.company.firmId, userId);
  if (!user || user.state !== 'active') return undefined;
  const held = new Set(user.memberships.filter((one) => one.companyId === null || one.companyId === ctx.company.id).map((one) => one.role));
  const roles = ROLES.filter((role) => held.has(role));
  return roles.length === 0 ? undefined : { id: user.id, name: user.name, roles };
}

/** As findUserInCompany, by the e-mail with which they sign in, in any case. */
export async function findUserByEmail(ctx: Ctx, email: string): Promise<Awaited<ReturnType<typeof findUserInCompany>>> {
  const wanted = email.trim().toLowerCase();
  const user = (await readUsers(ctx.tx, ctx.company.firmId)).find((one) => one.email.toLowerCase() === wanted);
  return user && findUserInCompany(ctx, user.id);
}
