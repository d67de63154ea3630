import { Refusal } from '../../foundation/errors/refusal.ts';
import type { FirmCtx } from './api-contexts.ts';
import { readCompanyWithProfile } from './company-store.ts';
import { companyUnseen } from './errors.ts';
import { countOtherPreferences, deletePreference, lockPreferences, readPreferences, savePreference } from './preference-store.ts';
import { seesCompany } from './principal.ts';
import type { Tx } from '../../foundation/db/tx.ts';

/** What a user set for themselves: a saved view, the theme, a language. It never changes what anybody may do. */
export type Preference = { readonly key: string; readonly companyId: string | null; readonly value: unknown; readonly changedAt: Date };

const MAX_BYTES = 16 * 1024;
const MAX_KEYS = 200;
const MAX_DEPTH = 32;

function userOf(ctx: FirmCtx): string {
  if (ctx.principal.kind !== 'user') throw new Refusal('access.not_a_person', 'An API key has no preferences of its own. Sign in as a person.');
  return ctx.principal.id;
}

async function requireSeen(tx: Tx, ctx: FirmCtx, reference: string | null): Promise<string | null> {
  if (reference === null) return null;
  const found = await readCompanyWithProfile(tx, ctx.firmId, reference);
  if (!found || !seesCompany(ctx.principal, found.company.id)) throw companyUnseen();
  return found.company.id;
}

/** Preferences of the caller that hold everywhere, and those of a company (its id or slug) where one is named.
 *  Refuses `access.not_a_person`, `company.not_found`. */
export async function preferencesOf(ctx: FirmCtx, company: string | null): Promise<Preference[]> {
  const userId = userOf(ctx);
  return ctx.database.forControl(async (tx) => {
    const rows = await readPreferences(tx, userId, await requireSeen(tx, ctx, company));
    return rows.map((row) => ({ key: row.key, companyId: row.company_id, value: row.value, changedAt: row.changed_at }));
  });
}

/** The value as the database can keep it. Refuses `preference.too_large` and `preference.too_deep`. */
function jsonOf(key: string, value: unknown): string {
  const json = JSON.stringify(value);
  const bytes = Buffer.byteLength(json);
  if (bytes > MAX_BYTES) {
    throw new Refusal('preference.too_large', `The preference ${key} has ${bytes} bytes; at most ${MAX_BYTES} are kept. Split it into several keys.`, {
      bytes,
      most: MAX_BYTES,
    });
  }
  const waiting: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (typeof at.value !== 'object' || at.value === null) continue;
    const depth = at.depth + 1;
    if (depth > MAX_DEPTH) throw new Refusal('preference.too_deep', `The preference ${key} is nested more than ${MAX_DEPTH} levels deep. Make it flatter.`);
    for (const inner of Object.values(at.value)) waiting.push({ value: inner, depth });
  }
  return json;
}

/** Sets a preference of the caller, everywhere or in one company (its id or slug); null takes it away.
 *  Refuses `access.not_a_person`, `company.not_found`, `preference.too_large`, `preference.too_deep`, `preference.too_many`. */
export async function setPreference(ctx: FirmCtx, input: { readonly key: string; readonly company: string | null; readonly value: unknown }): Promise<void> {
  const userId = userOf(ctx);
  const { key } = input;
  const json = jsonOf(key, input.value);
  await ctx.database.forControl(async (tx) => {
    const of = { userId, companyId: await requireSeen(tx, ctx, input.company), key };
    if (input.value === null) return deletePreference(tx, of);
    await lockPreferences(tx, userId);
    if ((await countOtherPreferences(tx, of)) >= MAX_KEYS) {
      throw new Refusal('preference.too_many', `You have ${MAX_KEYS} preferences, which is as many as are kept. Take one away first by setting it to null.`, {
        most: MAX_KEYS,
      });
    }
    await savePreference(tx, { ...of, id: ctx.newId(), json, now: ctx.now });
  });
}
