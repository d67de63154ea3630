import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { jobControl, runJob, type JobPorts } from './bulk-job-runner.ts';
import {
  chunkAnswered,
  chunkFailed,
  chunkTaken,
  countsOf,
  failedAgain,
  KEY_HOLDS_MS,
  newJob,
  nextChunk,
  waitingItems,
  withoutStaleChunk,
  type BulkJob,
} from './bulk-job.ts';

class Crash extends Error {}
class Away extends Error {}
class Refused extends Error {}

const itemsOf = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `i${index}`, name: `Invoice ${index}` }));
const jobOf = (count: number, chunkSize: number): BulkJob =>
  newJob({ id: 'job', kind: 'remind', company: 'acme', owner: 'anna', title: 'Reminders', items: itemsOf(count), given: null, startedAt: 0, chunkSize });

/** A server that does a chunk once for a key and answers again what it answered; a chunk with a bad item is refused as a whole. */
function server(bad: ReadonlySet<string> = new Set()) {
  const times = new Map<string, number>();
  const answers = new Map<string, readonly string[]>();
  return {
    times,
    serve: (key: string, ids: readonly string[]): readonly string[] => {
      const before = answers.get(key);
      if (before) {
        expect(ids).toEqual(before);
        return before;
      }
      if (ids.some((id) => bad.has(id))) throw new Refused('This one is disputed.');
      for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
      answers.set(key, ids);
      return ids;
    },
  };
}

/** What may go wrong at one step, in the order of steps: before and after keeping, before and after serving. */
type Trouble = 'none' | 'crash' | 'away';

function portsOf(given: {
  readonly store: { job: BulkJob };
  readonly serve: (key: string, ids: readonly string[]) => readonly string[];
  readonly trouble: () => Trouble;
}): JobPorts {
  const step = (): void => {
    const now = given.trouble();
    if (now === 'crash') throw new Crash();
    if (now === 'away') throw new Away();
  };
  const crashOnly = (): void => {
    if (given.trouble() === 'crash') throw new Crash();
  };
  return {
    async keep(job) {
      crashOnly();
      // Through JSON, as storage does it.
      given.store.job = JSON.parse(JSON.stringify(job)) as BulkJob;
      crashOnly();
    },
    async send(_job, { key, ids }) {
      step();
      const done = given.serve(key, ids);
      step();
      return { done, failed: [] };
    },
    faultOf(error) {
      if (error instanceof Crash) throw error;
      return error instanceof Refused ? { kind: 'refused', sentence: error.message } : { kind: 'away', sentence: '' };
    },
    probe: () => Promise.resolve(given.trouble() === 'none'),
    now: () => Date.now(),
  };
}

