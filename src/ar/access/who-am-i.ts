import type { FirmCtx } from './api-contexts.ts';
import { readCompanies, readProfiles } from './company-store.ts';
import { scopesInCompany, scopesInFirm, seesCompany, type Principal } from './principal.ts';
import { DEFAULT_PROFILE, ROLES, type Profile, type Role, type Scope } from './roles.ts';

export type WhoAmI = {
  kind: 'user' | 'key';
  id: string;
  name: string;
  email: string | null;
  firmId: string;
  firmScopes: Scope[];
  firmRoles: Role[];
  companies: { id: string; slug: string; name: string; demo: boolean; profile: Profile; roles: Role[]; scopes: Scope[] }[];
};

/** Roles of the principal in a company, or (null) those that hold in every one. */
function rolesIn(principal: Principal, companyId: string | null): Role[] {
  if (principal.kind === 'key') return [];
  const held = new Set(principal.memberships.filter((one) => one.companyId === null || one.companyId === companyId).map((one) => one.role));
  return ROLES.filter((role) => held.has(role));
}

/** The caller with everything that is allowed: a screen shows and hides by this, the server decides by the same. */
export async function whoAmI(ctx: FirmCtx): Promise<WhoAmI> {
  const { principal } = ctx;
  return ctx.database.forControl(async (tx) => {
    const profiles = await readProfiles(tx, ctx.firmId);
    const companies = (await readCompanies(tx, ctx.firmId)).filter((company) => seesCompany(principal, company.id));
    return {
      kind: principal.kind,
      id: principal.id,
      name: principal.name,
      email: principal.kind === 'user' ? principal.email : null,
      firmId: ctx.firmId,
      firmScopes: [...scopesInFirm(principal)],
      firmRoles: rolesIn(principal, null),
      companies: companies.map((company) => {
        const profile = profiles.get(company.id) ?? DEFAULT_PROFILE;
        return {
          id: company.id,
          slug: company.slug,
          name: company.name,
          demo: company.demo !== null,
          profile,
          roles: rolesIn(principal, company.id),
          scopes: [...scopesInCompany(principal, { id: company.id, profile })],
        };
      }),
    };
  });
}
