import { hashPassword, verifyPassword, type PasswordCost } from '../../foundation/crypto/password.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { FirmCtx } from './api-contexts.ts';
import { recordFirmAudit } from './firm-audit.ts';
import { checkPassword } from './password.ts';
import { countAttempt } from './throttle-store.ts';
import { deleteSessionsOf, readCredentialsById, savePassword } from './user-store.ts';
import { throttled } from './errors.ts';

const WINDOW_MS = 15 * 60_000;
const MAX_ATTEMPTS = 10;

/** Changes the caller's own password and ends all other sessions. Asks for the present one, so that a machine left unlocked is not enough.
 *  Refuses `access.wrong_password`, `access.throttled`, `access.not_a_person` for API keys, and the refusals of `checkPassword`. */
export async function changePassword(ctx: FirmCtx, input: { present: string; next: string }, passwordCost?: PasswordCost): Promise<void> {
  const { principal } = ctx;
  if (principal.kind !== 'user') throw new Refusal('access.not_a_person', 'An API key has no password. Sign in as the person whose password is to change.');
  const counted = await ctx.database.forControl((tx) => countAttempt(tx, `password:${principal.id}`, ctx.now, WINDOW_MS));
  if (counted.attempts > MAX_ATTEMPTS) throw throttled(Math.ceil((counted.windowStartedAt.getTime() + WINDOW_MS - ctx.now.getTime()) / 1000));
  const credentials = await ctx.database.forControl((tx) => readCredentialsById(tx, principal.id));
  if (!credentials?.passwordHash || !(await verifyPassword(credentials.passwordHash, input.present))) {
    throw new Refusal('access.wrong_password', 'The present password does not fit. Enter the one that you signed in with.');
  }
  checkPassword(input.next, { email: principal.email, name: principal.name });
  const passwordHash = await hashPassword(input.next, passwordCost);
  await ctx.database.forControl(async (tx) => {
    await savePassword(tx, principal.id, passwordHash);
    await deleteSessionsOf(tx, principal.id, principal.sessionHash);
    await recordFirmAudit(
      tx,
      { firmId: ctx.firmId, actor: `user:${principal.id}`, now: ctx.now, newId: ctx.newId },
      { action: 'user.password_changed', subjectKind: 'user', subjectId: principal.id },
    );
  });
}
