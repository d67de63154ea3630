import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Tx } from '../../foundation/db/tx.ts';
import { auditSealTable } from './tables.ts';

/** An event as text, exactly as the database keeps it: numbers of any length and microseconds survive, so a change to any of them shows. */
export type SealedText = {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string | null;
};

const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

const EVENT_TEXT = `e.id::text as id, to_char(e.at at time zone 'UTC', ${INSTANT}) as at, e.actor, e.action, e.subject_kind, e.subject_id, e.before::text as before, e.after::text as after, e.reason`;

/** Only one sealer of a company at a time; until the unit of work ends. */
export async function lockSealing(tx: Tx, companyId: string): Promise<void> {
  await tx.runText("select pg_advisory_xact_lock(hashtextextended('audit_seal:' || $1, 0))", [companyId]);
}

export async function readLastSeal(tx: Tx, companyId: string): Promise<{ seq: bigint; hash: Uint8Array } | undefined> {
  const rows = await tx.rowsText<{ seq: bigint; hash: Uint8Array }>('select seq, hash from audit_seal where company_id = $1 order by seq desc limit 1', [
    companyId,
  ]);
  return rows[0];
}

/** Events without a seal by id, from an id on. */
export async function readUnsealed(tx: Tx, companyId: string, fromId: string, limit: number): Promise<SealedText[]> {
  return tx.rowsText<SealedText>(
    `select ${EVENT_TEXT} from audit_event e
     where e.company_id = $1 and e.id >= $2 and not exists (select 1 from audit_seal s where s.company_id = e.company_id and s.event_id = e.id)
     order by e.id limit ${limit}`,
    [companyId, fromId],
  );
}

export async function insertSeals(
  tx: Tx,
  companyId: string,
  seals: readonly { seq: bigint; eventId: string; hash: Uint8Array; sealedAt: Date }[],
): Promise<void> {
  await insertRows(
    tx,
    auditSealTable,
    seals.map((seal) => ({ company_id: companyId, seq: seal.seq, event_id: seal.eventId, hash: seal.hash, sealed_at: seal.sealedAt })),
  );
}

/** A seal with its event; undefined when the event is gone. */
export type SealedRow = { readonly seq: bigint; readonly hash: Uint8Array; readonly sealedAt: string; readonly event: SealedText | undefined };

/** Seals behind a place in the chain. Two statements by key: one join would be planned by guesses about a table that only grows. */
export async function readSealed(tx: Tx, companyId: string, afterSeq: bigint, limit: number): Promise<SealedRow[]> {
  const seals = await tx.rowsText<{ seq: bigint; hash: Uint8Array; sealed_at: string; event_id: string }>(
    `select seq, hash, to_char(sealed_at at time zone 'UTC', ${INSTANT}) as sealed_at, event_id from audit_seal where company_id = $1 and seq > $2 order by seq limit ${limit}`,
    [companyId, afterSeq],
  );
  const events = await tx.rowsText<SealedText>(`select ${EVENT_TEXT} from audit_event e where e.company_id = $1 and e.id = any($2::uuid[])`, [
    companyId,
    seals.map((seal) => seal.event_id),
  ]);
  const byId = new Map(events.map((event) => [event.id, event]));
  return seals.map((seal) => ({ seq: seal.seq, hash: seal.hash, sealedAt: seal.sealed_at, event: byId.get(seal.event_id) }));
}

export async function countUnsealed(tx: Tx, companyId: string): Promise<number> {
  const rows = await tx.rowsText<{ events: bigint }>(
    'select count(*) as events from audit_event e where e.company_id = $1 and not exists (select 1 from audit_seal s where s.company_id = e.company_id and s.event_id = e.id)',
    [companyId],
  );
  return Number(rows[0]?.events ?? 0n);
}

export type AuditEventRow = {
  readonly id: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
};

export type AuditFilter = {
  readonly subjectKind?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly actor?: string | undefined;
  /** How the action begins. */
  readonly action?: string | undefined;
  /** At or after this instant. */
  readonly from?: Date | undefined;
  /** Before this instant. */
  readonly to?: Date | undefined;
  readonly beforeId?: string | undefined;
  readonly limit: number;
};

/** Newest first, from before an id. */
export async function readAuditEvents(tx: Tx, companyId: string, filter: AuditFilter): Promise<AuditEventRow[]> {
  return tx.rowsText<AuditEventRow>(
    `select id, at, actor, action, subject_kind, subject_id, before, after, reason from audit_event
     where company_id = $1 and ($2::uuid is null or id < $2) and ($3::text is null or subject_kind = $3) and ($4::text is null or subject_id = $4)
       and ($5::text is null or actor = $5) and ($6::text is null or left(action, length($6)) = $6)
       and ($7::timestamptz is null or at >= $7) and ($8::timestamptz is null or at < $8)
     order by id desc limit $9`,
    [
      companyId,
      filter.beforeId ?? null,
      filter.subjectKind ?? null,
      filter.subjectId ?? null,
      filter.actor ?? null,
      filter.action ?? null,
      filter.from ?? null,
      filter.to ?? null,
      filter.limit,
    ],
  );
}

export async function readFirmAuditEvents(
  tx: Tx,
  firmId: string,
  page: { before?: { at: Date; id: string } | undefined; limit: number },
): Promise<AuditEventRow[]> {
  return tx.rowsText<AuditEventRow>(
    `select id, at, actor, action, subject_kind, subject_id, before, after, reason from firm_audit_event
     where firm_id = $1 and ($2::timestamptz is null or (at, id) < ($2, $3::uuid)) order by at desc, id desc limit $4`,
    [firmId, page.before?.at ?? null, page.before?.id ?? null, page.limit],
  );
}
