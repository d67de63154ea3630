import { Worker } from 'node:worker_threads';
import type { DemoLoadProgress, DemoLoads, DemoSize } from '../../ar/access/demo-routes.ts';
import { dayInZone } from '../../foundation/calendar/day.ts';
import type { Database } from '../../foundation/db/database.ts';
import type { Log } from '../../foundation/log/log.ts';
import type { DemoThreadData, DemoThreadMessage } from './demo-load-thread.ts';
import { isDemoLoading } from './demo-marks.ts';
import { SMALL_DEMO, type DemoDeps } from './load-demo.ts';

export type RunningDemoLoads = DemoLoads & {
  /** Ends a load that runs; what it left is hidden and taken away by the next one. */
  stop(): Promise<void>;
};

export type DemoLoadsDeps = DemoDeps & { readonly database: Database; readonly log: Log; readonly clock: () => Date };

const FAILED = 'The load of the demo ended early; nothing of it is shown. Start it again; if it ends again, look into the log of the server.';

/** Loads of the demo that people start over the API. They live in a thread of their own, with connections of their own, so that requests are answered
 *  meanwhile as fast as ever. */
export function createDemoLoads(deps: DemoLoadsDeps): RunningDemoLoads {
  const { database, log, clock, app, ownerUrl } = deps;
  let thread: Worker | undefined;
  let progress: DemoLoadProgress | null = null;
  let failure: { at: Date; message: string } | null = null;

  const fail = (message: string): void => {
    failure = { at: clock(), message };
  };
  const hear = (message: DemoThreadMessage): void => {
    if (message.kind === 'progress' && progress !== null) progress = { ...progress, ...message.at };
    if (message.kind === 'failed') {
      log.error({ reason: message.reason }, 'the load of the demo ended early');
      fail(FAILED);
    }
  };
  const begin = (size: DemoSize): void => {
    if (thread !== undefined) return;
    const startedAt = clock();
    const options = { anchor: dayInZone(startedAt, 'Europe/Berlin'), ...(size === 'small' ? SMALL_DEMO : {}) };
    const workerData: DemoThreadData = { deps: { app, ownerUrl }, options };
    const begun = new Worker(new URL('./demo-load-thread.ts', import.meta.url), { workerData });
    failure = null;
    progress = { size, done: 0, total: 0, company: null, on: null, startedAt };
    thread = begun;
    begun.on('message', hear);
    begun.on('error', (error) => {
      log.error({ err: error }, 'the thread that loads the demo failed');
      fail(FAILED);
    });
    begun.on('exit', () => {
      thread = undefined;
      progress = null;
      log.info({ size, seconds: Math.round((clock().getTime() - startedAt.getTime()) / 1000), failed: failure !== null }, 'a load of the demo has ended');
    });
  };
  return {
    running: async () => thread !== undefined || (await isDemoLoading(database)),
    progress: () => progress,
    failure: () => failure,
    begin,
    stop: async () => {
      await thread?.terminate();
    },
  };
}
