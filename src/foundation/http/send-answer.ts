import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';
import type { FileAnswer } from '../contract/operation.ts';
import { assert } from '../errors/refusal.ts';
import type { EdgeAnswer } from './edge.ts';
import { sendEvents } from './send-events.ts';

/** What is shown rather than saved may stand in a frame of our own pages. The rest of the page's policy would keep a browser's own viewer from working;
 *  only PDF, which runs no script of a page, is given that. */
const FRAMED_BY_US = { 'content-security-policy': "frame-ancestors 'self'", 'x-frame-options': 'SAMEORIGIN' } as const;

function fileHeaders(file: FileAnswer): Record<string, string> {
  const plain = file.fileName.replaceAll(/[^\w. -]/g, '_');
  const encoded = encodeURIComponent(file.fileName).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return {
    'content-type': file.contentType,
    'content-disposition': `${file.inline ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encoded}`,
    'cache-control': 'no-store',
    ...(file.inline && file.contentType === 'application/pdf' ? FRAMED_BY_US : {}),
  };
}

/** Streams a file on the raw connection: the unit of work that feeds it stays open until the last byte was taken.
 *  A client that stalls for a minute is dropped, so that it can't hold a transaction. */
export async function sendStream(reply: FastifyReply, file: FileAnswer): Promise<void> {
  assert(!reply.sent, 'a streamed file is sent once; its unit of work is not retried');
  reply.hijack();
  reply.raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...fileHeaders(file) });
  reply.raw.setTimeout(60_000, () => void reply.raw.destroy());
  try {
    await pipeline(file.body instanceof Uint8Array ? Readable.from([file.body]) : Readable.from(file.body), reply.raw);
  } catch (error) {
    // The status has been sent: only a broken connection tells the client that the file is not whole.
    reply.raw.destroy();
    throw error;
  }
}

/** Sends what the edge gave. `gone` is called when the client of an event stream leaves. */
export async function sendAnswer(reply: FastifyReply, given: EdgeAnswer, gone: () => void): Promise<FastifyReply | undefined> {
  if (given.kind === 'sent') return undefined;
  if (given.kind === 'events') {
    await sendEvents(reply, given.events, { onGone: gone });
    return undefined;
  }
  if (given.kind === 'file') {
    if (given.file.body instanceof Uint8Array)
      return reply.headers(fileHeaders(given.file)).send(Buffer.from(given.file.body.buffer, given.file.body.byteOffset, given.file.body.byteLength));
    await sendStream(reply, given.file);
    return undefined;
  }
  reply.code(given.status).header('cache-control', 'no-store');
  if (given.replayed) reply.header('idempotency-replayed', 'true');
  return given.json === undefined ? reply.send() : reply.header('content-type', 'application/json; charset=utf-8').send(given.json);
}
