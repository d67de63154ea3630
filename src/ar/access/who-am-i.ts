import type { FirmCtx } from './api-contexts.ts';
import { readCompanies, readProfiles } from './company-store.ts';
import { scopesInCompany, scopesInFirm, seesCompany } from './principal.ts';
import { DEFAULT_PROFILE, type Profile, type Scope } from './roles.ts';

export type WhoAmI = {
  kind: 'user' | 'key';
  id: string;
  name: string;
  email: string | null;
  firmId: string;
  firmScopes: Scope[];
  companies: { id: string; slug: string; name: string; profile: Profile; scopes: Scope[] }[];
};

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
      companies: companies.map((company) => {
        const profile = profiles.get(company.id) ?? DEFAULT_PROFILE;
        return { id: company.id, slug: company.slug, name: company.name, profile, scopes: [...scopesInCompany(principal, { id: company.id, profile })] };
      }),
    };
  });
}
