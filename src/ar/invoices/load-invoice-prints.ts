import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import { assert, Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import type { Ctx } from '../access/context.ts';
import { loadPrintedCustomers } from '../customers/printed-customers.ts';
import { parseTerms } from '../customers/terms.ts';
import { paperLanguage } from '../messages/letterhead.ts';
import { readLetterhead } from '../messages/read-letterhead.ts';
import { epcCode } from '../receivables/epc-code.ts';
import type { TaxCategory } from './invoice.ts';
import type { InvoicePrint } from './ports.ts';

type Head = {
  id: string;
  kind: 'invoice' | 'credit_note';
  owner: 'dunlin' | 'imported';
  number: string;
  customer_id: string;
  currency: Currency;
  issued_on: Day;
  supplied_on: Day | null;
  terms: string;
  customer_reference: string;
  payment_reference: string;
  net: bigint;
  tax: bigint;
  gross: bigint;
  cites_number: string | null;
  cites_issued_on: Day | null;
};

type Line = {
  document_id: string;
  text: string;
  quantity: string;
  unit_price: string;
  discount_minor: bigint;
  net: bigint;
  tax_category: TaxCategory;
  tax_rate: string;
};
type Tax = { document_id: string; category: TaxCategory; rate: string; taxable: bigint; tax: bigint };
type Due = { document_id: string; due_on: Day; original: bigint; until_on: Day | null; discount: bigint | null };

function byDocument<T extends { document_id: string }>(rows: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.document_id);
    if (group) group.push(row);
    else groups.set(row.document_id, [row]);
  }
  return groups;
}

async function loadHeads(ctx: Ctx, ids: readonly string[]): Promise<Head[]> {
  const heads = await ctx.tx.rows(sql<Head>`
    select d.id, d.kind, d.owner, d.number, d.customer_id, d.currency, d.issued_on, d.supplied_on, d.terms, d.customer_reference, d.payment_reference, d.net, d.tax,
      d.gross, o.number as cites_number, o.issued_on as cites_issued_on
    from document d left join document o on o.company_id = d.company_id and o.id = d.cites
    where d.company_id = ${ctx.company.id} and d.id = any (${arrayLiteral('uuid', ids)}::uuid[])`);
  const found = new Map(heads.map((head) => [head.id, head]));
  return ids.map((id) => {
    const head = found.get(id);
    if (!head) throw new Refusal('document.not_found', `There is no invoice or credit note ${id} in this company. Check the id.`, { id });
    if (head.owner !== 'dunlin') {
      throw new Refusal('document.imported', `${head.number} was issued by another system and came in by an import. Its PDF is there.`, {
        number: head.number,
      });
    }
    return head;
  });
}

/** All that stands on documents, in the order of the ids and with one statement a table. Refuses `document.not_found`, and `document.imported` for one that
 *  another system issued. */
export async function loadInvoicePrints(ctx: Ctx, documentIds: readonly string[]): Promise<InvoicePrint[]> {
  if (documentIds.length === 0) return [];
  const company = ctx.company.id;
  const ids = arrayLiteral('uuid', documentIds);
  const heads = await loadHeads(ctx, documentIds);
  const { letterhead, logo } = await readLetterhead(ctx);
  const customers = await loadPrintedCustomers(ctx, [...new Set(heads.map((head) => head.customer_id))]);
  const lines = byDocument(
    await ctx.tx.rows(sql<Line>`
      select document_id, text, quantity, unit_price, discount_minor, net, tax_category, tax_rate from document_line
      where company_id = ${company} and document_id = any (${ids}::uuid[]) order by document_id, pos`),
  );
  const taxes = byDocument(
    await ctx.tx.rows(sql<Tax>`
      select document_id, category, rate, taxable, tax from document_tax
      where company_id = ${company} and document_id = any (${ids}::uuid[]) order by document_id, pos`),
  );
  const dues = byDocument(
    await ctx.tx.rows(sql<Due>`
      select r.document_id, r.due_on, r.original, d.until_on, d.minor as discount from receivable r
      left join receivable_discount d on d.company_id = r.company_id and d.receivable_id = r.id
      where r.company_id = ${company} and r.document_id = any (${ids}::uuid[]) order by r.document_id, r.instalment`),
  );
  return heads.map((head): InvoicePrint => {
    const who = customers.get(head.customer_id);
    assert(who, 'a document has a customer');
    const due = head.kind === 'invoice' ? (dues.get(head.id) ?? []) : [];
    const [first] = due;
    const { bank } = letterhead;
    return {
      kind: head.kind,
      letterhead,
      logo,
      language: paperLanguage(who.language, letterhead),
      number: head.number,
      issuedOn: head.issued_on,
      suppliedOn: head.supplied_on,
      currency: head.currency,
      customer: who.customer,
      customerReference: head.customer_reference,
      cites: head.cites_number === null || head.cites_issued_on === null ? null : { number: head.cites_number, issuedOn: head.cites_issued_on },
      terms: parseTerms(head.terms),
      due: due.map((part) => ({ dueOn: part.due_on, minor: part.original })),
      discount: first && first.until_on !== null && first.discount !== null ? { untilOn: first.until_on, minor: first.discount } : null,
      lines: (lines.get(head.id) ?? []).map((line) => ({
        text: line.text,
        quantity: line.quantity,
        unitPrice: line.unit_price,
        discountMinor: line.discount_minor,
        net: line.net,
        taxCategory: line.tax_category,
        taxRate: line.tax_rate,
      })),
      taxes: (taxes.get(head.id) ?? []).map(({ category, rate, taxable, tax }) => ({ category, rate, taxable, tax })),
      net: head.net,
      tax: head.tax,
      gross: head.gross,
      paymentReference: head.payment_reference,
      // Of several instalments the code pays the first: nobody should pay all of it because a camera saw it.
      qr: first
        ? epcCode({
            holder: bank.holder === '' ? letterhead.name : bank.holder,
            iban: bank.iban,
            bic: bank.bic,
            minor: first.original,
            currency: head.currency,
            reference: head.payment_reference === '' ? head.number : head.payment_reference,
          })
        : null,
    };
  });
}
