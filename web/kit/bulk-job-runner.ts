import {
  chunkAnswered,
  chunkFailed,
  chunkTaken,
  nextChunk,
  passesByItself,
  resumed,
  stopped,
  withoutStaleChunk,
  type BulkJob,
  type ChunkResult,
  type Fault,
  type JobChunk,
} from './bulk-job.ts';
import { waitBeforeMs } from './retry-times.ts';

export type JobPorts = {
  /** Keeps the job where a crash does not reach it, and tells whoever looks. Rejects when it can't: then nothing is sent. */
  readonly keep: (job: BulkJob) => Promise<void>;
  readonly send: (job: BulkJob, chunk: JobChunk) => Promise<ChunkResult>;
  readonly faultOf: (error: unknown) => Fault;
  /** Whether the server is well again. */
  readonly probe: () => Promise<boolean>;
  readonly now: () => number;
};

/** What a person may say while a job runs. */
export type JobControl = {
  readonly stop: () => void;
  /** The person signs out: the job is left as it is kept, as by a crash, and goes on when they are back. */
  readonly leave: () => void;
  /** Ends a pause at once. */
  readonly resume: () => void;
  readonly isStopped: () => boolean;
  readonly isLeft: () => boolean;
  /** Until the time is over, or somebody resumes or stops; says whether somebody did. */
  readonly pause: (ms: number) => Promise<boolean>;
};

export function jobControl(): JobControl {
  let isStopped = false;
  let isLeft = false;
  let wake: ((asked: boolean) => void) | null = null;
  return {
    stop() {
      isStopped = true;
      wake?.(true);
    },
    leave() {
      isLeft = true;
      wake?.(true);
    },
    resume: () => wake?.(true),
    isStopped: () => isStopped,
    isLeft: () => isLeft,
    pause(ms) {
      return new Promise((resolve) => {
        const timer = setTimeout(() => wake?.(false), ms);
        wake = (asked) => {
          clearTimeout(timer);
          wake = null;
          resolve(asked);
        };
      });
    },
  };
}

/** Waits for a server that is away: asks it with growing distances until it is well, or until a person resumes. */
async function untilWell(ports: JobPorts, control: JobControl, failures: number): Promise<void> {
  for (let tries = failures; ; tries++) {
    const asked = await control.pause(waitBeforeMs(tries));
    if (asked || control.isStopped() || (await ports.probe())) return;
  }
}

async function sentChunk(job: BulkJob, chunk: JobChunk, ports: JobPorts): Promise<BulkJob> {
  let result: ChunkResult;
  try {
    result = await ports.send(job, chunk);
  } catch (error) {
    return chunkFailed(job, ports.faultOf(error));
  }
  return chunkAnswered(job, result);
}

/** Runs a job to its end, through pauses that pass by themselves; returns it when it is done, stopped, or paused for a person. */
export async function runJob(start: BulkJob, ports: JobPorts, control: JobControl): Promise<BulkJob> {
  let job = withoutStaleChunk(start, ports.now());
  let failures = 0;
  for (;;) {
    if (control.isStopped()) job = stopped(job);
    if (job.state === 'paused' && passesByItself(job.reason)) {
      failures += 1;
      await untilWell(ports, control, failures);
      job = withoutStaleChunk(control.isStopped() ? stopped(job) : resumed(job), ports.now());
    }
    if (control.isLeft()) return job;
    const chunk = job.state === 'running' ? nextChunk(job, ports.now()) : null;
    if (!chunk) {
      const end = job.state === 'running' ? resumed(job) : job;
      await ports.keep(end);
      return end;
    }
    job = chunkTaken(job, chunk);
    // First kept, then sent: whatever happens from here on, the same chunk is asked again under the same key.
    await ports.keep(job);
    job = await sentChunk(job, chunk, ports);
    if (job.state === 'running') failures = 0;
    await ports.keep(job);
  }
}
