import type { Ctx } from './context.ts';
import { CHAIN_START, instantText, linkHash } from './audit-chain.ts';
import { insertSeals, lockSealing, readLastSeal, readUnsealed } from './audit-store.ts';

const CHUNK_ROWS = 2_000;
const RECENT_MS = 24 * 3_600_000;

/** The smallest UUIDv7 of an instant. */
function firstIdAt(ms: number): string {
  const time = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

/** Chains the company's unsealed events in the order of their ids and returns how many. Safe to run twice and side by side.
 *  An event that is committed after a younger one was sealed takes its place later in the chain.
 *  `recent` looks at the last day only (a job every few seconds); `all` finds every straggler (once an hour, and before an export). */
export async function sealAudit(ctx: Ctx, reach: 'recent' | 'all' = 'all'): Promise<number> {
  const { tx, company } = ctx;
  const fromId = firstIdAt(reach === 'all' ? 0 : ctx.now.getTime() - RECENT_MS);
  await lockSealing(tx, company.id);
  const last = await readLastSeal(tx, company.id);
  let hash: Uint8Array = last?.hash ?? CHAIN_START;
  let seq = last?.seq ?? 0n;
  let sealed = 0;
  for (;;) {
    const events = await readUnsealed(tx, company.id, fromId, CHUNK_ROWS);
    const seals = events.map((event) => {
      seq += 1n;
      hash = linkHash(hash, { companyId: company.id, seq, sealedAt: instantText(ctx.now), event });
      return { seq, eventId: event.id, hash, sealedAt: ctx.now };
    });
    await insertSeals(tx, company.id, seals);
    sealed += seals.length;
    if (events.length < CHUNK_ROWS) return sealed;
  }
}
