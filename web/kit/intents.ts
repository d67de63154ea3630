import { ApiProblem } from '../../src/foundation/contract/client.ts';
import type { Operation, Operations } from '../../src/foundation/contract/operation.ts';

/** A key for one intent of a person: kept over retries, so that a command that was carried out is not carried out again. */
export function newKey(): string {
  // `randomUUID` is there for https and this machine alone; an office's own network may be plain http.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

type Call = { readonly idempotencyKey?: string; readonly file?: unknown; readonly signal?: unknown };
type Send = (call?: Call) => Promise<unknown>;

/** Whether the server said what became of a command. Where it did not (no answer, a proxy's word, still under way) it may have been carried out. */
function isAnswer(error: unknown): boolean {
  return error instanceof ApiProblem && error.status < 500 && error.code !== 'idempotency.in_progress';
}

/** A command that is given again word for word while it is under way is the same press of a button, twice: both get the one answer. A file is told apart by its key. */
function withoutEchoes(operation: Operation, send: Send): Send {
  const underWay = new Map<string, Promise<unknown>>();
  return function command(call = {}) {
    const { file, ...sent } = call;
    // What can be taken back is looked at, not done.
    if (call.signal !== undefined || (file !== undefined && call.idempotencyKey === undefined)) return send(call);
    const said = JSON.stringify([operation.id, sent]);
    const first = underWay.get(said);
    if (first) return first;
    const answer = send(call).finally(() => underWay.delete(said));
    underWay.set(said, answer);
    return answer;
  };
}

/** Gives every command that can be repeated its key. A command that is sent again unchanged, after no answer came, is the same intent: it gets the same key, so that
 *  whoever presses Save again after a lost connection does nothing twice. A key that is given is left alone; files are told apart by whoever sends them. */
export function withIntents<C extends Readonly<Record<string, unknown>>>(client: C, operations: Operations): C {
  const unanswered = new Map<string, string>();
  const guarded = (operation: Operation, send: Send): Send =>
    async function command(call = {}) {
      if (call.idempotencyKey !== undefined || call.file !== undefined) return send(call);
      const { signal: _signal, ...sent } = call;
      const intent = JSON.stringify([operation.id, sent]);
      const idempotencyKey = unanswered.get(intent) ?? newKey();
      unanswered.set(intent, idempotencyKey);
      try {
        const answer = await send({ ...call, idempotencyKey });
        unanswered.delete(intent);
        return answer;
      } catch (error) {
        if (isAnswer(error)) unanswered.delete(intent);
        throw error;
      }
    };
  const calls = Object.entries(client).map(([id, send]) => {
    const operation = operations[id];
    if (operation === undefined || operation.method === 'GET') return [id, send] as const;
    return [id, withoutEchoes(operation, operation.idempotent === true ? guarded(operation, send as Send) : (send as Send))] as const;
  });
  return Object.fromEntries(calls) as C;
}
