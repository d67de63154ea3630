import type { FastifyRequest } from 'fastify';

/** Who knocks, before anybody looked them up. */
export type Caller = {
  readonly address: string;
  /** The request comes from this very machine and asked for it by a loopback name: no proxy in between, no name that was bent to point here. */
  readonly local: boolean;
  readonly sessionToken: string | undefined;
  readonly apiKey: string | undefined;
};

const LOOPBACK_ADDRESS = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

function isLocal(request: FastifyRequest): boolean {
  return (
    LOOPBACK_ADDRESS.test(request.socket.remoteAddress ?? '') &&
    LOOPBACK_HOST.test(request.headers.host ?? '') &&
    PROXY_HEADERS.every((name) => request.headers[name] === undefined)
  );
}

export function callerOf(request: FastifyRequest, cookieName: string): Caller {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const cookie = request.cookies[cookieName];
  return { address: request.ip, local: isLocal(request), apiKey: bearer, sessionToken: bearer === undefined ? cookie : undefined };
}
