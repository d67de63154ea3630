import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemTitle, problemType, statusOf, type ProblemBody } from '../contract/problem.ts';
import { Refusal, type RefusalDetails } from '../errors/refusal.ts';
import { InvalidRequest } from './validate.ts';

const FASTIFY_CODES: Readonly<Record<string, readonly [code: string, detail: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['request.too_large', 'The body is larger than this operation takes. Send less at once.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['request.unsupported_type', 'The body has a type that this operation does not take. Send application/json.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['request.malformed', 'The body is empty. Send JSON.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['request.malformed', 'The body is not JSON. Check quotes, commas and the encoding (UTF-8).'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['request.malformed', 'The body is not as long as its Content-Length says. Send it again.'],
};

const DATABASE_AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', '57P01', '57P02', '57P03', '08006', '08001', '53300']);

function plainDetails(details: RefusalDetails): Record<string, string | number | boolean | null> {
  return Object.fromEntries(Object.entries(details).map(([name, value]) => [name, typeof value === 'bigint' ? value.toString() : value]));
}

function bodyOf(code: string, detail: string, instance: string, more: Partial<ProblemBody> = {}): ProblemBody {
  return { type: problemType(code), title: problemTitle(code), status: statusOf(code), code, detail, instance, ...more };
}

/** What the caller may know of an error: refusals in full, everything else by its request id alone. */
export function problemOf(error: unknown, instance: string): ProblemBody {
  if (error instanceof InvalidRequest) return bodyOf('validation_failed', error.message, instance, { errors: [...error.places] });
  if (error instanceof Refusal) {
    const details = plainDetails(error.details);
    return bodyOf(error.code, error.message, instance, Object.keys(details).length > 0 ? { details } : {});
  }
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' ? FASTIFY_CODES[code] : undefined;
  if (known) return bodyOf(known[0], known[1], instance);
  if (typeof code === 'string' && DATABASE_AWAY.has(code))
    return bodyOf('service.unavailable', 'The database does not answer right now. Try again in a moment.', instance);
  if (statusCode === 429) return bodyOf('request.rate_limited', 'Too many requests from this address. Wait as long as Retry-After says.', instance);
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return {
      ...bodyOf('request.malformed', `The request can't be read: ${STATUS_CODES[statusCode] ?? 'bad request'}. Check it and send it again.`, instance),
      status: statusCode,
    };
  }
  return bodyOf('internal', `Something went wrong on our side and nothing was changed. Try again; if it stays, report request ${instance}.`, instance);
}

const RETRY_AFTER_S: Readonly<Record<string, number>> = { 'idempotency.in_progress': 1, 'service.unavailable': 5, 'access.throttled': 60 };

export async function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const body = problemOf(error, request.id);
  if (body.status >= 500) request.log.error({ err: error }, 'request failed');
  else request.log.info({ code: body.code, status: body.status }, 'request refused');
  const seconds = Number(error instanceof Refusal ? (error.details['retryAfterSeconds'] ?? RETRY_AFTER_S[body.code]) : RETRY_AFTER_S[body.code]);
  if (Number.isFinite(seconds)) reply.header('retry-after', String(seconds));
  if (body.status === 401) reply.header('www-authenticate', 'Bearer realm="dunlin"');
  return reply
    .code(body.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(body));
}
