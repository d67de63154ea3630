import { z } from 'zod';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import { id } from '../../foundation/contract/page.ts';
import type { Tx } from '../../foundation/db/tx.ts';
import type { FirmCtx } from './api-contexts.ts';
import { readAuditEvents, readFirmAuditEvents, type AuditEventRow } from './audit-store.ts';
import type { Ctx } from './context.ts';
import { readActorNames } from './user-store.ts';

type AuditEventView = ReturnType<typeof eventOf> & { actorName: string | null };
export type AuditPage = { items: AuditEventView[]; next: string | null };

export type AuditQuery = {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly subjectKind?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly actor?: string | undefined;
  /** How the action begins: `invoice.`. */
  readonly action?: string | undefined;
  /** At or after this instant, ISO 8601. */
  readonly from?: string | undefined;
  /** Before this instant. */
  readonly to?: string | undefined;
};

function eventOf(row: AuditEventRow) {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: row.actor,
    action: row.action,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    before: row.before,
    after: row.after,
    reason: row.reason,
  };
}

/** Ids behind the actors of one kind; people of the demo have none. */
function idsOf(rows: readonly AuditEventRow[], kind: 'user' | 'key'): string[] {
  const ids = rows.flatMap(({ actor }) => (actor.startsWith(`${kind}:`) ? [actor.slice(kind.length + 1)] : []));
  return [...new Set(ids)].filter((one) => id.safeParse(one).success);
}

async function named(tx: Tx, firmId: string, rows: readonly AuditEventRow[]): Promise<(row: AuditEventRow) => AuditEventView> {
  const of = { userIds: idsOf(rows, 'user'), keyIds: idsOf(rows, 'key') };
  const names = of.userIds.length + of.keyIds.length === 0 ? new Map<string, string>() : await readActorNames(tx, firmId, of);
  return (row) => ({ ...eventOf(row), actorName: names.get(row.actor) ?? null });
}

/** The company's trail, newest first. Refuses `cursor.invalid`. */
export async function listAuditEvents(ctx: Ctx, query: AuditQuery): Promise<AuditPage> {
  const place = decodeCursor(query.cursor, z.tuple([id]));
  const rows = await readAuditEvents(ctx.tx, ctx.company.id, {
    subjectKind: query.subjectKind,
    subjectId: query.subjectId,
    actor: query.actor,
    action: query.action,
    from: query.from === undefined ? undefined : new Date(query.from),
    to: query.to === undefined ? undefined : new Date(query.to),
    beforeId: place?.[0],
    limit: query.limit + 1,
  });
  return cutPage(rows, { limit: query.limit, place: (last) => [last.id], item: await named(ctx.tx, ctx.company.firmId, rows) });
}

/** What happened above single companies, newest first. Refuses `cursor.invalid`. */
export async function listFirmAuditEvents(ctx: FirmCtx, query: { cursor?: string | undefined; limit: number }): Promise<AuditPage> {
  const place = decodeCursor(query.cursor, z.tuple([z.iso.datetime(), id]));
  const before = place && { at: new Date(place[0]), id: place[1] };
  return ctx.database.forControl(async (tx) => {
    const rows = await readFirmAuditEvents(tx, ctx.firmId, { before, limit: query.limit + 1 });
    return cutPage(rows, { limit: query.limit, place: (last) => [last.at.toISOString(), last.id], item: await named(tx, ctx.firmId, rows) });
  });
}
