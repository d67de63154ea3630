import { insertRows } from '../../foundation/db/insert-rows.ts';
import { recordAudit } from '../access/record-audit.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { resolveCustomers } from '../customers/resolve-customers.ts';
import { terms as requireTerms } from '../customers/terms.ts';
import { invoiceDraftOf, type DraftContent } from './draft.ts';
import { computeTotals } from './invoice.ts';
import { invoiceDraftTable } from './tables.ts';

/** What could not be issued as it stands is refused when it is written, not when it is issued.
 *  Refuses `customer.not_found`, `terms.unknown`, `invoice.line_invalid`, `amount.invalid`. */
export async function requireUsable(ctx: Ctx, content: DraftContent): Promise<void> {
  await resolveCustomers(ctx, [{ customerId: content.customerId }]);
  if (content.terms !== undefined) requireTerms(content.terms);
  computeTotals(invoiceDraftOf(content, ctx.today));
}

/** Keeps an invoice that is not issued yet: it has no number and posts nothing. Refuses as `requireUsable`. */
export async function createDraft(ctx: Ctx, content: DraftContent): Promise<string> {
  await requireUsable(ctx, content);
  const id = ctx.newId();
  await insertRows(ctx.tx, invoiceDraftTable, [
    {
      company_id: ctx.company.id,
      id,
      customer_id: content.customerId,
      content,
      state: 'open',
      document_id: null,
      created_by: actorText(ctx.actor),
      created_at: ctx.now,
      changed_at: ctx.now,
    },
  ]);
  await recordAudit(ctx, [{ action: 'invoice_draft.created', subjectKind: 'invoice_draft', subjectId: id, after: { customerId: content.customerId } }]);
  return id;
}
