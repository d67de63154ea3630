import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import type { Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import { findContacts } from '../customers/find-contacts.ts';
import { timeZoneOf } from '../customers/time-zone-of.ts';
import { companyData } from '../messages/company-data.ts';
import { loadTemplates, type TemplateBook } from '../messages/find-template.ts';
import type { MessageDraft, MessageState } from '../messages/message.ts';
import { draftProblem, queueMessages } from '../messages/queue-messages.ts';
import { renderTemplate } from '../messages/render-template.ts';
import type { TemplateData } from '../messages/template.ts';
import { openTasks } from '../work/tasks.ts';
import type { DocumentKind } from './find-documents.ts';

type SentDocument = {
  id: string;
  kind: DocumentKind;
  owner: 'dunlin' | 'imported';
  number: string;
  cited: string | null;
  customer_id: string;
  customer_number: string;
  customer_name: string;
  country: string | null;
  time_zone: string | null;
  language: string | null;
  currency: Currency;
  issued_on: Day;
  due_on: Day;
  gross: bigint;
  open: bigint;
  payment_reference: string;
  file_id: string | null;
  sent_before: number;
};

/** What became of the wish to send a document. `no_pdf`: it has to be made first. */
export type DocumentSent = {
  readonly documentId: string;
  readonly number: string;
  readonly to: string;
  readonly result: 'queued' | 'already_sent' | 'no_address' | 'no_pdf' | 'refused';
  readonly messageId: string | null;
};

/** Puts invoices and credit notes into the outbox as mails with their PDF, to the billing contact, else to whoever has an address. Each goes once; `again` sends
 *  another copy. Not dunning: it leaves at once, at any hour. A customer without an address gets a task, and the others go. Documents of other books are not sent. */
export async function sendDocuments(ctx: Ctx, documentIds: readonly string[], options: { again?: boolean } = {}): Promise<DocumentSent[]> {
  const prepared = (await prepareDocuments(ctx, documentIds, options)).filter(({ document }) => document.owner === 'dunlin');
  const results: DocumentSent[] = [];
  const written: (Prepared & { draft: MessageDraft })[] = [];
  for (const one of prepared) {
    const base = { documentId: one.document.id, number: one.document.number, to: one.to, messageId: null };
    if (one.document.file_id === null) results.push({ ...base, result: 'no_pdf' });
    else if (one.draft === null) results.push({ ...base, result: 'no_address' });
    else written.push({ ...one, draft: one.draft });
  }
  const queued = await queueMessages(
    ctx,
    written.map(({ draft }) => draft),
  );
  for (const [index, { document, draft }] of written.entries()) {
    const done = queued[index];
    const result = done?.result === 'queued' ? 'queued' : done?.result === 'repeated' ? 'already_sent' : 'refused';
    results.push({ documentId: document.id, number: document.number, to: draft.toAddress, result, messageId: done?.id ?? null });
  }
  await tellWhoIsMissing(
    ctx,
    prepared.map(({ document }) => document),
    results,
  );
  await recordAudit(
    ctx,
    results
      .filter(({ result }) => result === 'queued')
      .map(({ documentId, messageId }) => ({ action: 'document.sent', subjectKind: 'document', subjectId: documentId, after: { messageId } })),
  );
  return results;
}

/** What would become of the wish to send a document, and why it would be left out. */
export type SendForecast = {
  readonly documentId: string;
  readonly number: string;
  readonly customerName: string;
  readonly to: string;
  readonly result: 'ready' | 'imported' | 'already_sent' | 'no_address' | 'refused';
  /** In words, of what is refused. */
  readonly problem: string | null;
};

/** Says of each document whether sendDocuments would send it; nothing is printed, queued or kept. In the order of the ids. Refuses `document.not_found`. */
export async function previewSend(ctx: Ctx, documentIds: readonly string[], options: { again?: boolean } = {}): Promise<SendForecast[]> {
  const ids = [...new Set(documentIds)];
  const prepared = new Map((await prepareDocuments(ctx, ids, options)).map((one) => [one.document.id, one]));
  return ids.map((id) => {
    const one = prepared.get(id);
    if (!one) throw new Refusal('document.not_found', `There is no invoice or credit note ${id} in this company. Reload the list.`, { id });
    const { document, draft, to } = one;
    const problem = draft === null ? null : draftProblem(draft);
    const repeated = document.sent_before > 0 && options.again !== true;
    const result =
      document.owner === 'imported' ? 'imported' : draft === null ? 'no_address' : problem !== null ? 'refused' : repeated ? 'already_sent' : 'ready';
    return { documentId: id, number: document.number, customerName: document.customer_name, to, result, problem };
  });
}

/** A document with the mail that would carry it; null where nobody of the customer has an address. */
type Prepared = { readonly document: SentDocument; readonly to: string; readonly draft: MessageDraft | null };

async function prepareDocuments(ctx: Ctx, documentIds: readonly string[], options: { again?: boolean }): Promise<Prepared[]> {
  const documents = await documentsToSend(ctx, documentIds);
  const contacts = await findContacts(ctx, [...new Set(documents.map(({ customer_id }) => customer_id))]);
  const templates = await loadTemplates(ctx);
  const company = await companyData(ctx);
  return documents.map((document) => {
    const [contact] = [...(contacts.get(document.customer_id) ?? [])]
      .filter(({ email }) => email !== '')
      .toSorted((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));
    if (!contact || document.owner !== 'dunlin') return { document, to: contact?.email ?? '', draft: null };
    return { document, to: contact.email, draft: draftOf(ctx, document, { contact, templates, company, again: options.again ?? false }) };
  });
}

const ORDER: readonly string[] = ['billing', 'payables', 'management', 'legal'];

async function documentsToSend(ctx: Ctx, ids: readonly string[]): Promise<SentDocument[]> {
  return ctx.tx.rows(sql<SentDocument>`
    select d.id, d.kind, d.owner, d.number, o.number as cited, d.customer_id, c.number as customer_number, c.name as customer_name, c.country, c.time_zone, c.language, d.currency, d.issued_on,
      d.due_on, d.gross, d.payment_reference, f.file_id,
      coalesce((select sum(r.open) from receivable r where r.company_id = d.company_id and r.document_id = d.id), 0)::bigint as open,
      (select count(*)::int from message m where m.company_id = d.company_id and m.cause_id = d.id and m.cause_kind = 'document') as sent_before
    from document d join customer c on c.company_id = d.company_id and c.id = d.customer_id
    left join document o on o.company_id = d.company_id and o.id = d.cites
    left join document_file f on f.company_id = d.company_id and f.document_id = d.id and f.kind = 'pdf'
    where d.company_id = ${ctx.company.id} and d.id = any (${arrayLiteral('uuid', ids)}::uuid[]) order by d.issued_on, d.number`);
}

type Writing = {
  contact: { id: string; name: string; email: string; language: string | null };
  templates: TemplateBook;
  company: TemplateData;
  again: boolean;
};

function draftOf(ctx: Ctx, document: SentDocument, by: Writing): MessageDraft {
  const language = by.contact.language ?? document.language ?? (['DE', 'AT', 'LI'].includes(ctx.company.country) ? 'de' : 'en');
  const template = by.templates.require(document.kind, 'email', language);
  const text = renderTemplate(template, {
    ...by.company,
    customer: { name: document.customer_name, number: document.customer_number },
    contact: { name: by.contact.name },
    today: ctx.today,
    ...subjectData(document),
  });
  const copy = by.again && document.sent_before > 0 ? `:${document.sent_before + 1}` : '';
  return {
    kind: document.kind,
    channel: 'email',
    intentKey: `document:${document.id}${copy}`,
    customerId: document.customer_id,
    contactId: by.contact.id,
    toAddress: by.contact.email,
    toName: by.contact.name || document.customer_name,
    cc: [],
    language: template.language,
    timeZone: timeZoneOf({ timeZone: document.time_zone, country: document.country }, ctx.company),
    subject: text.subject,
    bodyText: text.bodyText,
    bodyHtml: text.bodyHtml,
    template: { code: template.code, version: template.version },
    why: { code: copy === '' ? 'document_issued' : 'copy_asked_for', figures: { number: document.number, issuedOn: document.issued_on } },
    cause: { kind: 'document', id: document.id },
    runId: null,
    sendAfter: ctx.now,
    attachments: document.file_id === null ? [] : [document.file_id],
  };
}

function subjectData(document: SentDocument): TemplateData {
  const amount = formatDecimal(document.gross, document.currency);
  const { number, currency, issued_on } = document;
  if (document.kind === 'credit_note') return { credit_note: { number, issued_on, amount, currency, invoice_number: document.cited ?? '' } };
  return {
    invoice: {
      number,
      issued_on,
      due_on: document.due_on,
      amount,
      open: formatDecimal(document.open, currency),
      currency,
      reference: document.payment_reference,
    },
  };
}

async function tellWhoIsMissing(ctx: Ctx, documents: readonly SentDocument[], results: readonly DocumentSent[]): Promise<void> {
  const missing = new Set(results.filter(({ result }) => result === 'no_address').map(({ documentId }) => documentId));
  const customers = new Map(documents.filter(({ id }) => missing.has(id)).map((document) => [document.customer_id, document.number]));
  await openTasks(
    ctx,
    [...customers].map(([customerId, number]) => ({
      kind: 'no_address',
      key: `no-address:${customerId}`,
      subjectKind: 'customer',
      subjectId: customerId,
      customerId,
      title: `Add a contact with an e-mail address: ${number} could not be sent`,
      reason: 'no_address',
      figures: { document: number },
      forRole: 'billing' as const,
    })),
  );
}

/** How far the mails of documents have come, the newest first. */
export async function deliveriesOf(
  ctx: Ctx,
  documentIds: readonly string[],
): Promise<{ documentId: string; messageId: string; to: string; state: MessageState; at: Date }[]> {
  const rows = await ctx.tx.rows(sql<{ cause_id: string; id: string; to_address: string; state: MessageState; changed_at: Date }>`
    select cause_id, id, to_address, state, changed_at from message
    where company_id = ${ctx.company.id} and cause_kind = 'document' and cause_id = any (${arrayLiteral('uuid', documentIds)}::uuid[]) order by id desc`);
  return rows.map((row) => ({ documentId: row.cause_id, messageId: row.id, to: row.to_address, state: row.state, at: row.changed_at }));
}

/** Issued documents of a span that were never put into the outbox. */
export async function unsentDocuments(ctx: Ctx, span: { from: Day; to: Day }): Promise<string[]> {
  const rows = await ctx.tx.rows(sql<{ id: string }>`
    select d.id from document d where d.company_id = ${ctx.company.id} and d.owner = 'dunlin' and d.issued_on between ${span.from} and ${span.to}
      and not exists (select 1 from message m where m.company_id = d.company_id and m.cause_id = d.id and m.cause_kind = 'document') order by d.issued_on, d.number`);
  return rows.map(({ id }) => id);
}
