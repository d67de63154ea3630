import type { Database } from '../../foundation/db/database.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { NewId } from '../../foundation/ids/id.ts';
import { actorText, type Actor } from './context.ts';
import { recordFirmAudit } from './firm-audit.ts';
import { revokeKey } from './key-store.ts';

/** Ends a key at once, in every process. Ending it again changes nothing. Refuses `api_key.not_found`. */
export async function revokeApiKey(deps: { database: Database; now: Date; newId: NewId; firmId: string; actor: Actor }, keyId: string): Promise<void> {
  await deps.database.forControl(async (tx) => {
    const outcome = await revokeKey(tx, deps.firmId, keyId, deps.now);
    if (outcome === 'unknown') throw new Refusal('api_key.not_found', 'There is no such API key in this firm. List the keys to find the right id.');
    if (outcome === 'revoked') {
      await recordFirmAudit(
        tx,
        { firmId: deps.firmId, actor: actorText(deps.actor), now: deps.now, newId: deps.newId },
        { action: 'api_key.revoked', subjectKind: 'api_key', subjectId: keyId },
      );
    }
  });
}
