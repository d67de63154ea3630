import { Refusal } from '../../foundation/errors/refusal.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { Ctx } from '../access/context.ts';
import { requireUsable } from './create-draft.ts';
import { draftContent, type DraftContent } from './draft.ts';
import { lockOpenDrafts, saveDraftContent } from './draft-store.ts';

/** Writes a draft anew; it stays with its customer. Refuses `invoice_draft.not_found`, `invoice_draft.state`, `invoice_draft.customer_changed` and as a new draft. */
export async function changeDraft(ctx: Ctx, id: string, content: DraftContent): Promise<void> {
  const [draft] = await lockOpenDrafts(ctx, [id]);
  if (draftContent.parse(draft?.content).customerId !== content.customerId) {
    throw new Refusal('invoice_draft.customer_changed', 'A draft stays with its customer. Discard it and write one for the other customer.', { id });
  }
  await requireUsable(ctx, content);
  await saveDraftContent(ctx, id, content);
  await recordAudit(ctx, [{ action: 'invoice_draft.changed', subjectKind: 'invoice_draft', subjectId: id }]);
}
