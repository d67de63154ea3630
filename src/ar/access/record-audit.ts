import { insertRows } from '../../foundation/db/insert-rows.ts';
import { actorText, type Ctx } from './context.ts';
import { auditEventTable } from './tables.ts';

export type AuditEvent = {
  /** `<noun>.<past participle>`: `invoice.issued`, `period.closed`. */
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string;
};

/** Appends to the audit trail in the command's own transaction: what is not committed was never audited, and the other way round.
 *  A command that handles many things at once writes one event with their counts. */
export async function recordAudit(ctx: Ctx, events: readonly AuditEvent[]): Promise<void> {
  await insertRows(
    ctx.tx,
    auditEventTable,
    events.map((event) => ({
      company_id: ctx.company.id,
      id: ctx.newId(),
      at: ctx.now,
      actor: actorText(ctx.actor),
      action: event.action,
      subject_kind: event.subjectKind,
      subject_id: event.subjectId,
      before: event.before ?? null,
      after: event.after ?? null,
      reason: event.reason ?? null,
    })),
  );
}
