import { parentPort } from 'node:worker_threads';
import { assert } from '../foundation/errors/refusal.ts';
import type { Sheet } from './sheet.ts';
import { openRenderer } from './typst-renderer.ts';

/** What goes to a rendering thread and what comes back. */
export type RenderTask = { readonly id: number; readonly sheet: Sheet };
export type RenderReply =
  | { readonly id: number; readonly ok: true; readonly bytes: Uint8Array; readonly pages: number }
  | { readonly id: number; readonly ok: false; readonly message: string };

const port = parentPort;
assert(port, 'this file runs in a thread of its own');
const renderer = openRenderer();
port.on('message', ({ id, sheet }: RenderTask) => {
  let reply: RenderReply;
  try {
    reply = { id, ok: true, ...renderer.render(sheet) };
  } catch (error) {
    reply = { id, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(reply);
});
