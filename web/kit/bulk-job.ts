/** What a person asked to be done to many things. The browser sends them chunk by chunk, and what is known of it is kept, so that a stopped server, a reload or a crash
 *  leaves nothing half known and does nothing twice. */
export type BulkJob = {
  readonly id: string;
  /** How a chunk is sent: see registerJobKind. */
  readonly kind: string;
  readonly company: string;
  /** Who asked: keys of commands hold for one person only. */
  readonly owner: string;
  readonly title: string;
  readonly items: readonly JobItem[];
  /** What holds for all of them, as JSON: the policy, the reason. */
  readonly given: unknown;
  readonly chunkSize: number;
  readonly done: readonly string[];
  readonly failed: readonly FailedItem[];
  /** Sent, or about to be: kept before it is sent, and sent again with the same key until an answer says what became of it. */
  readonly chunk: JobChunk | null;
  /** Refused together: each is sent by itself, so that one bad item stops no other. */
  readonly alone: readonly string[];
  /** Counts how often failed items were tried anew: another intent, and so other keys. */
  readonly round: number;
  readonly state: 'running' | 'paused' | 'done' | 'stopped';
  readonly reason: PauseReason | null;
  readonly startedAt: number;
};

export type JobItem = { readonly id: string; readonly name: string };
export type JobChunk = { readonly key: string; readonly ids: readonly string[]; readonly sentAt: number };
/** `unknown`: sent so long ago that the server has forgotten the key; a person has to look. */
export type FailedItem = { readonly id: string; readonly why: 'refused' | 'unknown' | 'unanswered'; readonly sentence: string };

export type PauseReason = {
  /** `away`, `failing` and `busy` pass by themselves; the others need a person. */
  readonly kind: 'away' | 'failing' | 'busy' | 'signedOut' | 'forbidden' | 'unkept';
  readonly sentence: string;
};

/** What an error of sending says: the whole chunk is refused, or nothing is known and it is sent again later. */
export type Fault = PauseReason | { readonly kind: 'refused'; readonly sentence: string };

export type ChunkResult = { readonly done: readonly string[]; readonly failed: readonly { readonly id: string; readonly sentence: string }[] };

/** A server keeps keys for 48 hours; after less than that a chunk without an answer is no longer sent again. */
export const KEY_HOLDS_MS = 40 * 3_600_000;

export type NewJob = Pick<BulkJob, 'id' | 'kind' | 'company' | 'owner' | 'title' | 'items' | 'given' | 'startedAt'> & { readonly chunkSize?: number };

export function newJob(given: NewJob): BulkJob {
  return { chunkSize: 50, ...given, done: [], failed: [], chunk: null, alone: [], round: 0, state: 'running', reason: null };
}

/** Items of which nothing is known yet, in their order. */
export function waitingItems(job: BulkJob): readonly JobItem[] {
  const known = new Set([...job.done, ...job.failed.map(({ id }) => id)]);
  return job.items.filter(({ id }) => !known.has(id));
}

/** The chunk to send next: the one without an answer, else new ones. Its key follows from the job and the place of its first item, so that even a second tab would
 *  send the same. Null when all is done. */
export function nextChunk(job: BulkJob, now: number): JobChunk | null {
  if (job.chunk) return job.chunk;
  const waiting = waitingItems(job);
  const alone = new Set(job.alone);
  const first = waiting[0];
  if (!first) return null;
  const ids: string[] = [];
  for (const { id } of waiting.slice(0, alone.has(first.id) ? 1 : job.chunkSize)) {
    if (ids.length > 0 && alone.has(id)) break;
    ids.push(id);
  }
  const at = job.items.findIndex(({ id }) => id === first.id);
  return { key: `${job.id}.${job.round}.${at}.${ids.length}`, ids, sentAt: now };
}

export function chunkTaken(job: BulkJob, chunk: JobChunk): BulkJob {
  return { ...job, chunk };
}

function withEnd(job: BulkJob): BulkJob {
  return job.state === 'running' && job.chunk === null && waitingItems(job).length === 0 ? { ...job, state: 'done', reason: null, alone: [] } : job;
}

/** The server answered: every item of the chunk has an end. */
export function chunkAnswered(job: BulkJob, result: ChunkResult): BulkJob {
  const { chunk } = job;
  if (!chunk) return job;
  const refused = new Map(result.failed.map(({ id, sentence }) => [id, sentence]));
  const answered = new Set(result.done);
  const done = chunk.ids.filter((id) => answered.has(id) && !refused.has(id));
  const failed = chunk.ids
    .filter((id) => !answered.has(id) || refused.has(id))
    .map((id): FailedItem => ({ id, why: refused.has(id) ? 'refused' : 'unanswered', sentence: refused.get(id) ?? '' }));
  return withEnd({ ...job, chunk: null, done: [...job.done, ...done], failed: [...job.failed, ...failed] });
}

/** Sending failed. A refusal rolled everything back: several items are tried one by one, a single one has failed. Else the chunk stays, and the job pauses. */
export function chunkFailed(job: BulkJob, fault: Fault): BulkJob {
  const { chunk } = job;
  if (!chunk) return job;
  if (fault.kind !== 'refused') return job.state === 'stopped' ? job : { ...job, state: 'paused', reason: fault };
  if (chunk.ids.length > 1) return { ...job, chunk: null, alone: [...new Set([...job.alone, ...chunk.ids])] };
  return withEnd({ ...job, chunk: null, failed: [...job.failed, ...chunk.ids.map((id): FailedItem => ({ id, why: 'refused', sentence: fault.sentence }))] });
}

/** A chunk that has waited for its answer until its key may be forgotten is not sent again: its items are for a person to look at. */
export function withoutStaleChunk(job: BulkJob, now: number): BulkJob {
  const { chunk } = job;
  if (!chunk || now - chunk.sentAt < KEY_HOLDS_MS) return job;
  return withEnd({ ...job, chunk: null, failed: [...job.failed, ...chunk.ids.map((id): FailedItem => ({ id, why: 'unknown', sentence: '' }))] });
}

export function resumed(job: BulkJob): BulkJob {
  return job.state === 'done' ? job : withEnd({ ...job, state: 'running', reason: null });
}

/** No further chunk is sent; what was sent keeps its key, and its answer still counts. */
export function stopped(job: BulkJob): BulkJob {
  return job.state === 'done' ? job : { ...job, state: 'stopped', reason: null };
}

/** Tries failed items anew, as another intent. Those of which nothing is known stay: doing them again could do them twice. */
export function failedAgain(job: BulkJob): BulkJob {
  const stay = job.failed.filter(({ why }) => why === 'unknown');
  const again = job.failed.filter(({ why }) => why !== 'unknown').map(({ id }) => id);
  if (again.length === 0 || job.chunk) return job;
  return { ...job, failed: stay, alone: again, round: job.round + 1, state: 'running', reason: null };
}

export function passesByItself(reason: PauseReason | null): boolean {
  return reason?.kind === 'away' || reason?.kind === 'failing' || reason?.kind === 'busy';
}

export type JobCounts = {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly waiting: number;
  /** Sent without an answer, of those waiting. */ readonly unsure: number;
};

export function countsOf(job: BulkJob): JobCounts {
  const [total, done, failed] = [job.items.length, job.done.length, job.failed.length];
  return { total, done, failed, waiting: total - done - failed, unsure: job.state === 'running' ? 0 : (job.chunk?.ids.length ?? 0) };
}
