import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { faultsOf, type BoundOperation } from '../contract/operation.ts';
import { assert, Refusal } from '../errors/refusal.ts';
import type { NewId } from '../ids/id.ts';
import type { Log } from '../log/log.ts';
import { answerProblem } from './answer-problem.ts';
import type { Edge } from './edge.ts';
import { addOperations } from './operation-routes.ts';

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

function securityHeaders(https: boolean): Parameters<typeof helmet>[1] {
  const self = ["'self'"];
  const none = ["'none'"];
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: none,
        scriptSrc: self,
        styleSrc: self,
        imgSrc: ["'self'", 'data:'],
        fontSrc: self,
        connectSrc: self,
        manifestSrc: self,
        // A document is shown in a frame of our own page (its answer allows no other).
        frameSrc: self,
        formAction: self,
        frameAncestors: none,
        baseUri: none,
        objectSrc: none,
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  };
}

/** The HTTP server of a registry: limits by address, security headers, and one route an operation. Who may call and the unit of work are the edge's. */
export async function createHttpServer<G>(options: ServerOptions<G>): Promise<FastifyInstance> {
  const faults = faultsOf(options.operations.map((bound) => bound.operation));
  assert(faults.length === 0, `the API registry is not sound: ${faults.join('; ')}`);
  const https = options.publicUrl?.startsWith('https:') ?? false;
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
  app.setNotFoundHandler((request, reply) =>
    answerProblem(new Refusal('request.unknown_path', 'There is nothing at this address. The paths of the API stand in /openapi.json.'), request, reply),
  );
  await app.register(cookie);
  await app.register(helmet, securityHeaders(https));
  await app.register(rateLimit, { global: true, max: options.requestsPerMinute ?? 3_000, timeWindow: 60_000 });
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    );
  });

  const { edge, temporaryFolder, publicUrl } = options;
  await addOperations(app, options.operations, { edge, temporaryFolder, closing: closing.signal, ...(publicUrl === undefined ? {} : { publicUrl }) });
  return app;
}
