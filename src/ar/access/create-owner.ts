import type { Database } from '../../foundation/db/database.ts';
import { hashPassword, type PasswordCost } from '../../foundation/crypto/password.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { NewId } from '../../foundation/ids/id.ts';
import { ensureFirm, lockControl, saveFirmName } from './company-store.ts';
import { recordFirmAudit } from './firm-audit.ts';
import { checkPassword, normalEmail } from './password.ts';
import { startSession, type NewSession } from './session.ts';
import { anyUser, insertUser, replaceMemberships } from './user-store.ts';

export type NewOwner = { readonly email: string; readonly name: string; readonly password: string; readonly firmName?: string };

export function setupDone(): Refusal {
  return new Refusal('setup.done', 'This installation has its first user already. Sign in, or ask an owner for an invitation.');
}

/** First-run set-up: the owner of the firm, who is the first user. There is no default password, and of two that come at once one wins.
 *  Refuses `setup.done` and the refusals of `checkPassword`. */
export async function createOwner(
  deps: { readonly database: Database; readonly now: Date; readonly newId: NewId; readonly passwordCost?: PasswordCost },
  input: NewOwner,
): Promise<NewSession & { readonly userId: string }> {
  const email = normalEmail(input.email);
  const name = input.name.trim();
  checkPassword(input.password, { email, name });
  if (await deps.database.forControl(anyUser)) throw setupDone();
  const passwordHash = await hashPassword(input.password, deps.passwordCost);
  return deps.database.forControl(async (tx) => {
    await lockControl(tx);
    if (await anyUser(tx)) throw setupDone();
    const firm = await ensureFirm(tx, { id: deps.newId(), name: input.firmName?.trim() || name, now: deps.now });
    // A firm that came with a company made before anybody signed up has its name from there; whoever owns it knows better.
    const firmName = input.firmName?.trim();
    if (firmName && firmName !== firm.name) await saveFirmName(tx, firm.id, firmName);
    const userId = deps.newId();
    await insertUser(tx, { id: userId, firmId: firm.id, email, name, passwordHash, now: deps.now });
    await replaceMemberships(tx, { userId, companyId: null, roles: ['owner'], now: deps.now, newId: deps.newId });
    await recordFirmAudit(
      tx,
      { firmId: firm.id, actor: `user:${userId}`, now: deps.now, newId: deps.newId },
      { action: 'owner.created', subjectKind: 'user', subjectId: userId, after: { role: 'owner' } },
    );
    return { ...(await startSession(tx, userId, deps.now)), userId };
  });
}
