import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '../access/context.ts';

/** Ids of the documents of open receivables, one a receivable. */
export function openReceivables(ctx: Ctx, and: RawBuilder<unknown> = sql`true`) {
  return sql`select r.document_id from receivable r where r.company_id = ${ctx.company.id} and r.document_id is not null and r.open <> 0 and ${and}`;
}

/** True where some receivable of the document `d` is open, else null. The limit keeps it a look-up for each row that is come upon. */
export function someOpen(ctx: Ctx, and: RawBuilder<unknown> = sql`true`) {
  return sql`(select true from receivable r where r.company_id = ${ctx.company.id} and r.document_id = d.id and r.open <> 0 and ${and} limit 1)`;
}

/** As someOpen, for the credit of a credit note. */
export function someUsable(ctx: Ctx) {
  return sql`(select true from credit k where k.company_id = ${ctx.company.id} and k.document_id = d.id and k.open <> 0 limit 1)`;
}

/** What is owed by document, what of it is past its due day, and since when: of those that owe something. */
export function owedTotals(ctx: Ctx, which: RawBuilder<unknown> = sql`true`) {
  return sql`
    select document_id, sum(open)::bigint as open, coalesce(sum(open) filter (where due_on < ${ctx.today}), 0)::bigint as overdue, min(due_on) as due_on
    from receivable where company_id = ${ctx.company.id} and document_id is not null and open <> 0 and ${which} group by document_id`;
}

/** What is still to be used by document: of credit notes of which something is. */
export function usableTotals(ctx: Ctx) {
  return sql`
    select document_id, sum(open)::bigint as open from credit where company_id = ${ctx.company.id} and document_id is not null and open <> 0 group by document_id`;
}

/** What is open by document, of invoices and credit notes, and the earliest due day of what is owed: `document_id, open, due_on`. `base`: in the currency of the
 *  books, which makes currencies comparable. `of`: conditions on what receivables and credits both have (document, customer, currency). */
export function openTotals(ctx: Ctx, { base, of }: { base: boolean; of: readonly RawBuilder<unknown>[] }) {
  const part = (table: 'receivable' | 'credit', dueOn: string) => sql`
    select document_id, sum(${sql.raw(base ? 'base_open' : 'open')})::bigint as open, ${sql.raw(dueOn)} as due_on from ${sql.raw(table)}
    where ${sql.join([sql`company_id = ${ctx.company.id} and document_id is not null and open <> 0`, ...of], sql` and `)} group by document_id`;
  return sql`${part('receivable', 'min(due_on)')} union all ${part('credit', 'null::date')}`;
}

/** That nothing is open on the document `d`. */
export function nothingOpen(ctx: Ctx): RawBuilder<unknown>[] {
  return ['receivable', 'credit'].map(
    (table) => sql`not exists (select 1 from ${sql.raw(table)} o where o.company_id = ${ctx.company.id} and o.document_id = d.id and o.open <> 0)`,
  );
}
