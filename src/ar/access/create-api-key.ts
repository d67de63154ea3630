import { randomHex, randomToken, sha256 } from '../../foundation/crypto/token.ts';
import type { Database } from '../../foundation/db/database.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { NewId } from '../../foundation/ids/id.ts';
import { readCompanyWithProfile, readProfiles } from './company-store.ts';
import { actorText, type Actor } from './context.ts';
import { companyUnseen, scopeMissing } from './errors.ts';
import { recordFirmAudit } from './firm-audit.ts';
import { insertKey, type ApiKey } from './key-store.ts';
import { scopesInCompany, scopesInFirm, type Principal } from './principal.ts';
import { DEFAULT_PROFILE, type Scope } from './roles.ts';

const PREFIX_BYTES = 6;

export type CreateKeyDeps = {
  readonly database: Database;
  readonly now: Date;
  readonly newId: NewId;
  readonly firmId: string;
  readonly actor: Actor;
  /** Whose permissions bound the key's; absent on the machine's own command line, which may give any. */
  readonly principal?: Principal;
};

export type NewApiKey = { readonly name: string; readonly companyId: string | null; readonly scopes: readonly Scope[]; readonly expiresAt?: Date };

/** Makes a key for a program. `secret` is the whole text to send as `Authorization: Bearer …`; it is shown this once.
 *  A key never may more than who makes it: in its company, or in every company when it is firm-wide.
 *  Refuses `access.scope_missing`, `company.not_found`, `api_key.expiry_past`. */
export async function createApiKey(deps: CreateKeyDeps, input: NewApiKey): Promise<{ key: ApiKey; secret: string }> {
  if (input.expiresAt && input.expiresAt <= deps.now)
    throw new Refusal('api_key.expiry_past', 'The key would have ended already. Choose a later end, or none.');
  const prefix = randomHex(PREFIX_BYTES);
  const secret = randomToken();
  return deps.database.forControl(async (tx) => {
    const found = input.companyId === null ? undefined : await readCompanyWithProfile(tx, deps.firmId, input.companyId);
    if (input.companyId !== null && !found) throw companyUnseen();
    if (deps.principal) {
      const strictest = [...(await readProfiles(tx, deps.firmId)).values()].includes('full') ? 'full' : DEFAULT_PROFILE;
      const own = found ? scopesInCompany(deps.principal, { id: found.company.id, profile: found.profile }) : scopesInFirm(deps.principal, strictest);
      const beyond = input.scopes.find((scope) => !own.has(scope));
      if (beyond) throw scopeMissing(beyond);
    }
    const key: ApiKey = {
      id: deps.newId(),
      firmId: deps.firmId,
      companyId: found?.company.id ?? null,
      name: input.name.trim(),
      prefix,
      scopes: [...new Set(input.scopes)],
      createdBy: actorText(deps.actor),
      createdAt: deps.now,
      expiresAt: input.expiresAt ?? null,
      revokedAt: null,
    };
    await insertKey(tx, { ...key, secretHash: sha256(secret) });
    await recordFirmAudit(
      tx,
      { firmId: deps.firmId, actor: actorText(deps.actor), now: deps.now, newId: deps.newId },
      {
        action: 'api_key.created',
        subjectKind: 'api_key',
        subjectId: key.id,
        after: { name: key.name, companyId: key.companyId, scopes: key.scopes },
      },
    );
    return { key, secret: `dk_${prefix}_${secret}` };
  });
}
