import type { Database } from '../../foundation/db/database.ts';
import { equalBytes, sha256 } from '../../foundation/crypto/token.ts';
import type { Caller } from '../../foundation/http/caller.ts';
import type { Reader } from './company-store.ts';
import { readLiveKey } from './key-store.ts';
import type { Principal } from './principal.ts';
import { idleSince, SESSION_TOUCH_MS } from './session.ts';
import { readSessionUser, touchSession } from './user-store.ts';

/** One statement on control tables outside of a unit of work: every request asks who calls, and three round trips would be two too many. */
export function controlReader(database: Database): Reader {
  return {
    async rowsText<R>(text: string, values: readonly unknown[] = []) {
      database.count.statements++;
      return (await database.pool.query(text, [...values])).rows as R[];
    },
  };
}

const API_KEY = /^dk_([0-9a-f]{12})_([\w-]{43})$/;

async function keyPrincipal(database: Database, text: string, now: Date): Promise<Principal | undefined> {
  const [, prefix, secret] = API_KEY.exec(text) ?? [];
  if (prefix === undefined || secret === undefined) return undefined;
  const found = await readLiveKey(controlReader(database), prefix, now);
  if (!found || !equalBytes(found.secretHash, sha256(secret))) return undefined;
  const { key } = found;
  return { kind: 'key', id: key.id, firmId: key.firmId, name: key.name, companyId: key.companyId, scopes: new Set(key.scopes) };
}

async function sessionPrincipal(database: Database, token: string, now: Date): Promise<Principal | undefined> {
  const tokenHash = sha256(token);
  const found = await readSessionUser(controlReader(database), { tokenHash, now, idleSince: idleSince(now) });
  if (!found) return undefined;
  if (now.getTime() - found.lastSeenAt.getTime() >= SESSION_TOUCH_MS) await database.forControl((tx) => touchSession(tx, tokenHash, now));
  const { user } = found;
  return { kind: 'user', id: user.id, firmId: user.firmId, name: user.name, email: user.email, memberships: user.memberships, sessionHash: tokenHash };
}

/** Who calls: an API key (`dk_<prefix>_<secret>`) or a live session (12 hours idle, 30 days in all); undefined when neither holds. */
export async function authenticate(database: Database, caller: Pick<Caller, 'apiKey' | 'sessionToken'>, now: Date): Promise<Principal | undefined> {
  if (caller.apiKey !== undefined) return keyPrincipal(database, caller.apiKey, now);
  if (caller.sessionToken !== undefined) return sessionPrincipal(database, caller.sessionToken, now);
  return undefined;
}
