import { sql } from 'kysely';
import { arrayLiteral } from '../../../foundation/db/insert-rows.ts';
import type { Ctx } from '../../access/context.ts';
import type { TimelineRow } from './timeline-entry.ts';

type Event = { subject_kind: string; subject_id: string; action: string; actor: string; application: string | null };

/** Fills in the actors of a page's entries whose tables do not name them: from the proposal that applied cash, else from the audit trail. */
export async function whoDidIt(ctx: Ctx, rows: readonly TimelineRow[]): Promise<TimelineRow[]> {
  const unknown = rows.filter((row) => row.actor === null && row.whoKind !== null && row.whoId !== null);
  const proposals = await deciders(
    ctx,
    unknown.flatMap((row) => (row.whoKind === 'proposal' ? (row.whoId ?? []) : [])),
  );
  const audited = unknown.filter((row) => row.whoKind !== 'proposal' && row.whoAction !== null);
  const events = await auditedActors(ctx, audited);
  return rows.map((row) => {
    if (row.actor !== null) return row;
    if (row.whoKind === 'proposal') return { ...row, actor: proposals.get(row.whoId ?? '') ?? null };
    return { ...row, actor: events.get(keyOf(row)) ?? null };
  });
}

/** An application of a payment is told from the payment's others by its own id, which the entry's id carries. */
function keyOf(row: TimelineRow): string {
  const application = row.whoAction === 'payment.applied' ? row.id.split(':')[1] : '';
  return [row.whoKind, row.whoId, row.whoAction, application].join('|');
}

async function deciders(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await ctx.tx.rows(sql<{ id: string; decided_by: string }>`
    select id, decided_by from proposal where company_id = ${ctx.company.id} and id = any (${arrayLiteral('uuid', ids)}::uuid[]) and decided_by is not null`);
  return new Map(found.map((row) => [row.id, row.decided_by]));
}

async function auditedActors(ctx: Ctx, rows: readonly TimelineRow[]): Promise<ReadonlyMap<string, string>> {
  if (rows.length === 0) return new Map();
  const column = (of: (row: TimelineRow) => string | null) => arrayLiteral('text', [...new Set(rows.map((row) => of(row) ?? ''))]);
  const events = await ctx.tx.rows(sql<Event>`
    select subject_kind, subject_id, action, actor, after->>'applicationId' as application from audit_event
    where company_id = ${ctx.company.id} and subject_kind = any (${column((row) => row.whoKind)}::text[]) and subject_id = any (${column((row) => row.whoId)}::text[])
      and action = any (${column((row) => row.whoAction)}::text[])`);
  return new Map(
    events.map((event) => [
      [event.subject_kind, event.subject_id, event.action, event.action === 'payment.applied' ? (event.application ?? '') : ''].join('|'),
      event.actor,
    ]),
  );
}
