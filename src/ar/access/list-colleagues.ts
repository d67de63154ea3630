import type { Ctx } from './context.ts';
import { ROLES, type Role } from './roles.ts';
import { readUsers } from './user-store.ts';

export type Colleague = { readonly id: string; readonly name: string; readonly roles: readonly Role[] };

/** The active users who have a role in this company, by name: to whom tasks can be given, and whose names stand behind `user:<id>`. */
export async function listColleagues(ctx: Ctx): Promise<Colleague[]> {
  return (await readUsers(ctx.tx, ctx.company.firmId)).flatMap(({ id, name, state, memberships }) => {
    const held = new Set(memberships.filter((one) => one.companyId === null || one.companyId === ctx.company.id).map((one) => one.role));
    const roles = ROLES.filter((role) => held.has(role));
    return state === 'active' && roles.length > 0 ? [{ id, name, roles }] : [];
  });
}
