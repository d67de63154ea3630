import type { FastifyReply } from 'fastify';
import type { ServerEvent } from '../contract/operation.ts';

const HEARTBEAT_MS = 15_000;

function textOf(event: ServerEvent): string {
  const data = JSON.stringify(event.data, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)) ?? 'null';
  const line = (name: string, value: string | undefined) => (value === undefined ? '' : `${name}: ${value.replaceAll(/[\r\n]/g, ' ')}\n`);
  return `${line('id', event.id)}${line('event', event.event)}data: ${data}\n\n`;
}

/** Streams events until the source ends or the client goes away; then the source's `return` runs and `onGone` is called.
 *  A comment every 15 seconds keeps proxies from closing the connection and finds clients that vanished.
 *  An error after the start is told as an event `error` with nothing of its inside. */
export async function sendEvents(
  reply: FastifyReply,
  events: AsyncIterable<ServerEvent>,
  options: { heartbeatMs?: number; onGone?: () => void } = {},
): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  const headers = reply.getHeaders();
  raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' } as Record<
    string,
    string
  >);
  raw.write(': open\n\n');
  let gone = false;
  const left = Promise.withResolvers<void>();
  const onClose = () => {
    gone = true;
    options.onGone?.();
    left.resolve();
  };
  raw.once('close', onClose);
  const heartbeat = setInterval(() => raw.write(': still here\n\n'), options.heartbeatMs ?? HEARTBEAT_MS);
  const source = events[Symbol.asyncIterator]();
  try {
    for (;;) {
      const step = await Promise.race([source.next(), left.promise]);
      if (!step || step.done || gone) break;
      if (!raw.write(textOf(step.value))) await Promise.race([new Promise((resolve) => raw.once('drain', resolve)), left.promise]);
    }
  } catch (error) {
    reply.log.error({ err: error }, 'events ended early');
    if (!gone) raw.write(textOf({ event: 'error', data: { code: 'internal', instance: reply.request.id } }));
  } finally {
    clearInterval(heartbeat);
    raw.off('close', onClose);
    // A source that waits for something may never hear `return`; nobody waits for it either.
    if (gone) void Promise.resolve(source.return?.()).catch(() => undefined);
    else raw.end();
  }
}
