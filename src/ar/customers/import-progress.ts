import type { Upload } from '../../foundation/contract/operation.ts';
import type { RowBatch } from '../../formats/csv/row-batch.ts';
import type { Ctx } from '../access/context.ts';

/** `reading`: rows are read and brought in; `closing`: all rows are read, sums and records are made; `done`: the answer is on its way, and says whether
 *  anything was kept; `failed`: the answer says why. */
export type ImportPhase = 'reading' | 'closing' | 'done' | 'failed';

export type ImportProgress = { readonly phase: ImportPhase; readonly rows: number; readonly bytes: number; readonly totalBytes: number };

/** Where imports of this process write how far they are. In memory: another process does not see it, and a restart forgets it. */
export type ProgressBoard = {
  /** The file of an upload whose progress is written under the client's id; without an id nothing is written. */
  readonly follow: (ctx: Ctx, id: string | undefined, upload: Upload) => FollowedImport;
  readonly find: (ctx: Ctx, id: string) => ImportProgress | undefined;
};

export type FollowedImport = {
  readonly open: () => AsyncIterable<Uint8Array>;
  /** Passes batches on and counts their rows. */
  readonly counted: <Row>(batches: AsyncIterable<RowBatch<Row>>) => AsyncIterable<RowBatch<Row>>;
  /** Does the import and writes how it ended. */
  readonly until: <T>(work: () => Promise<T>) => Promise<T>;
};

type Entry = { phase: ImportPhase; rows: number; bytes: number; readonly totalBytes: number; readonly startedAtMs: number };

const KEPT_MS = 3_600_000;
const MAX_ENTRIES = 1_000;

export function openProgressBoard(): ProgressBoard {
  const entries = new Map<string, Entry>();
  const keyOf = (ctx: Ctx, id: string): string => `${ctx.company.id}|${id}`;
  /** The oldest stand first. */
  const forgetOld = (nowMs: number): void => {
    for (const [key, entry] of entries) {
      if (entries.size <= MAX_ENTRIES && nowMs - entry.startedAtMs < KEPT_MS) break;
      entries.delete(key);
    }
  };
  const follow: ProgressBoard['follow'] = (ctx, id, upload) => {
    const entry: Entry = { phase: 'reading', rows: 0, bytes: 0, totalBytes: upload.sizeBytes, startedAtMs: ctx.now.getTime() };
    if (id !== undefined) {
      entries.delete(keyOf(ctx, id));
      entries.set(keyOf(ctx, id), entry);
      forgetOld(entry.startedAtMs);
    }
    return followed(entry, upload);
  };
  return {
    follow,
    find: (ctx, id) => {
      const entry = entries.get(keyOf(ctx, id));
      return entry && { phase: entry.phase, rows: entry.rows, bytes: entry.bytes, totalBytes: entry.totalBytes };
    },
  };
}

function followed(entry: Entry, upload: Upload): FollowedImport {
  async function* open(): AsyncGenerator<Uint8Array> {
    // A unit of work that is tried again reads from the start.
    Object.assign(entry, { phase: 'reading', rows: 0, bytes: 0 });
    for await (const chunk of upload.open()) {
      entry.bytes += chunk.length;
      yield chunk;
    }
  }
  async function* counted<Row>(batches: AsyncIterable<RowBatch<Row>>): AsyncGenerator<RowBatch<Row>> {
    for await (const batch of batches) {
      yield batch;
      entry.rows += batch.read;
    }
    entry.phase = 'closing';
  }
  return {
    open,
    counted,
    until: async (work) => {
      try {
        const result = await work();
        entry.phase = 'done';
        return result;
      } catch (error) {
        entry.phase = 'failed';
        throw error;
      }
    },
  };
}
