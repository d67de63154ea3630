import { createHash } from 'node:crypto';
import type { SealedText } from './audit-store.ts';

export const CHAIN_START = new Uint8Array(32);

export type Link = { readonly companyId: string; readonly seq: bigint; readonly sealedAt: string; readonly event: SealedText };

/** One link of the chain: SHA-256 over the hash before and the event in a fixed order of fields, company, place and time of sealing included. */
export function linkHash(previous: Uint8Array, link: Link): Buffer {
  const { event } = link;
  const canonical = JSON.stringify([
    link.companyId,
    link.seq.toString(),
    link.sealedAt,
    event.id,
    event.at,
    event.actor,
    event.action,
    event.subject_kind,
    event.subject_id,
    event.before,
    event.after,
    event.reason,
  ]);
  return createHash('sha256').update(previous).update(canonical).digest();
}

/** As `to_char(… 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` writes an instant of whole milliseconds. */
export function instantText(at: Date): string {
  return at.toISOString().replace('Z', '000Z');
}
