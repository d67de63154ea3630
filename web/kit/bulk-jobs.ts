import { ApiProblem, probe, sentenceOf, Unreachable } from './api.ts';
import { jobControl, runJob, type JobControl } from './bulk-job-runner.ts';
import { browserJobs } from './bulk-job-store.ts';
import { failedAgain, newJob, resumed, stopped, type BulkJob, type ChunkResult, type Fault, type JobItem } from './bulk-job.ts';

/** How a kind of job is done: one command of the API per chunk, with the key, and what became of each item. Needs no screen, so that a job goes on after a reload. */
export type JobKind = {
  readonly send: (chunk: { readonly company: string; readonly ids: readonly string[]; readonly given: unknown; readonly key: string }) => Promise<ChunkResult>;
  /** After each chunk: what is on the screen is asked again. */
  readonly changed?: (company: string) => void;
};

export type Start = {
  readonly kind: string;
  readonly company: string;
  readonly title: string;
  readonly items: readonly JobItem[];
  readonly given?: unknown;
  readonly chunkSize?: number;
};

const kinds = new Map<string, JobKind>();
const running = new Map<string, JobControl>();
const listeners = new Set<() => void>();
let jobs: readonly BulkJob[] = [];
let owner: string | null = null;

function tell(): void {
  for (const listener of listeners) listener();
}

function put(job: BulkJob): void {
  if (job.owner !== owner) return;
  jobs = jobs.some(({ id }) => id === job.id) ? jobs.map((one) => (one.id === job.id ? job : one)) : [...jobs, job];
  tell();
}

/** What an error of a command means for a job. */
export function jobFaultOf(error: unknown): Fault {
  const sentence = sentenceOf(error);
  if (error instanceof Unreachable) return { kind: 'away', sentence };
  if (!(error instanceof ApiProblem)) return { kind: 'failing', sentence };
  if (error.status === 401) return { kind: 'signedOut', sentence };
  if (error.status === 403) return { kind: 'forbidden', sentence };
  if (error.status === 429 || error.code === 'idempotency.in_progress') return { kind: 'busy', sentence };
  return error.status >= 500 ? { kind: 'failing', sentence } : { kind: 'refused', sentence };
}

/** One tab runs a job; where the browser has no locks (plain http), keys that follow from the job still keep two tabs from doing anything twice. */
async function alone(id: string, work: () => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return work();
  return navigator.locks.request(`dunlin.job.${id}`, { ifAvailable: true }, (lock) => (lock ? work() : Promise.resolve()));
}

async function run(job: BulkJob): Promise<void> {
  const kind = kinds.get(job.kind);
  if (!kind || running.has(job.id)) return;
  const control = jobControl();
  running.set(job.id, control);
  try {
    await alone(job.id, async () => {
      await runJob(
        job,
        {
          async keep(next) {
            await browserJobs.keep(next);
            put(next);
          },
          async send(now, { ids, key }) {
            const result = await kind.send({ company: now.company, ids, given: now.given, key });
            kind.changed?.(now.company);
            return result;
          },
          faultOf: jobFaultOf,
          probe,
          now: () => Date.now(),
        },
        control,
      );
    });
  } catch (error) {
    // Nothing is sent that can't be kept first.
    const last = jobs.find(({ id }) => id === job.id) ?? job;
    put({ ...last, state: 'paused', reason: { kind: 'unkept', sentence: sentenceOf(error) } });
  } finally {
    running.delete(job.id);
  }
}

function wants(job: BulkJob): boolean {
  return job.state === 'running' || (job.state === 'paused' && (job.reason?.kind === 'away' || job.reason?.kind === 'failing' || job.reason?.kind === 'busy'));
}

async function reread(): Promise<void> {
  const mine = (await browserJobs.all()).filter((job) => job.owner === owner);
  jobs = mine.map((job) => (running.has(job.id) ? (jobs.find(({ id }) => id === job.id) ?? job) : job));
  tell();
}

/** Registers a kind of job; those of this kind that a reload interrupted go on. Rooms call it when they are loaded. */
export function registerJobKind(name: string, kind: JobKind): void {
  kinds.set(name, kind);
  for (const job of jobs) if (job.kind === name && wants(job)) void run(job);
}

/** After signing in: reads the jobs of this person from the browser and goes on with them. Returns its end, for signing out. */
export async function openJobs(user: string): Promise<() => void> {
  owner = user;
  await reread();
  // Who is here is signed in: what waited for that goes on too.
  for (const job of jobs) if (wants(job) || job.reason?.kind === 'signedOut') void run(resumed(job));
  const off = browserJobs.onOtherTab(() => void reread());
  return () => {
    off();
    owner = null;
    for (const control of running.values()) control.leave();
    jobs = [];
    tell();
  };
}

/** Keys of commands are built on it: random where the browser has randomness for http too. */
function newJobId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function startJob(start: Start): string {
  if (owner === null) throw new Error('Call openJobs first: a job belongs to a person.');
  const job = newJob({ given: null, ...start, id: newJobId(), owner, startedAt: Date.now() });
  put(job);
  void run(job);
  return job.id;
}

const isOpen = (id: string): BulkJob | undefined => jobs.find((job) => job.id === id);

export const bulkJobs = {
  all: (): readonly BulkJob[] => jobs,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  /** Ends a pause now, or goes on with a stopped job. */
  resume(id: string): void {
    const control = running.get(id);
    const job = isOpen(id);
    if (control) control.resume();
    else if (job) void run(resumed(job));
  },
  async stop(id: string): Promise<void> {
    const job = isOpen(id);
    const control = running.get(id);
    if (control) control.stop();
    else if (job) {
      await browserJobs.keep(stopped(job));
      put(stopped(job));
    }
  },
  retryFailed(id: string): void {
    const job = isOpen(id);
    if (job) void run(failedAgain(job));
  },
  /** Takes a job that is over off the list. */
  async dismiss(id: string): Promise<void> {
    if (running.has(id)) return;
    jobs = jobs.filter((job) => job.id !== id);
    tell();
    await browserJobs.remove(id);
  },
} as const;
