import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import { endDrafts, lockOpenDrafts } from './draft-store.ts';

/** Refuses `invoice_draft.not_found`, `invoice_draft.state`. */
export async function discardDraft(ctx: Ctx, id: string): Promise<void> {
  await lockOpenDrafts(ctx, [id]);
  await endDrafts(ctx, 'discarded', [{ id, documentId: null }]);
  await recordAudit(ctx, [{ action: 'invoice_draft.discarded', subjectKind: 'invoice_draft', subjectId: id }]);
}
