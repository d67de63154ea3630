import { sql } from 'kysely';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import type { DraftState } from './draft.ts';

export type StoredDraft = {
  id: string;
  customer_id: string;
  customer_number: string;
  customer_name: string;
  content: unknown;
  state: DraftState;
  document_id: string | null;
  created_by: string;
  created_at: Date;
  changed_at: Date;
};

const COLUMNS = sql.raw(
  'd.id, d.customer_id, c.number as customer_number, c.name as customer_name, d.content, d.state, d.document_id, d.created_by, d.created_at, d.changed_at',
);

export function draftNotFound(id: string): Refusal {
  return new Refusal('invoice_draft.not_found', `There is no invoice draft ${id} in this company. Reload the list.`, { id });
}

/** Drafts of a state, the newest first. */
export async function readDrafts(ctx: Ctx, filter: { state: DraftState; before: string | null; limit: number }): Promise<StoredDraft[]> {
  return ctx.tx.rows(sql<StoredDraft>`
    select ${COLUMNS} from invoice_draft d join customer c on c.company_id = d.company_id and c.id = d.customer_id
    where d.company_id = ${ctx.company.id} and d.state = ${filter.state} and (${filter.before}::uuid is null or d.id < ${filter.before}::uuid)
    order by d.id desc limit ${filter.limit}`);
}

/** Refuses `invoice_draft.not_found`. */
export async function readDraft(ctx: Ctx, id: string): Promise<StoredDraft> {
  const draft = await ctx.tx.first(sql<StoredDraft>`
    select ${COLUMNS} from invoice_draft d join customer c on c.company_id = d.company_id and c.id = d.customer_id
    where d.company_id = ${ctx.company.id} and d.id = ${id}`);
  if (!draft) throw draftNotFound(id);
  return draft;
}

/** Drafts in the order asked for, locked in the order of their ids, all of them open.
 *  Refuses `invoice_draft.not_found` and `invoice_draft.state`. */
export async function lockOpenDrafts(ctx: Ctx, ids: readonly string[]): Promise<{ id: string; content: unknown }[]> {
  const rows = await ctx.tx.rows(sql<{ id: string; content: unknown; state: DraftState }>`
    select id, content, state from invoice_draft
    where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', ids)}::uuid[]) order by id for update`);
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => {
    const draft = found.get(id);
    if (!draft) throw draftNotFound(id);
    if (draft.state !== 'open')
      throw new Refusal('invoice_draft.state', `This invoice draft is ${draft.state}; nothing can be done with it any more.`, { id, state: draft.state });
    return draft;
  });
}

export async function saveDraftContent(ctx: Ctx, id: string, content: unknown): Promise<void> {
  await ctx.tx.run(sql`
    update invoice_draft set content = ${JSON.stringify(content)}::jsonb, changed_at = ${ctx.now} where company_id = ${ctx.company.id} and id = ${id}`);
}

export async function endDrafts(ctx: Ctx, state: 'issued' | 'discarded', ended: readonly { id: string; documentId: string | null }[]): Promise<void> {
  const ids = arrayLiteral(
    'uuid',
    ended.map((draft) => draft.id),
  );
  const documents = arrayLiteral(
    'uuid',
    ended.map((draft) => draft.documentId),
  );
  await ctx.tx.run(sql`
    update invoice_draft d set state = ${state}, document_id = v.document, changed_at = ${ctx.now}
    from unnest(${ids}::uuid[], ${documents}::uuid[]) as v (id, document) where d.company_id = ${ctx.company.id} and d.id = v.id`);
}
