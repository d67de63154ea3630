import type { Tx } from '../../foundation/db/tx.ts';
import { randomToken, sha256 } from '../../foundation/crypto/token.ts';
import { insertSession } from './user-store.ts';

export const SESSION_IDLE_MS = 12 * 3_600_000;
export const SESSION_ABSOLUTE_MS = 30 * 24 * 3_600_000;
/** A session's last use is written at most this often. */
export const SESSION_TOUCH_MS = 60_000;

export type NewSession = { readonly token: string; readonly expiresAt: Date };

/** A session begins with a token that nobody had before; the database keeps only its hash. */
export async function startSession(tx: Tx, userId: string, now: Date): Promise<NewSession> {
  const token = randomToken();
  const expiresAt = new Date(now.getTime() + SESSION_ABSOLUTE_MS);
  await insertSession(tx, { tokenHash: sha256(token), userId, now, expiresAt });
  return { token, expiresAt };
}

export function idleSince(now: Date): Date {
  return new Date(now.getTime() - SESSION_IDLE_MS);
}
