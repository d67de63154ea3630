import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import type { Ctx } from '../access/context.ts';
import type { HoldKind } from './hold.ts';

export type ListedHold = {
  id: string;
  kind: HoldKind;
  scope: 'receivable' | 'customer' | 'company';
  receivable_id: string | null;
  document_id: string | null;
  number: string | null;
  instalment: number | null;
  customer_id: string | null;
  customer_number: string | null;
  customer_name: string | null;
  since: Date;
  until_on: Day | null;
  reason: string;
  placed_by: string;
};

export type HoldFilter = {
  readonly documentId: string | null;
  readonly customerId: string | null;
  readonly kind: HoldKind | null;
  readonly after: string | null;
  readonly limit: number;
};

/** Holds in force, the oldest first, a page at a time; of a document or customer those that hold it, with everything else or alone. */
export async function listHolds(ctx: Ctx, filter: HoldFilter): Promise<ListedHold[]> {
  const company = ctx.company.id;
  const conditions = [
    sql`h.company_id = ${company} and h.released_at is null and (h.until_on is null or h.until_on >= ${ctx.today})`,
    ...(filter.after === null ? [] : [sql`h.id > ${filter.after}::uuid`]),
    ...(filter.kind === null ? [] : [sql`h.kind = ${filter.kind}`]),
    ...(filter.documentId === null ? [] : [holdsDocument(company, filter.documentId)]),
    ...(filter.customerId === null ? [] : [holdsCustomer(company, filter.customerId)]),
  ];
  return ctx.tx.rows(sql<ListedHold>`
    select h.id, h.kind, h.scope, h.receivable_id, r.document_id, r.number, r.instalment, c.id as customer_id, c.number as customer_number, c.name as customer_name,
      h.since, h.until_on, h.reason, h.placed_by
    from (select * from hold h where ${sql.join(conditions, sql` and `)} order by h.id limit ${filter.limit}) h
    left join receivable r on r.company_id = ${company} and r.id = h.receivable_id
    left join customer c on c.company_id = ${company} and c.id = coalesce(h.customer_id, r.customer_id)
    order by h.id`);
}

/** An id that nobody has holds nothing, the whole company's holds included. */
function holdsDocument(company: string, documentId: string) {
  const items = sql`from receivable r where r.company_id = ${company} and r.document_id = ${documentId}`;
  return sql`(
    h.receivable_id in (select r.id ${items}) or h.customer_id in (select r.customer_id ${items})
    or (h.scope = 'company' and exists (select 1 ${items})))`;
}

function holdsCustomer(company: string, customerId: string) {
  return sql`(
    h.customer_id = ${customerId} or h.receivable_id in (select r.id from receivable r where r.company_id = ${company} and r.customer_id = ${customerId})
    or (h.scope = 'company' and exists (select 1 from customer c where c.company_id = ${company} and c.id = ${customerId})))`;
}
