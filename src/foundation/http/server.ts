import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { faultsOf, type BoundOperation, type FileAnswer, type SessionCookie } from '../contract/operation.ts';
import { assert, Refusal } from '../errors/refusal.ts';
import type { NewId } from '../ids/id.ts';
import type { Log } from '../log/log.ts';
import { answerProblem } from './answer-problem.ts';
import { callerOf, type Caller } from './caller.ts';
import { refuseCrossSite } from './cross-site.ts';
import type { Edge, EdgeAnswer } from './edge.ts';
import { MAX_UPLOAD_BYTES, receiveUpload } from './receive-upload.ts';
import { sendEvents } from './send-events.ts';
import { validateParts } from './validate.ts';

export const MAX_JSON_BYTES = 1_048_576;

export type ServerOptions<G> = {
  readonly operations: readonly BoundOperation[];
  readonly edge: Edge<G>;
  readonly log: Log;
  readonly newId: NewId;
  /** Uploads rest here until their request is answered. */
  readonly temporaryFolder: string;
  /** Where people reach the server; an https address makes cookies Secure and sends HSTS. */
  readonly publicUrl?: string;
  /** Addresses of proxies whose X-Forwarded-* headers count. */
  readonly trustedProxies?: readonly string[];
  /** By address, over all operations. */
  readonly requestsPerMinute?: number;
};

type Known<G> = { readonly caller: Caller; readonly grant: G };

function securityHeaders(https: boolean): Parameters<typeof helmet>[1] {
  const self = ["'self'"];
  const none = ["'none'"];
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: none, scriptSrc: self, styleSrc: self, imgSrc: ["'self'", 'data:'], fontSrc: self, connectSrc: self, manifestSrc: self,
        formAction: self, frameAncestors: none, baseUri: none, objectSrc: none,
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  };
}

function sessionCookieOf(reply: FastifyReply, name: string, secure: boolean): SessionCookie {
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
  return {
    start: (token, expiresAt) => void reply.setCookie(name, token, { ...options, expires: expiresAt }),
    end: () => void reply.clearCookie(name, options),
  };
}

function idempotencyKeyOf(request: FastifyRequest, bound: BoundOperation): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined || !bound.operation.idempotent) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new Refusal('idempotency.key_invalid', 'The Idempotency-Key must be 1 to 200 visible ASCII characters; a UUID is a good one.');
  }
  return key;
}

function fileHeaders(file: FileAnswer): Record<string, string> {
  const plain = file.fileName.replaceAll(/[^\w. -]/g, '_');
  const encoded = encodeURIComponent(file.fileName).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return { 'content-type': file.contentType, 'content-disposition': `${file.inline ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encoded}`, 'cache-control': 'no-store' };
}

/** Streams a file on the raw connection: the unit of work that feeds it stays open until the last byte was taken.
 *  A client that stalls for a minute is dropped, so that it can't hold a transaction. */
