import type { Database } from '../../foundation/db/database.ts';
import { idleSince } from './session.ts';
import { forgetOldAttempts } from './throttle-store.ts';
import { deleteExpiredInvitations, deleteExpiredSessions } from './user-store.ts';

const DAY_MS = 24 * 3_600_000;

/** Job, once a day: drops sessions and links that have ended and counts of attempts that no window needs. Returns how many rows went. */
export async function forgetExpiredAccess(database: Database, now: Date): Promise<number> {
  return database.forControl(async (tx) => {
    const sessions = await deleteExpiredSessions(tx, now, idleSince(now));
    const links = await deleteExpiredInvitations(tx, now);
    return sessions + links + (await forgetOldAttempts(tx, new Date(now.getTime() - DAY_MS)));
  });
}
