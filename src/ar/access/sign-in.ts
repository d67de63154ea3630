import type { Database } from '../../foundation/db/database.ts';
import type { Tx } from '../../foundation/db/tx.ts';
import type { PasswordCost } from '../../foundation/crypto/password.ts';
import { sha256 } from '../../foundation/crypto/token.ts';
import type { NewId } from '../../foundation/ids/id.ts';
import { signInFailed, throttled } from './errors.ts';
import { recordFirmAudit } from './firm-audit.ts';
import { normalEmail, verifyOrPretend } from './password.ts';
import { idleSince, startSession, type NewSession } from './session.ts';
import { countAttempt, forgetAttempts } from './throttle-store.ts';
import { deleteExpiredSessions, readCredentialsByEmail } from './user-store.ts';

const WINDOW_MS = 15 * 60_000;

/** Attempts in 15 minutes: of one address on one e-mail, on one e-mail from anywhere, of one address on any e-mail. */
export const SIGN_IN_LIMITS = { pair: 10, email: 60, address: 120 } as const;

export type SignInDeps = {
  readonly database: Database;
  readonly now: Date;
  readonly newId: NewId;
  readonly address: string;
  readonly passwordCost?: PasswordCost;
};

function keysOf(email: string, address: string): { pair: string; email: string; address: string } {
  const hashed = sha256(email).toString('base64url');
  return { pair: `pair:${hashed}:${address}`, email: `email:${hashed}`, address: `address:${address}` };
}

/** Counts before it checks, so that attempts side by side don't slip through. One key after the other in a fixed order: they are row locks. */
async function refuseTooMany(tx: Tx, keys: ReturnType<typeof keysOf>, now: Date): Promise<number> {
  let waitMs = 0;
  for (const kind of ['address', 'email', 'pair'] as const) {
    const { attempts, windowStartedAt } = await countAttempt(tx, keys[kind], now, WINDOW_MS);
    if (attempts > SIGN_IN_LIMITS[kind]) waitMs = Math.max(waitMs, windowStartedAt.getTime() + WINDOW_MS - now.getTime());
  }
  return waitMs;
}

/** Starts a session for e-mail and password. The count of attempts stays also when the sign-in fails, so this is three units of work of its own.
 *  Refuses `access.sign_in_failed` (the same for an unknown e-mail, a disabled user and a wrong password) and `access.throttled`. */
export async function signIn(deps: SignInDeps, input: { email: string; password: string }): Promise<NewSession & { readonly userId: string }> {
  const { database, now } = deps;
  const email = normalEmail(input.email);
  const keys = keysOf(email, deps.address);
  const waitMs = await database.forControl((tx) => refuseTooMany(tx, keys, now));
  if (waitMs > 0) throw throttled(Math.ceil(waitMs / 1000));
  const user = await database.forControl((tx) => readCredentialsByEmail(tx, email));
  const known = user?.state === 'active' ? user : undefined;
  const fits = await verifyOrPretend(known?.passwordHash, input.password, deps.passwordCost);
  if (!known || !fits) {
    if (user) {
      await database.forControl((tx) =>
        recordFirmAudit(
          tx,
          { firmId: user.firmId, actor: `user:${user.id}`, now, newId: deps.newId },
          { action: 'user.sign_in_refused', subjectKind: 'user', subjectId: user.id, after: { address: deps.address } },
        ),
      );
    }
    throw signInFailed();
  }
  return database.forControl(async (tx) => {
    await forgetAttempts(tx, [keys.pair]);
    await deleteExpiredSessions(tx, now, idleSince(now));
    const session = await startSession(tx, known.id, now);
    await recordFirmAudit(
      tx,
      { firmId: known.firmId, actor: `user:${known.id}`, now, newId: deps.newId },
      { action: 'user.signed_in', subjectKind: 'user', subjectId: known.id, after: { address: deps.address } },
    );
    return { ...session, userId: known.id };
  });
}
