import { z } from 'zod';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import { id } from '../../foundation/contract/page.ts';
import type { FirmCtx } from './api-contexts.ts';
import { readAuditEvents, readFirmAuditEvents, type AuditEventRow } from './audit-store.ts';
import type { Ctx } from './context.ts';

export type AuditPage = { items: ReturnType<typeof eventOf>[]; next: string | null };

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

/** The company's trail, newest first. Refuses `cursor.invalid`. */
export async function listAuditEvents(
  ctx: Ctx,
  query: { cursor?: string | undefined; limit: number; subjectKind?: string | undefined; subjectId?: string | undefined },
): Promise<AuditPage> {
  const place = decodeCursor(query.cursor, z.tuple([id]));
  const rows = await readAuditEvents(ctx.tx, ctx.company.id, {
    subjectKind: query.subjectKind,
    subjectId: query.subjectId,
    beforeId: place?.[0],
    limit: query.limit + 1,
  });
  return cutPage(rows, { limit: query.limit, place: (last) => [last.id], item: eventOf });
}

/** What happened above single companies, newest first. Refuses `cursor.invalid`. */
export async function listFirmAuditEvents(ctx: FirmCtx, query: { cursor?: string | undefined; limit: number }): Promise<AuditPage> {
  const place = decodeCursor(query.cursor, z.tuple([z.iso.datetime(), id]));
  const before = place && { at: new Date(place[0]), id: place[1] };
  const rows = await ctx.database.forControl((tx) => readFirmAuditEvents(tx, ctx.firmId, { before, limit: query.limit + 1 }));
  return cutPage(rows, { limit: query.limit, place: (last) => [last.at.toISOString(), last.id], item: eventOf });
}
