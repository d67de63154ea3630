import type { ApiHandlers } from './api-contexts.ts';
import { changeMyName } from './change-my-name.ts';
import { companyView } from './company-view.ts';
import type { Company, Ctx } from './context.ts';
import { controlProfile } from './control-profile.ts';
import { preferencesOf, setPreference } from './preferences.ts';
import type { settingsOperations } from './settings-contract.ts';
import { updateCompany, type UpdateCompanyDeps } from './update-company.ts';

/** `booksAreBegun` only looks; `booksBegun` keeps the answer true until the unit of work ends. */
export type SettingsRoutesDeps = UpdateCompanyDeps & { readonly booksAreBegun: (ctx: Ctx) => Promise<boolean> };

export function settingsHandlers(deps: SettingsRoutesDeps): ApiHandlers<typeof settingsOperations> {
  const detail = async (ctx: Ctx, company: Company) => ({
    ...companyView(company),
    profile: await controlProfile(ctx),
    booksBegun: await deps.booksAreBegun(ctx),
  });
  return {
    getCompany: ({ ctx }) => detail(ctx, ctx.company),
    updateCompany: async ({ ctx, body }) => detail(ctx, await updateCompany(ctx, deps, body)),
    changeMyName: ({ ctx, body }) => changeMyName(ctx, body.name),
    getPreferences: async ({ ctx, query }) => ({
      items: (await preferencesOf(ctx, query.company ?? null)).map((one) => ({ ...one, changedAt: one.changedAt.toISOString() })),
    }),
    setPreference: ({ ctx, params, body }) => setPreference(ctx, { key: params.key, company: body.company ?? null, value: body.value }),
  };
}
