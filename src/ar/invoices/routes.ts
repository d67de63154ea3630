import { z } from 'zod';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import { id } from '../../foundation/contract/page.ts';
import { present } from '../../foundation/contract/present.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import type { Ctx } from '../access/context.ts';
import { resolveCustomers, type CustomerReference } from '../customers/resolve-customers.ts';
import { changeDraft } from './change-draft.ts';
import type { invoicesOperations } from './contract.ts';
import { createDraft } from './create-draft.ts';
import { discardDraft } from './discard-draft.ts';
import { draftContent, invoiceDraftOf, linesOf, type DraftContent } from './draft.ts';
import { readDraft, readDrafts } from './draft-store.ts';
import { draftView, invoiceView, issuedView } from './invoice-views.ts';
import { getDocument } from './get-document.ts';
import { issueCreditNote } from './issue-credit-note.ts';
import { issueDrafts } from './issue-drafts.ts';
import { issueInvoices } from './issue-invoices.ts';
import { keepPdfs, readPdf } from './keep-pdf.ts';
import type { InvoicePrinter } from './ports.ts';
import { deliveriesOf, previewSend, sendDocuments } from './send-documents.ts';
import { findDocument } from './find-documents.ts';

type Entry = CustomerReference & Omit<z.input<typeof draftContent>, 'customerId' | 'currency'> & { currency?: DraftContent['currency'] | undefined };

/** Entries as they are kept: the customer by id, the currency of the books where none is named. */
async function contentsOf(ctx: Ctx, entries: readonly Entry[]): Promise<DraftContent[]> {
  const customers = await resolveCustomers(ctx, entries);
  return entries.map(({ customerId: _id, customerNumber: _number, currency, ...rest }, index) =>
    draftContent.parse(present({ ...rest, customerId: customers[index]?.id, currency: currency ?? ctx.company.baseCurrency })),
  );
}

async function viewDraft(ctx: Ctx, draftId: string) {
  return draftView(ctx, await readDraft(ctx, draftId));
}

type DraftHandlers = Pick<
  ApiHandlers<typeof invoicesOperations>,
  'listInvoiceDrafts' | 'getInvoiceDraft' | 'createInvoiceDraft' | 'updateInvoiceDraft' | 'discardInvoiceDraft' | 'issueInvoiceDrafts'
>;

const draftHandlers: DraftHandlers = {
  listInvoiceDrafts: async ({ ctx, query }) => {
    const place = decodeCursor(query.cursor, z.tuple([id]));
    const rows = await readDrafts(ctx, { state: query.state, before: place?.[0] ?? null, limit: query.limit + 1 });
    return cutPage(rows, { limit: query.limit, place: (last) => [last.id], item: (row) => draftView(ctx, row) });
  },
  getInvoiceDraft: ({ ctx, params }) => viewDraft(ctx, params.draft),
  createInvoiceDraft: async ({ ctx, body }) => {
    const [content] = await contentsOf(ctx, [body]);
    return viewDraft(ctx, await createDraft(ctx, content as DraftContent));
  },
  updateInvoiceDraft: async ({ ctx, params, body }) => {
    const [content] = await contentsOf(ctx, [body]);
    await changeDraft(ctx, params.draft, content as DraftContent);
    return viewDraft(ctx, params.draft);
  },
  discardInvoiceDraft: async ({ ctx, params }) => {
    await discardDraft(ctx, params.draft);
    return viewDraft(ctx, params.draft);
  },
  issueInvoiceDrafts: async ({ ctx, body }) => issuedView(await issueDrafts(ctx, body.draftIds)),
};

const documentHandlers: Omit<ApiHandlers<typeof invoicesOperations>, keyof DraftHandlers | 'getInvoicePdf' | 'sendInvoices'> = {
  previewInvoiceSend: async ({ ctx, body }) => {
    const documents = await previewSend(ctx, body.documentIds, { again: body.again });
    return { ready: documents.filter(({ result }) => result === 'ready').length, documents };
  },
  listInvoiceDeliveries: async ({ ctx, params }) => {
    await getDocument(ctx, params.invoice);
    const deliveries = await deliveriesOf(ctx, [params.invoice]);
    return { deliveries: deliveries.map(({ messageId, to, state, at }) => ({ messageId, to, state, at: at.toISOString() })) };
  },
  getInvoice: async ({ ctx, params }) => invoiceView(ctx, await getDocument(ctx, params.invoice)),
  issueInvoices: async ({ ctx, body }) => {
    const drafts = (await contentsOf(ctx, body.invoices)).map((content) => invoiceDraftOf(content, ctx.today));
    const issued = await issueInvoices(ctx, drafts);
    return issuedView(issued.flatMap((invoice, index) => (drafts[index] ? [{ invoice, draft: drafts[index] }] : [])));
  },
  issueCreditNote: async ({ ctx, params, body }) => {
    const invoice = body.lines && (await findDocument(ctx, params.invoice));
    const note = await issueCreditNote(ctx, {
      invoiceId: params.invoice,
      issuedOn: body.issuedOn ?? ctx.today,
      reason: body.reason,
      ...(body.lines && invoice ? { lines: linesOf(body.lines, invoice.currency) } : {}),
    });
    return invoiceView(ctx, await getDocument(ctx, note.id));
  },
};

export function invoicesHandlers(deps: { readonly printer: InvoicePrinter }): ApiHandlers<typeof invoicesOperations> {
  return {
    ...draftHandlers,
    ...documentHandlers,
    getInvoicePdf: async ({ ctx, params }) => {
      const { name, mediaType, bytes } = await readPdf(ctx, deps.printer, params.invoice);
      return { fileName: name, contentType: mediaType, body: bytes, inline: true };
    },
    sendInvoices: async ({ ctx, body }) => {
      await keepPdfs(ctx, deps.printer, body.documentIds);
      return { documents: await sendDocuments(ctx, body.documentIds, { again: body.again }) };
    },
  };
}
