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

/** Everything that the caller may do in this company: for operations that answer only what the caller may see. */
export async function scopesHere(ctx: Ctx, principal: Principal): Promise<ReadonlySet<Scope>> {
  return scopesInCompany(principal, { id: ctx.company.id, profile: await controlProfile(ctx) });
}
