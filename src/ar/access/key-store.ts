import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Row } from '../../foundation/db/table.ts';
import type { Tx } from '../../foundation/db/tx.ts';
import type { Reader } from './company-store.ts';
import { isScope, type Scope } from './roles.ts';
import { apiKeyTable } from './tables.ts';

/** A program's way in. The secret is shown once and kept only as its hash. */
export type ApiKey = {
  readonly id: string;
  readonly firmId: string;
  readonly companyId: string | null;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
};

type KeyRow = Row<typeof apiKeyTable>;

function keyOf(row: KeyRow): ApiKey {
  return {
    id: row.id,
    firmId: row.firm_id,
    companyId: row.company_id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes.filter(isScope),
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

export async function insertKey(tx: Tx, key: ApiKey & { secretHash: Uint8Array }): Promise<void> {
  await insertRows(tx, apiKeyTable, [
    {
      id: key.id,
      firm_id: key.firmId,
      company_id: key.companyId,
      name: key.name,
      prefix: key.prefix,
      secret_hash: key.secretHash,
      scopes: key.scopes,
      created_by: key.createdBy,
      created_at: key.createdAt,
      expires_at: key.expiresAt,
      revoked_at: key.revokedAt,
    },
  ]);
}

/** Newest first. */
export async function readKeys(tx: Reader, firmId: string): Promise<ApiKey[]> {
  return (await tx.rowsText<KeyRow>('select * from api_key where firm_id = $1 order by id desc', [firmId])).map(keyOf);
}

export async function revokeKey(tx: Tx, firmId: string, keyId: string, now: Date): Promise<'revoked' | 'already' | 'unknown'> {
  if ((await tx.runText('update api_key set revoked_at = $3 where firm_id = $1 and id = $2 and revoked_at is null', [firmId, keyId, now])) > 0)
    return 'revoked';
  return (await tx.rowsText('select 1 from api_key where firm_id = $1 and id = $2', [firmId, keyId])).length > 0 ? 'already' : 'unknown';
}

/** A key that may be used now, with the hash of its secret. */
export async function readLiveKey(tx: Reader, prefix: string, now: Date): Promise<{ key: ApiKey; secretHash: Uint8Array } | undefined> {
  const rows = await tx.rowsText<KeyRow>('select * from api_key where prefix = $1 and revoked_at is null and (expires_at is null or expires_at > $2)', [
    prefix,
    now,
  ]);
  return rows[0] && { key: keyOf(rows[0]), secretHash: rows[0].secret_hash };
}
