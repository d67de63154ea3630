import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { arrayLiteral } from '../../foundation/db/insert-rows.ts';
import type { Ctx } from '../access/context.ts';
import { findByIds } from '../customers/find-customers.ts';
import { isHandPlaced, type HandPlacedKind, type HoldKind } from './hold.ts';
import { placeHolds, refuseEnded, releaseHold, type NewHold } from './holds.ts';

export type HandPlacement = { readonly kind: HandPlacedKind; readonly reason: string; readonly untilOn: Day | null; readonly dryRun: boolean };

/** What became of the wish to hold an invoice or customer. */
export type Placed = {
  readonly subjectId: string;
  /** Of the receivables or the customer; null of a credit note. */
  readonly number: string | null;
  readonly result: 'placed' | 'ready' | 'skipped';
  readonly code: 'nothing_open' | 'already_held' | 'credit_note' | null;
  readonly holdIds: readonly string[];
};

type Subject = { readonly id: string; readonly number: string | null; readonly code: Placed['code']; readonly scopes: readonly NewHold['scope'][] };

/** Holds documents by hand, each in its open receivables that are not held so already, itself or with its customer: asked for again, nothing is placed twice.
 *  Answers in the order of the ids. Refuses `hold.subject_not_found`, `hold.ends_in_past`. */
export async function holdDocuments(ctx: Ctx, documentIds: readonly string[], placement: HandPlacement): Promise<Placed[]> {
  const ids = [...new Set(documentIds)];
  const items = Map.groupBy(await lockItems(ctx, ids, placement.kind), (item) => item.document_id);
  const notes = await creditNotesAmong(
    ctx,
    ids.filter((id) => !items.has(id)),
  );
  return place(
    ctx,
    placement,
    ids.map((id): Subject => {
      const mine = items.get(id);
      if (!mine) {
        if (!notes.has(id)) throw new Refusal('hold.subject_not_found', `There is no invoice ${id} in this company. Reload the list.`, { id });
        return { id, number: null, code: 'credit_note', scopes: [] };
      }
      const open = mine.filter((item) => item.open !== 0n);
      const free = open.filter((item) => !item.held);
      const code = open.length === 0 ? 'nothing_open' : free.length === 0 ? 'already_held' : null;
      return { id, number: mine[0]?.number ?? '', code, scopes: free.map((item) => ({ kind: 'receivable', id: item.id })) };
    }),
  );
}

/** Holds customers by hand with all that they owe and will owe. Refuses `customer.not_found`, `hold.ends_in_past`. */
export async function holdCustomers(ctx: Ctx, customerIds: readonly string[], placement: HandPlacement): Promise<Placed[]> {
  const ids = [...new Set(customerIds)];
  // Two people may hold a customer at once: the second one sees what the first one placed.
  if (!placement.dryRun)
    await ctx.tx.run(sql`
      select 1 from customer where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', ids)}::uuid[]) order by id for no key update`);
  const customers = new Map((await findByIds(ctx, ids)).map((customer) => [customer.id, customer]));
  const held = await ctx.tx.rows(sql<{ customer_id: string }>`
    select h.customer_id from hold h
    where ${inForce(ctx)} and h.kind = ${placement.kind} and h.customer_id = any (${arrayLiteral('uuid', ids)}::uuid[])`);
  const already = new Set(held.map((row) => row.customer_id));
  return place(
    ctx,
    placement,
    ids.map((id): Subject => {
      const customer = customers.get(id);
      if (!customer) throw new Refusal('customer.not_found', `There is no customer ${id} in this company. Reload the list.`, { id });
      const code = already.has(id) ? 'already_held' : null;
      return { id, number: customer.number, code, scopes: code === null ? [{ kind: 'customer', id }] : [] };
    }),
  );
}

/** Ends a hold that a person placed. Refuses `hold.not_found`, `hold.not_active`, and `hold.not_by_hand` for one that ends with what it follows from. */
export async function releaseByHand(ctx: Ctx, id: string, reason: string): Promise<void> {
  const hold = await ctx.tx.first(sql<{ kind: HoldKind }>`select kind from hold where company_id = ${ctx.company.id} and id = ${id}`);
  if (!hold) throw new Refusal('hold.not_found', `There is no hold ${id} in this company. Reload the list.`, { id });
  if (!isHandPlaced(hold.kind))
    throw new Refusal('hold.not_by_hand', 'This hold follows from something else and ends with it: a promise, an unread reply, the feed of the bank.', {
      kind: hold.kind,
    });
  await releaseHold(ctx, id, reason);
}

async function place(ctx: Ctx, { kind, reason, untilOn, dryRun }: HandPlacement, subjects: readonly Subject[]): Promise<Placed[]> {
  refuseEnded(ctx, [{ untilOn }]);
  const holds = subjects.flatMap(({ scopes }) => scopes.map((scope) => ({ scope, kind, untilOn, reason })));
  const placed = dryRun ? [] : await placeHolds(ctx, holds);
  let at = 0;
  return subjects.map(({ id, number, code, scopes }) => {
    const holdIds = placed.slice(at, (at += scopes.length));
    return { subjectId: id, number, result: code !== null ? 'skipped' : dryRun ? 'ready' : 'placed', code, holdIds };
  });
}

function inForce(ctx: Ctx) {
  return sql`h.company_id = ${ctx.company.id} and h.released_at is null and (h.until_on is null or h.until_on >= ${ctx.today})`;
}

/** The receivables of documents, locked in the order of their ids, and whether a hold of the kind is in force on each or on its customer. */
async function lockItems(ctx: Ctx, documentIds: readonly string[], kind: HoldKind) {
  const ids = arrayLiteral('uuid', documentIds);
  await ctx.tx.run(sql`select 1 from receivable where company_id = ${ctx.company.id} and document_id = any (${ids}::uuid[]) order by id for update`);
  return ctx.tx.rows(sql<{ id: string; document_id: string; number: string; open: bigint; held: boolean }>`
    select r.id, r.document_id, r.number, r.open,
      exists (select 1 from hold h where ${inForce(ctx)} and h.kind = ${kind} and h.receivable_id = r.id)
        or exists (select 1 from hold h where ${inForce(ctx)} and h.kind = ${kind} and h.customer_id = r.customer_id) as held
    from receivable r where r.company_id = ${ctx.company.id} and r.document_id = any (${ids}::uuid[]) and r.kind <> 'technical' order by r.due_on, r.instalment, r.id`);
}

/** What made a credit and no receivable: credit notes. */
async function creditNotesAmong(ctx: Ctx, documentIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (documentIds.length === 0) return new Set();
  const rows = await ctx.tx.rows(sql<{ document_id: string }>`
    select distinct document_id from credit where company_id = ${ctx.company.id} and document_id = any (${arrayLiteral('uuid', documentIds)}::uuid[])`);
  return new Set(rows.map((row) => row.document_id));
}
