import type { Database } from '../../foundation/db/database.ts';
import { hashPassword, type PasswordCost } from '../../foundation/crypto/password.ts';
import { sha256 } from '../../foundation/crypto/token.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { NewId } from '../../foundation/ids/id.ts';
import { recordFirmAudit } from './firm-audit.ts';
import { checkPassword } from './password.ts';
import { startSession, type NewSession } from './session.ts';
import { deleteSessionsOf, readCredentialsById, readInvitation, savePassword, takeInvitation } from './user-store.ts';

function invalid(): Refusal {
  return new Refusal('invitation.not_found', 'This link was used, replaced or has ended. Ask an administrator for a new one.');
}

/** Sets the password of the invited user, ends older sessions and signs in. Refuses `invitation.not_found` and the refusals of `checkPassword`. */
export async function acceptInvitation(
  deps: { readonly database: Database; readonly now: Date; readonly newId: NewId; readonly passwordCost?: PasswordCost },
  input: { token: string; password: string },
): Promise<NewSession & { readonly userId: string }> {
  const { database, now } = deps;
  const tokenHash = sha256(input.token);
  const user = await database.forControl(async (tx) => {
    const userId = await readInvitation(tx, tokenHash, now);
    return userId === undefined ? undefined : readCredentialsById(tx, userId);
  });
  if (!user || user.state !== 'active') throw invalid();
  checkPassword(input.password, { email: user.email, name: '' });
  const passwordHash = await hashPassword(input.password, deps.passwordCost);
  return database.forControl(async (tx) => {
    if ((await takeInvitation(tx, tokenHash, now)) !== user.id) throw invalid();
    await savePassword(tx, user.id, passwordHash);
    await deleteSessionsOf(tx, user.id);
    await recordFirmAudit(
      tx,
      { firmId: user.firmId, actor: `user:${user.id}`, now, newId: deps.newId },
      { action: 'user.password_set', subjectKind: 'user', subjectId: user.id },
    );
    return { ...(await startSession(tx, user.id, now)), userId: user.id };
  });
}
