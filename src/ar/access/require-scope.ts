import { controlProfile } from './control-profile.ts';
import type { Ctx } from './context.ts';
import { scopeMissing } from './errors.ts';
import { scopesInCompany, type Principal } from './principal.ts';
import type { Scope } from './roles.ts';

/** For a part of an operation that needs more than the operation itself. Refuses `access.scope_missing`. */
export async function requireScope(ctx: Ctx, principal: Principal, scope: Scope): Promise<void> {
  const profile = await controlProfile(ctx);
  if (!scopesInCompany(principal, { id: ctx.company.id, profile }).has(scope)) throw scopeMissing(scope);
}
