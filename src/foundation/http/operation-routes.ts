import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BoundOperation, SessionCookie, Upload } from '../contract/operation.ts';
import { assert, Refusal } from '../errors/refusal.ts';
import { callerOf, type Caller } from './caller.ts';
import { refuseCrossSite } from './cross-site.ts';
import type { Edge } from './edge.ts';
import { MAX_UPLOAD_BYTES, receiveUpload } from './receive-upload.ts';
import { sendAnswer, sendStream } from './send-answer.ts';
import { validateParts } from './validate.ts';

export type RouteOptions<G> = {
  readonly edge: Edge<G>;
  readonly temporaryFolder: string;
  readonly publicUrl?: string;
  /** Aborted when the server closes: event streams end. */
  readonly closing: AbortSignal;
};

type Known<G> = { readonly caller: Caller; readonly grant: G };

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

/** The origin that pages of this server have: the public one when the page says so, else the one that was asked. */
function ownOrigin(request: FastifyRequest, publicUrl: string | undefined): string {
  const stated = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  return stated !== undefined && stated === request.headers.origin ? stated : `${request.protocol}://${request.headers.host}`;
}

/** The path, query and body of a request as the contract describes them. */
function partsOf(bound: BoundOperation, request: FastifyRequest): { params: unknown; query: unknown; body: unknown } {
  const { operation } = bound;
  const { company: _company, ...named } = request.params as Record<string, string>;
  const [params, query, body] = validateParts([
    { in: 'path', schema: operation.params, value: operation.realm === 'company' ? named : request.params },
    { in: 'query', schema: operation.query, value: request.query },
    { in: 'body', schema: operation.body, value: request.body },
  ]);
  return { params, query, body };
}

/** Adds one route an operation. Order of a request: cross-site, who calls and may they, body, validation, handler. */
export async function addOperations<G>(app: FastifyInstance, operations: readonly BoundOperation[], options: RouteOptions<G>): Promise<void> {
  const https = options.publicUrl?.startsWith('https:') ?? false;
  const cookieName = https ? '__Host-dunlin_session' : 'dunlin_session';
  const known = new WeakMap<FastifyRequest, Known<G>>();

  const authorise = (bound: BoundOperation) => async (request: FastifyRequest) => {
    const { operation } = bound;
    const caller = callerOf(request, cookieName);
    const { company } = request.params as { company?: string };
    const withCookie = operation.realm !== 'public' && caller.sessionToken !== undefined;
    refuseCrossSite({ method: request.method, headers: request.headers, origin: ownOrigin(request, options.publicUrl), withCookie });
    known.set(request, { caller, grant: await options.edge.authorise(operation, caller, operation.realm === 'company' ? company : undefined) });
  };

  const execute = async (bound: BoundOperation, request: FastifyRequest, reply: FastifyReply, upload: Upload | undefined) => {
    const who = known.get(request);
    assert(who, 'a request is authorised before it is handled');
    const gone = new AbortController();
    const given = await options.edge.execute({
      bound,
      ...who,
      ...partsOf(bound, request),
      upload,
      idempotencyKey: idempotencyKeyOf(request, bound),
      session: sessionCookieOf(reply, cookieName, https),
      signal: AbortSignal.any([gone.signal, options.closing]),
      sendFile: (file) => sendStream(reply, file),
    });
    return { given, gone: () => gone.abort() };
  };

  const handle = (bound: BoundOperation) => async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      const { given, gone } = bound.operation.upload ? await withUpload(bound, request, reply) : await execute(bound, request, reply, undefined);
      await sendAnswer(reply, given, gone);
    } catch (error) {
      if (!reply.sent) throw error;
      request.log.error({ err: error }, 'answer broke off');
    }
    return reply;
  };

  const withUpload = async (bound: BoundOperation, request: FastifyRequest, reply: FastifyReply) => {
    const upload = await receiveUpload(request, { folder: options.temporaryFolder, maxBytes: bound.operation.maxBytes ?? MAX_UPLOAD_BYTES });
    try {
      return await execute(bound, request, reply, upload);
    } finally {
      await upload.remove();
    }
  };

  const add = (scope: FastifyInstance, bound: BoundOperation) => {
    const { operation } = bound;
    scope.route({
      method: operation.method,
      url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      config: operation.requestsPerMinute ? { rateLimit: { max: operation.requestsPerMinute, timeWindow: 60_000 } } : {},
      ...(operation.maxBytes && !operation.upload ? { bodyLimit: operation.maxBytes } : {}),
      onRequest: authorise(bound),
      handler: handle(bound),
    });
  };
  for (const bound of operations) if (!bound.operation.upload) add(app, bound);
  await app.register(async (scope) => {
    // A file is a stream of whatever type: parsers of JSON and text stay outside.
    scope.removeAllContentTypeParsers();
    await scope.register(multipart);
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    for (const bound of operations) if (bound.operation.upload) add(scope, bound);
  });
}
