import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../foundation/errors/refusal.ts';
import { loadDemo, type DemoDeps, type DemoOptions, type DemoProgress } from './load-demo.ts';

/** What the thread is started with. */
export type DemoThreadData = { readonly deps: DemoDeps; readonly options: Pick<DemoOptions, 'anchor' | 'seed' | 'months' | 'customers'> };

/** What it tells. */
export type DemoThreadMessage =
  | { readonly kind: 'progress'; readonly at: DemoProgress }
  | { readonly kind: 'loaded' }
  | { readonly kind: 'failed'; readonly reason: string };

const { deps, options } = workerData as DemoThreadData;
const port = parentPort;
assert(port, 'this file runs in a thread of its own');

const tell = (message: DemoThreadMessage): void => port.postMessage(message);

try {
  await loadDemo(deps, { ...options, onProgress: (at) => tell({ kind: 'progress', at }) });
  tell({ kind: 'loaded' });
} catch (error) {
  tell({ kind: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
