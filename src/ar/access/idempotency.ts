import { sha256 } from '../../foundation/crypto/token.ts';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import type { Row } from '../../foundation/db/table.ts';
import type { Tx } from '../../foundation/db/tx.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from './context.ts';
import { idempotencyKeyTable } from './tables.ts';

const KEEP_MS = 48 * 3_600_000;

export type StoredAnswer = { readonly status: number; readonly json: string | undefined };

function sorted(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Two requests are the same when caller, operation and validated input are; the order of fields does not count. */
export function requestHash(request: {
  actor: string;
  operation: string;
  params: unknown;
  query: unknown;
  body: unknown;
  uploadSha256?: string | undefined;
}): string {
  return sha256(JSON.stringify(request, sorted)).toString('hex');
}

async function readAnswer(tx: Tx, companyId: string, key: string): Promise<Row<typeof idempotencyKeyTable> | undefined> {
  const rows = await tx.rowsText<Row<typeof idempotencyKeyTable>>('select * from idempotency_key where company_id = $1 and key = $2', [companyId, key]);
  return rows[0];
}

/** Runs `work` once for a key and keeps its answer in the same unit of work: either both are committed or neither.
 *  A repeat gets the kept answer, to the byte. A refusal is not kept, since nothing was done: the same key may be sent again.
 *  Refuses `idempotency.in_progress` while the first is still running, `idempotency.key_reused` for another request. */
export async function onceForKey(
  ctx: Ctx,
  key: string,
  request: { operation: string; hash: string },
  work: () => Promise<StoredAnswer>,
): Promise<StoredAnswer & { readonly replayed: boolean }> {
  const { tx, company } = ctx;
  const [lock] = await tx.rowsText<{ got: boolean }>("select pg_try_advisory_xact_lock(hashtextextended('idempotency:' || $1 || ':' || $2, 0)) as got", [
    company.id,
    key,
  ]);
  if (!lock?.got)
    throw new Refusal('idempotency.in_progress', 'The first request with this Idempotency-Key is still running. Ask again in a moment with the same key.');
  const known = await readAnswer(tx, company.id, key);
  if (known && known.request_hash !== request.hash) {
    throw new Refusal('idempotency.key_reused', 'This Idempotency-Key was used for another request. Use a fresh key for each thing that you want to happen.', {
      operation: known.operation,
    });
  }
  if (known) return { status: known.status, json: typeof known.response === 'string' ? known.response : undefined, replayed: true };
  const answer = await work();
  // The answer's text is kept as one JSON string: jsonb would reorder its fields.
  await insertRows(tx, idempotencyKeyTable, [
    {
      company_id: company.id,
      key,
      operation: request.operation,
      request_hash: request.hash,
      status: answer.status,
      response: answer.json ?? null,
      created_at: ctx.now,
    },
  ]);
  return { ...answer, replayed: false };
}

/** Job: drops keys older than 48 hours and returns how many. */
export async function forgetOldKeys(ctx: Ctx): Promise<number> {
  return ctx.tx.runText('delete from idempotency_key where company_id = $1 and created_at < $2', [ctx.company.id, new Date(ctx.now.getTime() - KEEP_MS)]);
}