/** Runs until the job ends, beginning again from the store after every crash, as a reload does. */
async function lived(store: { job: BulkJob }, ports: JobPorts): Promise<BulkJob> {
  for (let reloads = 0; reloads < 1_000; reloads++) {
    const run = runJob(store.job, ports, jobControl()).catch((error: unknown) => {
      if (error instanceof Crash) return null;
      throw error;
    });
    const ended = { it: false };
    void run.finally(() => (ended.it = true)).catch(() => undefined);
    while (!ended.it) await vi.advanceTimersByTimeAsync(11_000);
    const end = await run;
    if (end) return end;
  }
  throw new Error('It never ended.');
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a job that is interrupted', () => {
  it('by a crash at any step does every item exactly once', async () => {
    // One run without trouble has this many steps; a crash is set at each of them in turn.
    let steps = 0;
    await lived({ job: jobOf(23, 5) }, portsOf({ store: { job: jobOf(23, 5) }, serve: server().serve, trouble: () => ((steps += 1), 'none') }));
    expect(steps).toBeGreaterThan(25);
    for (let crashAt = 0; crashAt < steps; crashAt++) {
      const { times, serve } = server();
      const store = { job: jobOf(23, 5) };
      let step = 0;
      const end = await lived(store, portsOf({ store, serve, trouble: () => (step++ === crashAt ? 'crash' : 'none') }));
      expect(end.state).toBe('done');
      expect([...times.values()]).toEqual(Array.from({ length: 23 }, () => 1));
      expect(end.done.toSorted()).toEqual(
        itemsOf(23)
          .map(({ id }) => id)
          .toSorted(),
      );
    }
  });

  it('by any crashes, silences and refusals does what can be done once and says the rest', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.constantFrom<Trouble>('none', 'none', 'none', 'crash', 'away'), { maxLength: 40 }),
        fc.uniqueArray(fc.nat(29), { maxLength: 5 }),
        async (count, chunkSize, troubles, bad) => {
          const badIds = new Set(bad.filter((index) => index < count).map((index) => `i${index}`));
          const { times, serve } = server(badIds);
          const store = { job: jobOf(count, chunkSize) };
          let step = 0;
          const end = await lived(store, portsOf({ store, serve, trouble: () => troubles[step++] ?? 'none' }));
          expect(end.state).toBe('done');
          expect(countsOf(end)).toEqual({ total: count, done: count - badIds.size, failed: badIds.size, waiting: 0, unsure: 0 });
          expect(new Set(end.failed.map(({ id }) => id))).toEqual(badIds);
          for (const { id } of end.items) expect(times.get(id) ?? 0).toBe(badIds.has(id) ? 0 : 1);
          expect(store.job).toEqual(end);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('by a server that is away says how far it is, and goes on by itself', async () => {
    const store = { job: jobOf(30, 10) };
    const { times, serve } = server();
    let away = false;
    const ports = portsOf({
      store,
      serve: (key, ids) => ((away = ids.includes('i9')), serve(key, ids)),
      trouble: () => (away && times.has('i9') ? 'away' : 'none'),
    });
    const run = runJob(store.job, ports, jobControl());
    await vi.advanceTimersByTimeAsync(100);
    expect(store.job).toMatchObject({ state: 'paused', reason: { kind: 'away' } });
    // The first chunk was done, but its answer was lost.
    expect(countsOf(store.job)).toEqual({ total: 30, done: 0, failed: 0, waiting: 30, unsure: 10 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(store.job.state).toBe('paused');
    away = false;
    const quiet = portsOf({ store, serve, trouble: () => 'none' });
    Object.assign(ports, quiet);
    await vi.advanceTimersByTimeAsync(11_000);
    expect((await run).state).toBe('done');
    expect([...times.values()]).toEqual(Array.from({ length: 30 }, () => 1));
  });
});

describe('a person', () => {
  it('resumes a pause at once', async () => {
    const store = { job: jobOf(5, 5) };
    let away = true;
    const control = jobControl();
    const run = runJob(store.job, portsOf({ store, serve: server().serve, trouble: () => (away ? 'away' : 'none') }), control);
    await vi.advanceTimersByTimeAsync(500);
    away = false;
    control.resume();
    await vi.advanceTimersByTimeAsync(1);
    expect((await run).state).toBe('done');
  });

  it('stops a job: nothing more is sent, and what was sent still counts', async () => {
    const store = { job: jobOf(30, 10) };
    const { times, serve } = server();
    const control = jobControl();
    const ports = portsOf({
      store,
      serve(key, ids) {
        control.stop();
        return serve(key, ids);
      },
      trouble: () => 'none',
    });
    const end = await runJob(store.job, ports, control);
    expect(end.state).toBe('stopped');
    expect(countsOf(end)).toEqual({ total: 30, done: 10, failed: 0, waiting: 20, unsure: 0 });
    expect(times.size).toBe(10);
    const later = await runJob({ ...end, state: 'running' }, portsOf({ store, serve, trouble: () => 'none' }), jobControl());
    expect(later.done.length).toBe(30);
  });

  it('signs out: the job is left as it is kept, and goes on later', async () => {
    const store = { job: jobOf(30, 10) };
    const { times, serve } = server();
    const control = jobControl();
    const leaving = (key: string, ids: readonly string[]): readonly string[] => {
      control.leave();
      return serve(key, ids);
    };
    await runJob(store.job, portsOf({ store, serve: leaving, trouble: () => 'none' }), control);
    expect(store.job).toMatchObject({ state: 'running' });
    expect(store.job.done.length).toBe(10);
    expect((await runJob(store.job, portsOf({ store, serve, trouble: () => 'none' }), jobControl())).state).toBe('done');
    expect([...times.values()]).toEqual(Array.from({ length: 30 }, () => 1));
  });

  it('tries failed ones anew under new keys, but not those of which nothing is known', () => {
    const job: BulkJob = {
      ...jobOf(3, 3),
      state: 'done',
      done: ['i0'],
      failed: [
        { id: 'i1', why: 'refused', sentence: 'Disputed.' },
        { id: 'i2', why: 'unknown', sentence: '' },
      ],
    };
    const again = failedAgain(job);
    expect(waitingItems(again).map(({ id }) => id)).toEqual(['i1']);
    expect(nextChunk(again, 0)?.key).not.toBe(nextChunk({ ...jobOf(3, 1), done: ['i0'] }, 0)?.key);
    expect(again.failed.map(({ id }) => id)).toEqual(['i2']);
  });

  it('is needed when the session is over: the job waits and sends nothing', async () => {
    const store = { job: jobOf(5, 5) };
    const ports: JobPorts = { ...portsOf({ store, serve: server().serve, trouble: () => 'away' }), faultOf: () => ({ kind: 'signedOut', sentence: '' }) };
    expect(await runJob(store.job, ports, jobControl())).toMatchObject({ state: 'paused', reason: { kind: 'signedOut' } });
  });
});

describe('a chunk', () => {
  it('without an answer is sent again as it was, with its key', () => {
    const job = jobOf(10, 4);
    const chunk = nextChunk(job, 7);
    expect(chunk?.ids).toEqual(['i0', 'i1', 'i2', 'i3']);
    const taken = chunkTaken(job, chunk as NonNullable<typeof chunk>);
    expect(nextChunk(taken, 9_999)).toEqual(chunk);
    expect(nextChunk(chunkFailed(taken, { kind: 'away', sentence: '' }), 9_999)).toEqual(chunk);
  });

  it('that waited until its key may be forgotten is for a person to look at', () => {
    const job = jobOf(10, 4);
    const taken = chunkTaken(job, nextChunk(job, 0) as NonNullable<ReturnType<typeof nextChunk>>);
    expect(withoutStaleChunk(taken, KEY_HOLDS_MS - 1)).toBe(taken);
    const stale = withoutStaleChunk(taken, KEY_HOLDS_MS);
    expect(stale.failed.map(({ why }) => why)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
    expect(nextChunk(stale, KEY_HOLDS_MS)?.ids[0]).toBe('i4');
  });

  it('whose answer misses an item does not count it as done', () => {
    const job = jobOf(2, 2);
    const end = chunkAnswered(chunkTaken(job, nextChunk(job, 0) as NonNullable<ReturnType<typeof nextChunk>>), { done: ['i0'], failed: [] });
    expect(end).toMatchObject({ state: 'done', done: ['i0'], failed: [{ id: 'i1', why: 'unanswered' }] });
  });
});
