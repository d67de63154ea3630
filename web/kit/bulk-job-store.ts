import type { BulkJob } from './bulk-job.ts';

/** Where jobs are kept in this browser. */
export type JobStore = {
  readonly all: () => Promise<readonly BulkJob[]>;
  /** Rejects when the browser has no room or allows no storage. */
  readonly keep: (job: BulkJob) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  /** Another tab kept or removed something. */
  readonly onOtherTab: (listener: () => void) => () => void;
};

const PREFIX = 'dunlin.job.';
/** Local storage has about 5 MB for everything; larger jobs go to IndexedDB, and a note in local storage says so. */
const MAX_LOCAL_CHARS = 1_000_000;
const SHELF = 'jobs';

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed.')));
  });
}

async function onShelf<T>(mode: IDBTransactionMode, act: (shelf: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open('dunlin', 1);
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(SHELF));
  const database = await settled(opening);
  try {
    const transaction = database.transaction(SHELF, mode, { durability: 'strict' });
    const committed = new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('IndexedDB gave up.')));
    });
    const result = await settled(act(transaction.objectStore(SHELF)));
    await committed;
    return result;
  } finally {
    database.close();
  }
}

function isJob(value: unknown): value is BulkJob {
  const job = value as Partial<BulkJob> | null;
  return (
    typeof job === 'object' && job !== null && typeof job.id === 'string' && typeof job.kind === 'string' && Array.isArray(job.items) && Array.isArray(job.done)
  );
}

async function jobUnder(key: string): Promise<BulkJob | null> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    if (isJob(value)) return value;
    const large: unknown = await onShelf('readonly', (shelf) => shelf.get(key) as IDBRequest<unknown>);
    return isJob(large) ? large : null;
  } catch {
    // What can't be read is no job; it stays where it is.
    return null;
  }
}

export const browserJobs: JobStore = {
  async all() {
    let keys: string[];
    try {
      keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    } catch {
      return [];
    }
    const jobs: BulkJob[] = [];
    for (const key of keys) {
      const job = await jobUnder(key);
      if (job) jobs.push(job);
    }
    return jobs.toSorted((a, b) => a.startedAt - b.startedAt);
  },
  async keep(job) {
    const key = PREFIX + job.id;
    const text = JSON.stringify(job);
    if (text.length <= MAX_LOCAL_CHARS) {
      localStorage.setItem(key, text);
      return;
    }
    await onShelf('readwrite', (shelf) => shelf.put(job, key));
    // Changes with every step, so that other tabs hear of it.
    localStorage.setItem(key, JSON.stringify({ in: 'indexedDB', known: job.done.length + job.failed.length, state: job.state }));
  },
  async remove(id) {
    const key = PREFIX + id;
    const text = localStorage.getItem(key);
    localStorage.removeItem(key);
    if (text?.startsWith('{"in":') === true) await onShelf('readwrite', (shelf) => shelf.delete(key));
  },
  onOtherTab(listener) {
    const heard = (event: StorageEvent): void => {
      if (event.key === null || event.key.startsWith(PREFIX)) listener();
    };
    addEventListener('storage', heard);
    return () => removeEventListener('storage', heard);
  },
};
