import { z } from 'zod';

/** The body of every answer that is not a success (RFC 9457, application/problem+json). */
export const problem = z
  .object({
    type: z.string().meta({ description: 'Identifies the kind of problem; one per code.' }),
    title: z.string().meta({ description: 'The code in words.' }),
    status: z.int(),
    code: z.string().meta({ description: 'Stable and made for programs: `<noun>.<reason>`.' }),
    detail: z.string().meta({ description: 'What happened, to what, and what to do next.' }),
    instance: z.string().meta({ description: 'The request id; name it when you report a defect.' }),
    details: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .optional()
      .meta({ description: 'Values behind the message; whole numbers beyond 53 bits as strings.' }),
    errors: z
      .array(
        z.object({
          in: z.enum(['path', 'query', 'body', 'header']),
          pointer: z.string().meta({ description: 'JSON pointer (RFC 6901) into that part.' }),
          detail: z.string(),
          rule: z.string().optional().meta({ description: 'What is broken there, for programs: `required`, `too_long`, `type` and the like.' }),
          limit: z.union([z.number(), z.string()]).optional().meta({ description: 'The least or the most that the rule allows.' }),
          expected: z.string().optional().meta({ description: 'The type or format that the rule asks for.' }),
        }),
      )
      .optional()
      .meta({ description: 'Every place of the request that was refused.' }),
  })
  .meta({ id: 'Problem' });

export type ProblemBody = z.output<typeof problem>;

/** Codes that any operation may answer, with their status: written into the OpenAPI document. */
export const COMMON_PROBLEMS = {
  all: ['validation_failed', 'request.malformed', 'request.too_large', 'request.rate_limited', 'internal'],
  signedIn: ['access.unauthenticated', 'access.cross_site'],
  scoped: ['access.scope_missing'],
  company: ['company.not_found'],
  idempotent: ['idempotency.key_reused', 'idempotency.in_progress', 'idempotency.key_invalid'],
  upload: ['upload.missing', 'upload.too_large'],
  paged: ['cursor.invalid'],
} as const;

const EXACT: Readonly<Record<string, number>> = {
  validation_failed: 422,
  internal: 500,
  'service.unavailable': 503,
  'request.malformed': 400,
  'request.unknown_path': 404,
  'request.too_large': 413,
  'request.unsupported_type': 415,
  'request.rate_limited': 429,
  'cursor.invalid': 400,
  'idempotency.key_invalid': 400,
  'idempotency.key_reused': 409,
  'idempotency.in_progress': 409,
  'upload.missing': 400,
  'upload.too_large': 413,
  'access.unauthenticated': 401,
  'access.sign_in_failed': 401,
  'access.throttled': 429,
  'setup.done': 409,
  'setup.not_allowed': 403,
};

const RULES: readonly (readonly [RegExp, number])[] = [
  [/(\.|_)not_found$/, 404],
  [/(\.|_)(conflict|exists|taken|ambiguous|changed|reused|in_progress)$/, 409],
  [/\.already_/, 409],
  [/^access\./, 403],
];

/** The one table from codes of refusals to HTTP: exact codes, then rules, then 422. */
export function statusOf(code: string): number {
  return EXACT[code] ?? RULES.find(([rule]) => rule.test(code))?.[1] ?? 422;
}

export function problemType(code: string): string {
  return `urn:dunlin:problem:${code}`;
}

export function problemTitle(code: string): string {
  const words = code.replaceAll(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
