import { sql } from 'kysely';
import type { Day } from '../../foundation/calendar/day.ts';
import { assert, Refusal } from '../../foundation/errors/refusal.ts';
import { arrayLiteral, insertRows } from '../../foundation/db/insert-rows.ts';
import { actorText, type Ctx } from '../access/context.ts';
import { recordAudit } from '../access/record-audit.ts';
import type { HoldKind } from './hold.ts';
import { holdTable } from './tables.ts';

export type { HoldKind };

export type HoldScope = { readonly kind: 'receivable' | 'customer'; readonly id: string } | { readonly kind: 'company' };

export type NewHold = { readonly scope: HoldScope; readonly kind: HoldKind; readonly untilOn: Day | null; readonly reason: string };

/** Places a hold: a reason not to remind or debit, and for disputes and legal stages not to apply automatically. Every slice places its holds here.
 *  Ends by itself after `untilOn`, or when released. */
export async function placeHold(ctx: Ctx, hold: NewHold): Promise<string> {
  if (hold.scope.kind !== 'company') await requireSubject(ctx, hold.scope);
  const [id] = await placeHolds(ctx, [hold]);
  assert(id, 'a hold that was placed has an id');
  return id;
}

/** Refuses `hold.ends_in_past` where one would be over already. */
export function refuseEnded(ctx: Ctx, holds: readonly Pick<NewHold, 'untilOn'>[]): void {
  const ended = holds.find(({ untilOn }) => untilOn !== null && untilOn < ctx.today);
  if (ended) {
    throw new Refusal('hold.ends_in_past', `A hold until ${ended.untilOn} would be over already (today is ${ctx.today}). Choose a later day.`, {
      untilOn: ended.untilOn,
    });
  }
}

/** As placeHold for many whose subjects are known to be there. Answers their ids in order. */
export async function placeHolds(ctx: Ctx, holds: readonly NewHold[]): Promise<string[]> {
  refuseEnded(ctx, holds);
  const placed = holds.map((hold) => ({ ...hold, id: ctx.newId() }));
  await insertRows(
    ctx.tx,
    holdTable,
    placed.map(({ id, scope, kind, untilOn, reason }) => ({
      company_id: ctx.company.id,
      id,
      scope: scope.kind,
      receivable_id: scope.kind === 'receivable' ? scope.id : null,
      customer_id: scope.kind === 'customer' ? scope.id : null,
      kind,
      since: ctx.now,
      until_on: untilOn,
      released_at: null,
      placed_by: actorText(ctx.actor),
      reason,
    })),
  );
  await recordAudit(
    ctx,
    placed.map(({ id, scope, kind, untilOn, reason }) => ({
      action: 'hold.placed',
      subjectKind: scope.kind,
      subjectId: scope.kind === 'company' ? ctx.company.id : scope.id,
      after: { holdId: id, kind, untilOn },
      reason,
    })),
  );
  return placed.map(({ id }) => id);
}

async function requireSubject(ctx: Ctx, scope: { kind: 'receivable' | 'customer'; id: string }): Promise<void> {
  const table = sql.raw(scope.kind);
  const found = await ctx.tx.first(sql`select 1 from ${table} where company_id = ${ctx.company.id} and id = ${scope.id}`);
  if (!found) throw new Refusal('hold.subject_not_found', `There is no ${scope.kind} ${scope.id} in this company. Reload the list.`, { id: scope.id });
}

/** Refuses `hold.not_active` for one that ended or does not exist. */
export async function releaseHold(ctx: Ctx, id: string, reason: string): Promise<void> {
  const released = await ctx.tx.run(sql`update hold set released_at = ${ctx.now} where company_id = ${ctx.company.id} and id = ${id} and released_at is null`);
  if (released === 0) throw new Refusal('hold.not_active', 'This hold is not active any more; nothing was changed. Reload the list.', { id });
  await recordAudit(ctx, [{ action: 'hold.released', subjectKind: 'hold', subjectId: id, reason }]);
}

/** As releaseHold for many; those that have ended meanwhile are passed over. */
export async function releaseHolds(ctx: Ctx, ids: readonly string[], reason: string): Promise<void> {
  if (ids.length === 0) return;
  const released = await ctx.tx.rows(sql<{ id: string }>`
    update hold set released_at = ${ctx.now} where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', ids)}::uuid[]) and released_at is null returning id`);
  await recordAudit(
    ctx,
    released.map(({ id }) => ({ action: 'hold.released', subjectKind: 'hold', subjectId: id, reason })),
  );
}

export type ActiveHold = {
  id: string;
  scope: 'receivable' | 'customer' | 'company';
  receivable_id: string | null;
  customer_id: string | null;
  kind: HoldKind;
  since: Date;
  until_on: Day | null;
  reason: string;
};

/** Holds in force on a day, oldest first. */
export async function listActiveHolds(ctx: Ctx, on: Day): Promise<ActiveHold[]> {
  return ctx.tx.rows(sql<ActiveHold>`
    select id, scope, receivable_id, customer_id, kind, since, until_on, reason from hold
    where company_id = ${ctx.company.id} and released_at is null and (until_on is null or until_on >= ${on}) order by since, id`);
}
