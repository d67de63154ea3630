import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Tx } from '../../foundation/db/tx.ts';
import type { NewId } from '../../foundation/ids/id.ts';
import type { AuditEvent } from './record-audit.ts';
import { firmAuditEventTable } from './tables.ts';

/** Appends to the trail of what happened above single companies: sign-ins, users, keys, companies. `actor` as text (`user:<id>`). */
export async function recordFirmAudit(tx: Tx, by: { firmId: string | null; actor: string; now: Date; newId: NewId }, event: AuditEvent): Promise<void> {
  await insertRows(tx, firmAuditEventTable, [
    {
      id: by.newId(),
      firm_id: by.firmId,
      at: by.now,
      actor: by.actor,
      action: event.action,
      subject_kind: event.subjectKind,
      subject_id: event.subjectId,
      before: event.before ?? null,
      after: event.after ?? null,
      reason: event.reason ?? null,
    },
  ]);
}
