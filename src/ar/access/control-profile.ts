import { readProfiles } from './company-store.ts';
import type { Ctx } from './context.ts';
import { DEFAULT_PROFILE, type Profile } from './roles.ts';

/** How duties are separated in the company. */
export async function controlProfile(ctx: Ctx): Promise<Profile> {
  return (await readProfiles(ctx.tx, ctx.company.firmId)).get(ctx.company.id) ?? DEFAULT_PROFILE;
}
