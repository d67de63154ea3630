import type { Database } from '../../foundation/db/database.ts';
import { readKeys, type ApiKey } from './key-store.ts';

/** Every key of the firm, ended ones too, newest first; never its secret. */
export async function listApiKeys(database: Database, firmId: string): Promise<ApiKey[]> {
  return database.forControl((tx) => readKeys(tx, firmId));
}

/** Whether a key works at an instant, and why not. */
export function keyState(key: ApiKey, now: Date): 'active' | 'revoked' | 'expired' {
  if (key.revokedAt) return 'revoked';
  return key.expiresAt && key.expiresAt <= now ? 'expired' : 'active';
}
