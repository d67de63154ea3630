import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { RenderError, type RenderedPdf } from './render-error.ts';
import type { RenderReply, RenderTask } from './render-worker.ts';
import type { Sheet } from './sheet.ts';

/** Rendering threads beyond these gain little and each holds its own fonts and caches. */
const MAX_THREADS = 8;

/** The largest invoice there may be (a thousand lines of a thousand letters) takes some seconds; what takes longer than this never ends. */
const MAX_RENDER_MS = 120_000;

type Waiting = { readonly task: RenderTask; readonly resolve: (pdf: RenderedPdf) => void; readonly reject: (error: Error) => void };
type Thread = { readonly worker: Worker; busy: Waiting | null; overdue: NodeJS.Timeout | undefined };

export type RenderPool = {
  render(sheet: Sheet): Promise<RenderedPdf>;
  /** Ends the threads. What still waits is refused. */
  close(): Promise<void>;
};

/** Renders on threads of their own, so that the process that answers requests is not held up. Threads start when there is work for them, and do not keep
 *  an idle process alive. One that dies takes its document with it; the next document starts another. */
export function openRenderPool(options: { readonly threads?: number } = {}): RenderPool {
  const most = options.threads ?? Math.max(1, Math.min(MAX_THREADS, availableParallelism() - 1));
  const threads: Thread[] = [];
  const queue: Waiting[] = [];
  let nextId = 1;
  let closed = false;

  const drop = (thread: Thread, error: Error): void => {
    const at = threads.indexOf(thread);
    if (at >= 0) threads.splice(at, 1);
    clearTimeout(thread.overdue);
    thread.busy?.reject(error);
    thread.busy = null;
    if (!closed) feed();
  };

  const start = (): Thread => {
    const worker = new Worker(new URL('./render-worker.ts', import.meta.url));
    const thread: Thread = { worker, busy: null, overdue: undefined };
    worker.unref();
    worker.on('message', (reply: RenderReply) => {
      clearTimeout(thread.overdue);
      const done = thread.busy;
      thread.busy = null;
      worker.unref();
      if (done && reply.ok) done.resolve({ bytes: reply.bytes, pages: reply.pages });
      else if (done) done.reject(new RenderError(reply.ok ? '' : reply.message));
      feed();
    });
    worker.on('error', (error) => drop(thread, new RenderError(`the rendering thread failed: ${String(error)}`)));
    worker.on('exit', () => drop(thread, new RenderError('the rendering thread ended')));
    threads.push(thread);
    return thread;
  };

  const feed = (): void => {
    while (queue.length > 0) {
      const free = threads.find((thread) => thread.busy === null) ?? (threads.length < most ? start() : undefined);
      if (free === undefined) return;
      const next = queue.shift() as Waiting;
      free.busy = next;
      free.overdue = setTimeout(() => void free.worker.terminate(), MAX_RENDER_MS).unref();
      free.worker.ref();
      free.worker.postMessage(next.task, []);
    }
  };

  return {
    render: (sheet) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new RenderError('the renderer is closed'));
        queue.push({ task: { id: nextId++, sheet }, resolve, reject });
        feed();
      }),
    close: async () => {
      closed = true;
      for (const { reject } of queue.splice(0)) reject(new RenderError('the renderer is closed'));
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}