async function sendStream(reply: FastifyReply, file: FileAnswer): Promise<void> {
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

async function answer(reply: FastifyReply, given: EdgeAnswer, gone: () => void): Promise<FastifyReply | undefined> {
  if (given.kind === 'sent') return undefined;
  if (given.kind === 'events') {
    await sendEvents(reply, given.events, { onGone: gone });
    return undefined;
  }
  if (given.kind === 'file') {
    if (given.file.body instanceof Uint8Array) return reply.headers(fileHeaders(given.file)).send(Buffer.from(given.file.body.buffer, given.file.body.byteOffset, given.file.body.byteLength));
    await sendStream(reply, given.file);
    return undefined;
  }
  reply.code(given.status).header('cache-control', 'no-store');
  if (given.replayed) reply.header('idempotency-replayed', 'true');
  return given.json === undefined ? reply.send() : reply.header('content-type', 'application/json; charset=utf-8').send(given.json);
}

/** The HTTP server of a registry: security headers, limits, and one route an operation. Who may call and the unit of work are the edge's.
 *  Order of a request: address limit, who calls and may they, cross-site, body, validation, handler. */
export async function createHttpServer<G>(options: ServerOptions<G>): Promise<FastifyInstance> {
  const faults = faultsOf(options.operations.map((bound) => bound.operation));
  assert(faults.length === 0, `the API registry is not sound: ${faults.join('; ')}`);
  const https = options.publicUrl?.startsWith('https:') ?? false;
  const cookieName = https ? '__Host-dunlin_session' : 'dunlin_session';
  const app = Fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => options.newId(),
    requestIdHeader: false,
    bodyLimit: MAX_JSON_BYTES,
    routerOptions: { maxParamLength: 200 },
    exposeHeadRoutes: false,
    trustProxy: options.trustedProxies ? [...options.trustedProxies] : false,
    requestTimeout: 300_000,
    forceCloseConnections: 'idle',
  });
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());
  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler((request, reply) => answerProblem(new Refusal('request.unknown_path', 'There is nothing at this address. The paths of the API stand in /openapi.json.'), request, reply));
  await app.register(cookie);
  await app.register(helmet, securityHeaders(https));
  await app.register(rateLimit, { global: true, max: options.requestsPerMinute ?? 3_000, timeWindow: 60_000 });
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  app.addHook('onResponse', async (request, reply) => {
    request.log.info({ method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request');
  });

  const known = new WeakMap<FastifyRequest, Known<G>>();
  const origins = (request: FastifyRequest) => (options.publicUrl && request.headers.origin === new URL(options.publicUrl).origin ? request.headers.origin : `${request.protocol}://${request.headers.host}`);

  const authorise = (bound: BoundOperation) => async (request: FastifyRequest) => {
    const caller = callerOf(request, cookieName);
    const { company } = request.params as { company?: string };
    refuseCrossSite({ method: request.method, headers: request.headers, origin: origins(request), withCookie: bound.operation.realm !== 'public' && caller.sessionToken !== undefined });
    known.set(request, { caller, grant: await options.edge.authorise(bound.operation, caller, bound.operation.realm === 'company' ? company : undefined) });
  };

  const handle = (bound: BoundOperation) => async (request: FastifyRequest, reply: FastifyReply) => {
    const { operation } = bound;
    const who = known.get(request);
    assert(who, 'a request is authorised before it is handled');
    const { company: _company, ...named } = request.params as Record<string, string>;
    const [params, query, body] = validateParts([
      { in: 'path', schema: operation.params, value: operation.realm === 'company' ? named : request.params },
      { in: 'query', schema: operation.query, value: request.query },
      { in: 'body', schema: operation.body, value: request.body },
    ]);
    const idempotencyKey = idempotencyKeyOf(request, bound);
    const gone = new AbortController();
    const upload = operation.upload ? await receiveUpload(request, { folder: options.temporaryFolder, maxBytes: operation.maxBytes ?? MAX_UPLOAD_BYTES }) : undefined;
    try {
      const given = await options.edge
        .execute({
          bound, ...who, params, query, body, upload, idempotencyKey,
          session: sessionCookieOf(reply, cookieName, https),
          signal: AbortSignal.any([gone.signal, closing.signal]),
          sendFile: (file) => sendStream(reply, file),
        })
        .finally(() => upload?.remove());
      await answer(reply, given, () => gone.abort());
    } catch (error) {
      if (!reply.sent) throw error;
      request.log.error({ err: error }, 'answer broke off');
    }
    return reply;
  };

  const addRoutes = (scope: FastifyInstance, bounds: readonly BoundOperation[]) => {
    for (const bound of bounds) {
      const { operation } = bound;
      scope.route({
        method: operation.method,
        url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
        config: operation.requestsPerMinute ? { rateLimit: { max: operation.requestsPerMinute, timeWindow: 60_000 } } : {},
        onRequest: authorise(bound),
        handler: handle(bound),
      });
    }
  };
  addRoutes(app, options.operations.filter((bound) => !bound.operation.upload));
  await app.register(async (scope) => {
    // A file is a stream of whatever type: parsers of JSON and text stay outside.
    scope.removeAllContentTypeParsers();
    await scope.register(multipart);
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    addRoutes(scope, options.operations.filter((bound) => bound.operation.upload));
  });
  return app;
}
