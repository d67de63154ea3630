import type { Ctx } from '../access/context.ts';
import { draftContent, invoiceDraftOf } from './draft.ts';
import { endDrafts, lockOpenDrafts } from './draft-store.ts';
import type { InvoiceDraft } from './invoice.ts';
import { issueInvoices, type IssuedInvoice } from './issue-invoices.ts';

/** Issues drafts in the order given, all or none; a draft is issued once. Refuses `invoice_draft.not_found`, `invoice_draft.state` and what issuing refuses. */
export async function issueDrafts(ctx: Ctx, ids: readonly string[]): Promise<{ draft: InvoiceDraft; invoice: IssuedInvoice }[]> {
  const wanted = [...new Set(ids)];
  const drafts = (await lockOpenDrafts(ctx, wanted)).map(({ content }) => invoiceDraftOf(draftContent.parse(content), ctx.today));
  const issued = await issueInvoices(ctx, drafts);
  await endDrafts(
    ctx,
    'issued',
    wanted.map((id, index) => ({ id, documentId: issued[index]?.id ?? null })),
  );
  return drafts.map((draft, index) => ({ draft, invoice: issued[index] as IssuedInvoice }));
}
