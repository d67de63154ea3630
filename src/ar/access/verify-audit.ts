import { equalBytes } from '../../foundation/crypto/token.ts';
import type { Ctx } from './context.ts';
import { CHAIN_START, linkHash } from './audit-chain.ts';
import { countUnsealed, readSealed, type SealedRow } from './audit-store.ts';

export type BrokenAt = { readonly seq: bigint; readonly eventId: string | null; readonly reason: 'event_missing' | 'seal_missing' | 'changed' };

export type AuditVerdict = {
  readonly ok: boolean;
  /** Seals that were checked, up to the first broken one. */
  readonly sealed: number;
  /** Events that the sealing job has not reached yet. */
  readonly unsealedTail: number;
  /** The chain's last hash, hex: written down elsewhere, it also proves that no end was cut off. */
  readonly head: string | null;
  readonly brokenAt?: BrokenAt;
};

const BATCH_ROWS = 5_000;

function fault(row: SealedRow, expectedSeq: bigint, previous: Uint8Array, companyId: string): BrokenAt | undefined {
  if (row.seq !== expectedSeq) return { seq: expectedSeq, eventId: null, reason: 'seal_missing' };
  const { event } = row;
  if (!event) return { seq: row.seq, eventId: null, reason: 'event_missing' };
  const hash = linkHash(previous, { companyId, seq: row.seq, sealedAt: row.sealedAt, event });
  return equalBytes(hash, row.hash) ? undefined : { seq: row.seq, eventId: event.id, reason: 'changed' };
}

/** Recomputes the company's chain from its first link and names the first place where it does not hold. Memory stays flat. */
export async function verifyAudit(ctx: Ctx): Promise<AuditVerdict> {
  const { tx, company } = ctx;
  let previous: Uint8Array = CHAIN_START;
  let sealed = 0;
  let brokenAt: BrokenAt | undefined;
  for (let last: bigint | undefined = 0n; last !== undefined && !brokenAt;) {
    const rows: SealedRow[] = await readSealed(tx, company.id, last, BATCH_ROWS);
    for (const row of rows) {
      brokenAt = fault(row, BigInt(sealed) + 1n, previous, company.id);
      if (brokenAt) break;
      previous = row.hash;
      sealed++;
    }
    last = rows.length === BATCH_ROWS ? rows.at(-1)?.seq : undefined;
  }
  const unsealedTail = await countUnsealed(tx, company.id);
  const head = sealed === 0 ? null : Buffer.from(previous).toString('hex');
  return { ok: brokenAt === undefined, sealed, unsealedTail, head, ...(brokenAt ? { brokenAt } : {}) };
}
